package understand

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxGap is how many words ".." may stand for.
const maxGap = 3

// maxGapLetters is the same where each letter is a word of its own.
const maxGapLetters = 9

// pattern is a phrase that is listened for, ready to match.
type pattern struct {
	run
	start, end bool // ^ and $
}

// item is one thing a pattern wants.
type item struct {
	word     int32 // vocabulary id, -1 if it is not a word
	set      int32 // which class it is, from 1 on; 0 if it is none
	alts     run   // one of these runs
	by       run   // of starts: alts by the words they can begin with; empty if one can begin with anything
	gap      bool  // up to maxGap words
	last     bool  // the text ends here
	optional bool
}

// run is some neighbours in a list: from the first to before the last.
type run struct{ from, to int32 }

// start is a word that an alternative can begin with, and the alternative, by its place among them.
type start struct{ word, alt int32 }

// parts is what all patterns are made of, in three lists, so that they take little room and can be
// kept as they are.
type parts struct {
	all    []item
	alts   []run // of all
	starts []start
}

// keep puts neighbours into the list of all items.
func (s *parts) keep(some []item) run {
	s.all = append(s.all, some...)
	return run{int32(len(s.all) - len(some)), int32(len(s.all))}
}

// of are the items of a run.
func (s *parts) of(r run) []item { return s.all[r.from:r.to] }

// choices are the alternatives of an item.
func (s *parts) choices(it *item) []run { return s.alts[it.alts.from:it.alts.to] }

// beginning are the alternatives of an item that can begin with a word.
func (s *parts) beginning(it *item, word int32) []start {
	by := s.starts[it.by.from:it.by.to]
	from, found := slices.BinarySearchFunc(by, word, func(st start, word int32) int { return cmp.Compare(st.word, word) })
	if !found {
		return nil
	}
	to := from + 1
	for to < len(by) && by[to].word == word {
		to++
	}
	return by[from:to]
}

// vocabulary numbers all words of all patterns, and holds what the patterns are made of.
type vocabulary struct {
	ids   map[wordForm]int32
	words []wordForm
	sets  map[string]item // the classes of one locale, read once
	count int             // of all classes
	items parts
}

func newVocabulary() vocabulary {
	return vocabulary{ids: map[wordForm]int32{}, sets: map[string]item{}}
}

type wordForm struct {
	text          string
	exact, prefix bool
}

func (v *vocabulary) id(w wordForm) int32 {
	if id, ok := v.ids[w]; ok {
		return id
	}
	id := int32(len(v.words))
	v.ids[w] = id
	v.words = append(v.words, w)
	return id
}

// Checker tells whether patterns of one locale can be read. It reads every class once.
type Checker struct {
	classes map[string][]string
	vocab   vocabulary
}

// NewChecker makes a checker for patterns that may use these classes.
func NewChecker(classes map[string][]string) *Checker { return &Checker{classes, newVocabulary()} }

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
	if !slices.ContainsFunc(items, func(i item) bool { return !i.optional && !i.gap && !i.last }) {
		return out, errors.New("it has no word that must be there")
	}
	if gap, _ := v.items.opensWith(items); gap || items[len(items)-1].gap {
		return out, errors.New("a gap can only stand between words; where the word before it may be missing, write (word ..)?")
	}
	if v.items.longest(items) > span {
		return out, fmt.Errorf("it can stretch over more than %d words", span)
	}
	out.run = v.items.keep(items)
	return out, nil
}

// longest is how many words a sequence can stretch over.
func (s *parts) longest(some []item) int {
	n := 0
	for _, it := range some {
		switch {
		case it.gap:
			n += maxGap
		case it.word >= 0:
			n++
		default:
			most := 0
			for _, alt := range s.choices(&it) {
				most = max(most, s.longest(s.of(alt)))
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
			if len(more) > 1 && ps.peek() == "?" {
				more = []item{ps.v.items.oneOf([]run{ps.v.items.keep(more)})}
			}
			items = append(items, more...)
		}
	}
}

func (ps *parser) group(depth int) (item, error) {
	var alts []run
	for {
		alt, err := ps.sequence(depth + 1)
		if err != nil {
			return item{}, err
		}
		if len(alt) == 0 {
			return item{}, errors.New("an alternative is empty; write (…)? for what may be missing")
		}
		alts = append(alts, ps.v.items.keep(alt))
		switch ps.next() {
		case ")":
			return ps.v.items.oneOf(alts), nil
		case "|":
		default:
			return item{}, errors.New("a bracket is not closed")
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
	var alts []run
	for _, m := range members {
		sub := &parser{in: lex(m), classes: ps.classes, v: ps.v, inside: append(slices.Clone(ps.inside), name)}
		alt, err := sub.sequence(depth + 1)
		if err != nil {
			return item{}, fmt.Errorf("in %s: %w", name, err)
		}
		if len(alt) > 0 {
			alts = append(alts, ps.v.items.keep(alt))
		}
	}
	if len(alts) == 0 {
		return item{}, fmt.Errorf("the class %s is empty", name)
	}
	ps.v.count++
	it := ps.v.items.oneOf(alts)
	it.set = int32(ps.v.count)
	if ps.v.sets != nil {
		ps.v.sets[name] = it
	}
	return it, nil
}

// oneOf is an item that wants one of some runs.
func (s *parts) oneOf(alts []run) item {
	it := item{word: -1, alts: run{int32(len(s.alts)), int32(len(s.alts) + len(alts))}}
	s.alts = append(s.alts, alts...)
	var by []start
	for i, alt := range alts {
		first := map[int32]bool{}
		if !s.firsts(s.of(alt), first) {
			return it
		}
		for word := range first {
			by = append(by, start{word, int32(i)})
		}
	}
	slices.SortFunc(by, func(a, b start) int { return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.alt, b.alt)) })
	it.by = run{int32(len(s.starts)), int32(len(s.starts) + len(by))}
	s.starts = append(s.starts, by...)
	return it
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
	prefix := form.prefix
	for i, t := range folded {
		form.text, form.prefix = t.word, prefix && i == len(folded)-1
		items = append(items, item{word: ps.v.id(form)})
	}
	return items, nil
}

// opensWith tells whether a sequence can begin with a gap, and whether it can be empty.
func (s *parts) opensWith(some []item) (gap, empty bool) {
	for i := range some {
		it := &some[i]
		empty = it.optional || it.last
		for _, alt := range s.choices(it) {
			g, e := s.opensWith(s.of(alt))
			gap, empty = gap || g, empty || e
		}
		if it.gap || gap || !empty {
			return gap || it.gap, false
		}
	}
	return false, true
}

// firsts collects the vocabulary ids a sequence can begin with; false if it can be empty, or begin
// with anything.
func (s *parts) firsts(some []item, into map[int32]bool) bool {
	for i := range some {
		it := &some[i]
		must := !it.optional
		switch {
		case it.gap, it.last:
			return false
		case it.word >= 0:
			into[it.word] = true
		default:
			for _, alt := range s.choices(it) {
				if !s.firsts(s.of(alt), into) {
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
