package slack

import (
	"context"
	"errors"
	"staysafe/bot"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLimiterRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(Limits{TeamPerSecond: 5, TeamBurst: 3, ChatPerSecond: 1, ChatBurst: 2}, time.Now)
		began := time.Now()
		one := place{"T", "D1", "U1"}
		for range 4 {
			if err := l.wait(t.Context(), one, false); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("four messages to one person took %s", took)
		}
		began = time.Now()
		for i := range 8 {
			if err := l.wait(t.Context(), place{"T", "D" + strconv.Itoa(i+2), "U"}, false); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 1200*time.Millisecond { // one is used up already
			t.Errorf("eight messages in one workspace took %s", took)
		}
		if err := l.wait(t.Context(), place{"T2", "D", "U"}, false); err != nil || time.Since(began) != 1200*time.Millisecond {
			t.Errorf("another workspace waited: %v", err)
		}
	})
}

// Who may be in danger goes first.
func TestLimiterCareFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(Limits{TeamPerSecond: 1, TeamBurst: 1, ChatPerSecond: 100, ChatBurst: 100}, time.Now)
		_ = l.wait(t.Context(), place{"T", "D0", "U"}, false)
		var mu sync.Mutex
		var order []string
		var wg sync.WaitGroup
		for i, care := range []bool{false, false, true, true} {
			wg.Go(func() {
				if err := l.wait(t.Context(), place{"T", "D" + strconv.Itoa(i+1), "U"}, care); err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				order = append(order, strconv.FormatBool(care))
			})
			synctest.Wait()
		}
		wg.Wait()
		if order[0] != "true" || order[1] != "true" {
			t.Errorf("went in the order %v", order)
		}
	})
}

func TestLimiterGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(Limits{}.orUsual(), time.Now)
		where := place{"T", "D", "U"}
		l.hold(where, maxWait+time.Second)
		began := time.Now()
		if err := l.wait(t.Context(), where, true); !errors.Is(err, bot.ErrBusy) || waitOf(err) != maxWait+time.Second || time.Since(began) > 0 {
			t.Errorf("%v after %s", err, time.Since(began))
		}
		l.hold(where, 5*time.Second)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.wait(ctx, where, true); !errors.Is(err, bot.ErrBusy) {
			t.Errorf("%v", err)
		}
		if len(l.caring) > 0 {
			t.Errorf("still waiting: %v", l.caring)
		}
	})
}

func TestLimiterForgets(t *testing.T) {
	l := newLimiter(Limits{}.orUsual(), func() time.Time { return time.Unix(1, 0) })
	for i := range 3 * maxRates {
		l.take(place{"T" + strconv.Itoa(i), "D", "U"}, false)
	}
	if len(l.due) > maxRates {
		t.Errorf("%d rates are remembered", len(l.due))
	}
}
