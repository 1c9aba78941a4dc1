package redis_test

import (
	"context"
	"errors"
	"net"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/redis"
	"strings"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// visit is one update by alice. It tells how often she was here before.
func visit(tb testing.TB, h *harness) (before int, err error) {
	tb.Helper()
	key := bottest.Keyring(tb, "a").Key("test", "alice")
	err = h.Update(tb.Context(), key, "", func(s *bot.Session, _ bool) error {
		before = s.State.Missed
		s.State.Locale = "en"
		s.State.Missed++
		return nil
	})
	return before, err
}

func mustVisit(tb testing.TB, h *harness) (before int) {
	tb.Helper()
	before, err := visit(tb, h)
	if err != nil {
		tb.Fatalf("update: %v", err)
	}
	return before
}

// awaitBack visits until it works again: the breaker lets one in from time to time.
func awaitBack(t *testing.T, h *harness) (before int) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		before, err := visit(t, h)
		if err == nil {
			return before
		}
		<-time.After(5 * time.Millisecond)
	}
	t.Fatal("Redis is back, and the store is not")
	return 0
}

func TestRedisGone(t *testing.T) {
	for name, on := range servers() {
		t.Run(name, func(t *testing.T) {
			server, h := on(t)
			mustVisit(t, h)
			server.Kill()
			failsFast(t, h)
			server.Start()
			if name == "cluster" {
				server.Do("CLUSTER", "ADDSLOTSRANGE", "0", "16383")
			}
			if before := awaitBack(t, h); before != 0 {
				t.Errorf("the new server remembers %d visits, want none", before)
			}
			if before := mustVisit(t, h); before != 1 {
				t.Errorf("the new server remembers %d visits, want 1", before)
			}
		})
	}
}

func TestRedisHangs(t *testing.T) {
	for name, on := range servers() {
		t.Run(name, func(t *testing.T) {
			server, h := on(t)
			mustVisit(t, h)
			server.Stop()
			failsFast(t, h)
			server.Cont()
			if before := awaitBack(t, h); before < 1 {
				t.Errorf("the server has forgotten the visit before it hung")
			}
		})
	}
}

func servers() map[string]func(*testing.T) (*bottest.Redis, *harness) {
	return map[string]func(*testing.T) (*bottest.Redis, *harness){
		"server": func(t *testing.T) (*bottest.Redis, *harness) {
			server := bottest.RedisServer(t)
			return server, openHasty(t, server.URL(), server.Addr)
		},
		"cluster": func(t *testing.T) (*bottest.Redis, *harness) {
			server := bottest.RedisCluster(t)
			return server, openHasty(t, "redis+cluster://"+server.Addr, server.Addr)
		},
	}
}

// failsFast: two failures, and Redis is given up: TestBreaker proves that then nobody asks it.
func failsFast(t *testing.T, h *harness) {
	t.Helper()
	for range 2 {
		if _, err := visit(t, h); err == nil {
			t.Fatal("an update without Redis succeeds")
		}
	}
	if !strings.Contains(h.log.String(), "Redis is away") {
		t.Error("after two failures Redis is not given up")
	}
}

// TestManyWhileRedisHangs: also among many everybody hears that Redis is away.
func TestManyWhileRedisHangs(t *testing.T) {
	server := bottest.RedisServer(t)
	h := openHasty(t, server.URL(), server.Addr)
	mustVisit(t, h)
	server.Stop()
	defer server.Cont()
	errs := make(chan error, 64)
	for range cap(errs) {
		go func() {
			errs <- h.Update(t.Context(), bottest.Keyring(t, "a").Key("test", "alice"), "", func(*bot.Session, bool) error { return nil })
		}()
	}
	for range cap(errs) {
		if err := <-errs; err == nil {
			t.Error("an update succeeds while Redis hangs")
		}
	}
}

func TestShortPatienceIsHeard(t *testing.T) {
	server := bottest.RedisServer(t)
	h := openHasty(t, server.URL(), server.Addr)
	mustVisit(t, h)
	server.Stop()
	defer server.Cont()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := h.Update(ctx, bottest.Keyring(t, "a").Key("test", "alice"), "", func(*bot.Session, bool) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a patience of 50 ms it returns %v, want that the patience was over", err)
	}
}

// TestRedisForgetsScripts as it does when it starts again, or when another server takes over.
func TestRedisForgetsScripts(t *testing.T) {
	h := openServer(t)
	mustVisit(t, h)
	if err := h.raw.ScriptFlush(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	if before := mustVisit(t, h); before != 1 {
		t.Errorf("remembers %d visits, want 1", before)
	}
}

// TestRedisSaysNo: a server that answers but does not write is heard at once, nothing half is left,
// and when it writes again all goes on.
func TestRedisSaysNo(t *testing.T) {
	for name, set := range map[string][2][]string{
		"no memory": {{"CONFIG", "SET", "maxmemory", "1"}, {"CONFIG", "SET", "maxmemory", "0"}},
		"a replica": {{"REPLICAOF", "127.0.0.1", "1"}, {"REPLICAOF", "NO", "ONE"}},
		"no copies": {{"CONFIG", "SET", "min-replicas-to-write", "1"}, {"CONFIG", "SET", "min-replicas-to-write", "0"}},
	} {
		t.Run(name, func(t *testing.T) {
			server := bottest.RedisServer(t)
			h := openHasty(t, server.URL(), server.Addr)
			mustVisit(t, h)
			if got := server.Do(set[0]...); got != "+OK" {
				t.Fatal(got)
			}
			for range 3 {
				if _, err := visit(t, h); err == nil {
					t.Error("an update that was not written is no error")
				}
			}
			if got := server.Do(set[1]...); got != "+OK" {
				t.Fatal(got)
			}
			if before := mustVisit(t, h); before != 1 {
				t.Errorf("remembers %d visits, want 1", before)
			}
		})
	}
}

// twice delivers every command twice and returns the second answer, as when the first is lost
// on its way and the library tries again.
type twice struct{}

func (twice) DialHook(next goredis.DialHook) goredis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (twice) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		_ = next(ctx, cmd)
		cmd.SetErr(nil)
		return next(ctx, cmd)
	}
}

func (twice) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return next
}

func TestAnswerLostOnItsWay(t *testing.T) {
	h := openServer(t)
	mustVisit(t, h) // the script is known from here on
	h.AddHook(twice{})
	key := bottest.Keyring(t, "a").Key("test", "bob")
	for i, change := range []func(s *bot.Session){
		func(s *bot.Session) { s.State.Locale = "en" },
		func(s *bot.Session) { s.State.Missed++ },
		func(s *bot.Session) { *s = bot.Session{} },
	} {
		runs := 0
		err := h.Update(t.Context(), key, "mark"+string(rune('0'+i)), func(s *bot.Session, seen bool) error {
			if runs++; seen {
				t.Errorf("change %d: its own work is taken for an earlier delivery", i)
			}
			change(s)
			return nil
		})
		if err != nil || runs != 1 {
			t.Errorf("change %d: fn ran %d times, error %v; want once", i, runs, err)
		}
	}
}

func TestNoRandomnessNoWriting(t *testing.T) {
	server := bottest.RedisServer(t)
	st, err := redis.Open(redis.Config{URL: server.URL(), TTL: time.Hour, Rand: dry{}, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = st.Close() }()
	err = st.Update(t.Context(), bottest.Keyring(t, "a").Key("test", "alice"), "", func(s *bot.Session, _ bool) error {
		s.State.Locale = "en"
		return nil
	})
	if !errors.Is(err, errDry) {
		t.Errorf("got %v, want %v", err, errDry)
	}
}

// dry has no randomness left.
type dry struct{}

var errDry = errors.New("dry")

func (dry) Read([]byte) (int, error) { return 0, errDry }
