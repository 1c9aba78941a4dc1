package slack

import (
	"context"
	"errors"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/wire"
	"time"

	"github.com/slack-go/slack"
)

// maxAnswer is the longest answer of the API that is read.
const maxAnswer = 4 << 20

// call makes one call of the API with a time limit of its own. Its errors are failures.
func call(ctx context.Context, method string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	if err := do(ctx); err != nil {
		return explain(method, err)
	}
	return nil
}

// failed is a failure of a call.
func failed(method string, why error) *wire.Failure {
	return &wire.Failure{Network: network, Method: method, Why: why}
}

// Reasons of a failure that only this network has.
var (
	errBlocks = errors.New("blocks refused")
	errThread = errors.New("thread gone")
)

// explain tells what an error of the library means for us.
func explain(method string, err error) error {
	f := failed(method, wire.ErrNetwork)
	busy, status, refused := (*slack.RateLimitedError)(nil), slack.StatusCodeError{}, slack.SlackErrorResponse{}
	switch {
	case errors.As(err, &busy):
		f.Why, f.Wait = bot.ErrBusy, max(time.Second, busy.RetryAfter)
	case errors.As(err, &status) && status.Code == http.StatusTooManyRequests:
		f.Why, f.Wait = bot.ErrBusy, time.Second
	case errors.As(err, &status):
		f.Why = wire.ErrServer
	case errors.As(err, &refused):
		f.Why = refusal(refused.Err)
		if errors.Is(f.Why, bot.ErrBusy) {
			f.Wait = time.Second
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
		return wire.ErrToken
	case "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "too_many_blocks", "invalid_attachments",
		"block_mismatch", "invalid_arguments":
		return errBlocks
	case "thread_not_found", "cannot_reply_to_message", "invalid_thread_ts":
		return errThread
	case "message_not_found", "cant_delete_message", "no_text_changed", "file_not_found", "file_deleted", "cant_delete_file":
		return wire.ErrNothingToDo
	case "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org":
		return wire.ErrServer
	}
	return wire.ErrRefused
}
