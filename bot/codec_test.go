package bot_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"staysafe/bot"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// anySession draws sessions of every form; long ones don't fit whole.
func anySession(long bool) *rapid.Generator[bot.Session] {
	text := rapid.StringN(0, 8, 8)
	stack, kept, outs, said := 3, 3, 3, 20
	if long {
		text, stack, kept, outs, said = rapid.StringN(0, 40, 60), 12, 8, 12, 400
	}
	pairs := func(n int) *rapid.Generator[map[string]string] { return rapid.MapOfN(text, text, 0, n) }
	frame := rapid.Custom(func(t *rapid.T) flow.Frame {
		return flow.Frame{
			Flow: text.Draw(t, "flow"), Step: text.Draw(t, "step"), At: rapid.Int().Draw(t, "at"),
			Region: text.Draw(t, "region"), Waiting: rapid.Bool().Draw(t, "waiting"),
			Asked: text.Draw(t, "asked"), Before: text.Draw(t, "before"),
		}
	})
	out := rapid.Custom(func(t *rapid.T) flow.Out {
		return flow.Out{Message: text.Draw(t, "message"), Args: pairs(2).Draw(t, "args"), Help: text.Draw(t, "help"), More: text.Draw(t, "more")}
	})
	id := rapid.OneOf(rapid.StringMatching(`[1-9][0-9]{0,18}`), rapid.StringMatching(`0[0-9]?|-[0-9]{1,3}|17[0-9]{8}\.[0-9]{6}`), text)
	seconds := rapid.Int64Range(-1<<40, 1<<40)
	return rapid.Custom(func(t *rapid.T) bot.Session {
		return bot.Session{
			State: flow.State{
				Locale: text.Draw(t, "locale"), Stack: rapid.SliceOfN(frame, 0, stack).Draw(t, "stack"),
				Kept: pairs(kept).Draw(t, "kept"), Maybe: rapid.SliceOfN(text, 0, 3).Draw(t, "maybe"),
				Help: text.Draw(t, "topic"), Hint: text.Draw(t, "hint"), Missed: rapid.Int().Draw(t, "missed"), Gently: rapid.IntRange(0, 1<<15).Draw(t, "gently"),
				Care: rapid.Bool().Draw(t, "care"),
			},
			Last: bot.Delivery{
				Mark: text.Draw(t, "mark"), Outs: rapid.SliceOfN(out, 0, outs).Draw(t, "outs"), Sent: rapid.Bool().Draw(t, "sent"),
			},
			Began: time.Unix(seconds.Draw(t, "began"), 0), Seen: time.Unix(seconds.Draw(t, "seen"), 0),
			Said: rapid.SliceOfN(id, 0, said).Draw(t, "said"),
		}
	})
}

func encode(tb rapid.TB, s bot.Session) []byte {
	tb.Helper()
	b, err := bot.EncodeSession(&s)
	if err != nil {
		tb.Fatalf("encoding %+v: %v", s, err)
	}
	if len(b) != bot.PaddedSession {
		tb.Fatalf("encoded to %d bytes, want always %d", len(b), bot.PaddedSession)
	}
	return b
}

func decode(tb rapid.TB, b []byte) bot.Session {
	tb.Helper()
	s, err := bot.DecodeSession(b)
	if err != nil {
		tb.Fatalf("decoding what was encoded: %v", err)
	}
	return s
}

// different compares two sessions as people would: an empty list is no list, a time is a moment.
func different(want, got any) string { return cmp.Diff(want, got, cmpopts.EquateEmpty()) }

func TestSessionComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anySession(false).Draw(t, "session")
		if bot.SessionSize(&want) > bot.PaddedSession {
			t.Skip("too long") // the next test's
		}
		b := encode(t, want)
		if diff := different(want, decode(t, b)); diff != "" {
			t.Fatalf("came back different (-want +got):\n%s", diff)
		}
		if !bytes.Equal(b, encode(t, decode(t, b))) {
			t.Fatal("encoded a second time, the same session has other bytes")
		}
	})
}

// TestLongSessionLosesTheRightThings: the oldest message ids go first, then what was said last,
// never the State.
func TestLongSessionLosesTheRightThings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := anySession(true).Draw(t, "session")
		bare := want
		bare.Last.Outs, bare.Said = nil, nil
		b, err := bot.EncodeSession(&want)
		if tooLong := bot.SessionSize(&bare) > bot.PaddedSession; tooLong != (err != nil) {
			t.Fatalf("state too long: %v, error: %v", tooLong, err)
		}
		if err != nil {
			return
		}
		got := decode(t, b)
		lost := len(want.Said) - len(got.Said)
		if lost < 0 || different(want.Said[lost:], got.Said) != "" {
			t.Fatalf("of %v these ids are left: %v", want.Said, got.Said)
		}
		noIDs := want
		noIDs.Said = nil
		if fits := bot.SessionSize(&noIDs) <= bot.PaddedSession; fits != (len(got.Last.Outs) == len(want.Last.Outs)) && len(want.Last.Outs) > 0 {
			t.Fatalf("the last turn fits: %v, but %d of its %d outs are left", fits, len(got.Last.Outs), len(want.Last.Outs))
		}
		if next := got; lost > 0 {
			next.Said = want.Said[lost-1:]
			if bot.SessionSize(&next) <= bot.PaddedSession {
				t.Fatal("an id was let go that would have fitted")
			}
		}
		got.Last.Outs, got.Said = nil, nil
		if diff := different(bare, got); diff != "" {
			t.Fatalf("the rest came back different (-want +got):\n%s", diff)
		}
	})
}

// TestEveryFieldIsStored fails when a field is added to a session and not to the codec.
func TestEveryFieldIsStored(t *testing.T) {
	var want bot.Session
	n := 0
	fill(t, reflect.ValueOf(&want).Elem(), "Session", &n)
	if diff := different(want, decode(t, encode(t, want))); diff != "" {
		t.Fatalf("teach codec.go this field, and raise codecVersion (-want +got):\n%s", diff)
	}
}

// fill sets everything in v to something that is not zero and not like anything else.
func fill(t *testing.T, v reflect.Value, path string, n *int) {
	t.Helper()
	*n++
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		v.Set(reflect.ValueOf(noon().Add(time.Duration(*n) * time.Second)))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(t, v.Field(i), path+"."+v.Type().Field(i).Name, n)
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fill(t, v.Index(0), path, n)
		fill(t, v.Index(1), path, n)
	case v.Kind() == reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(t, key, path, n)
		fill(t, value, path, n)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case v.Kind() == reflect.String:
		v.SetString("v" + strconv.Itoa(*n))
	case v.CanInt():
		v.SetInt(int64(*n))
	case v.Kind() == reflect.Bool:
		v.SetBool(true)
	default:
		t.Fatalf("%s is a %s: teach this test and codec.go what that is", path, v.Type())
	}
}

func TestDamagedSessionIsRefused(t *testing.T) {
	whole := encode(t, bot.Session{
		State: flow.State{Locale: "en", Stack: []flow.Frame{{Flow: "start", Step: "menu", Asked: "menu"}}, Kept: map[string]string{"country": "KE"}},
		Began: noon(), Said: []string{"17", "x"},
	})
	changed := func(at int, c byte) []byte {
		b := slices.Clone(whole)
		b[at] = c
		return b
	}
	tests := map[string][]byte{
		"nothing":                {},
		"another version":        changed(0, 2),
		"no version":             changed(0, 0),
		"only a version":         whole[:1],
		"something after it":     changed(len(whole)-1, 1),
		"a number without end":   append([]byte{2, 0}, bytes.Repeat([]byte{0xff}, 20)...),
		"a string without end":   {2, 0, 0, 0, 0x80, 0x01, 'x'},
		"a string not yet known": {2, 0, 0, 0, 7},
		"ten thousand frames":    append([]byte{2, 0, 0, 0, 0, 0, 0, 0, 0}, 0x90, 0x4e, 0, 0),
	}
	for name, b := range tests {
		if s, err := bot.DecodeSession(b); err == nil {
			t.Errorf("%s: decoded to %+v, want an error", name, s)
		}
	}
	for n := range len(whole) {
		if s, err := bot.DecodeSession(whole[:n]); err == nil && !slices.Equal(s.Said, []string{"17", "x"}) {
			t.Errorf("cut to %d bytes it was decoded, with ids %q", n, s.Said)
		}
	}
}

func FuzzDecodeSession(f *testing.F) {
	for _, s := range []bot.Session{{}, {Said: []string{"1", "2", "17.5"}}, {State: flow.State{Locale: "en", Kept: map[string]string{"a": "b"}}}} {
		b, err := bot.EncodeSession(&s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := bot.DecodeSession(b)
		if err != nil {
			return
		}
		if n := len(s.State.Stack) + len(s.State.Kept) + len(s.Last.Outs) + len(s.Said); n > len(b) {
			t.Fatalf("%d things out of %d bytes", n, len(b))
		}
		again, err := bot.EncodeSession(&s)
		if err != nil {
			return // longer than we would ever write
		}
		if len(b) <= bot.PaddedSession && bot.SessionSize(&s) <= bot.PaddedSession {
			if diff := different(s, decode(t, again)); diff != "" {
				t.Fatalf("came back different (-want +got):\n%s", diff)
			}
		}
	})
}

func BenchmarkEncodeSession(b *testing.B) {
	s := typical()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bot.EncodeSession(&s); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecodeSession(b *testing.B) {
	s := typical()
	data, err := bot.EncodeSession(&s)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := bot.DecodeSession(data); err != nil {
			b.Fatal(err)
		}
	}
}

// typical is a session in the middle of a conversation, on a network where messages can be deleted.
func typical() bot.Session {
	s := bot.Session{
		State: flow.State{
			Locale: "es", Help: "sextortion", Care: true,
			Stack: []flow.Frame{
				{Flow: "start", Step: "more", Waiting: true, Asked: "menu"},
				{Flow: "sextortion", Step: "after", Waiting: true, Asked: "after", Before: "now"},
			},
			Kept: map[string]string{"country": "MX", "sextortion": "sextortion.now.paid"},
		},
		Last: bot.Delivery{
			Mark: strings.Repeat("m", 22),
			Outs: []flow.Out{{Message: "sextortion.paid"}, {Message: "sextortion.after"}, {Help: "sextortion"}},
		},
		Began: noon(), Seen: noon().Add(time.Minute),
	}
	for i := range 12 {
		s.Said = append(s.Said, fmt.Sprint(40000+300*i), fmt.Sprint(40001+300*i))
	}
	return s
}
