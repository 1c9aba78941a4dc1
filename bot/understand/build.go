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
	byFirst  [kinds][][]int // vocabulary id -> phrases of a kind that can begin with it
	glued    []gluedPhrase
	places   *places
	langs    map[string]string
	speaking []string                   // what may stand before a language's name
	common   map[string]map[string]bool // locale -> frequent little words
	around   map[string]bool            // words that may stand around a name
	polite   [][]string                 // "please" and the like, folded, in words
	topics   []*topicModel              // one a locale
	locales  []string
	ranks    map[string]int // of danger lists: lower is heard first
}

// phrase is one pattern and what it means.
type phrase struct {
	pattern
	locale string
	kind   kind
	list   string
	level  Level
	source string // as it stands in the list
}

type kind int

const (
	danger kind = iota
	figurative
	command
	personal
	topic
	kinds // how many there are
)

// gluedPhrase is a long danger phrase without its blanks.
type gluedPhrase struct {
	text   string
	phrase int
}

// minGlued is how long a phrase must be, in letters, to be heard without its blanks.
const minGlued = 9

// Build makes the index. Patterns that can't be read come back as faults and are left out.
// ranks orders the danger lists that one text may hit at the same level: lower goes first.
func Build(words []Words, ranks map[string]int, countries, locales []string, calling map[string]string) (*Index, []Fault) {
	x := &Index{
		vocab: vocabulary{ids: map[string]int{}}, exact: map[string][]int{}, deletes: map[string][]int{},
		real: map[string]bool{}, common: map[string]map[string]bool{}, around: map[string]bool{}, locales: locales, ranks: ranks,
	}
	var faults []Fault
	for _, w := range words {
		faults = append(faults, x.add(w)...)
		for _, r := range w.Real {
			x.real[Fold(r)] = true
		}
		x.common[w.Locale] = map[string]bool{}
		for _, c := range w.Common {
			x.common[w.Locale][Fold(c)] = true
		}
		for _, s := range w.Speaking {
			x.speaking = append(x.speaking, Fold(s)+" ")
		}
		for _, p := range w.Polite {
			if words := strings.Fields(Fold(p)); len(words) > 0 {
				x.polite = append(x.polite, words)
			}
		}
		around := w.Around
		if len(around) == 0 {
			around = w.Common
		}
		for _, a := range around {
			x.around[Fold(a)] = true
		}
	}
	x.indexWords()
	for k := range x.byFirst {
		x.byFirst[k] = make([][]int, len(x.vocab.words))
	}
	for i := range x.phrases {
		first, list := map[int]bool{}, x.byFirst[x.phrases[i].kind]
		firsts(x.phrases[i].items, first)
		for id := range first {
			list[id] = append(list[id], i)
		}
	}
	x.places = newPlaces(words, countries, calling)
	x.langs = languageNames(words)
	for _, w := range words {
		x.topics = append(x.topics, train(w))
	}
	return x, faults
}

func (x *Index) add(w Words) []Fault {
	var faults []Fault
	x.vocab.sets = map[string]item{}
	put := func(section string, k kind, list string, level Level, patterns []string) {
		for _, p := range patterns {
			read, err := parse(p, w.Classes, &x.vocab)
			if err != nil {
				faults = append(faults, Fault{w.Locale, section, p, err.Error(), "compare with the forms in CONTRIBUTING"})
				continue
			}
			x.phrases = append(x.phrases, phrase{read, w.Locale, k, list, level, p})
			if plain := strings.ReplaceAll(Fold(p), " ", ""); k == danger && level == Certain && letters(plain) >= minGlued && !strings.ContainsAny(p, "(<|.?*=^$") {
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
		if w.exact || letters(w.text) < 5 {
			continue
		}
		depth := 1
		if letters(w.text) >= 9 {
			depth = 2
		}
		without(w.text, depth, func(d []byte) {
			if have := x.deletes[string(d)]; len(have) == 0 || have[len(have)-1] != id {
				x.deletes[string(d)] = append(have, id)
			}
		})
	}
}
