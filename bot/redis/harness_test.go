package redis_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"log/slog"
	"staysafe/bot/bottest"
	"staysafe/bot/redis"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	goredis "github.com/redis/go-redis/v9"
)

// harness is a store with a clock of its own and a second way to what it keeps.
type harness struct {
	*redis.Store
	tb  testing.TB
	raw *goredis.Client
	log *record
	now atomic.Int64
	// pass lets time pass for the server; nil if its keys must be aged one by one.
	pass func(time.Duration)
}

// record is a log that tests can read.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}

// open makes a store on the Redis at addr. It waits as long as a busy machine needs.
func open(tb testing.TB, url, addr string) *harness {
	tb.Helper()
	return opened(tb, url, addr, time.Minute)
}

// openHasty makes a store that waits no longer than in service, for what happens when Redis is away.
func openHasty(tb testing.TB, url, addr string) *harness {
	tb.Helper()
	return opened(tb, url, addr, 0)
}

func opened(tb testing.TB, url, addr string, patience time.Duration) *harness {
	tb.Helper()
	h := &harness{tb: tb, log: &record{}, raw: goredis.NewClient(&goredis.Options{Addr: addr, Protocol: 2, DisableIdentity: true})}
	h.now.Store(time.Now().UnixNano())
	log := slog.New(slog.NewTextHandler(h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	redis.QuietLogger(log)
	st, err := redis.Open(redis.Config{
		URL: url, TTL: bottest.StoreTTL, Rand: rand.Reader, Now: h.Now, Log: log, Patience: patience, Rest: 50 * time.Millisecond,
	})
	if err != nil {
		tb.Fatal(err)
	}
	h.Store = st
	tb.Cleanup(func() {
		if err := st.Close(); err != nil {
			tb.Errorf("closing: %v", err)
		}
		_ = h.raw.Close()
	})
	return h
}

func openServer(tb testing.TB) *harness {
	tb.Helper()
	server := bottest.RedisServer(tb)
	return open(tb, server.URL(), server.Addr)
}

func openMini(tb testing.TB) *harness {
	tb.Helper()
	m := miniredis.RunT(tb)
	h := open(tb, "redis://"+m.Addr(), m.Addr())
	h.pass = m.FastForward
	return h
}

// Now is part of bottest.Harness.
func (h *harness) Now() time.Time { return time.Unix(0, h.now.Load()).UTC() }

// Advance is part of bottest.Harness. A real server's time can't be changed: its keys are aged.
func (h *harness) Advance(d time.Duration) {
	h.now.Add(int64(d))
	if h.pass != nil {
		h.pass(d)
		return
	}
	ctx := context.Background()
	for _, key := range h.keys("*") {
		left := h.raw.PTTL(ctx, key).Val()
		if left < 0 {
			h.tb.Errorf("a key never expires: %s", key)
		}
		if left <= d {
			h.raw.Del(ctx, key)
			continue
		}
		h.raw.PExpire(ctx, key, left-d)
	}
}

// Damage is part of bottest.Damager: the last byte of every session changes.
func (h *harness) Damage() {
	for _, key := range h.keys("staysafe:s:*") {
		h.change(key, func(b []byte) { b[len(b)-1] ^= 1 })
	}
}

func (h *harness) keys(pattern string) []string {
	h.tb.Helper()
	keys, err := h.raw.Keys(context.Background(), pattern).Result()
	if err != nil {
		h.tb.Fatalf("listing keys: %v", err)
	}
	return keys
}

func (h *harness) value(key string) []byte {
	h.tb.Helper()
	b, err := h.raw.Get(context.Background(), key).Bytes()
	if err != nil {
		h.tb.Fatalf("reading a key: %v", err)
	}
	return b
}

func (h *harness) change(key string, fn func(b []byte)) {
	h.tb.Helper()
	b := h.value(key)
	fn(b)
	if err := h.raw.Set(context.Background(), key, b, goredis.KeepTTL).Err(); err != nil {
		h.tb.Fatalf("changing a key: %v", err)
	}
}

// one is the only key that begins with prefix.
func (h *harness) one(prefix string) string {
	h.tb.Helper()
	keys := h.keys(prefix + "*")
	if len(keys) != 1 || strings.Contains(prefix, "*") {
		h.tb.Fatalf("there are the keys %q, want one that begins with %s", keys, prefix)
	}
	return keys[0]
}
