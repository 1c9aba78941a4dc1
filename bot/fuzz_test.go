package bot_test

import (
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"testing"
	"time"
	"unicode"
)

// FuzzAdvance lets anybody do anything, in any order, over the real flows: the engine never
// panics, is never silent, always stops, never goes deeper than the flows are many, and from
// wherever it stands danger leads to help in one turn.
func FuzzAdvance(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3})
	f.Add([]byte{4, 4, 4, 4, 4, 4, 9, 9, 9})
	f.Add([]byte{250, 13, 77, 5, 5, 128, 3, 200, 41})
	b := house(f)
	c := b.Content()
	depth := len(c.Flows())
	f.Fuzz(func(t *testing.T, moves []byte) {
		s := flow.State{Locale: "en"}
		for _, m := range moves[:min(len(moves), 64)] {
			in := move(c, s, m)
			var outs []flow.Out
			s, outs = flow.Advance(c, s, in)
			if len(outs) == 0 && !s.Zero() {
				t.Fatalf("silence after %+v at %+v", in, s.Top())
			}
			if len(s.Stack) > depth {
				t.Fatalf("%d flows deep, there are %d", len(s.Stack), depth)
			}
			if len(s.Stack) > 0 && len(flow.Offers(c, s)) == 0 {
				t.Fatalf("nobody can leave %+v", s.Top())
			}
		}
		after, turn, spoke := b.Turn(c, buttons(), bot.Session{State: s, Began: noon(), Seen: noon()}, bot.Inbound{ID: "x", Text: bot.NewText("i want to die"), At: noon()})
		if !spoke || after.State.Top().Flow != content.CrisisFlow || !slices.ContainsFunc(turn.Messages, func(m bot.Message) bool { return m.Card != nil }) {
			t.Fatalf("danger does not lead to help from %+v: %v %+v\n%s", s.Top(), spoke, after.State, whole(turn))
		}
	})
}

// move is one thing a person may do.
func move(c *content.Content, s flow.State, m byte) flow.Input {
	offers := flow.Offers(c, s)
	ids := c.Flows()
	in := flow.Input{Now: noon()}
	switch n := int(m >> 4); {
	case n < 9 && len(offers) > 0:
		in.Tap.Choice = offers[int(m)%len(offers)]
	case n == 9:
		in.Words = true
	case n == 10:
		in.Back = true
	case n == 11:
		in.Country = c.Directory().Countries()[int(m)%250]
	case n == 12:
		in.Interrupt = flow.Entry{Flow: ids[int(m)%len(ids)]}
	case n == 13:
		f := c.Flow(ids[int(m)%len(ids)])
		in.Tap = flow.Tap{Flow: f.ID, Step: f.Steps[int(m)%len(f.Steps)].ID, Choice: "common.yes"}
	case n == 14:
		in.Maybe = []string{flow.GoTo + ids[int(m)%len(ids)]}
	default:
		in.Stale, in.Gentle, in.Locale = true, m%2 == 0, "es"
	}
	return in
}

// FuzzSplit: no piece is too long in the network's own unit, nothing but white space is lost, and
// no grapheme cluster is cut.
func FuzzSplit(f *testing.F) {
	f.Add("Hello there. How are you? Fine.", uint8(10), uint8(0))
	f.Add("👨‍👩‍👧‍👦👨‍👩‍👧‍👦 116 111", uint8(20), uint8(1))
	f.Add("a\nb\n\nc", uint8(2), uint8(2))
	f.Fuzz(func(t *testing.T, s string, most, unit uint8) {
		limit := bot.Limit{Max: int(most%200) + 40, Unit: bot.Unit(unit % 4)}
		s = strings.ToValidUTF8(s, "?")
		pieces := bot.Split(s, limit)
		var joined strings.Builder
		for _, p := range pieces {
			if !limit.Fits(p) && !oneCluster(p) {
				t.Fatalf("a piece of %d is over the limit of %d", limit.Len(p), limit.Max)
			}
			if p == "" {
				t.Fatal("an empty piece")
			}
			joined.WriteString(p)
		}
		if got, want := bare(joined.String()), bare(s); got != want {
			t.Fatalf("lost something: %q from %q", got, want)
		}
	})
}

// oneCluster tells whether a text is a single grapheme cluster, which is never cut.
func oneCluster(s string) bool { return bot.Limit{Unit: bot.Graphemes}.Len(s) == 1 }

func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestSplit(t *testing.T) {
	tests := map[string]struct {
		in    string
		limit bot.Limit
		want  string
	}{
		"fits":              {"One. Two.", bot.Limit{Max: 20}, "One. Two."},
		"between sentences": {"First one here. Second one here.", bot.Limit{Max: 20}, "First one here.|Second one here."},
		"between lines":     {"1. Stop now\n2. Keep it", bot.Limit{Max: 15}, "1. Stop now|2. Keep it"},
		"between words":     {"abc def ghi jkl", bot.Limit{Max: 8}, "abc def|ghi jkl"},
		"emoji count twice": {"😟😟😟😟", bot.Limit{Max: 4, Unit: bot.UTF16}, "😟😟|😟😟"},
		"a family is whole": {"👨‍👩‍👧👨‍👩‍👧", bot.Limit{Max: 9, Unit: bot.UTF16}, "👨‍👩‍👧|👨‍👩‍👧"},
		"no limit":          {strings.Repeat("a ", 300), bot.Limit{}, strings.TrimSpace(strings.Repeat("a ", 300))},
	}
	for name, tt := range tests {
		if got := strings.Join(bot.Split(tt.in, tt.limit), "|"); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

// BenchmarkHandle is one whole turn in the middle of the house: hearing, deciding, rendering.
func BenchmarkHandle(b *testing.B) {
	h := house(b)
	s := bot.Session{State: flow.State{Locale: "en"}, Began: noon(), Seen: noon().Add(-time.Minute)}
	in := bot.Inbound{ID: "x", Text: bot.NewText("someone wants money or posts my pic"), At: noon()}
	b.ReportAllocs()
	for b.Loop() {
		h.Turn(h.Content(), buttons(), s, in)
	}
}
