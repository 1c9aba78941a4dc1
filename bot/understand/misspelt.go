package understand

import (
	"cmp"
	"slices"
)

// misspelt finds known words that a word may be a misspelling of: two that are one letter apart have
// a form with a letter left out in common. What it finds is to be compared letter by letter.
type misspelt struct {
	forms []shortened // in order
	maybe []uint64    // a bit for every key, by its lowest bits: most words have no such form
}

// shortened is a known word with letters left out, by the hash of what is left.
type shortened struct{ key, word uint32 }

// maybeBits is the length of misspelt.maybe, as a power of two.
const maybeBits = 22

// learn adds a word, by its number, with up to depth letters left out.
func (m *misspelt) learn(word string, number, depth int) {
	without(word, depth, func(d []byte) { m.forms = append(m.forms, shortened{keyOf(d), uint32(number)}) })
}

// ready puts in order what was learnt.
func (m *misspelt) ready() {
	slices.SortFunc(m.forms, func(a, b shortened) int {
		return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.word, b.word))
	})
	m.forms = slices.Clip(slices.Compact(m.forms))
	m.mark()
}

// mark sets the bits of all keys.
func (m *misspelt) mark() {
	m.maybe = make([]uint64, 1<<maybeBits/64)
	for _, s := range m.forms {
		word, bit := maybeBit(s.key)
		m.maybe[word] |= 1 << bit
	}
}

// near visits the numbers of known words that have a form in common with a word; some come twice.
func (m *misspelt) near(word string, depth int, visit func(number int)) {
	without(word, depth, func(d []byte) {
		key := keyOf(d)
		if word, bit := maybeBit(key); m.maybe[word]>>bit&1 == 0 {
			return
		}
		at, _ := slices.BinarySearchFunc(m.forms, key, func(s shortened, key uint32) int { return cmp.Compare(s.key, key) })
		for ; at < len(m.forms) && m.forms[at].key == key; at++ {
			visit(int(m.forms[at].word))
		}
	})
}

func maybeBit(key uint32) (word, bit uint32) {
	n := key & (1<<maybeBits - 1)
	return n / 64, n % 64
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
