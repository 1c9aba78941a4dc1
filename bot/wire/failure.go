package wire

import (
	"context"
	"errors"
	"staysafe/bot"
	"time"
)

// Failure is an error of a network's API without anything that was in it: an answer can hold
// anything, and addresses hold ids and tokens.
type Failure struct {
	Network string
	Method  string
	Why     error         // one of a fixed set
	Wait    time.Duration // when busy: how long
}

// Reasons of a failure, beside bot.ErrBusy and bot.ErrGone. A network may have more.
var (
	ErrNothingToDo = errors.New("nothing to do")
	ErrToken       = errors.New("token refused")
	ErrRefused     = errors.New("call refused")
	ErrEmpty       = errors.New("nothing to say")
	ErrServer      = errors.New("server error")
	ErrNetwork     = errors.New("network error")
)

// Error implements error.
func (f *Failure) Error() string {
	text := f.Network + ": " + f.Method + ": " + f.Why.Error()
	if f.Wait > 0 {
		text += " for " + f.Wait.String()
	}
	return text
}

// Unwrap implements errors.Is.
func (f *Failure) Unwrap() error { return f.Why }

// Reason is what a log may say of an error: never its text, which may hold anything.
func Reason(err error) string {
	f := (*Failure)(nil)
	switch {
	case errors.As(err, &f):
		return f.Why.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "out of time"
	case errors.Is(err, context.Canceled):
		return "stopped"
	case errors.Is(err, ErrPanicked):
		return ErrPanicked.Error()
	}
	return "handler failed"
}

// WaitOf is how long the network asked to wait, 0 if it did not.
func WaitOf(err error) time.Duration {
	f := (*Failure)(nil)
	if errors.As(err, &f) && errors.Is(f, bot.ErrBusy) {
		return f.Wait
	}
	return 0
}
