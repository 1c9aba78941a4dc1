package redis

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// line stands in for the network: it notes what is sent together, and holds it until release.
type line struct {
	release chan struct{}
	mu      sync.Mutex
	sent    [][]string
	ctx     context.Context // of the last pipeline
	ctxErr  error           // its error while it was sent
}

func (l *line) carry(cmds ...goredis.Cmder) error {
	var names []string
	for _, cmd := range cmds {
		names = append(names, fmt.Sprint(cmd.Args()[1]))
		cmd.(*goredis.StringCmd).SetVal("answer to " + fmt.Sprint(cmd.Args()[1]))
	}
	slices.Sort(names)
	l.mu.Lock()
	l.sent = append(l.sent, names)
	l.mu.Unlock()
	<-l.release
	return nil
}

func (l *line) DialHook(next goredis.DialHook) goredis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (l *line) ProcessHook(goredis.ProcessHook) goredis.ProcessHook {
	return func(_ context.Context, cmd goredis.Cmder) error { return l.carry(cmd) }
}

func (l *line) ProcessPipelineHook(goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		l.ctx, l.ctxErr = ctx, ctx.Err()
		return l.carry(cmds...)
	}
}

// callers ask for one key each through a batcher, all at once.
type callers struct {
	t    *testing.T
	line *line
	b    *batcher
	work sync.WaitGroup
}

func newCallers(t *testing.T) *callers {
	client := goredis.NewClient(&goredis.Options{Addr: "127.0.0.1:1"})
	t.Cleanup(func() { _ = client.Close() })
	c := &callers{t: t, line: &line{release: make(chan struct{})}, b: &batcher{client: client}}
	client.AddHook(c.line)
	return c
}

// ask starts a caller, and returns when it can't go on by itself.
func (c *callers) ask(ctx context.Context, key string, want error) {
	c.work.Go(func() {
		cmd := goredis.NewStringCmd(ctx, "get", key)
		err := c.b.do(ctx, cmd)
		if err != want { //nolint:errorlint // exactly this one
			c.t.Errorf("%s: got error %v, want %v", key, err, want)
		}
		if err == nil && cmd.Val() != "answer to "+key {
			c.t.Errorf("%s: got %q", key, cmd.Val())
		}
	})
	synctest.Wait()
}

// end lets everything through, and compares what was sent together.
func (c *callers) end(want ...[]string) {
	c.t.Helper()
	close(c.line.release)
	c.work.Wait()
	if !slices.EqualFunc(c.line.sent, want, slices.Equal) {
		c.t.Errorf("sent together: %q, want %q", c.line.sent, want)
	}
}

func TestWhoWaitsTogetherIsSentTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCallers(t)
		for i := range 5 {
			c.ask(t.Context(), fmt.Sprint(i), nil)
		}
		c.line.release <- struct{}{} // the first, who was alone
		synctest.Wait()
		c.ask(t.Context(), "5", nil)
		c.ask(t.Context(), "6", nil)
		c.end([]string{"0"}, []string{"1", "2", "3", "4"}, []string{"5", "6"})
		c.line.release = make(chan struct{})
		c.line.sent = nil
		c.ask(t.Context(), "7", nil)
		c.end([]string{"7"})
	})
}

func TestWhoGivesUpIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCallers(t)
		c.ask(t.Context(), "0", nil)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c.ask(ctx, "1", context.DeadlineExceeded)
		c.ask(t.Context(), "2", nil)
		<-time.After(2 * time.Second)
		c.end([]string{"0"}, []string{"2"})
	})
}

func TestBatchThatEverybodyLeftHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCallers(t)
		c.ask(t.Context(), "0", nil)
		ctx, cancel := context.WithCancel(t.Context())
		c.ask(ctx, "1", context.Canceled)
		cancel()
		synctest.Wait()
		c.line.release <- struct{}{}
		synctest.Wait()
		c.ask(t.Context(), "2", nil)
		c.end([]string{"0"}, []string{"2"})
	})
}

// TestLeaderSendsForOthersThoughCancelled: others must not suffer from who happens to send.
func TestLeaderSendsForOthersThoughCancelled(t *testing.T) {
	c := newCallers(t)
	close(c.line.release)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	cancel()
	mine := &batch{cmds: []goredis.Cmder{goredis.NewStringCmd(ctx, "get", "0")}, done: make(chan struct{})}
	c.b.send(ctx, mine)
	<-mine.done
	if _, bounded := c.line.ctx.Deadline(); c.line.ctxErr != nil || !bounded {
		t.Errorf("sent with the error %v of a cancelled context, with a deadline: %v; want none, true", c.line.ctxErr, bounded)
	}
}

func TestCancelledBeforeIsNotSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCallers(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		c.ask(ctx, "0", context.Canceled)
		c.end()
	})
}
