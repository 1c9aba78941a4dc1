package redis_test

import (
	"fmt"
	"runtime"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"sync/atomic"
	"testing"
)

// BenchmarkUpdate is a whole turn's memory: one read and one write, each caller in a conversation
// of its own, against a server on the same machine.
func BenchmarkUpdate(b *testing.B) {
	for _, callers := range []int{1, 64} {
		b.Run(fmt.Sprintf("%d-callers", callers), func(b *testing.B) {
			h := openServer(b)
			keys := bottest.Keyring(b, "a")
			session := bottest.WholeSession(b, h.Now())
			var caller atomic.Int64
			work := func(next func() bool) {
				who := fmt.Sprint(caller.Add(1))
				key := keys.Key("test", bot.Address(who))
				for i := 0; next(); i++ {
					err := h.Update(b.Context(), key, keys.Mark("test", who+"\x00"+fmt.Sprint(i)), func(s *bot.Session, _ bool) error {
						*s = session
						return nil
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			}
			b.ReportAllocs()
			if callers == 1 {
				work(b.Loop)
				return
			}
			b.SetParallelism(callers / runtime.GOMAXPROCS(0))
			b.RunParallel(func(pb *testing.PB) { work(pb.Next) })
		})
	}
}
