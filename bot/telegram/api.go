package telegram

import (
	"context"
	"errors"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
	"time"

	tg "github.com/go-telegram/bot"
)

// maxAnswer is the longest answer of the API that is read.
const maxAnswer = 8 << 20

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

// failed is a failure of a call.
func failed(method string, why error) *wire.Failure {
	return &wire.Failure{Network: network, Method: method, Why: why}
}

// final tells whether trying again can't help.
func final(err error) bool {
	for _, why := range []error{bot.ErrGone, wire.ErrRefused, wire.ErrEmpty, wire.ErrNothingToDo, errMarkup, errEntities, errTooLong, errThread, errFile} {
		if errors.Is(err, why) {
			return true
		}
	}
	return errors.As(err, &movedTo{})
}

// movedTo is the reason of a failure when a chat has a new number, 0 if Telegram does not say which.
type movedTo struct{ chat int64 }

// Error implements error.
func (movedTo) Error() string { return "chat moved" }

// Reasons of a failure that only this network has.
var (
	errTooLong  = errors.New("message too long")
	errMarkup   = errors.New("buttons refused")
	errEntities = errors.New("markup refused")
	errThread   = errors.New("topic gone")
	errFile     = errors.New("file unknown")
	errConflict = errors.New("another receiver")
)

// explain tells what an error of the library means for us.
func explain(method string, err error) error {
	f := failed(method, wire.ErrNetwork)
	busy, moved := (*tg.TooManyRequestsError)(nil), (*tg.MigrateError)(nil)
	text := err.Error()
	switch {
	case errors.As(err, &busy):
		f.Why, f.Wait = bot.ErrBusy, max(time.Second, time.Duration(busy.RetryAfter)*time.Second)
	case errors.As(err, &moved):
		f.Why = movedTo{int64(moved.MigrateToChatID)}
	case errors.Is(err, tg.ErrorForbidden):
		f.Why = bot.ErrGone
	case errors.Is(err, tg.ErrorBadRequest):
		f.Why = badRequest(strings.ToLower(text))
	case errors.Is(err, tg.ErrorUnauthorized):
		f.Why = wire.ErrToken
	case errors.Is(err, tg.ErrorNotFound): // an unknown method, or a token of no form at all
		f.Why = wire.ErrRefused
	case errors.Is(err, tg.ErrorConflict):
		f.Why = errConflict
	case strings.HasPrefix(text, "error decode response result"):
		// It was done; only the answer has a form that the library does not know.
		f.Why = wire.ErrNothingToDo
	case strings.HasPrefix(text, "error response from telegram"), strings.HasPrefix(text, "error decode response body"):
		f.Why = wire.ErrServer
	}
	return f
}

// badRequest reads the description of a 400 (Client.cpp, Query.cpp), in lower case.
func badRequest(text string) error {
	for _, known := range []struct {
		part string
		why  error
	}{
		{"message is not modified", wire.ErrNothingToDo},
		{"query is too old", wire.ErrNothingToDo},
		{"query id is invalid", wire.ErrNothingToDo},
		{"message to delete not found", wire.ErrNothingToDo},
		{"message can't be deleted", wire.ErrNothingToDo},
		{"chat not found", bot.ErrGone},
		{"user not found", bot.ErrGone},
		{"deactivated", bot.ErrGone},
		{"peer_id_invalid", bot.ErrGone},
		{"reply markup", errMarkup},
		{"button", errMarkup},
		{"can't parse entities", errEntities},
		{"thread not found", errThread},
		{"topic_", errThread},
		{"file identifier", errFile},
		{"file_id", errFile},
		{"file_reference", errFile},
		{"file id", errFile},
		{"too long", errTooLong},
		{"too_long", errTooLong},
	} {
		if strings.Contains(text, known.part) {
			return known.why
		}
	}
	return wire.ErrRefused
}
