package wire_test

import (
	"context"
	"errors"
	"fmt"
	"staysafe/bot"
	"staysafe/bot/wire"
	"testing"
	"time"
)

func TestFailure(t *testing.T) {
	gone := &wire.Failure{Network: "post", Method: "send", Why: bot.ErrGone}
	if got, want := gone.Error(), "post: send: "+bot.ErrGone.Error(); got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	busy := &wire.Failure{Network: "post", Method: "send", Why: bot.ErrBusy, Wait: 3 * time.Second}
	if got, want := busy.Error(), "post: send: "+bot.ErrBusy.Error()+" for 3s"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if err := fmt.Errorf("sending: %w", busy); !errors.Is(err, bot.ErrBusy) || wire.WaitOf(err) != 3*time.Second {
		t.Errorf("%v is to be waited for %s", err, wire.WaitOf(err))
	}
	for _, err := range []error{nil, gone, bot.ErrBusy, &wire.Failure{Why: wire.ErrServer, Wait: time.Second}} {
		if d := wire.WaitOf(err); d != 0 {
			t.Errorf("%v is to be waited for %s", err, d)
		}
	}
}

// Of an error nothing is told but a reason of a fixed set.
func TestReason(t *testing.T) {
	for want, err := range map[string]error{
		"server error":           fmt.Errorf("a secret: %w", &wire.Failure{Network: "post", Method: "send", Why: wire.ErrServer}),
		"out of time":            fmt.Errorf("a secret: %w", context.DeadlineExceeded),
		"stopped":                fmt.Errorf("a secret: %w", context.Canceled),
		wire.ErrPanicked.Error(): fmt.Errorf("a secret: %w", wire.ErrPanicked),
		"handler failed":         errors.New("a secret"),
	} {
		if got := wire.Reason(err); got != want {
			t.Errorf("the reason of %q is %q, want %q", err, got, want)
		}
	}
}
