package understand

import (
	"reflect"
	"slices"
	"staysafe/bot/packed"
	"testing"
)

// packedShipped is the index of all words in this repository, and what it is packed.
func packedShipped(tb testing.TB) (*Index, []byte) {
	tb.Helper()
	x, _ := shipped(tb)
	var w packed.Writer
	x.Pack(&w)
	return x, w.Bytes()
}

// TestPackedHearsTheSame asks an index and what was packed of it about all that people write.
func TestPackedHearsTheSame(t *testing.T) {
	x, b := packedShipped(t)
	r, err := packed.NewReader(b)
	if err != nil {
		t.Fatal(err)
	}
	y, err := Unpack(r)
	if err != nil {
		t.Fatal(err)
	}
	all := append(texts(t), "kenya", "keniya", "+254", "MX", "soy de mexico", "🇰🇪", "españl", "in french please", "help", "my name is ann", "kill yourslef")
	for _, s := range all {
		a, b := x.Hear(NewText(s)), y.Hear(NewText(s))
		if a.Danger() != b.Danger() || a.Personal() != b.Personal() || !slices.Equal(a.Topics(), b.Topics()) {
			t.Fatalf("%q is heard otherwise", s)
		}
		ca, oka := a.Command()
		cb, okb := b.Command()
		t1 := NewText(s)
		if ca != cb || oka != okb || x.Written(t1) != y.Written(t1) || x.Locale(t1) != y.Locale(t1) || !slices.Equal(x.Countries(t1), y.Countries(t1)) {
			t.Fatalf("%q is heard otherwise", s)
		}
		if !reflect.DeepEqual(a.Why("abuse"), b.Why("abuse")) {
			t.Fatalf("%q is heard for other reasons", s)
		}
	}
	var again packed.Writer
	y.Pack(&again)
	if !slices.Equal(again.Bytes(), b) {
		t.Error("packed again it is not the same")
	}
	z, _ := shipped(t)
	z.Adopt(y)
	if z.router() != y.router() {
		t.Error("the same words are learnt again")
	}
}

// TestCutIsRefused: what was cut short or changed is refused.
func TestCutIsRefused(t *testing.T) {
	x := sample(t)
	var w packed.Writer
	x.Pack(&w)
	b := w.Bytes()
	for _, n := range []int{0, 3, 12, len(b) / 2, len(b) - 1} {
		if _, err := packed.NewReader(b[:n]); err == nil {
			t.Errorf("%d of %d bytes were taken", n, len(b))
		}
	}
	for at := 0; at < len(b); at += max(1, len(b)/97) {
		bad := slices.Clone(b)
		bad[at] ^= 1
		if _, err := packed.NewReader(bad); err == nil {
			t.Errorf("a change at %d was not seen", at)
		}
	}
	var short packed.Writer
	short.String("x")
	r, err := packed.NewReader(short.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Unpack(r); err == nil {
		t.Error("something else was taken for an index")
	}
}

// BenchmarkUnpack is what an index costs at a start that finds it packed.
func BenchmarkUnpack(b *testing.B) {
	_, data := packedShipped(b)
	b.ReportAllocs()
	for b.Loop() {
		r, err := packed.NewReader(data)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Unpack(r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(data)), "bytes")
}
