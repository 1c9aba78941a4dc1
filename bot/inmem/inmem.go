// Package inmem remembers sessions in the program's own memory: for development, previews and
// tests, and for one server without Redis. Everything is gone when the program stops. It keeps
// the promises that package redis keeps; the same contract proves both.
package inmem

import (
	"context"
	"fmt"
	"hash/maphash"
	"staysafe/bot"
	"sync/atomic"
	"time"
)

// Config says how a Store remembers.
type Config struct {
	TTL time.Duration    // how long a quiet conversation is remembered; a day at most
	Now func() time.Time // the clock
	// Max is how many conversations are remembered, and a tenth of how many delivery marks. The
	// quietest are forgotten first. 0 is 100 000.
	Max int
}

const (
	defaultMax      = 100_000
	marksPerSession = 10
	shardCount      = 32
)

// Store implements bot.Store. Conversations are spread over shards, so that they rarely wait
// for each other.
type Store struct {
	cfg      Config
	seed     maphash.Seed
	shards   [shardCount]shard
	versions atomic.Uint64
	sweeping atomic.Uint64
}

// New makes an empty store.
func New(cfg Config) *Store {
	if cfg.Max <= 0 {
		cfg.Max = defaultMax
	}
	st := &Store{cfg: cfg, seed: maphash.MakeSeed()}
	for i := range st.shards {
		st.shards[i].init(i, (cfg.Max+shardCount-1)/shardCount)
	}
	return st
}

// Update implements bot.Store. fn runs without any lock; if what it read changes meanwhile, it
// runs again.
func (st *Store) Update(ctx context.Context, key bot.Key, once string, fn func(s *bot.Session, seen bool) error) error {
	st.shards[st.sweeping.Add(1)%shardCount].sweep(st.cfg.Now())
	st.adopt(key)
	at := st.shard(key.Name)
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("updating a session: %w", err)
		}
		before, seen := at.read(key.Name, once, st.cfg.Now())
		s := clone(before.session)
		if err := fn(&s, seen); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("updating a session: %w", err)
		}
		w := write{name: key.Name, before: before.version, after: st.keep(s), seen: seen, once: once}
		if at.write(w, st.cfg.Now()) {
			return nil
		}
	}
}

// keep makes what is stored of a session: a copy, and until when.
func (st *Store) keep(s bot.Session) kept {
	if s.Zero() {
		return kept{}
	}
	now := st.cfg.Now()
	if s.Began.IsZero() {
		s.Began = now
	}
	until := now.Add(st.cfg.TTL)
	if day := s.Began.Add(bot.MaxSession); day.Before(until) {
		until = day
	}
	return kept{session: clone(s), version: st.versions.Add(1), until: until}
}

func (st *Store) shard(name string) *shard {
	return &st.shards[maphash.String(st.seed, name)%shardCount]
}

// adopt moves what was stored under older secrets to the current name. It holds both shards, in
// their order, so that nobody finds the conversation in neither.
func (st *Store) adopt(key bot.Key) {
	for old := key.Old; old != nil; old = old.Old {
		from, to := st.shard(old.Name), st.shard(key.Name)
		unlock := lockBoth(from, to)
		now := st.cfg.Now()
		if k, ok := from.sessions.get(old.Name, now); ok {
			from.sessions.delete(old.Name)
			if _, exists := to.sessions.get(key.Name, now); !exists {
				to.sessions.put(key.Name, k, k.until)
			}
		}
		unlock()
	}
}
