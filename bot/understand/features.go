package understand

import (
	"cmp"
	"math"
	"slices"
)

// A text is seen through groups of features: its words, pairs of words that stand together, pieces
// of words (which forgive misspelling and inflection), the concepts it names and pairs of them, and
// how long it is. Every feature is a number of 32 bits made from what it holds; two of different
// meaning share one so seldom that it does not matter.
type group int

const (
	words group = iota
	pairs
	pieces
	ideas
	ideaPairs
	groups
)

// weightOf tells how much of a text's picture a group makes.
func weightOf(g group) float32 {
	switch g {
	case pieces:
		return 2.5
	case pairs:
		return 0.8
	case ideaPairs:
		return 0.7
	}
	return 1
}

// Pieces of words have from minPiece to maxPiece letters; a word counts with a mark at each end.
const minPiece, maxPiece = 2, 5

// maxIdeas is how many concepts of one text are paired.
const maxIdeas = 12

// feature is one thing seen in a text.
type feature struct {
	key   uint32
	group group
}

// hash mixes bytes into a number; FNV-1a with a final stir.
type hash uint64

func newHash(g group) hash { return hash(14695981039346656037) ^ hash(g+1)*0x9E3779B97F4A7C15 }

func (h hash) byte(b byte) hash { return (h ^ hash(b)) * 1099511628211 }

func (h hash) number(n uint16) hash { return h.byte(byte(n)).byte(byte(n >> 8)) }

func (h hash) text(s string) hash {
	for i := range len(s) {
		h = h.byte(s[i])
	}
	return h
}

func (h hash) key() uint32 {
	h ^= h >> 32
	h *= 0xD6E8FEB86659FD93
	return uint32(h >> 32)
}

// picture lists the features of a text, each once, in the order of their keys; into is used again.
func picture(tokens []token, concepts []uint16, into []feature) []feature {
	all := slices.Grow(into[:0], 24*len(tokens)+len(concepts)*(1+min(len(concepts), maxIdeas)/2))
	before, letters := "^", []byte(nil)
	for i, t := range tokens {
		all = append(all, feature{wordKey(t.word), words}, feature{pairKey(before, t.word), pairs})
		before = t.word
		if !t.unspaced() {
			all = addPieces(all, t.word)
			continue
		}
		letters = append(letters, t.word...)
		if i+1 == len(tokens) || !tokens[i+1].unspaced() {
			all = addRun(all, string(letters))
			letters = letters[:0]
		}
	}
	if len(tokens) > 0 {
		all = append(all, feature{pairKey(before, "$"), pairs}, feature{lengthKey(len(tokens)), words})
	}
	for i, c := range concepts {
		all = append(all, feature{ideaKey(c), ideas})
		if i < maxIdeas {
			for _, d := range concepts[:i] {
				all = append(all, feature{ideaPairKey(d, c), ideaPairs})
			}
		}
	}
	slices.SortFunc(all, byKey)
	return slices.CompactFunc(all, func(a, b feature) bool { return a.key == b.key })
}

func byKey(a, b feature) int { return cmp.Compare(a.key, b.key) }

func wordKey(w string) uint32 { return newHash(words).text(w).key() }

func pairKey(a, b string) uint32 { return newHash(pairs).text(a).byte(' ').text(b).key() }

func ideaKey(c uint16) uint32 { return newHash(ideas).number(c).key() }

// ideaPairKey is that of two concepts, the lower number first.
func ideaPairKey(a, b uint16) uint32 { return newHash(ideaPairs).number(a).number(b).key() }

// lengthKey is that of how long a text is, in steps that grow with it.
func lengthKey(words int) uint32 {
	return newHash(pieces).byte('#').number(uint16(min(2*math.Log2(float64(words)), 15))).key()
}

// maxRun is how many letters are seen at a time of a text without blanks, some of them twice.
const maxRun, overlap = 60, maxPiece

// addRun adds the pieces of letters that stand together in a script without blanks.
func addRun(all []feature, letters string) []feature {
	run := []rune(letters)
	for from := 0; ; from += maxRun - overlap {
		to := min(from+maxRun, len(run))
		if all = addPieces(all, string(run[from:to])); to == len(run) {
			return all
		}
	}
}

// addPieces adds the pieces of a word.
func addPieces(all []feature, word string) []feature {
	var at [66]int // where letters begin, with the marks at both ends
	n := 0
	for i := range word {
		if n == len(at)-1 {
			break
		}
		at[n] = i
		n++
	}
	at[n] = len(word)
	for size := minPiece; size <= maxPiece; size++ {
		for from := -1; from+size <= n+1; from++ {
			h := newHash(pieces)
			start, end := max(from, 0), min(from+size, n)
			if from < 0 {
				h = h.byte('^')
			}
			h = h.text(word[at[start]:at[end]])
			if from+size > n {
				h = h.byte('$')
			}
			all = append(all, feature{h.key(), pieces})
		}
	}
	return all
}
