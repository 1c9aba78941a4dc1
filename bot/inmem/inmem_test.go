package inmem_test

import (
	"fmt"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/inmem"
	"sync/atomic"
	"testing"
	"time"
)

// harness is a store whose clock stands still until it is told.
type harness struct {
	*inmem.Store
	*clock
}

type clock struct{ now atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Unix(0, c.now.Load()).UTC() }
func (c *clock) Advance(d time.Duration) { c.now.Add(int64(d)) }

func open(limit int) harness {
	c := &clock{}
	c.now.Store(time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC).UnixNano())
	return harness{inmem.New(inmem.Config{TTL: bottest.StoreTTL, Now: c.Now, Max: limit}), c}
}

func TestContract(t *testing.T) {
	bottest.TestStore(t, func(*testing.T) bottest.Harness { return open(0) })
}

// speak is one update of one conversation; it tells whether it was remembered.
func speak(t *testing.T, h harness, who int) (known bool) {
	t.Helper()
	key := bot.Key{Name: fmt.Sprintf("person %d", who)}
	err := h.Update(t.Context(), key, fmt.Sprintf("mark %d", who), func(s *bot.Session, _ bool) error {
		known = !s.Zero()
		s.Began, s.State.Locale = h.Now(), "en"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func TestMemoryIsBounded(t *testing.T) {
	const limit = 320
	h := open(limit)
	for who := range 20 * limit {
		speak(t, h, who)
	}
	if n, marks := h.Held(); n > limit || n < limit/2 || marks > 10*limit {
		t.Fatalf("%d sessions and %d marks are held, want at most %d and %d", n, marks, limit, 10*limit)
	}
	if !speak(t, h, 20*limit-1) {
		t.Error("who spoke last is forgotten")
	}
	if speak(t, h, 0) {
		t.Error("who spoke first is remembered")
	}
}

func TestExpiredIsSwept(t *testing.T) {
	h := open(0)
	for who := range 1000 {
		speak(t, h, who)
	}
	h.Advance(bot.MarkLifetime + time.Minute)
	for range 64 { // every shard has its turn
		speak(t, h, 0)
	}
	if n, marks := h.Held(); n != 1 || marks != 1 {
		t.Fatalf("%d sessions and %d marks are still held, want one each", n, marks)
	}
}

func BenchmarkUpdate(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			h := open(0)
			keys := bottest.Keyring(b, "a")
			var caller atomic.Int64
			b.SetParallelism(max(1, callers/2)) // times two processors
			b.ReportAllocs()
			work := func(next func() bool) {
				who := fmt.Sprint(caller.Add(1))
				key := keys.Key("test", bot.Address(who))
				for i := 0; next(); i++ {
					err := h.Update(b.Context(), key, keys.Mark("test", who+"\x00"+fmt.Sprint(i)), func(s *bot.Session, _ bool) error {
						s.Began, s.State.Locale, s.Said = h.Now(), "en", append(s.Said[:0], "1", "2")
						return nil
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			}
			if callers == 1 {
				work(b.Loop)
				return
			}
			b.RunParallel(func(pb *testing.PB) { work(pb.Next) })
		})
	}
}
