package packed

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestWhatIsWrittenIsRead writes anything and reads it back.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, yes, word := rapid.Int().Draw(t, "n"), rapid.Bool().Draw(t, "yes"), rapid.String().Draw(t, "word")
		words := rapid.SliceOf(rapid.String()).Draw(t, "words")
		signed, keys := rapid.SliceOf(rapid.Int32()).Draw(t, "signed"), rapid.SliceOf(rapid.Uint32()).Draw(t, "keys")
		weights := rapid.SliceOf(rapid.Float32()).Draw(t, "weights")
		var w Writer
		w.Int(n)
		w.Bool(yes)
		w.String(word)
		w.Strings(words)
		w.Int32s(signed)
		w.Uint32s(keys)
		w.Float32s(weights)
		r, err := NewReader(w.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if r.Int() != n || r.Bool() != yes || r.String() != word || !slices.Equal(r.Strings(), words) || !slices.Equal(r.Int32s(), signed) || !slices.Equal(r.Numbers().Uint32s(), keys) {
			t.Fatal("something else was read")
		}
		got, list := make([]float32, len(weights)), r.Numbers()
		if rest := list.Float32s(got); list.Len() != len(weights) || rest.Len() != 0 || !slices.EqualFunc(got, weights, func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) {
			t.Fatal("other weights were read")
		}
		if r.Err() != nil {
			t.Fatal(r.Err())
		}
		if r.Int(); !errors.Is(r.Err(), ErrDamaged) {
			t.Fatal("more was read than was written")
		}
	})
}

// FuzzReader reads anything in any order: it may fail, and never more than that.
func FuzzReader(f *testing.F) {
	var w Writer
	w.Strings([]string{"a", "bc"})
	w.Int32s([]int32{1, 2})
	f.Add(w.numbers, "abc")
	f.Add([]byte{255, 255, 255, 255, 255, 255, 255, 255, 255, 1}, "")
	f.Fuzz(func(t *testing.T, numbers []byte, strings string) {
		for _, first := range []func(*Reader) int{
			func(r *Reader) int { return len(r.Strings()) },
			func(r *Reader) int { return len(r.Int32s()) },
			func(r *Reader) int { return r.Numbers().Len() },
			func(r *Reader) int { return r.Len() },
			func(r *Reader) int { return len(r.String()) },
		} {
			r := &Reader{numbers: numbers, strings: strings}
			if n := first(r); n < 0 || n > len(numbers)+len(strings) {
				t.Fatalf("%d things from %d bytes", n, len(numbers))
			}
		}
	})
}
