// Package wire is what adapters of networks share: rates of sending, counts, the fields of a
// delivery, failures of a call, and the ends of a webhook. It knows no network.
package wire

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// ErrPanicked says that handling a delivery panicked.
var ErrPanicked = errors.New("handling panicked")

// Recovered is to be deferred around the house: whatever happens there, the server goes on. Of a
// panic the log holds the type and nothing else: its value may hold anything.
func Recovered(ctx context.Context, log *slog.Logger, channel, kind string, err *error) {
	if r := recover(); r != nil {
		log.ErrorContext(ctx, "handling panicked", "channel", channel, "kind", kind, "type", fmt.Sprintf("%T", r))
		*err = ErrPanicked
	}
}

// Pause waits, unless ctx ends first.
func Pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
