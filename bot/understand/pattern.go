package understand

import (
	"errors"
	"fmt"
	"math/bits"
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
	word     int      // vocabulary id, -1 if it is not a word
	alts     [][]item // one of these
	gap      bool     // up to maxGap words
	last     bool     // the text ends here
	optional bool
}

// vocabulary numbers all words of all patterns.
type vocabulary struct {
	ids   map[string]int
	words []wordForm
}

type wordForm struct {
	text          string
	exact, prefix bool
}

func (v *vocabulary) id(w wordForm) int {
	key := fmt.Sprint(w.text, w.exact, w.prefix)
	if id, ok := v.ids[key]; ok {
		return id
	}
	v.ids[key] = len(v.words)
	v.words = append(v.words, w)
	return len(v.words) - 1
}

// CheckPattern tells whether a pattern can be read. classes are the sets that <name> stands for.
func CheckPattern(p string, classes map[string][]string) error {
	_, err := parse(p, classes, &vocabulary{ids: map[string]int{}})
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
	if items[0].gap || items[len(items)-1].gap {
		return out, errors.New("a gap can only stand between words")
	}
	return out, nil
}

// lex cuts a pattern into words and signs.
func lex(p string) []string {
	for _, sign := range []string{"(", ")", "|", "?", "<", ">", "^", "$"} {
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
		case "<":
			it, err := ps.class(depth)
			if err != nil {
				return nil, err
			}
			items = append(items, it)
		case ">", "^":
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
			return it, nil
		case "|":
		default:
			return it, errors.New("a bracket is not closed")
		}
	}
}

func (ps *parser) class(depth int) (item, error) {
	ps.next()
	name := ps.next()
	if ps.next() != ">" {
		return item{}, errors.New("write a class as <name>")
	}
	members, ok := ps.classes[name]
	if !ok {
		return item{}, fmt.Errorf("there is no class <%s>", name)
	}
	if slices.Contains(ps.inside, name) {
		return item{}, fmt.Errorf("the class <%s> holds itself", name)
	}
	it := item{word: -1}
	for _, m := range members {
		sub := &parser{in: lex(m), classes: ps.classes, v: ps.v, inside: append(slices.Clone(ps.inside), name)}
		alt, err := sub.sequence(depth + 1)
		if err != nil {
			return it, fmt.Errorf("in <%s>: %w", name, err)
		}
		if len(alt) > 0 {
			it.alts = append(it.alts, alt)
		}
	}
	if len(it.alts) == 0 {
		return it, fmt.Errorf("the class <%s> is empty", name)
	}
	return it, nil
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

// reading is a text with the vocabulary words each of its words may be.
type reading struct{ is []map[int]bool }

// spots is a set of positions in a text, counted from where a pattern begins. No pattern is so
// long that it goes beyond the 64th word. All ways through a pattern are followed at once, so that
// a long text costs what its length says: a limit of work would let danger at its end pass.
type spots uint64

// ends tells where items can end that begin at one of some positions, counted from start.
func (r *reading) ends(items []item, start int, at spots) spots {
	for _, it := range items {
		if at == 0 {
			return 0
		}
		var next spots
		switch {
		case it.last:
			if end := len(r.is) - start; end < 64 {
				next = at & (1 << end)
			}
		case it.gap:
			next = at
			for n := 1; n <= maxGap; n++ {
				next |= at << n
			}
			next = r.within(next, start)
		case it.word >= 0:
			next = r.after(it.word, start, at)
		default:
			for _, alt := range it.alts {
				next |= r.ends(alt, start, at)
			}
		}
		if it.optional {
			next |= at
		}
		at = next
	}
	return at
}

// after gives the positions behind a word that stands at one of some positions.
func (r *reading) after(word, start int, at spots) spots {
	var next spots
	for rest := at; rest != 0; rest &= rest - 1 {
		n := bits.TrailingZeros64(uint64(rest))
		if pos := start + n; pos < len(r.is) && n < 63 && r.is[pos][word] {
			next |= 1 << (n + 1)
		}
	}
	return next
}

// within leaves out positions behind the end of the text.
func (r *reading) within(at spots, start int) spots {
	if end := len(r.is) - start; end < 63 {
		at &= 1<<(end+1) - 1
	}
	return at
}

// match finds where a pattern that begins at pos ends, -1 if it does not match there.
func (r *reading) match(p *pattern, pos int) int {
	if p.start && pos != 0 {
		return -1
	}
	at := r.ends(p.items, pos, 1)
	if p.end {
		at = r.ends([]item{{word: -1, last: true}}, pos, at)
	}
	if at == 0 {
		return -1
	}
	return pos + bits.Len64(uint64(at)) - 1
}
