package understand

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxGap is how many words ".." may stand for.
const maxGap = 3

// pattern is a phrase that is listened for, ready to match.
type pattern struct {
	items      []item
	start, end bool // ^ and $
}

// item is one thing a pattern wants.
type item struct {
	word     int           // vocabulary id, -1 if it is not a word
	alts     [][]item      // one of these
	by       map[int][]int // alts by the words they can begin with
	set      int           // which class it is, from 1 on; 0 if it is none
	gap      bool          // up to maxGap words
	last     bool          // the text ends here
	optional bool
}

// vocabulary numbers all words of all patterns.
type vocabulary struct {
	ids   map[wordForm]int
	words []wordForm
	sets  map[string]item // the classes of one locale, read once
	count int             // of all classes
}

type wordForm struct {
	text          string
	exact, prefix bool
}

func (v *vocabulary) id(w wordForm) int {
	if id, ok := v.ids[w]; ok {
		return id
	}
	v.ids[w] = len(v.words)
	v.words = append(v.words, w)
	return len(v.words) - 1
}

// Checker tells whether patterns of one locale can be read. It reads every class once.
type Checker struct {
	classes, grammar map[string][]string
	vocab            vocabulary
}

// NewChecker makes a checker for a language's patterns; only classes and concepts of w are looked at.
func NewChecker(w Words) *Checker {
	return &Checker{w.Classes, w.sets(), vocabulary{ids: map[wordForm]int{}, sets: map[string]item{}}}
}

// CheckForm is nil for a form of a concept that can be read.
func (c *Checker) CheckForm(form string) error { return newConcepts(nil).form(form, 0, &c.vocab) }

// CheckExample is nil for a line of examples that can be read.
func (c *Checker) CheckExample(line string) error {
	if !isGrammar(line) {
		return nil
	}
	_, err := parse(line, c.grammar, &c.vocab)
	return err
}

// Check is nil for a pattern that can be read.
func (c *Checker) Check(pattern string) error {
	_, err := parse(pattern, c.classes, &c.vocab)
	return err
}

func parse(p string, classes map[string][]string, v *vocabulary) (pattern, error) {
	ps := &parser{in: lex(p), classes: classes, v: v}
	var out pattern
	if ps.peek() == "^" {
		out.start = true
		ps.next()
	}
	items, err := ps.sequence(0)
	if err != nil {
		return out, err
	}
	if ps.peek() == "$" {
		out.end = true
		ps.next()
	}
	if ps.peek() != "" {
		return out, fmt.Errorf("%q stands where nothing can stand", ps.peek())
	}
	out.items = items
	if !slices.ContainsFunc(items, func(i item) bool { return !i.optional && !i.gap && !i.last }) {
		return out, errors.New("it has no word that must be there")
	}
	if !firsts(items, map[int]bool{}) || items[len(items)-1].gap {
		return out, errors.New("a gap can only stand between words; where the word before it may be missing, write (word ..)?")
	}
	if longest(items) > span {
		return out, fmt.Errorf("it can stretch over more than %d words", span)
	}
	return out, nil
}

// longest is how many words a sequence can stretch over.
func longest(items []item) int {
	n := 0
	for _, it := range items {
		switch {
		case it.gap:
			n += maxGap
		case it.word >= 0:
			n++
		default:
			most := 0
			for _, alt := range it.alts {
				most = max(most, longest(alt))
			}
			n += most
		}
	}
	return n
}

// lex cuts a pattern into words and signs.
func lex(p string) []string {
	for _, sign := range []string{"(", ")", "|", "?", "<", ">", "{", "}", "^", "$"} {
		p = strings.ReplaceAll(p, sign, " "+sign+" ")
	}
	return strings.Fields(p)
}

type parser struct {
	in      []string
	at      int
	classes map[string][]string
	v       *vocabulary
	inside  []string // classes being expanded
}

func (ps *parser) peek() string {
	if ps.at < len(ps.in) {
		return ps.in[ps.at]
	}
	return ""
}

func (ps *parser) next() string {
	s := ps.peek()
	ps.at++
	return s
}

func (ps *parser) sequence(depth int) ([]item, error) {
	if depth > 8 {
		return nil, errors.New("it is nested too deeply")
	}
	var items []item
	for {
		switch s := ps.peek(); s {
		case "", ")", "|":
			return items, nil
		case "$":
			if depth == 0 {
				return items, nil
			}
			ps.next()
			items = append(items, item{word: -1, last: true})
		case "?":
			ps.next()
			if len(items) == 0 {
				return nil, errors.New("? has nothing before it")
			}
			items[len(items)-1].optional = true
		case "(":
			ps.next()
			it, err := ps.group(depth)
			if err != nil {
				return nil, err
			}
			items = append(items, it)
		case "<", "{":
			it, err := ps.class(depth)
			if err != nil {
				return nil, err
			}
			items = append(items, it)
		case ">", "}", "^":
			return nil, fmt.Errorf("%q stands where nothing can stand", s)
		case "..":
			ps.next()
			items = append(items, item{word: -1, gap: true})
		default:
			more, err := ps.words()
			if err != nil {
				return nil, err
			}
			items = append(items, more...)
		}
	}
}

func (ps *parser) group(depth int) (item, error) {
	it := item{word: -1}
	for {
		alt, err := ps.sequence(depth + 1)
		if err != nil {
			return it, err
		}
		if len(alt) == 0 {
			return it, errors.New("an alternative is empty; write (…)? for what may be missing")
		}
		it.alts = append(it.alts, alt)
		switch ps.next() {
		case ")":
			it.by = byFirst(it.alts)
			return it, nil
		case "|":
		default:
			return it, errors.New("a bracket is not closed")
		}
	}
}

func (ps *parser) class(depth int) (item, error) {
	open, name, shut := ps.next(), ps.next(), ps.next()
	switch {
	case open == "<" && shut != ">", open == "{" && shut != "}":
		return item{}, errors.New("write a class as <name>, a concept as {name}")
	case open == "{":
		name = "{" + name + "}"
	}
	members, ok := ps.classes[name]
	if !ok {
		return item{}, fmt.Errorf("nothing is called %s", name)
	}
	if slices.Contains(ps.inside, name) {
		return item{}, fmt.Errorf("the class %s holds itself", name)
	}
	if it, ok := ps.v.sets[name]; ok {
		return it, nil
	}
	it := item{word: -1}
	for _, m := range members {
		sub := &parser{in: lex(m), classes: ps.classes, v: ps.v, inside: append(slices.Clone(ps.inside), name)}
		alt, err := sub.sequence(depth + 1)
		if err != nil {
			return it, fmt.Errorf("in %s: %w", name, err)
		}
		if len(alt) > 0 {
			it.alts = append(it.alts, alt)
		}
	}
	if len(it.alts) == 0 {
		return it, fmt.Errorf("the class %s is empty", name)
	}
	ps.v.count++
	it.by, it.set = byFirst(it.alts), ps.v.count
	if ps.v.sets != nil {
		ps.v.sets[name] = it
	}
	return it, nil
}

// byFirst sorts alternatives by the words they can begin with; nil if one can begin with anything.
func byFirst(alts [][]item) map[int][]int {
	by := map[int][]int{}
	for i, alt := range alts {
		first := map[int]bool{}
		if !firsts(alt, first) {
			return nil
		}
		for id := range first {
			by[id] = append(by[id], i)
		}
	}
	return by
}

// words reads one written word; folding may make several of it ("self-harm").
func (ps *parser) words() ([]item, error) {
	s := ps.next()
	form := wordForm{}
	if rest, ok := strings.CutPrefix(s, "="); ok {
		form.exact, s = true, rest
	}
	if rest, ok := strings.CutSuffix(s, "*"); ok {
		form.prefix, s = true, rest
	}
	folded := fold(s)
	if len(folded) == 0 {
		return nil, fmt.Errorf("%q holds no letter", s)
	}
	var items []item
	for _, t := range folded {
		form.text = t.word
		items = append(items, item{word: ps.v.id(form)})
	}
	return items, nil
}

// firsts collects the vocabulary ids a sequence can begin with; false if it can be empty.
func firsts(items []item, into map[int]bool) bool {
	for _, it := range items {
		must := !it.optional
		switch {
		case it.gap, it.last:
			return false
		case it.word >= 0:
			into[it.word] = true
		default:
			for _, alt := range it.alts {
				if !firsts(alt, into) {
					must = false
				}
			}
		}
		if must {
			return true
		}
	}
	return false
}
