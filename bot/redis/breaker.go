package redis

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"time"

	goredis "github.com/redis/go-redis/v9"
	"github.com/sony/gobreaker/v2"
)

// breaker is a go-redis hook. After two failures in a row commands fail at once, without asking
// Redis; after a rest one is let through, and if it succeeds, all are.
type breaker struct {
	cb *gobreaker.CircuitBreaker[struct{}]
}

func newBreaker(log *slog.Logger, rest time.Duration) *breaker {
	return &breaker{gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout:      rest,
		ReadyToTrip:  func(c gobreaker.Counts) bool { return c.ConsecutiveFailures >= 2 },
		IsSuccessful: answered,
		IsExcluded:   func(err error) bool { return errors.Is(err, context.Canceled) }, // whoever asked went away
		OnStateChange: func(_ string, from, to gobreaker.State) {
			switch {
			case to == gobreaker.StateOpen && from == gobreaker.StateClosed:
				log.Warn("Redis is away: answering without memory")
			case to == gobreaker.StateClosed:
				log.Info("Redis is back")
			}
		},
	})}
}

// answered tells whether Redis said something, be it no: then it is there.
func answered(err error) bool {
	var said goredis.Error
	return err == nil || errors.As(err, &said)
}

// DialHook leaves dialling alone: the command that dials is counted.
func (b *breaker) DialHook(next goredis.DialHook) goredis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook counts single commands.
func (b *breaker) ProcessHook(next goredis.ProcessHook) goredis.ProcessHook {
	return func(ctx context.Context, cmd goredis.Cmder) error {
		return b.count(ctx, func(ctx context.Context) error { return next(ctx, cmd) }, cmd)
	}
}

// ProcessPipelineHook counts a pipeline as one command.
func (b *breaker) ProcessPipelineHook(next goredis.ProcessPipelineHook) goredis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []goredis.Cmder) error {
		return b.count(ctx, func(ctx context.Context) error { return next(ctx, cmds) }, cmds...)
	}
}

// counted marks the context of a command that is being counted.
type counted struct{}

// count lets a command through and notes how it went, or holds it back. A command may need a new
// connection, and the greeting of that comes through the same hooks. It belongs to the command:
// counted by itself it would be held back when one command is let through after a rest, for ever.
func (b *breaker) count(ctx context.Context, next func(context.Context) error, cmds ...goredis.Cmder) error {
	if ctx.Value(counted{}) != nil {
		return next(ctx)
	}
	asked := false
	_, err := b.cb.Execute(func() (struct{}, error) {
		asked = true
		return struct{}{}, next(context.WithValue(ctx, counted{}, true))
	})
	if !asked {
		for _, cmd := range cmds {
			cmd.SetErr(err)
		}
	}
	return err
}
