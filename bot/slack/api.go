package slack

import (
	"context"
	"errors"
	"io"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/wire"
	"time"

	"github.com/slack-go/slack"
)

// maxAnswer is the longest answer of the API that is read.
const maxAnswer = 4 << 20

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
func call(ctx context.Context, method string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := do(ctx); err != nil {
		return explain(method, err)
	}
	return nil
}

// failure is an error of the API without anything that was in it: an answer can hold anything,
// and addresses hold ids.
type failure struct {
	method string
	why    error
	wait   time.Duration // when busy: how long
}

// Error implements error.
func (f *failure) Error() string {
	text := "slack: " + f.method + ": " + f.why.Error()
	if f.wait > 0 {
		text += " for " + f.wait.String()
	}
	return text
}

// Unwrap implements errors.Is.
func (f *failure) Unwrap() error { return f.why }

// Reasons of a failure, beside bot.ErrBusy and bot.ErrGone.
var (
	errNothingToDo = errors.New("nothing to do")
	errBlocks      = errors.New("blocks refused")
	errThread      = errors.New("thread gone")
	errToken       = errors.New("token refused")
	errRefused     = errors.New("call refused")
	errEmpty       = errors.New("nothing to say")
	errServer      = errors.New("server error")
	errNetwork     = errors.New("network error")
)

// explain tells what an error of the library means for us.
func explain(method string, err error) error {
	f := &failure{method: method, why: errNetwork}
	busy, status, refused := (*slack.RateLimitedError)(nil), slack.StatusCodeError{}, slack.SlackErrorResponse{}
	switch {
	case errors.As(err, &busy):
		f.why, f.wait = bot.ErrBusy, max(time.Second, busy.RetryAfter)
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		f.why, f.wait = bot.ErrBusy, time.Second
	case errors.As(err, &status):
		f.why = errServer
	case errors.As(err, &refused):
		f.why = refusal(refused.Err)
		if errors.Is(f.why, bot.ErrBusy) {
			f.wait = time.Second
		}
	}
	return f
}

// refusal is the table of errors that the API answers with.
func refusal(code string) error {
	switch code {
	case "ratelimited", "rate_limited":
		return bot.ErrBusy
	case "account_inactive", "token_revoked", // the workspace took the app away
		"channel_not_found", "not_in_channel", "is_archived", "user_disabled", "user_not_found", "user_not_in_channel",
		"user_not_visible", "cannot_dm_bot", "messages_tab_disabled":
		return bot.ErrGone
	case "invalid_auth", "not_authed", "token_expired", "missing_scope", "not_allowed_token_type", "no_permission", "org_login_required",
		"access_denied", "ekm_access_denied":
		return errToken
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "too_many_blocks", "invalid_attachments",
		"block_mismatch", "invalid_arguments":
		return errBlocks
	case "thread_not_found", "cannot_reply_to_message", "invalid_thread_ts":
		return errThread
	case "message_not_found", "cant_delete_message", "no_text_changed":
		return errNothingToDo
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
		return errServer
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
