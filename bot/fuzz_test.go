package bot_test

import (
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"testing"
	"time"
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
