package redis

import (
	"context"
	_ "embed" // the script
	"fmt"
	"io"
	"staysafe/bot"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

//go:embed update.lua
var updateLua string

// tokenSize is how many random bytes a delivery mark holds: enough to know one's own again.
const tokenSize = 8

// write replaces what was read, if that is still there. It tells whether it did.
func (st *Store) write(ctx context.Context, p place, before found, s bot.Session) (bool, error) {
	marks := p.mark != "" && !before.seen
	if s.Zero() && before.stamp == "" && !marks && len(p.old) == 0 { // older places are not read in one act with it
		return true, nil // nothing lies there, and nothing shall
	}
	random := make([]byte, nonceSize+tokenSize)
	if _, err := io.ReadFull(st.cfg.Rand, random); err != nil {
		return false, fmt.Errorf("drawing a nonce: %w", err)
	}
	value, ttl, err := st.stored(p, s, random[:nonceSize], len(before.old) > 0)
	if err != nil {
		return false, err
	}
	var token []byte
	if marks {
		token = random[nonceSize:]
	}
	done, err := st.run(ctx, p.session, p.markOrSession(),
		before.stamp, value, ttl.Milliseconds(), token, bot.MarkLifetime.Milliseconds())
	if done {
		st.drop(ctx, before.old)
	}
	return done, err
}

// stored is what is left of a session, and for how long; nothing of one that is over. If it has
// moved, an empty session stands in its place until the older one would be gone: nobody who is
// just moving that can bring it back.
func (st *Store) stored(p place, s bot.Session, nonce []byte, moved bool) (sealed []byte, ttl time.Duration, err error) {
	now := st.cfg.Now()
	over := s.Zero()
	if s.Began.IsZero() {
		s.Began = now
	}
	ttl = min(st.cfg.TTL, s.Began.Add(bot.MaxSession).Sub(now))
	if over || ttl < time.Millisecond {
		if !moved {
			return nil, 0, nil
		}
		s, ttl = bot.Session{}, st.cfg.TTL
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

// drop deletes sessions that have moved. It may fail: what has moved is found first, and the next
// update tries again.
func (st *Store) drop(ctx context.Context, keys []string) {
	for _, key := range keys {
		_ = st.do(ctx, goredis.NewIntCmd(ctx, "del", key))
	}
}

// run runs the script; by its hash, which Redis knows after the first time.
func (st *Store) run(ctx context.Context, session, mark string, args ...any) (bool, error) {
	command := func(name, script string) (*goredis.Cmd, error) {
		all := append([]any{name, script, 2, session, mark}, args...)
		cmd := goredis.NewCmd(ctx, all...)
		return cmd, st.do(ctx, cmd)
	}
	cmd, err := command("evalsha", st.script.Hash())
	if goredis.HasErrorPrefix(err, "NOSCRIPT") {
		cmd, err = command("eval", updateLua)
	}
	if err != nil {
		return false, err
	}
	return cmd.Bool()
}
