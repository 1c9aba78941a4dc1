package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
)

// maxAnswer is the longest answer of the API that is read.
const maxAnswer = 8 << 20

// bounded limits how much the library reads of an answer.
type bounded struct{ client *http.Client }

// Do implements the library's client.
func (b bounded) Do(r *http.Request) (*http.Response, error) {
	resp, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxAnswer), resp.Body}
	return resp, nil
}

// call makes one call of the API with a time limit of its own. Its errors are failures.
func call[T any](ctx context.Context, method string, do func(context.Context) (T, error)) (T, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	v, err := do(ctx)
	if err == nil {
		return v, nil
	}
	return v, explain(method, err)
}

// failure is an error of the API without anything that was in it: descriptions can hold names, and
// addresses hold the token.
type failure struct {
	method string
	why    error
	wait   time.Duration // when busy: how long
	moved  int64         // when moved: the new chat
}

// Error implements error.
func (f *failure) Error() string {
	text := "telegram: " + f.method + ": " + f.why.Error()
	if f.wait > 0 {
		text += " for " + f.wait.String()
	}
	return text
}

// Unwrap implements errors.Is.
func (f *failure) Unwrap() error { return f.why }

// final tells whether trying again can't help.
func (f *failure) final() bool {
	for _, why := range []error{bot.ErrGone, errRefused, errEmpty, errNothingToDo, errMarkup, errEntities, errTooLong, errThread, errMoved} {
		if errors.Is(f, why) {
			return true
		}
	}
	return false
}

// Reasons of a failure, beside bot.ErrBusy and bot.ErrGone.
var (
	errNothingToDo = errors.New("nothing to do")
	errTooLong     = errors.New("message too long")
	errMarkup      = errors.New("buttons refused")
	errEntities    = errors.New("markup refused")
	errThread      = errors.New("topic gone")
	errMoved       = errors.New("chat moved")
	errToken       = errors.New("token refused")
	errConflict    = errors.New("another receiver")
	errRefused     = errors.New("call refused")
	errEmpty       = errors.New("nothing to say")
	errServer      = errors.New("server error")
	errNetwork     = errors.New("network error")
)

// explain tells what an error of the library means for us.
func explain(method string, err error) error {
	f := &failure{method: method, why: errNetwork}
	busy, moved := (*tg.TooManyRequestsError)(nil), (*tg.MigrateError)(nil)
	text := err.Error()
	switch {
	case errors.As(err, &busy):
		f.why, f.wait = bot.ErrBusy, max(time.Second, time.Duration(busy.RetryAfter)*time.Second)
	case errors.As(err, &moved):
		f.why, f.moved = errMoved, int64(moved.MigrateToChatID)
	case errors.Is(err, tg.ErrorForbidden):
		f.why = bot.ErrGone
	case errors.Is(err, tg.ErrorBadRequest):
		f.why = badRequest(strings.ToLower(text))
	case errors.Is(err, tg.ErrorUnauthorized):
		f.why = errToken
	case errors.Is(err, tg.ErrorNotFound): // an unknown method, or a token of no form at all
		f.why = errRefused
	case errors.Is(err, tg.ErrorConflict):
		f.why = errConflict
	case strings.HasPrefix(text, "error decode response result"):
		// It was done; only the answer has a form that the library does not know.
		f.why = errNothingToDo
	case strings.HasPrefix(text, "error response from telegram"), strings.HasPrefix(text, "error decode response body"):
		f.why = errServer
	}
	return f
}

// badRequest reads the description of a 400 (Client.cpp, Query.cpp), in lower case.
func badRequest(text string) error {
	for _, known := range []struct {
		part string
		why  error
	}{
		{"message is not modified", errNothingToDo},
		{"query is too old", errNothingToDo},
		{"query id is invalid", errNothingToDo},
		{"message to delete not found", errNothingToDo},
		{"message can't be deleted", errNothingToDo},
		{"chat not found", bot.ErrGone},
		{"user not found", bot.ErrGone},
		{"deactivated", bot.ErrGone},
		{"peer_id_invalid", bot.ErrGone},
		{"reply markup", errMarkup},
		{"button", errMarkup},
		{"can't parse entities", errEntities},
		{"thread not found", errThread},
		{"topic_", errThread},
		{"too long", errTooLong},
		{"too_long", errTooLong},
	} {
		if strings.Contains(text, known.part) {
			return known.why
		}
	}
	return errRefused
}

// reason is what a log may say of an error: never its text, which may hold anything.
func reason(err error) string {
	f := (*failure)(nil)
	switch {
	case errors.As(err, &f):
		return f.why.Error()
	case errors.Is(err, context.DeadlineExceeded):
		return "out of time"
	case errors.Is(err, context.Canceled):
		return "stopped"
	case errors.Is(err, wire.ErrPanicked):
		return wire.ErrPanicked.Error()
	}
	return "handler failed"
}

// waitOf is how long the network asked to wait, 0 if it did not.
func waitOf(err error) time.Duration {
	f := (*failure)(nil)
	if errors.As(err, &f) && errors.Is(f, bot.ErrBusy) {
		return f.wait
	}
	return 0
}
