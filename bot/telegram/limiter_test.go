package telegram

import (
	"context"
	"errors"
	"slices"
	"staysafe/bot"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// usual are the limits Telegram asks for.
func usual() Limits { return Limits{}.orUsual() }

func TestUsualLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(usual(), time.Now)
		var at []time.Time
		for chat := range int64(200) {
			if err := l.wait(t.Context(), chat, false); err != nil {
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
		l := newLimiter(usual(), time.Now)
		began := time.Now()
		var at []time.Duration
		for range 5 {
			if err := l.wait(t.Context(), 7001, true); err != nil {
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

func TestCareGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(Limits{PerSecond: 1, Burst: 1, ChatPerSecond: 1, ChatBurst: 1}, time.Now)
		if err := l.wait(t.Context(), 1, false); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				if l.wait(t.Context(), int64(10+i), false) == nil {
					mu.Lock()
					defer mu.Unlock()
					order = append(order, "other")
				}
			})
		}
		synctest.Wait()
		for i := range 2 {
			wg.Go(func() {
				if l.wait(t.Context(), int64(20+i), true) == nil {
					mu.Lock()
					defer mu.Unlock()
					order = append(order, "care")
				}
			})
		}
		wg.Wait()
		if want := []string{"care", "care", "other", "other", "other"}; !slices.Equal(order, want) {
			t.Errorf("they went as %v, want %v", order, want)
		}
		if l.caring != 0 {
			t.Errorf("%d are still counted as waiting", l.caring)
		}
	})
}

// Even when a place is free, nobody takes it before somebody in danger who waits for it.
func TestCareKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(usual(), time.Now)
		l.queue(1)
		if pause, common := l.take(7001, false); pause == 0 || !common {
			t.Error("another message passed")
		}
		if pause, _ := l.take(7002, true); pause != 0 {
			t.Errorf("it waits %s itself", pause)
		}
	})
}

func TestWaitingTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(usual(), time.Now)
		l.hold(7001, maxWait+time.Second)
		began := time.Now()
		err := l.wait(t.Context(), 7001, true)
		if !errors.Is(err, bot.ErrBusy) || time.Since(began) != 0 || waitOf(err) != maxWait+time.Second {
			t.Errorf("error %v after %s, to wait %s; want busy at once, and how long", err, time.Since(began), waitOf(err))
		}
		l.hold(7001, 5*time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.wait(ctx, 7001, true); !errors.Is(err, bot.ErrBusy) || time.Since(began) != time.Second {
			t.Errorf("error %v after %s, want busy when the turn's time is over", err, time.Since(began))
		}
		time.Sleep(4 * time.Second)
		if err := l.wait(t.Context(), 7001, true); err != nil || time.Since(began) != 5*time.Second {
			t.Errorf("error %v after %s, want none", err, time.Since(began))
		}
	})
}

func TestLimiterIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(Limits{PerSecond: 1e6, Burst: 1e6, ChatPerSecond: 1, ChatBurst: 1}, time.Now)
		for chat := range int64(maxChats) {
			if err := l.wait(t.Context(), chat, false); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute) // all are at rest
		l.hold(1, time.Hour)
		for chat := range int64(10) {
			l.hold(1e6+chat, time.Hour)
		}
		if n := len(l.chats); n != 11 {
			t.Errorf("%d chats are remembered, want the 11 that are not at rest", n)
		}
		for chat := range int64(2 * maxChats) {
			l.hold(1e7+chat, time.Hour)
		}
		if n := len(l.chats); n > maxChats {
			t.Errorf("%d chats are remembered, want at most %d", n, maxChats)
		}
	})
}
