package campaign

import "strings"

// bits are digits of five bits, written and read from the front.
type bits struct {
	all    []byte
	have   uint32
	n      int
	broken bool // more was read than there is
}

func (b *bits) put(v uint32, size int) {
	for i := size - 1; i >= 0; i-- {
		b.have = b.have<<1 | v>>i&1
		if b.n++; b.n == 5 {
			b.all = append(b.all, byte(b.have))
			b.have, b.n = 0, 0
		}
	}
}

// word writes letters of which there are up to size. Where it may be missing a bit says whether it is there.
func (b *bits) word(s string, size int, may bool) {
	if may {
		if s == "" {
			b.put(0, 1)
			return
		}
		b.put(1, 1)
	}
	for i := range size {
		v := uint32(0)
		if i < len(s) {
			v = uint32(s[i]|0x20-'a') + 1
		}
		b.put(v, 5)
	}
}

// fill ends the last digit.
func (b *bits) fill() {
	for b.n != 0 {
		b.put(0, 1)
	}
}

func (b *bits) take(size int) uint32 {
	var v uint32
	for range size {
		if b.n == 0 {
			if len(b.all) == 0 {
				b.broken = true
				return 0
			}
			b.have, b.n, b.all = uint32(b.all[0]), 5, b.all[1:]
		}
		b.n--
		v = v<<1 | b.have>>b.n&1
	}
	return v
}

// readWord reads a word: a script begins with a capital, a region and a country are capitals.
func (b *bits) readWord(size int, may bool) string {
	if may && b.take(1) == 0 {
		return ""
	}
	var s []byte
	for range size {
		v := b.take(5)
		if v > 26 {
			b.broken = true
		}
		if v > 0 {
			s = append(s, byte('a'+v-1))
		}
	}
	switch {
	case size == 2:
		return strings.ToUpper(string(s))
	case size == 4 && len(s) > 0:
		return strings.ToUpper(string(s[:1])) + string(s[1:])
	}
	return string(s)
}

// checks is how many characters at the end guard the others.
const checks = 2

// checked adds the characters that guard the others: the remainders of Reed and Solomon's code over
// GF(32) with the roots α and α². Every one wrong character and every two that changed places are
// found, wherever they stand within 31 characters; of all else one in 1024 is missed.
func checked(digits []byte) []byte {
	all := append(digits[:len(digits):len(digits)], 0, 0)
	s1, s2 := syndromes(all)
	// c1·x + c0 with roots α and α²: two equations, solved.
	alpha, alpha2 := byte(2), times(2, 2)
	c1 := over(s1^s2, alpha^alpha2)
	c0 := s1 ^ times(c1, alpha)
	all[len(all)-2], all[len(all)-1] = c1, c0
	return all
}

func sound(digits []byte) bool {
	s1, s2 := syndromes(digits)
	return s1 == 0 && s2 == 0
}

func syndromes(digits []byte) (s1, s2 byte) {
	for _, d := range digits {
		s1 = times(s1, 2) ^ d
		s2 = times(s2, times(2, 2)) ^ d
	}
	return s1, s2
}

// times multiplies in GF(32), with x⁵ + x² + 1.
func times(a, b byte) byte {
	var p byte
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			p ^= a
		}
		if a <<= 1; a&32 != 0 {
			a ^= 0b100101
		}
	}
	return p
}

// over divides in GF(32).
func over(a, b byte) byte {
	for q := range byte(32) {
		if times(q, b) == a {
			return q
		}
	}
	return 0
}
