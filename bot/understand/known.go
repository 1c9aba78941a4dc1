package understand

import "slices"

// wordsOf are the words that more than one example of a language has, as numbers, in order: one alone may be a sentence in another language.
func wordsOf(w Words) []uint32 {
	var all []uint32
	for _, lines := range w.Topics {
		for _, line := range lines {
			for _, t := range fold(line) {
				all = append(all, wordKey(t.word))
			}
		}
	}
	slices.Sort(all)
	var often []uint32
	for i, key := range all {
		if i > 0 && all[i-1] == key && (len(often) == 0 || often[len(often)-1] != key) {
			often = append(often, key)
		}
	}
	return often
}

// Knows tells how many words of the text stand in the examples of a language: people mix languages, and a phrase that one list holds says little of
// the language of the rest. Of texts without blanks it counts letters.
func (h *Heard) Knows(locale string) int {
	known, n := h.x.known[locale], 0
	for _, t := range h.tokens {
		if _, is := slices.BinarySearch(known, wordKey(t.word)); is {
			n++
		}
	}
	return n
}
