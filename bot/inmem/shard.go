package inmem

import (
	"staysafe/bot"
	"sync"
	"time"
)

// shard is a part of all conversations, and the marks that were delivered in them.
type shard struct {
	index    int
	mu       sync.Mutex
	sessions aging[kept]
	marks    aging[struct{}]
}

// kept is one remembered session. It is never changed, only replaced. The zero kept is a stranger.
type kept struct {
	session bot.Session
	version uint64 // no two writes have the same
	until   time.Time
}

// write is what one update wants to leave.
type write struct {
	name   string
	before uint64 // the version it is based on
	after  kept   // the zero kept deletes
	seen   bool   // what fn was told of the mark
	once   string
}

func (sh *shard) init(index, size int) {
	sh.index = index
	sh.sessions, sh.marks = newAging[kept](size), newAging[struct{}](size*marksPerSession)
}

func (sh *shard) read(name, once string, now time.Time) (k kept, seen bool) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	k, _ = sh.sessions.get(name, now)
	if once != "" {
		_, seen = sh.marks.get(once, now)
	}
	return k, seen
}

// write tells whether the write is done; if not, what it is based on has changed.
func (sh *shard) write(w write, now time.Time) bool {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if k, _ := sh.sessions.get(w.name, now); k.version != w.before {
		return false
	}
	if w.once != "" && !w.seen {
		if _, meanwhile := sh.marks.get(w.once, now); meanwhile {
			return false
		}
		sh.marks.put(w.once, struct{}{}, now.Add(bot.MarkLifetime))
	}
	if w.after.version == 0 || !w.after.until.After(now) {
		sh.sessions.delete(w.name)
		return true
	}
	sh.sessions.put(w.name, w.after, w.after.until)
	return true
}

// sweep clears away what has expired.
func (sh *shard) sweep(now time.Time) {
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.sessions.sweep(now)
	sh.marks.sweep(now)
}

// lockBoth locks two shards, which may be one, in an order that all callers share.
func lockBoth(a, b *shard) (unlock func()) {
	if a.index > b.index {
		a, b = b, a
	}
	a.mu.Lock()
	if a == b {
		return a.mu.Unlock
	}
	b.mu.Lock()
	return func() {
		b.mu.Unlock()
		a.mu.Unlock()
	}
}
