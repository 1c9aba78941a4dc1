package telegram

import (
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// usual are the limits Telegram asks for.
func usual() Limits { return Limits{}.orUsual() }

func TestUsualLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := usual().limiter(time.Now)
		var at []time.Time
		for chat := range int64(200) {
			if err := l.Wait(t.Context(), (&outgoing{chat: chat}).way(), false); err != nil {
				t.Fatal(err)
			}
			at = append(at, time.Now())
		}
		for i := range at {
			n := 0
			for _, other := range at[i:] {
				if other.Sub(at[i]) < time.Second {
					n++
				}
			}
			if n > 30 {
				t.Fatalf("%d messages went in one second, Telegram asks for 30", n)
			}
		}
		if took := at[len(at)-1].Sub(at[0]); took > 8*time.Second {
			t.Errorf("200 messages took %s, want 8s at most", took)
		}
	})
}

func TestOneChat(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := usual().limiter(time.Now)
		began := time.Now()
		var at []time.Duration
		for range 5 {
			if err := l.Wait(t.Context(), (&outgoing{chat: 7001}).way(), true); err != nil {
				t.Fatal(err)
			}
			at = append(at, time.Since(began))
		}
		want := []time.Duration{0, 0, 0, time.Second, 2 * time.Second}
		if !slices.Equal(at, want) {
			t.Errorf("messages to one chat went at %v, want %v: a short burst, then one a second", at, want)
		}
	})
}
