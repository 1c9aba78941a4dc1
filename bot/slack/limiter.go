package slack

import (
	"context"
	"maps"
	"staysafe/bot"
	"staysafe/bot/wire"
	"sync"
	"time"
)

// maxRates is how many rates are remembered. Those at rest are forgotten when there are more.
const maxRates = 8192

// maxWait is the longest that one message waits here; longer, and Slack keeps the delivery for us.
const maxWait = 10 * time.Second

// limiter lets messages go at the rates Slack asks for: of one person, and of one workspace. Who
// may be in danger goes first: while such a message waits for its workspace, no other passes.
//
// It is the one of Telegram, but for its two rates hanging together: channels don't know each
// other.
type limiter struct {
	now        func() time.Time
	team, chat rate

	mu     sync.Mutex
	due    map[string]time.Time // when each rate is at rest again
	caring map[string]int       // how many wait with care, by workspace
}

// rate is one message every so often, with some ahead of time (GCRA).
type rate struct{ every, ahead time.Duration }

func rateOf(perSecond, burst int) rate {
	every := time.Second / time.Duration(max(1, perSecond))
	return rate{every: every, ahead: every * time.Duration(max(1, burst)-1)}
}

// until is how long a message has to wait.
func (r rate) until(due, now time.Time) time.Duration {
	if !due.After(now) {
		return 0
	}
	return max(0, due.Sub(now)-r.ahead)
}

// after is the state after one message.
func (r rate) after(due, now time.Time) time.Time {
	if due.Before(now) {
		due = now
	}
	return due.Add(r.every)
}

func newLimiter(l Limits, now func() time.Time) *limiter {
	return &limiter{
		now: now, team: rateOf(l.TeamPerSecond, l.TeamBurst), chat: rateOf(l.ChatPerSecond, l.ChatBurst),
		due: map[string]time.Time{}, caring: map[string]int{},
	}
}

// wait waits until a message to a place may go. It fails with bot.ErrBusy if that is longer than
// maxWait, or than ctx lasts.
func (l *limiter) wait(ctx context.Context, where place, care bool) error {
	queued := false
	defer func() {
		if queued {
			l.queue(where.team, -1)
		}
	}()
	for {
		d, common := l.take(where, care)
		if d == 0 {
			return nil
		}
		if care && common && !queued {
			queued = true
			l.queue(where.team, 1)
		}
		if d > maxWait || wire.Pause(ctx, d) != nil {
			return &failure{method: "waiting", why: bot.ErrBusy, wait: d}
		}
	}
}

// take lets a message go, or tells how long it has to wait, and whether for its workspace.
func (l *limiter) take(where place, care bool) (d time.Duration, common bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, chat := l.now(), string(where.address())
	if d := l.chat.until(l.due[chat], now); d > 0 {
		return d, false
	}
	if d := l.team.until(l.due[where.team], now); d > 0 {
		return d, true
	}
	if !care && l.caring[where.team] > 0 {
		return l.team.every, true
	}
	l.set(where.team, l.team.after(l.due[where.team], now), now)
	l.set(chat, l.chat.after(l.due[chat], now), now)
	return 0, false
}

// hold stops messages to a place for as long as the network asked.
func (l *limiter) hold(where place, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.set(string(where.address()), now.Add(d+l.chat.ahead), now)
}

// set remembers a rate. When there are too many it forgets those at rest, and others until a
// quarter is free: at worst Slack itself asks to wait. The lock must be held.
func (l *limiter) set(key string, due, now time.Time) {
	if _, known := l.due[key]; !known && len(l.due) >= maxRates {
		maps.DeleteFunc(l.due, func(_ string, due time.Time) bool { return !due.After(now) })
		for other := range l.due {
			if len(l.due) <= maxRates*3/4 {
				break
			}
			delete(l.due, other)
		}
	}
	l.due[key] = due
}

func (l *limiter) queue(team string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.caring[team] += n; l.caring[team] <= 0 {
		delete(l.caring, team)
	}
}
