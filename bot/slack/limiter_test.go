package slack

import (
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestLimiterRates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Limits{TeamPerSecond: 5, TeamBurst: 3, ChatPerSecond: 1, ChatBurst: 2}.limiter(time.Now)
		began := time.Now()
		one := place{"T", "D1", "U1"}
		for range 4 {
			if err := l.Wait(t.Context(), one.way(), false); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("four messages to one person took %s", took)
		}
		began = time.Now()
		for i := range 8 {
			if err := l.Wait(t.Context(), place{"T", "D" + strconv.Itoa(i+2), "U"}.way(), false); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took != 1200*time.Millisecond { // one is used up already
			t.Errorf("eight messages in one workspace took %s", took)
		}
		if err := l.Wait(t.Context(), place{"T2", "D", "U"}.way(), false); err != nil || time.Since(began) != 1200*time.Millisecond {
			t.Errorf("another workspace waited: %v", err)
		}
	})
}

// Who may be in danger goes first.
func TestLimiterCareFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := Limits{TeamPerSecond: 1, TeamBurst: 1, ChatPerSecond: 100, ChatBurst: 100}.limiter(time.Now)
		_ = l.Wait(t.Context(), place{"T", "D0", "U"}.way(), false)
		var mu sync.Mutex
		var order []string
		var wg sync.WaitGroup
		for i, care := range []bool{false, false, true, true} {
			wg.Go(func() {
				if err := l.Wait(t.Context(), place{"T", "D" + strconv.Itoa(i+1), "U"}.way(), care); err != nil {
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
