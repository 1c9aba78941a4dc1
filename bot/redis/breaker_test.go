package redis

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"
)

// said is an error that the server itself answered with.
type said string

func (s said) Error() string { return string(s) }
func (said) RedisError()     {}

func TestBreaker(t *testing.T) {
	down := errors.New("connection refused")
	const rest = time.Second
	type call struct {
		after time.Duration // waits first
		with  error         // what Redis would do
		asked bool          // whether it is asked at all
	}
	tests := map[string][]call{
		"two failures open it, and after the rest it recovers": {
			{0, down, true},
			{0, down, true},
			{0, nil, false},
			{rest / 2, nil, false},
			{rest, nil, true},
			{0, nil, true},
			{0, down, true},
			{0, nil, true},
		},
		"a failure after the rest opens it again": {
			{0, down, true},
			{0, down, true},
			{rest + 1, down, true},
			{0, nil, false},
			{rest + 1, nil, true},
			{0, nil, true},
		},
		"one failure now and then is nothing": {
			{0, down, true},
			{0, nil, true},
			{0, down, true},
			{0, nil, true},
			{0, down, true},
			{0, nil, true},
		},
		"an answer is an answer": {
			{0, goredis.Nil, true},
			{0, goredis.Nil, true},
			{0, said("NOSCRIPT no matching script"), true},
			{0, said("LOADING"), true},
			{0, said("ERR"), true},
			{0, nil, true},
		},
		"who goes away says nothing about Redis": {
			{0, context.Canceled, true},
			{0, context.Canceled, true},
			{0, context.Canceled, true},
			{0, nil, true},
		},
		"who has waited too long does": {
			{0, context.DeadlineExceeded, true},
			{0, context.DeadlineExceeded, true},
			{0, nil, false},
		},
	}
	ways := map[string]func(b *breaker, ctx context.Context, next func() error) (returned, held error){
		"command": func(b *breaker, ctx context.Context, next func() error) (error, error) {
			cmd := goredis.NewStatusCmd(ctx, "ping")
			err := b.ProcessHook(func(context.Context, goredis.Cmder) error { return next() })(ctx, cmd)
			return err, cmd.Err()
		},
		"pipeline": func(b *breaker, ctx context.Context, next func() error) (error, error) {
			cmds := []goredis.Cmder{goredis.NewStatusCmd(ctx, "ping"), goredis.NewStatusCmd(ctx, "ping")}
			err := b.ProcessPipelineHook(func(context.Context, []goredis.Cmder) error { return next() })(ctx, cmds)
			return err, cmds[1].Err()
		},
	}
	for name, calls := range tests {
		for way, send := range ways {
			t.Run(name+"/"+way, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBreaker(slog.New(slog.DiscardHandler), rest)
					for i, c := range calls {
						<-time.After(c.after)
						asked := false
						err, held := send(b, t.Context(), func() error {
							asked = true
							return c.with
						})
						if asked != c.asked {
							t.Fatalf("call %d: asked Redis: %v, want %v", i, asked, c.asked)
						}
						if asked && err != c.with { //nolint:errorlint // the very same
							t.Errorf("call %d: got %v, want %v", i, err, c.with)
						}
						if !asked && (!errors.Is(err, gobreaker.ErrOpenState) || !errors.Is(held, gobreaker.ErrOpenState)) {
							t.Errorf("call %d: got %v, and the command holds %v; want that the breaker is open", i, err, held)
						}
					}
				})
			})
		}
	}
}

// TestGreetingBelongsToItsCommand: the command that is let through after a rest may connect.
func TestGreetingBelongsToItsCommand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBreaker(slog.New(slog.DiscardHandler), time.Second)
		down := errors.New("connection refused")
		connect := func(with error) error {
			greet := b.ProcessPipelineHook(func(context.Context, []goredis.Cmder) error { return with })
			command := b.ProcessHook(func(ctx context.Context, _ goredis.Cmder) error { return greet(ctx, nil) })
			return command(t.Context(), goredis.NewStatusCmd(t.Context(), "ping"))
		}
		if err := connect(down); !errors.Is(err, down) {
			t.Fatalf("the first failure is %v", err)
		}
		if err := connect(down); !errors.Is(err, down) {
			t.Fatalf("the second failure is %v: was the first counted twice?", err)
		}
		<-time.After(time.Second + 1)
		if err := connect(nil); err != nil {
			t.Fatalf("after the rest a new connection fails: %v", err)
		}
	})
}
