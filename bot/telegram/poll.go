package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/wire"
	"time"
)

// Times of long polling.
const (
	pollFor     = 25 * time.Second // how long Telegram waits for something to happen, 50 at most
	pollTimeout = pollFor + 10*time.Second
	confirmFor  = 3 * time.Second  // the last word when stopping
	firstPause  = time.Second      // after a failure, doubled after each more
	longPause   = 30 * time.Second // the longest of these pauses
	pollBatch   = 20               // deliveries in one answer
	maxRounds   = 12               // how often one delivery is taken up before the next: some four minutes
)

// updateKinds are the deliveries Telegram is asked for.
func updateKinds() []string {
	return []string{"message", "edited_message", "callback_query", "my_chat_member"}
}

// Run receives by long polling, one delivery after the other, until ctx is done. What was handled
// is confirmed with the next call, and once more at the end. It never gives up: while Telegram does
// not answer or refuses us, it tries again at growing intervals, and says so.
func (c *Channel) Run(ctx context.Context) error {
	var next, confirmed int64
	pause := firstPause
	for ctx.Err() == nil {
		deliveries, err := c.poll(ctx, next, pollFor)
		if err == nil {
			confirmed = next
			next, err = c.takeAll(ctx, deliveries, next)
		}
		if err == nil {
			pause = firstPause
			continue
		}
		if ctx.Err() != nil {
			break
		}
		c.complain(ctx, err)
		if wire.Pause(ctx, pause) != nil {
			break
		}
		pause = min(2*pause, longPause)
	}
	if next > confirmed {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), confirmFor)
		defer cancel()
		if _, err := c.poll(last, next, 0); err != nil {
			c.log.WarnContext(ctx, "last deliveries not confirmed: they will come again", "channel", c.Name(), "reason", wire.Reason(err))
		}
	}
	return nil
}

// takeAll handles deliveries in their order, and returns the number after the last one that needs
// no more. It fails if deliveries came and none had a number: they would come again at once.
func (c *Channel) takeAll(ctx context.Context, deliveries []json.RawMessage, next int64) (int64, error) {
	before := next
	for _, data := range deliveries {
		if !c.takeUntilDone(ctx, data) {
			return next, nil
		}
		if u, _ := readUpdate(data); u.id >= next {
			next = u.id + 1
		}
	}
	if len(deliveries) > 0 && next == before {
		return next, failed("getUpdates", wire.ErrUnreadable)
	}
	return next, nil
}

// takeUntilDone does what Telegram's server does for a webhook: it delivers again, with growing
// pauses, but not for a day: everybody else is waiting. It tells whether the delivery needs no
// more; false if ctx ended first.
func (c *Channel) takeUntilDone(ctx context.Context, data json.RawMessage) bool {
	pause := firstPause
	for range maxRounds {
		err := c.take(ctx, data)
		if err == nil {
			return true
		}
		if wire.Pause(ctx, max(pause, min(wire.WaitOf(err), longPause))) != nil {
			return false
		}
		pause = min(2*pause, longPause)
	}
	c.counts.Add("given up")
	c.log.ErrorContext(ctx, "delivery given up: telegram takes no answer", "channel", c.Name())
	return true
}

// complain tells the operator why nothing comes in.
func (c *Channel) complain(ctx context.Context, err error) {
	c.counts.Add("poll failed")
	switch {
	case errors.Is(err, wire.ErrToken):
		c.log.ErrorContext(ctx, "telegram refuses the token: it is wrong or was revoked", "channel", c.Name())
	case errors.Is(err, errConflict):
		c.log.ErrorContext(ctx, "telegram delivers elsewhere: another program polls with this token, or a webhook is set", "channel", c.Name())
	default:
		c.log.WarnContext(ctx, "polling failed", "channel", c.Name(), "reason", wire.Reason(err))
	}
}

// poll asks for deliveries from the one numbered next on; all before it are confirmed by that. The
// library's own polling loses deliveries when it stops, so this call is ours.
func (c *Channel) poll(ctx context.Context, next int64, hold time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, pollTimeout)
	defer cancel()
	question, err := json.Marshal(map[string]any{
		"offset": next, "limit": pollBatch, "timeout": int(hold.Seconds()), "allowed_updates": updateKinds(),
	})
	if err != nil {
		return nil, failed("getUpdates", wire.ErrRefused)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+"getUpdates", bytes.NewReader(question))
	if err != nil {
		return nil, failed("getUpdates", wire.ErrRefused)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, failed("getUpdates", wire.ErrNetwork)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, failed("getUpdates", wire.ErrNetwork)
	}
	return pollAnswer(body)
}

// pollAnswer reads what getUpdates answered, one delivery at a time: a delivery nobody can read must
// not hold up those after it.
func pollAnswer(body []byte) ([]json.RawMessage, error) {
	var answer struct {
		OK         bool              `json:"ok"`
		Result     []json.RawMessage `json:"result"`
		ErrorCode  int               `json:"error_code"`
		Parameters struct {
			RetryAfter int `json:"retry_after"`
		} `json:"parameters"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil, failed("getUpdates", wire.ErrServer)
	}
	if answer.OK {
		return answer.Result, nil
	}
	f := failed("getUpdates", wire.ErrServer)
	switch answer.ErrorCode {
	case http.StatusUnauthorized, http.StatusNotFound:
		f.Why = wire.ErrToken
	case http.StatusConflict:
		f.Why = errConflict
	case http.StatusTooManyRequests:
		f.Why, f.Wait = bot.ErrBusy, time.Duration(answer.Parameters.RetryAfter)*time.Second
	}
	return nil, f
}
