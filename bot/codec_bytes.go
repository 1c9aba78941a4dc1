package bot

import (
	"encoding/binary"
	"slices"
	"strconv"
	"time"
)

// writer appends the parts of an encoded session: numbers as varints, strings after their
// length. A string that was written before is written as its place among them: ids repeat.
type writer struct {
	b     []byte
	words []string
}

func (w *writer) byte(c byte) { w.b = append(w.b, c) }
func (w *writer) count(n int) { w.b = binary.AppendUvarint(w.b, uint64(n)) }
func (w *writer) int(n int)   { w.b = binary.AppendVarint(w.b, int64(n)) }

func (w *writer) string(s string) {
	if i := slices.Index(w.words, s); i >= 0 {
		w.count(i<<1 | 1)
		return
	}
	w.count(len(s) << 1)
	w.b = append(w.b, s...)
	if len(s) > 1 {
		w.words = append(w.words, s)
	}
}

func (w *writer) bool(v bool) {
	if v {
		w.byte(1)
		return
	}
	w.byte(0)
}

func (w *writer) strings(all []string) {
	w.count(len(all))
	for _, s := range all {
		w.string(s)
	}
}

// time writes seconds since 1970 and one more, so that 0 is the zero time.
func (w *writer) time(t time.Time) {
	if t.IsZero() {
		w.byte(0)
		return
	}
	w.b = binary.AppendUvarint(w.b, zigzag(t.Unix())+1)
}

// said writes message ids, newest first, as many as fit into room bytes; false if not even their
// number fits. An id that is a number is written as its difference to the one before, which is
// small: networks count.
func (w *writer) said(ids []string, room int) bool {
	var list writer
	n, last := 0, int64(0)
	for i := len(ids) - 1; i >= 0; i-- {
		kept := len(list.b)
		if number, ok := numeric(ids[i]); ok {
			list.b = binary.AppendUvarint(list.b, zigzag(number-last)<<1)
			last = number
		} else {
			list.b = binary.AppendUvarint(list.b, uint64(len(ids[i]))<<1|1)
			list.b = append(list.b, ids[i]...)
		}
		if len(list.b)+uvarintLen(n+1) > room {
			list.b = list.b[:kept]
			break
		}
		n++
	}
	if uvarintLen(n)+len(list.b) > room {
		return false
	}
	w.count(n)
	w.b = append(w.b, list.b...)
	return true
}

// maxNumeric keeps the doubled, zigzagged difference of two ids within 64 bits.
const maxNumeric = 1<<61 - 1

// numeric reads an id that is a number and can be written back as it was: no sign, no leading zero.
func numeric(id string) (int64, bool) {
	if id == "" || id[0] < '0' || id[0] > '9' || id[0] == '0' && id != "0" {
		return 0, false
	}
	n, err := strconv.ParseInt(id, 10, 64)
	return n, err == nil && n <= maxNumeric
}

func zigzag(n int64) uint64   { return uint64(n<<1) ^ uint64(n>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

func uvarintLen(n int) int {
	size := 1
	for u := uint64(n); u >= 0x80; u >>= 7 {
		size++
	}
	return size
}
