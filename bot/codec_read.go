package bot

import (
	"encoding/binary"
	"slices"
	"strconv"
	"time"
)

// reader takes the parts of an encoded session from the front. After anything impossible it is
// broken and gives only zeros; it never allocates more than a small multiple of what it was given.
type reader struct {
	b      []byte
	words  []string
	broken bool
}

func (r *reader) uvarint() uint64 {
	u, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return u
}

func (r *reader) fail() { r.b, r.broken = nil, true }

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) bool() bool { return r.byte() != 0 }

func (r *reader) int() int { return int(unzigzag(r.uvarint())) }

// count reads how many things of at least size bytes follow; more than can be there is damage.
func (r *reader) count(size int) int {
	n := r.uvarint()
	if n > uint64(len(r.b)/size) {
		r.fail()
		return 0
	}
	return int(n)
}

func (r *reader) string() string {
	u := r.uvarint()
	if u&1 == 0 {
		s := r.take(u >> 1)
		if len(s) > 1 {
			r.words = append(r.words, s)
		}
		return s
	}
	if u>>1 >= uint64(len(r.words)) {
		r.fail()
		return ""
	}
	return r.words[u>>1]
}

func (r *reader) take(n uint64) string {
	if n > uint64(len(r.b)) {
		r.fail()
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) strings() []string {
	var all []string
	for range r.count(1) {
		all = append(all, r.string())
	}
	return all
}

func (r *reader) time() time.Time {
	u := r.uvarint()
	if u == 0 {
		return time.Time{}
	}
	return time.Unix(unzigzag(u-1), 0).UTC()
}

// said reads message ids, and puts the oldest first again.
func (r *reader) said() []string {
	var ids []string
	last := int64(0)
	for range r.count(1) {
		u := r.uvarint()
		if u&1 == 0 {
			last += unzigzag(u >> 1)
			ids = append(ids, strconv.FormatInt(last, 10))
			continue
		}
		ids = append(ids, r.take(u>>1))
	}
	slices.Reverse(ids)
	return ids
}
