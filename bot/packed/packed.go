// Package packed writes values as bytes that are read back fast: numbers as varints, strings after
// each other, long lists of numbers as they lie in memory, least byte first. What is read is checked
// by a sum, so that a file that was cut or damaged is refused as a whole.
package packed

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// ErrDamaged is returned for bytes that Writer did not make, or not these.
var ErrDamaged = errors.New("damaged")

// Writer packs values in the order in which a Reader takes them out.
type Writer struct {
	numbers []byte
	strings []byte
}

// Int writes a number.
func (w *Writer) Int(n int) { w.numbers = binary.AppendVarint(w.numbers, int64(n)) }

// Bool writes a truth.
func (w *Writer) Bool(v bool) {
	if v {
		w.Int(1)
		return
	}
	w.Int(0)
}

// String writes a string.
func (w *Writer) String(s string) {
	w.Int(len(s))
	w.strings = append(w.strings, s...)
}

// Strings writes a list of strings.
func (w *Writer) Strings(all []string) {
	w.Int(len(all))
	for _, s := range all {
		w.String(s)
	}
}

// Int32s writes a list of numbers.
func (w *Writer) Int32s(all []int32) {
	w.Int(len(all))
	for _, n := range all {
		w.numbers = binary.LittleEndian.AppendUint32(w.numbers, uint32(n))
	}
}

// Uint32s writes a list of numbers.
func (w *Writer) Uint32s(all []uint32) {
	w.Int(len(all))
	for _, n := range all {
		w.numbers = binary.LittleEndian.AppendUint32(w.numbers, n)
	}
}

// Float32s writes a list of numbers.
func (w *Writer) Float32s(all []float32) {
	w.Int(len(all))
	for _, f := range all {
		w.numbers = binary.LittleEndian.AppendUint32(w.numbers, math.Float32bits(f))
	}
}

// header is the length of what stands before the strings: a sum of the rest, and their length.
const header = 4 + 8

// Bytes are all that was written.
func (w *Writer) Bytes() []byte {
	b := make([]byte, header, header+len(w.strings)+len(w.numbers))
	binary.LittleEndian.PutUint64(b[4:], uint64(len(w.strings)))
	b = append(append(b, w.strings...), w.numbers...)
	binary.LittleEndian.PutUint32(b, sum(b))
	return b
}

// sum guards against accidents, not against attackers.
func sum(b []byte) uint32 { return crc32.Checksum(b[4:], crc32.MakeTable(crc32.Castagnoli)) }

// Reader takes values out in the order in which a Writer wrote them. After the first that is not
// there all others are empty, and Err says so.
type Reader struct {
	numbers []byte
	strings string
	err     error
}

// NewReader opens what Writer.Bytes made; ErrDamaged if it did not, or something changed since.
func NewReader(b []byte) (*Reader, error) {
	if len(b) < header || binary.LittleEndian.Uint32(b) != sum(b) {
		return nil, ErrDamaged
	}
	n := binary.LittleEndian.Uint64(b[4:])
	b = b[header:]
	if n > uint64(len(b)) {
		return nil, ErrDamaged
	}
	return &Reader{numbers: b[n:], strings: string(b[:n])}, nil
}

// Err is ErrDamaged if anything was asked for that is not there.
func (r *Reader) Err() error { return r.err }

// fail empties the reader.
func (r *Reader) fail() {
	r.numbers, r.strings, r.err = nil, "", ErrDamaged
}

// Int reads a number.
func (r *Reader) Int() int {
	n, size := binary.Varint(r.numbers)
	if size <= 0 {
		r.fail()
		return 0
	}
	r.numbers = r.numbers[size:]
	return int(n)
}

// Bool reads a truth.
func (r *Reader) Bool() bool { return r.Int() != 0 }

// Len reads how many things follow that take up a byte each at least.
func (r *Reader) Len() int {
	n := r.Int()
	if n < 0 || n > len(r.numbers) {
		r.fail()
		return 0
	}
	return n
}

// String reads a string.
func (r *Reader) String() string {
	n := r.Int()
	if n < 0 || n > len(r.strings) {
		r.fail()
		return ""
	}
	s := r.strings[:n]
	r.strings = r.strings[n:]
	return s
}

// Strings reads a list of strings; nil if it is empty.
func (r *Reader) Strings() []string {
	n := r.Len()
	if n == 0 {
		return nil
	}
	all := make([]string, n)
	for i := range all {
		all[i] = r.String()
	}
	return all
}

// Int32s reads a list of numbers.
func (r *Reader) Int32s() []int32 {
	b := r.Numbers()
	all := make([]int32, b.Len())
	for i := range all {
		all[i] = int32(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return all
}

// Numbers are a list of numbers that is looked into later: reading it can't fail any more.
type Numbers []byte

// Len is how many numbers there are.
func (b Numbers) Len() int { return len(b) / 4 }

// Uint32s are the numbers as Writer.Uint32s took them.
func (b Numbers) Uint32s() []uint32 {
	all := make([]uint32, b.Len())
	for i := range all {
		all[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return all
}

// Float32s fills a list with the first numbers, as Writer.Float32s took them, and returns the rest.
func (b Numbers) Float32s(into []float32) Numbers {
	into = into[:min(len(into), b.Len())]
	for i := range into {
		into[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return b[4*len(into):]
}

// Numbers reads a list of numbers of four bytes each.
func (r *Reader) Numbers() Numbers {
	n := r.Int()
	if n < 0 || n > len(r.numbers)/4 {
		r.fail()
		return nil
	}
	b := Numbers(r.numbers[:4*n])
	r.numbers = r.numbers[4*n:]
	return b
}
