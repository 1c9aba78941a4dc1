package understand

import (
	"math"
	"math/bits"
	"slices"
)

// span is how many words one phrase can stretch over: positions are kept as the bits of a word,
// so that matching takes time in proportion to the text, whatever somebody writes.
const span = 62

// reading is a text with the vocabulary words each of its words may be.
type reading struct {
	items *parts // what patterns are made of
	is    [][]int32
	sets  [][]uint64 // by class and position: where the class, begun there, can end; plus one, 0 is unknown
	known []int32    // classes that sets knows something of
	gap   int        // how many words ".." may stand for
}

// scratch is what finding phrases needs for a moment; it is used again for the next text.
type scratch struct {
	tried []uint32 // by phrase: in which round it was tried last
	round uint32
	sets  [][]uint64
	known []int32
}

// gapIn is how many words of a text ".." may stand for.
func gapIn(tokens []token) int {
	if slices.ContainsFunc(tokens, token.unspaced) {
		return maxGapLetters
	}
	return maxGap
}

// manyWords is from how many words on a text's words are remembered: long texts repeat themselves.
const manyWords = 48

// read finds for each word of a text the vocabulary words it may be.
func (x *Index) read(tokens []token) *reading {
	r := &reading{items: &x.vocab.items, is: make([][]int32, len(tokens)), gap: gapIn(tokens)}
	var memo map[token][]int32
	if len(tokens) >= manyWords {
		memo = make(map[token][]int32, len(tokens))
	}
	flat := make([]int32, 0, 4*min(len(tokens), manyWords))
	for i, t := range tokens {
		if ids, known := memo[t]; known {
			r.is[i] = ids
			continue
		}
		begin := len(flat)
		flat = x.lexicon.candidates(flat, t)
		r.is[i] = flat[begin:len(flat):len(flat)]
		if memo != nil {
			memo[t] = r.is[i]
		}
	}
	return r
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

// hits finds all phrases.
func (x *Index) hits(r *reading) []hit {
	sc := x.borrow(r)
	defer x.giveBack(sc, r)
	var all []hit
	for pos, ids := range r.is {
		sc.round++
		for _, id := range ids {
			for _, n := range x.byFirst.of(id) {
				i := int(n)
				if sc.tried[i] == sc.round {
					continue
				}
				sc.tried[i] = sc.round
				if end := r.match(&x.phrases[i].pattern, pos); end > pos {
					all = append(all, hit{i, pos, end})
				}
			}
		}
	}
	return all
}

// borrow takes a scratch for one text.
func (x *Index) borrow(r *reading) *scratch {
	sc, ok := x.pool.Get().(*scratch)
	if !ok || sc.round > math.MaxUint32/2 {
		sc = &scratch{tried: make([]uint32, len(x.phrases)), sets: make([][]uint64, x.vocab.count+1)}
	}
	r.sets, r.known = sc.sets, sc.known[:0]
	return sc
}

// giveBack empties what a text left in a scratch.
func (x *Index) giveBack(sc *scratch, r *reading) {
	for _, set := range r.known {
		sc.sets[set] = sc.sets[set][:0]
	}
	sc.known, r.sets, r.known = r.known, nil, nil
	x.pool.Put(sc)
}

// match finds where a pattern that begins at pos ends, -1 if it does not match there.
func (r *reading) match(p *pattern, pos int) int {
	if p.start && pos != 0 {
		return -1
	}
	found := r.ends(p.run, pos, 1)
	if p.end {
		found &= r.last(pos)
	}
	return pos + bits.Len64(found) - 1
}

// last is the end of the text, seen from a position.
func (r *reading) last(pos int) uint64 { return 1 << (len(r.is) - pos) }

// ends tells where items can end that begin at some positions. Bit n is the position n words
// after pos.
func (r *reading) ends(some run, pos int, from uint64) uint64 {
	items := r.items.of(some)
	for i := range items {
		it, next := &items[i], uint64(0)
		switch {
		case it.last:
			next = from & r.last(pos)
		case it.gap:
			for n := range r.gap + 1 {
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
	if len(r.sets[it.set]) == 0 {
		n := len(r.is) + 1
		r.sets[it.set] = slices.Grow(r.sets[it.set], n)[:n]
		clear(r.sets[it.set])
		r.known = append(r.known, it.set)
	}
	known := &r.sets[it.set][pos]
	if *known == 0 {
		*known = r.alternatives(it, pos) + 1
	}
	return *known - 1
}

func (r *reading) alternatives(it *item, pos int) uint64 {
	found := uint64(0)
	if it.by.from == it.by.to {
		for _, alt := range r.items.choices(it) {
			found |= r.ends(alt, pos, 1)
		}
		return found
	}
	if pos == len(r.is) {
		return 0
	}
	for _, id := range r.is[pos] {
		for _, st := range r.items.beginning(it, id) {
			found |= r.ends(r.items.alts[it.alts.from+st.alt], pos, 1)
		}
	}
	return found
}
