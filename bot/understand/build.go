package understand

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// Fault is a pattern that can't be read.
type Fault struct{ Locale, Section, Pattern, Message, Fix string }

// Index is everything that is listened for, in all locales at once. It never changes.
type Index struct {
	vocab    vocabulary
	lexicon  *lexicon
	phrases  []phrase
	byFirst  lists     // vocabulary id -> phrases that can begin with it
	lenses   sync.Pool // of *lens
	pool     sync.Pool // of *scratch
	glued    []gluedPhrase
	places   *places
	langs    map[string]string
	speaking []string                   // what may stand before a language's name
	common   map[string]map[string]bool // locale -> frequent little words
	known    map[string][]uint32        // locale -> words of its examples, in order
	around   map[string]bool            // words that may stand around a name
	polite   [][]string                 // "please" and the like, folded, in words
	concepts *concepts
	router   func() *router    // trained when first needed
	words    [sha256.Size]byte // of all words: the same words make the same router
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
		vocab: newVocabulary(), common: map[string]map[string]bool{}, known: map[string][]uint32{}, around: map[string]bool{}, locales: locales, ranks: ranks,
	}
	var faults []Fault
	real := map[string]bool{}
	for _, w := range words {
		faults = append(faults, x.add(w)...)
		for _, r := range w.Real {
			real[Fold(r)] = true
		}
		x.known[w.Locale] = wordsOf(w)
		x.common[w.Locale] = map[string]bool{}
		for _, c := range w.Common {
			for _, t := range fold(c) {
				if t.unspaced() || !strings.Contains(Fold(c), " ") {
					x.common[w.Locale][t.word] = true
				}
			}
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
	ideas, bad := newConcepts(words, &x.vocab)
	x.concepts, faults = ideas, append(faults, bad...)
	x.lexicon = newLexicon(x.vocab.words, real)
	x.lexicon.learn()
	x.list()
	x.places = newPlaces(words, countries, calling)
	x.langs = languageNames(words)
	if n := len(topicNames(words)); n > maxTopics {
		faults = append(faults, Fault{words[0].Locale, "topics", "", fmt.Sprintf("there are %d topics, %d at most can be learnt", n, maxTopics), "put topics that lead to the same place together"})
	}
	x.words = sha256.Sum256(fmt.Append(nil, words)) // maps are written in the order of their keys
	x.router = sync.OnceValue(func() *router { return x.newRouter(words) })
	return x, faults
}

// lists are short lists of numbers, one after the other.
type lists struct {
	ends []int32 // of each list
	all  []int32
}

// of is the list of a number.
func (l *lists) of(n int32) []int32 {
	from := int32(0)
	if n > 0 {
		from = l.ends[n-1]
	}
	return l.all[from:l.ends[n]]
}

// list notes which phrases can begin with which word.
func (x *Index) list() {
	by := make([][]int32, len(x.vocab.words))
	for i := range x.phrases {
		first := map[int32]bool{}
		x.vocab.items.firsts(x.vocab.items.of(x.phrases[i].run), first)
		for id := range first {
			by[id] = append(by[id], int32(i))
		}
	}
	for _, phrases := range by {
		x.byFirst.all = append(x.byFirst.all, phrases...)
		x.byFirst.ends = append(x.byFirst.ends, int32(len(x.byFirst.all)))
	}
}

func (x *Index) add(w Words) []Fault {
	var faults []Fault
	x.vocab.sets = map[string]item{}
	put := func(section string, k kind, list string, level Level, patterns []string) {
		for _, p := range patterns {
			read, err := parse(p, w.Classes, &x.vocab)
			if err != nil {
				faults = append(faults, Fault{w.Locale, section, p, err.Error(), compare})
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
	return append(faults, w.grammar().check(w)...)
}
