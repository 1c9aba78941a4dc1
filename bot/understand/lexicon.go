package understand

import (
	"cmp"
	"slices"
)

// lexicon finds which vocabulary words a word of a text may be: the same one, one that begins
// alike where the list says so, or one it may be a misspelling of.
type lexicon struct {
	words   []wordForm
	exact   map[string][]int
	stems   map[string]int // beginnings of words
	longest int            // bytes in the longest of them
	shorter []shortened    // in the order of the keys
	maybe   []uint64       // a bit for every key, by its lowest bits: most words have no such form
	real    map[string]bool
}

// maybeBits is the length of lexicon.maybe, as a power of two.
const maybeBits = 22

func (l *lexicon) bit(key uint32) (word, bit uint32) {
	n := key & (1<<maybeBits - 1)
	return n / 64, n % 64
}

// shortened is a vocabulary word with letters left out, by the hash of what is left: two words that
// are one letter apart have such a form in common. What it finds is compared letter by letter.
type shortened struct {
	key  uint32
	word int32
}

func newLexicon(words []wordForm, real map[string]bool) *lexicon {
	l := &lexicon{words: words, exact: make(map[string][]int, len(words)), stems: map[string]int{}, real: real}
	for id, w := range words {
		if w.prefix {
			l.stems[w.text] = id
			l.longest = max(l.longest, len(w.text))
			continue
		}
		l.exact[w.text] = append(l.exact[w.text], id)
		if w.exact || letters(w.text) < 5 {
			continue
		}
		without(w.text, depth(w.text, 9), func(d []byte) {
			l.shorter = append(l.shorter, shortened{keyOf(d), int32(id)})
		})
	}
	slices.SortFunc(l.shorter, func(a, b shortened) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.word, b.word))
	})
	l.shorter = slices.Compact(l.shorter)
	l.maybe = make([]uint64, 1<<maybeBits/64)
	for _, s := range l.shorter {
		word, bit := l.bit(s.key)
		l.maybe[word] |= 1 << bit
	}
	return l
}

func keyOf(d []byte) uint32 {
	h := newHash(words)
	for _, b := range d {
		h = h.byte(b)
	}
	return h.key()
}

// depth is how many letters may be wrong: two from so many letters on.
func depth(w string, from int) int {
	if letters(w) >= from {
		return 2
	}
	return 1
}

// candidates appends the vocabulary ids a word may be, in order and each once.
func (l *lexicon) candidates(ids []int, t token) []int {
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
		if n := letters(w); n < 4 || n > 40 || len(same) > 0 || l.real[w] {
			continue
		}
		without(w, depth(w, 8), func(d []byte) {
			key := keyOf(d)
			if word, bit := l.bit(key); l.maybe[word]>>bit&1 == 0 {
				return
			}
			at, _ := slices.BinarySearchFunc(l.shorter, key, func(s shortened, key uint32) int { return cmp.Compare(s.key, key) })
			for ; at < len(l.shorter) && l.shorter[at].key == key; at++ {
				if id := int(l.shorter[at].word); !slices.Contains(ids[begin:], id) && near(w, l.words[id].text) {
					ids = append(ids, id)
				}
			}
		})
	}
	slices.Sort(ids[begin:])
	return ids[:begin+len(slices.Compact(ids[begin:]))]
}
