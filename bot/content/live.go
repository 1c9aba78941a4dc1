package content

import (
	"sync"
	"sync/atomic"
)

// Live holds the content in use. It can be replaced while conversations run.
type Live struct {
	load    func() (*Content, []Issue)
	reload  sync.Mutex
	current atomic.Pointer[Content]
	stale   atomic.Bool
}

// NewLive loads content for the first time. With errors among the issues there is nothing to
// run on, and Live is nil.
func NewLive(load func() (*Content, []Issue)) (*Live, []Issue) {
	c, issues := load()
	if c == nil {
		return nil, issues
	}
	l := &Live{load: load}
	l.current.Store(c)
	return l, issues
}

// Current is the content now. Keep it for a whole turn.
func (l *Live) Current() *Content { return l.current.Load() }

// Reload loads again. With errors the old content stays, and Stale says so.
func (l *Live) Reload() []Issue {
	l.reload.Lock()
	defer l.reload.Unlock()
	c, issues := l.load()
	l.stale.Store(c == nil)
	if c != nil {
		c.Heard().Adopt(l.Current().Heard())
		c.Heard().Train() // no talk waits for it: the old content answers meanwhile
		l.current.Store(c)
	}
	return issues
}

// Stale tells whether the last reload was refused.
func (l *Live) Stale() bool { return l.stale.Load() }
