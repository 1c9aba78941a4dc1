// Package inmem remembers sessions in memory.
package inmem

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"staysafe/bot"
)

// Config of a store.
type Config struct {
	TTL time.Duration
	Now func() time.Time
}

// Store keeps sessions.
type Store struct {
	cfg   Config
	mu    sync.Mutex
	all   map[string]kept
	marks map[string]time.Time
}

type kept struct {
	s  bot.Session
	at time.Time
}

// New makes a store.
func New(cfg Config) *Store {
	return &Store{cfg: cfg, all: map[string]kept{}, marks: map[string]time.Time{}}
}

func clone(s bot.Session) bot.Session {
	s.State.Stack, s.State.Kept, s.State.Maybe = slices.Clone(s.State.Stack), maps.Clone(s.State.Kept), slices.Clone(s.State.Maybe)
	s.Last.Outs, s.Said = slices.Clone(s.Last.Outs), slices.Clone(s.Said)
	return s
}

// Update implements bot.Store.
func (st *Store) Update(_ context.Context, key bot.Key, once string, fn func(*bot.Session, bool) error) error {
	st.mu.Lock()
	defer st.mu.Unlock()
	now := st.cfg.Now()
	k := st.all[key.Name]
	if now.Sub(k.at) > st.cfg.TTL || now.Sub(k.s.Began) > bot.MaxSession {
		k = kept{}
	}
	at, seen := st.marks[once]
	seen = seen && once != "" && now.Sub(at) < bot.MarkLifetime
	s := clone(k.s)
	if err := fn(&s, seen); err != nil {
		return err
	}
	if once != "" && !seen {
		st.marks[once] = now
	}
	if s.Zero() {
		delete(st.all, key.Name)
		return nil
	}
	st.all[key.Name] = kept{clone(s), now}
	return nil
}
