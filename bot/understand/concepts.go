package understand

import (
	"maps"
	"slices"
	"strings"
)

// A concept is an idea that a text may name, whatever the language: a picture, a threat, money. Its
// forms are words and short phrases. The router learns from concepts beside words, so that what one
// language's examples teach helps the others.

// conceptNames are the concepts of all languages, in order.
func conceptNames(words []Words) []string {
	all := map[string]bool{}
	for _, w := range words {
		for name := range w.Concepts {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// addConcepts adds a language's forms. A form of one word is looked up; one of several is a phrase.
func (x *Index) addConcepts(w Words) []Fault {
	var faults []Fault
	for number, name := range x.concepts {
		for _, form := range w.Concepts[name] {
			read, err := parse(form, nil, &x.vocab)
			if err != nil {
				faults = append(faults, Fault{w.Locale, "concepts." + name, form, err.Error(), "write words, or the beginning of a word with a *"})
				continue
			}
			if len(read.items) > 1 || read.items[0].word < 0 || strings.ContainsAny(form, "^$") {
				x.phrases = append(x.phrases, phrase{read, w.Locale, concept, name, Calm, form, uint16(number)})
				continue
			}
			for len(x.means) < len(x.vocab.words) {
				x.means = append(x.means, nil)
			}
			id := read.items[0].word
			if !slices.Contains(x.means[id], uint16(number)) {
				x.means[id] = append(x.means[id], uint16(number)) //nolint:gosec // far fewer concepts
			}
		}
	}
	return faults
}

// ideas are the concepts a text names, in the order of their numbers, each once.
func (x *Index) ideas(r *reading, hits []hit, into []uint16) []uint16 {
	all := into[:0]
	for _, ids := range r.is {
		for _, id := range ids {
			if id < len(x.means) {
				all = append(all, x.means[id]...)
			}
		}
	}
	for _, found := range hits {
		if p := &x.phrases[found.phrase]; p.kind == concept {
			all = append(all, p.number)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
