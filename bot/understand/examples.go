package understand

import (
	"math/rand/v2"
	"strings"
)

// maxForms is how many sentences one line of examples stands for in training.
const maxForms = 6

// expand makes sentences of one line of examples. A line is written like a pattern: (a|b) one of
// these, x? may be missing, {concept} one of the concept's forms. What comes out is always the same.
func expand(line string, classes map[string][]string, rng *rand.Rand) []string {
	if !strings.ContainsAny(line, "(|{<?*.^$=") {
		return []string{line}
	}
	v := &vocabulary{ids: map[wordForm]int{}}
	p, err := parse(line, classes, v)
	if err != nil {
		return []string{line}
	}
	var all []string
	for range maxForms {
		var words []string
		for _, it := range p.items {
			words = say(it, v, rng, words)
		}
		s := strings.Join(words, " ")
		if s != "" {
			all = append(all, s)
		}
		if !strings.ContainsAny(line, "(|{<?") {
			break
		}
	}
	return all
}

// say appends what an item of a pattern may stand for.
func say(it item, v *vocabulary, rng *rand.Rand, words []string) []string {
	switch {
	case it.optional && rng.IntN(2) == 0, it.gap, it.last:
		return words
	case it.word >= 0:
		return append(words, v.words[it.word].text)
	}
	for _, sub := range it.alts[rng.IntN(len(it.alts))] {
		words = say(sub, v, rng, words)
	}
	return words
}
