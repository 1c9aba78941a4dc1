package wire

import (
	"context"
	"staysafe/bot"
	"sync"
	"time"
)

// MaxWait is the longest that one message waits here; longer, and the network keeps the delivery
// for us.
const MaxWait = 10 * time.Second

// Limiter lets messages go at the rates a network asks for: of one conversation, and of all that
// share a rate. Who may be in danger goes first: while such a message waits for the shared rate, no
// other passes.
type Limiter struct {
	network string
	now     func() time.Time

	mu          sync.Mutex
	shared, own rates
	caring      map[string]int // how many wait with care for each shared rate
}

// Way is where a message goes.
type Way struct {
	Shared string // those who share a rate with it: everybody, or one workspace
	Own    string // the conversation
}

// NewLimiter makes a limiter. Its failures bear the network's name.
func NewLimiter(network string, shared, own Rate, now func() time.Time) *Limiter {
	return &Limiter{
		network: network, now: now, shared: rates{Rate: shared, due: map[string]time.Time{}},
		own: rates{Rate: own, due: map[string]time.Time{}}, caring: map[string]int{},
	}
}

// Wait waits until a message may go. It fails with bot.ErrBusy if that is longer than MaxWait, or
// than ctx lasts.
func (l *Limiter) Wait(ctx context.Context, to Way, care bool) error {
	queued := false
	defer func() {
		if queued {
			l.queue(to.Shared, -1)
		}
	}()
	for {
		pause, shared := l.take(to, care)
		if pause == 0 {
			return nil
		}
		if care && shared && !queued {
			queued = true
			l.queue(to.Shared, 1)
		}
		if pause > MaxWait || Pause(ctx, pause) != nil {
			return &Failure{Network: l.network, Method: "waiting", Why: bot.ErrBusy, Wait: pause}
		}
	}
}

// take lets a message go, or tells how long it has to wait, and whether for the shared rate.
func (l *Limiter) take(to Way, care bool) (pause time.Duration, shared bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	if pause := l.own.until(to.Own, now); pause > 0 {
		return pause, false
	}
	if pause := l.shared.until(to.Shared, now); pause > 0 {
		return pause, true
	}
	if !care && l.caring[to.Shared] > 0 {
		return l.shared.every, true
	}
	l.shared.count(to.Shared, now)
	l.own.count(to.Own, now)
	return 0, false
}

// Hold stops messages to a conversation for as long as the network asked.
func (l *Limiter) Hold(to Way, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.own.set(to.Own, now.Add(d+l.own.ahead), now)
}

func (l *Limiter) queue(shared string, n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.caring[shared] += n; l.caring[shared] <= 0 {
		delete(l.caring, shared)
	}
}
