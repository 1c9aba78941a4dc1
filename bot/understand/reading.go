package understand

import (
	"math/bits"
	"slices"
	"strings"
)

// span is how many words one phrase can stretch over: positions are kept as the bits of a word,
// so that matching takes time in proportion to the text, whatever somebody writes.
const span = 62

// reading is a text with the vocabulary words each of its words may be.
type reading struct {
	is    [][]int
	sets  [][]uint64 // by class and position: where the class, begun there, can end; plus one, 0 is unknown
	tried []int      // by phrase: the last position where it was tried, plus one
}

// read finds for each word of a text the vocabulary words it may be.
func (x *Index) read(tokens []token) *reading {
	r := &reading{is: make([][]int, len(tokens)), sets: make([][]uint64, x.vocab.count+1), tried: make([]int, len(x.phrases))}
	memo := make(map[token][]int, len(tokens))
	for i, t := range tokens {
		ids, known := memo[t]
		if !known {
			ids = x.candidates(t)
			memo[t] = ids
		}
		r.is[i] = ids
	}
	return r
}

func (x *Index) candidates(t token) []int {
	var ids []int
	add := func(id int) {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, w := range [...]string{t.word, t.alt} {
		if w == "" {
			continue
		}
		for _, id := range x.exact[w] {
			add(id)
		}
		for _, id := range x.prefixes {
			if strings.HasPrefix(w, x.vocab.words[id].text) {
				add(id)
			}
		}
		if n := letters(w); n < 4 || n > 40 || x.real[w] || len(x.exact[w]) > 0 {
			continue
		}
		depth := 1
		if letters(w) >= 8 {
			depth = 2
		}
		without(w, depth, func(d []byte) {
			for _, id := range x.deletes[string(d)] {
				if !slices.Contains(ids, id) && near(w, x.vocab.words[id].text) {
					ids = append(ids, id)
				}
			}
		})
	}
	slices.Sort(ids)
	return ids
}

// without visits a word with up to depth letters left out, in every way; some come twice.
func without(w string, depth int, visit func([]byte)) {
	visit([]byte(w))
	leaveOut(make([]byte, 0, len(w)), w, depth, visit)
}

// leaveOut leaves out one letter of rest, and up to depth-1 after it.
func leaveOut(head []byte, rest string, depth int, visit func([]byte)) {
	for i, r := range rest {
		after := rest[i+len(string(r)):]
		visit(append(append(head, rest[:i]...), after...))
		if depth > 1 {
			leaveOut(append(head, rest[:i]...), after, depth-1, visit)
		}
	}
}

// hit is a phrase found in a text.
type hit struct{ phrase, from, to int }

// hits finds all phrases of some kinds.
func (x *Index) hits(r *reading, want ...kind) []hit {
	var all []hit
	clear(r.tried)
	for pos, ids := range r.is {
		for _, id := range ids {
			for _, k := range want {
				for _, i := range x.byFirst[k][id] {
					if r.tried[i] == pos+1 {
						continue
					}
					r.tried[i] = pos + 1
					if end := r.match(&x.phrases[i].pattern, pos); end > pos {
						all = append(all, hit{i, pos, end})
					}
				}
			}
		}
	}
	return all
}

// match finds where a pattern that begins at pos ends, -1 if it does not match there.
func (r *reading) match(p *pattern, pos int) int {
	if p.start && pos != 0 {
		return -1
	}
	found := r.ends(p.items, pos, 1)
	if p.end {
		found &= r.last(pos)
	}
	return pos + bits.Len64(found) - 1
}

// last is the end of the text, seen from a position.
func (r *reading) last(pos int) uint64 { return 1 << (len(r.is) - pos) }

// ends tells where items can end that begin at some positions. Bit n is the position n words
// after pos.
func (r *reading) ends(items []item, pos int, from uint64) uint64 {
	for i := range items {
		it, next := &items[i], uint64(0)
		switch {
		case it.last:
			next = from & r.last(pos)
		case it.gap:
			for n := range maxGap + 1 {
				next |= from << n
			}
			next &= r.last(pos)<<1 - 1
		case it.word >= 0:
			for m := from; m != 0; m &= m - 1 {
				if n := bits.TrailingZeros64(m); pos+n < len(r.is) && slices.Contains(r.is[pos+n], it.word) {
					next |= 2 << n
				}
			}
		default:
			for m := from; m != 0; m &= m - 1 {
				n := bits.TrailingZeros64(m)
				next |= r.one(it, pos+n) << n
			}
		}
		if it.optional {
			next |= from
		}
		if next == 0 {
			return 0
		}
		from = next
	}
	return from
}

// one tells where one of some alternatives can end that begins at a position. For a class it is
// found out only once.
func (r *reading) one(it *item, pos int) uint64 {
	if it.set == 0 {
		return r.alternatives(it, pos)
	}
	if r.sets[it.set] == nil {
		r.sets[it.set] = make([]uint64, len(r.is)+1)
	}
	known := &r.sets[it.set][pos]
	if *known == 0 {
		*known = r.alternatives(it, pos) + 1
	}
	return *known - 1
}

func (r *reading) alternatives(it *item, pos int) uint64 {
	found := uint64(0)
	if it.by == nil {
		for _, alt := range it.alts {
			found |= r.ends(alt, pos, 1)
		}
		return found
	}
	if pos == len(r.is) {
		return 0
	}
	for _, id := range r.is[pos] {
		for _, i := range it.by[id] {
			found |= r.ends(it.alts[i], pos, 1)
		}
	}
	return found
}
