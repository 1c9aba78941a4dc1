package understand

import (
	"slices"
	"strings"
	"unicode"
)

// lexicon finds which vocabulary words a word of a text may be: the same one, one that begins
// alike where the list says so, or one it may be a misspelling of.
type lexicon struct {
	words   []wordForm
	exact   map[string][]int32
	stems   map[string]int32 // beginnings of words
	longest int              // bytes in the longest of them
	near    misspelt
	real    map[string]bool
}

// newLexicon makes a lexicon that knows no misspelling yet.
func newLexicon(words []wordForm, real map[string]bool) *lexicon {
	l := &lexicon{words: words, exact: make(map[string][]int32, len(words)), stems: map[string]int32{}, real: real}
	for i, w := range words {
		if id := int32(i); w.prefix {
			l.stems[w.text] = id
			l.longest = max(l.longest, len(w.text))
		} else {
			l.exact[w.text] = append(l.exact[w.text], id)
		}
	}
	return l
}

// learn makes misspellings known. A number with another digit is another number.
func (l *lexicon) learn() {
	for id, w := range l.words {
		if !w.prefix && !w.exact && letters(w.text) >= 5 && strings.ContainsFunc(w.text, unicode.IsLetter) {
			l.near.learn(w.text, id, depth(w.text, 9))
		}
	}
	l.near.ready()
}

// candidates appends the vocabulary ids a word may be, in order and each once.
func (l *lexicon) candidates(ids []int32, t token) []int32 {
	begin := len(ids)
	for _, w := range [...]string{t.word, t.alt} {
		if w == "" {
			continue
		}
		same := l.exact[w]
		ids = append(ids, same...)
		for i := range min(len(w), l.longest) {
			if id, ok := l.stems[w[:i+1]]; ok {
				ids = append(ids, id)
			}
		}
		if n := letters(w); n < 4 || n > 40 || len(same) > 0 || l.real[w] || l.real[t.word] {
			continue
		}
		l.near.near(w, depth(w, 8), func(number int) {
			if id := int32(number); !slices.Contains(ids[begin:], id) && near(w, l.words[id].text) {
				ids = append(ids, id)
			}
		})
	}
	slices.Sort(ids[begin:])
	return ids[:begin+len(slices.Compact(ids[begin:]))]
}
