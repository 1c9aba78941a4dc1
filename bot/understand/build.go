package understand

import (
	"maps"
	"slices"
	"strings"
)

// Fault is a pattern that can't be read.
type Fault struct{ Locale, Section, Pattern, Message, Fix string }

// Index is everything that is listened for, in all locales at once. It never changes.
type Index struct {
	vocab    vocabulary
	exact    map[string][]int // word -> vocabulary ids
	prefixes []int
	deletes  map[string][]int // a word with letters left out -> vocabulary ids
	real     map[string]bool
	phrases  []phrase
	byFirst  map[int][]int // vocabulary id -> phrases that can begin with it
	glued    []gluedPhrase
	places   *places
	langs    map[string]string
	common   map[string]map[string]bool // locale -> frequent little words
	polite   [][]string                 // "please" and the like, folded, in words
	topics   []*topicModel              // one a language
	locales  []string
}

// phrase is one pattern and what it means.
type phrase struct {
	pattern
	locale string
	kind   kind
	list   string
	level  Level
}

type kind int

const (
	danger kind = iota
	figurative
	command
	personal
	topic
)

// gluedPhrase is a long danger phrase without its blanks.
type gluedPhrase struct {
	text   string
	phrase int
}

// minGlued is how long a phrase must be, in letters, to be heard without its blanks.
const minGlued = 9

// Build makes the index. Patterns that can't be read come back as faults and are left out.
func Build(words []Words, countries, locales []string, calling map[string]string) (*Index, []Fault) {
	x := &Index{
		vocab: vocabulary{ids: map[string]int{}}, exact: map[string][]int{}, deletes: map[string][]int{},
		real: map[string]bool{}, byFirst: map[int][]int{}, common: map[string]map[string]bool{}, locales: locales,
	}
	var faults []Fault
	for _, w := range words {
		faults = append(faults, x.add(w)...)
		for _, r := range w.Real {
			x.real[Fold(r)] = true
		}
		for _, p := range w.Polite {
			if words := strings.Fields(Fold(p)); len(words) > 0 {
				x.polite = append(x.polite, words)
			}
		}
		x.topics = append(x.topics, train(w))
		x.common[w.Locale] = map[string]bool{}
		for _, c := range w.Common {
			x.common[w.Locale][Fold(c)] = true
		}
	}
	x.indexWords()
	for i := range x.phrases {
		first := map[int]bool{}
		firsts(x.phrases[i].items, first)
		for id := range first {
			x.byFirst[id] = append(x.byFirst[id], i)
		}
	}
	x.places = newPlaces(words, countries, calling)
	x.langs = languageNames(words)
	return x, faults
}

func (x *Index) add(w Words) []Fault {
	var faults []Fault
	put := func(section string, k kind, list string, level Level, patterns []string) {
		for _, p := range patterns {
			read, err := parse(p, w.Classes, &x.vocab)
			if err != nil {
				faults = append(faults, Fault{w.Locale, section, p, err.Error(), "compare with the forms in CONTRIBUTING"})
				continue
			}
			x.phrases = append(x.phrases, phrase{read, w.Locale, k, list, level})
			if plain := strings.ReplaceAll(Fold(p), " ", ""); k == danger && level == Certain && len(plain) >= minGlued && !strings.ContainsAny(p, "(<|.?*=^$") {
				x.glued = append(x.glued, gluedPhrase{plain, len(x.phrases) - 1})
			}
		}
	}
	for _, list := range slices.Sorted(maps.Keys(w.Danger)) {
		d := w.Danger[list]
		put("danger."+list+".certain", danger, list, Certain, d.Certain)
		put("danger."+list+".unsure", danger, list, Unsure, d.Unsure)
		put("danger."+list+".figurative", figurative, list, Calm, d.Figurative)
	}
	for _, list := range slices.Sorted(maps.Keys(w.Commands)) {
		put("commands."+list, command, list, Calm, w.Commands[list])
	}
	put("personal", personal, "", Calm, w.Personal)
	for _, id := range slices.Sorted(maps.Keys(w.Topics)) {
		put("topics."+id, topic, id, Calm, w.Topics[id])
	}
	return faults
}

// indexWords prepares the vocabulary for misspelt words: every word is found by what is left when
// letters are taken out.
func (x *Index) indexWords() {
	for id, w := range x.vocab.words {
		if w.prefix {
			x.prefixes = append(x.prefixes, id)
			continue
		}
		x.exact[w.text] = append(x.exact[w.text], id)
		if w.exact || len(w.text) < 5 {
			continue
		}
		depth := 1
		if len(w.text) >= 9 {
			depth = 2
		}
		for d := range without(w.text, depth) {
			x.deletes[d] = append(x.deletes[d], id)
		}
	}
}

// without is a word with up to depth letters left out, in every way.
func without(w string, depth int) map[string]bool {
	all := map[string]bool{w: true}
	last := []string{w}
	for range depth {
		var next []string
		for _, s := range last {
			r := []rune(s)
			for i := range r {
				d := string(r[:i]) + string(r[i+1:])
				if !all[d] {
					all[d] = true
					next = append(next, d)
				}
			}
		}
		last = next
	}
	return all
}

// read finds for each word of a text the vocabulary words it may be.
func (x *Index) read(tokens []token) *reading {
	r := &reading{is: make([]map[int]bool, len(tokens))}
	memo := map[string]map[int]bool{}
	for i, t := range tokens {
		if memo[t.word] == nil {
			memo[t.word] = x.candidates(t)
		}
		r.is[i] = memo[t.word]
	}
	return r
}

func (x *Index) candidates(t token) map[int]bool {
	ids := map[int]bool{}
	for _, w := range []string{t.word, t.alt} {
		if w == "" {
			continue
		}
		for _, id := range x.exact[w] {
			ids[id] = true
		}
		for _, id := range x.prefixes {
			if strings.HasPrefix(w, x.vocab.words[id].text) {
				ids[id] = true
			}
		}
		if n := len(w); n < 4 || n > 40 || x.real[w] || len(x.exact[w]) > 0 {
			continue
		}
		depth := 1
		if len(w) >= 8 {
			depth = 2
		}
		for d := range without(w, depth) {
			for _, id := range x.deletes[d] {
				if !ids[id] && near(w, x.vocab.words[id].text) {
					ids[id] = true
				}
			}
		}
	}
	return ids
}

// hit is a phrase found in a text.
type hit struct{ phrase, from, to int }

// hits finds all phrases of some kinds.
func (x *Index) hits(r *reading, want func(*phrase) bool) []hit {
	var all []hit
	for pos, ids := range r.is {
		tried := map[int]bool{}
		for id := range ids {
			for _, i := range x.byFirst[id] {
				if tried[i] || !want(&x.phrases[i]) {
					continue
				}
				tried[i] = true
				if end := r.match(&x.phrases[i].pattern, pos); end > pos {
					all = append(all, hit{i, pos, end})
				}
			}
		}
	}
	return all
}
