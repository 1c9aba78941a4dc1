package redis

import (
	"context"
	_ "embed" // the script
	"fmt"
	"io"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"staysafe/bot"
)

//go:embed update.lua
var updateLua string

// tokenSize is how many random bytes a delivery mark holds: enough to know one's own again.
const tokenSize = 8

// write replaces what was read, if that is still there. It tells whether it did.
func (st *Store) write(ctx context.Context, p place, before found, s bot.Session) (bool, error) {
	marks := p.mark != "" && !before.seen
	if s.Zero() && before.nothing() && !marks {
		return true, nil // nothing lies there, and nothing shall
	}
	random := make([]byte, nonceSize+tokenSize)
	if _, err := io.ReadFull(st.cfg.Rand, random); err != nil {
		return false, fmt.Errorf("drawing a nonce: %w", err)
	}
	value, ttl, err := st.value(p, s, random[:nonceSize])
	if err != nil {
		return false, err
	}
	var token []byte
	if marks {
		token = random[nonceSize:]
	}
	keys, old := p.keys(), before.stamps[1:]
	if st.cluster {
		if done, err := st.claim(ctx, keys[2:], old); !done || err != nil {
			return false, err
		}
		keys, old = keys[:2], nil
	}
	args := []any{before.stamps[0], value, ttl.Milliseconds(), token, bot.MarkLifetime.Milliseconds()}
	for _, stamp := range old {
		args = append(args, stamp)
	}
	return st.run(ctx, keys, args)
}

// value is what is stored of a session, and for how long; nothing for one that is over.
func (st *Store) value(p place, s bot.Session, nonce []byte) (sealed []byte, ttl time.Duration, err error) {
	if s.Zero() {
		return nil, 0, nil
	}
	now := st.cfg.Now()
	if s.Began.IsZero() {
		s.Began = now
	}
	ttl = min(st.cfg.TTL, s.Began.Add(bot.MaxSession).Sub(now))
	if ttl < time.Millisecond {
		return nil, 0, nil
	}
	plain, err := bot.EncodeSession(&s)
	if err != nil {
		return nil, 0, err
	}
	sealer, err := newSealer(p)
	if err != nil {
		return nil, 0, err
	}
	return sealer.seal(plain, nonce), ttl, nil
}

// claim takes older sessions away one by one, where a script can't reach them all: only who
// gets them may carry them on. A crash right afterwards forgets the conversation; the other
// order could bring a forgotten one back.
func (st *Store) claim(ctx context.Context, keys, stamps []string) (bool, error) {
	for i, key := range keys {
		if stamps[i] == "" {
			continue
		}
		done, err := st.run(ctx, []string{key, key}, []any{stamps[i], "", 0, "", 0})
		if !done || err != nil {
			return false, err
		}
	}
	return true, nil
}

// run runs the script; by its hash, as Redis knows it already but for the first time.
func (st *Store) run(ctx context.Context, keys []string, args []any) (bool, error) {
	cmd := st.command(ctx, "evalsha", st.script.Hash(), keys, args)
	_ = st.client.Process(ctx, cmd) // the command holds its error
	if goredis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		cmd = st.command(ctx, "eval", updateLua, keys, args)
		_ = st.client.Process(ctx, cmd)
	}
	return cmd.Bool()
}

func (st *Store) command(ctx context.Context, name, script string, keys []string, args []any) *goredis.Cmd {
	all := make([]any, 0, 3+len(keys)+len(args))
	all = append(all, name, script, len(keys))
	for _, key := range keys {
		all = append(all, key)
	}
	return goredis.NewCmd(ctx, append(all, args...)...)
}
