package wire

import (
	"context"
	"errors"
	"slices"
	"staysafe/bot"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// usual is a limiter for one network that all share, as Telegram is.
func usual() *Limiter { return NewLimiter("post", RateOf(25, 5), RateOf(1, 3), time.Now) }

// to is the n-th conversation.
func to(n int) Way { return Way{Own: strconv.Itoa(n)} }

func TestRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter("post", RateOf(5, 3), RateOf(1, 2), time.Now)
		send := func(to Way, want time.Duration) {
			t.Helper()
			began := time.Now()
			if err := l.Wait(t.Context(), to, false); err != nil || time.Since(began) != want {
				t.Errorf("error %v after %s, want none after %s", err, time.Since(began), want)
			}
		}
		ann, ben := Way{Shared: "one", Own: "ann"}, Way{Shared: "one", Own: "ben"}
		send(ann, 0)
		send(ann, 0)
		send(ann, time.Second)
		for range 2 {
			send(ben, 0)
		}
		send(Way{Shared: "one", Own: "cid"}, 200*time.Millisecond) // the three at once are used up
		send(Way{Shared: "another", Own: "eve"}, 0)
	})
}

func TestCareGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter("post", RateOf(1, 1), RateOf(1, 1), time.Now)
		if err := l.Wait(t.Context(), to(1), false); err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() {
				if l.Wait(t.Context(), to(10+i), false) == nil {
					mu.Lock()
					defer mu.Unlock()
					order = append(order, "other")
				}
			})
		}
		synctest.Wait()
		for i := range 2 {
			wg.Go(func() {
				if l.Wait(t.Context(), to(20+i), true) == nil {
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
		if len(l.caring) != 0 {
			t.Errorf("%v are still counted as waiting", l.caring)
		}
	})
}

// Even when a place is free, nobody takes it before somebody in danger who waits for it. Who shares
// no rate with them goes on.
func TestCareKeepsItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := usual()
		l.queue("", 1)
		if pause, shared := l.take(to(7001), false); pause == 0 || !shared {
			t.Error("another message passed")
		}
		if pause, _ := l.take(to(7002), true); pause != 0 {
			t.Errorf("it waits %s itself", pause)
		}
		if pause, _ := l.take(Way{Shared: "elsewhere", Own: "7003"}, false); pause != 0 {
			t.Errorf("somebody elsewhere waits %s", pause)
		}
	})
}

func TestWaitingTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := usual()
		l.Hold(to(7001), MaxWait+time.Second)
		began := time.Now()
		err := l.Wait(t.Context(), to(7001), true)
		if !errors.Is(err, bot.ErrBusy) || time.Since(began) != 0 || WaitOf(err) != MaxWait+time.Second {
			t.Errorf("error %v after %s, to wait %s; want busy at once, and how long", err, time.Since(began), WaitOf(err))
		}
		l.Hold(to(7001), 5*time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.Wait(ctx, to(7001), true); !errors.Is(err, bot.ErrBusy) || time.Since(began) != time.Second {
			t.Errorf("error %v after %s, want busy when the turn's time is over", err, time.Since(began))
		}
		if len(l.caring) != 0 {
			t.Errorf("%v are still counted as waiting", l.caring)
		}
		time.Sleep(4 * time.Second)
		if err := l.Wait(t.Context(), to(7001), true); err != nil || time.Since(began) != 5*time.Second {
			t.Errorf("error %v after %s, want none", err, time.Since(began))
		}
	})
}

// Who waits with care and gives up lets the others pass.
func TestCareGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter("post", RateOf(1, 1), RateOf(1, 1), time.Now)
		if err := l.Wait(t.Context(), to(1), false); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if err := l.Wait(ctx, to(2), true); !errors.Is(err, bot.ErrBusy) || len(l.caring) != 0 {
			t.Errorf("error %v, %v are still counted as waiting", err, l.caring)
		}
	})
}

func TestLimiterIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLimiter("post", RateOf(1e6, 1e6), RateOf(1, 1), time.Now)
		for n := range maxRates {
			if err := l.Wait(t.Context(), to(n), false); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(time.Minute) // all are at rest
		l.Hold(to(1), time.Hour)
		for n := range 10 {
			l.Hold(to(1e6+n), time.Hour)
		}
		if n := len(l.own.due); n != 11 {
			t.Errorf("%d conversations are remembered, want the 11 that are not at rest", n)
		}
		for n := range 2 * maxRates {
			l.Hold(to(1e7+n), time.Hour)
		}
		if n := len(l.own.due); n > maxRates {
			t.Errorf("%d conversations are remembered, want at most %d", n, maxRates)
		}
	})
}

// Neither do many who share rates fill the memory, although none of theirs is at rest.
func TestSharedRatesAreBounded(t *testing.T) {
	l := NewLimiter("post", RateOf(5, 60), RateOf(1, 4), func() time.Time { return time.Unix(1, 0) })
	for i := range 3 * maxRates {
		l.take(Way{Shared: strconv.Itoa(i), Own: "own " + strconv.Itoa(i)}, false)
	}
	if shared, own := len(l.shared.due), len(l.own.due); shared > maxRates || own > maxRates {
		t.Errorf("%d and %d rates are remembered, want at most %d of each", shared, own, maxRates)
	}
}
