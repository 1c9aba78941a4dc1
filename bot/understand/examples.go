package understand

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// maxForms is how many sentences one line of examples stands for in training.
const maxForms = 6

// isGrammar tells whether a line of examples is written like a pattern. Any other is a sentence as
// somebody might write it, signs and all.
func isGrammar(line string) bool { return strings.ContainsAny(line, "(<{") }

// grammar reads a language's examples; each class and concept is read once.
type grammar struct {
	sets  map[string][]string
	vocab *vocabulary
}

func (w Words) grammar() grammar {
	v := newVocabulary()
	return grammar{w.sets(), &v}
}

// sets is what <name> and {concept} stand for in a language's examples.
func (w Words) sets() map[string][]string {
	all := maps.Clone(w.Classes)
	if all == nil {
		all = map[string][]string{}
	}
	for name, forms := range w.Concepts {
		all["{"+name+"}"] = forms
	}
	return all
}

// check reads all lines of examples that are written like patterns.
func (g grammar) check(w Words) []Fault {
	var faults []Fault
	for _, topic := range slices.Sorted(maps.Keys(w.Topics)) {
		for _, line := range w.Topics[topic] {
			if !isGrammar(line) {
				continue
			}
			if _, err := parse(line, g.sets, g.vocab); err != nil {
				faults = append(faults, Fault{w.Locale, "topics." + topic, line, err.Error(), compare})
			}
		}
	}
	return faults
}

// compare is what to do about a pattern that can't be read.
const compare = "compare with CONTRIBUTING, \"words we listen for\""

// expand makes sentences of one line of examples. A line may be written like a pattern: (a|b) one of
// these, x? may be missing, <name> one of a class, {concept} one of the concept's forms, so that one
// line stands for many. What comes out is always the same.
func (g grammar) expand(line string, rng *rand.Rand) []string {
	if !isGrammar(line) {
		return []string{line}
	}
	p, err := parse(line, g.sets, g.vocab)
	if err != nil {
		return nil // refused where it stands
	}
	var all []string
	for range maxForms {
		var words []string
		for _, it := range g.vocab.items.of(p.run) {
			words = say(&it, g.vocab, rng, words)
		}
		if s := strings.Join(words, " "); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return all
}

// say appends what an item of a pattern may stand for.
func say(it *item, v *vocabulary, rng *rand.Rand, words []string) []string {
	switch {
	case it.optional && rng.IntN(2) == 0, it.gap, it.last:
		return words
	case it.word >= 0:
		return append(words, v.words[it.word].text)
	}
	alts := v.items.choices(it)
	for _, sub := range v.items.of(alts[rng.IntN(len(alts))]) {
		words = say(&sub, v, rng, words)
	}
	return words
}
