// Package redis remembers sessions in Redis 7.0 or newer: one server, a failover group or a
// cluster.
//
// Redis holds only what expires. Names of keys are keyed hashes, values are sealed and of one
// length: who reads Redis learns neither who talks nor about what. When Redis is away an update
// fails fast, and when it is back all goes on without a restart.
package redis

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"staysafe/bot"
	"sync/atomic"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

// Config says where sessions are kept, and how long.
type Config struct {
	// URL is redis://[user:password@]host[:port][/db], redis+sentinel://host,host/master[?db=1],
	// redis+cluster://host,host or unix:///path; rediss in place of redis means TLS.
	URL  string
	TTL  time.Duration    // how long a quiet conversation is remembered; a day at most
	Rand io.Reader        // randomness for nonces; safe for many goroutines, as crypto/rand.Reader is
	Now  func() time.Time // the clock, for the end of the day that a session lives at most
	Log  *slog.Logger
	// Patience is how long one try to read and write a session may take in all, whatever happens
	// between us and Redis; each single wait may take two fifths of it. 0 is 750 ms: the library's
	// own timeouts let a person wait for five seconds.
	Patience time.Duration
	// Rest is how long a Redis that failed twice in a row is left alone before it is asked again.
	// 0 is one second.
	Rest time.Duration
}

// Store implements bot.Store.
type Store struct {
	cfg        Config
	client     goredis.UniversalClient
	script     *goredis.Script
	unreadable atomic.Int64

	// do sends a command, perhaps together with those of other conversations.
	do func(context.Context, goredis.Cmder) error
}

// maxTries is how often fn is run at most. Each new run means that somebody else was faster.
const maxTries = 1000

var errContended = errors.New("too many others change the same session")

// Open makes a store. It does not connect yet: Redis may be away, now or later. Its errors
// hold nothing of the URL, which may hold a password.
func Open(cfg Config) (*Store, error) {
	if cfg.Rest <= 0 {
		cfg.Rest = time.Second
	}
	if cfg.Patience <= 0 {
		cfg.Patience = 750 * time.Millisecond
	}
	opts, err := options(cfg.URL, cfg.Patience*2/5)
	if err != nil {
		return nil, fmt.Errorf("reading the Redis URL: %w", err)
	}
	st := &Store{cfg: cfg, client: goredis.NewUniversalClient(opts), script: goredis.NewScript(updateLua)}
	if cluster, ok := st.client.(*goredis.ClusterClient); ok {
		// A node that is away shall not take the others with it: each has its own breaker, and
		// nobody waits for a batch that waits for it.
		cluster.OnNewNode(func(node *goredis.Client) { node.AddHook(newBreaker(cfg.Log, cfg.Rest)) })
		st.do = st.client.Process
		return st, nil
	}
	st.client.AddHook(newBreaker(cfg.Log, cfg.Rest))
	st.do = (&batcher{client: st.client}).do
	return st, nil
}

// Close lets go of the connections.
func (st *Store) Close() error {
	if err := st.client.Close(); err != nil {
		return fmt.Errorf("closing Redis: %w", err)
	}
	return nil
}

// Unreadable is how many sessions could not be read since the start, because another version
// wrote them or because they are damaged. Their people were met as strangers.
func (st *Store) Unreadable() int64 { return st.unreadable.Load() }

// Update implements bot.Store: one read, one conditional write, and both again if somebody else
// wrote meanwhile.
func (st *Store) Update(ctx context.Context, key bot.Key, once string, fn func(s *bot.Session, seen bool) error) error {
	for range maxTries {
		done, err := st.try(ctx, newPlace(key, once), fn)
		if done || err != nil {
			return err
		}
	}
	return fmt.Errorf("updating a session: %w", errContended)
}

func (st *Store) try(ctx context.Context, p place, fn func(s *bot.Session, seen bool) error) (done bool, err error) {
	if err := ctx.Err(); err != nil {
		return false, fmt.Errorf("updating a session: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, st.cfg.Patience)
	defer cancel()
	before, err := st.read(ctx, p)
	if err != nil {
		return false, fmt.Errorf("reading a session: %w", err)
	}
	s := before.session
	if err := fn(&s, before.seen); err != nil {
		return false, err
	}
	done, err = st.write(ctx, p, before, s)
	if err != nil {
		return false, fmt.Errorf("writing a session: %w", err)
	}
	return done, nil
}
