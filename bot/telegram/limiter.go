package telegram

import (
	"context"
	"maps"
	"staysafe/bot"
	"staysafe/bot/wire"
	"sync"
	"time"
)

// maxChats is how many chats' rates are remembered. One at rest is forgotten when there are more.
const maxChats = 8192

// maxWait is the longest that one message waits here; longer, and Telegram keeps the delivery
// for us.
const maxWait = 10 * time.Second

// limiter lets messages go at the rates Telegram asks for. Who may be in danger goes first: while
// such a message waits for the common rate, no other passes.
type limiter struct {
	now       func() time.Time
	all, chat rate

	mu     sync.Mutex
	due    time.Time           // of the common rate
	chats  map[int64]time.Time // of each chat
	caring int                 // how many wait with care for the common rate
}

// rate is one message every so often, with some ahead of time (GCRA: a rate's state is the time at
// which it is at rest again).
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
		now: now, all: rateOf(l.PerSecond, l.Burst), chat: rateOf(l.ChatPerSecond, l.ChatBurst), chats: map[int64]time.Time{},
	}
}

// wait waits until a message to chat may go. It fails with bot.ErrBusy if that is longer than
// maxWait, or than ctx lasts.
func (l *limiter) wait(ctx context.Context, chat int64, care bool) error {
	queued := false
	defer func() {
		if queued {
			l.queue(-1)
		}
	}()
	for {
		pause, common := l.take(chat, care)
		if pause == 0 {
			return nil
		}
		if care && common && !queued {
			queued = true
			l.queue(1)
		}
		if pause > maxWait || wire.Pause(ctx, pause) != nil {
			return &failure{method: "waiting", why: bot.ErrBusy, wait: pause}
		}
	}
}

// take lets a message go, or tells how long it has to wait, and whether for the common rate.
func (l *limiter) take(chat int64, care bool) (pause time.Duration, common bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if pause := l.chat.until(l.chats[chat], now); pause > 0 {
		return pause, false
	}
	if pause := l.all.until(l.due, now); pause > 0 {
		return pause, true
	}
	if !care && l.caring > 0 {
		return l.all.every, true
	}
	l.due = l.all.after(l.due, now)
	l.set(chat, l.chat.after(l.chats[chat], now), now)
	return 0, false
}

// hold stops messages to a chat for as long as the network asked.
func (l *limiter) hold(chat int64, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.set(chat, now.Add(d+l.chat.ahead), now)
}

// set remembers the state of a chat. When there are too many it forgets those at rest, and others
// until a quarter is free: at worst Telegram itself asks them to wait. The lock must be held.
func (l *limiter) set(chat int64, due, now time.Time) {
	if _, known := l.chats[chat]; !known && len(l.chats) >= maxChats {
		maps.DeleteFunc(l.chats, func(_ int64, due time.Time) bool { return !due.After(now) })
		for other := range l.chats {
			if len(l.chats) <= maxChats*3/4 {
				break
			}
			delete(l.chats, other)
		}
	}
	l.chats[chat] = due
}

func (l *limiter) queue(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.caring += n
}
