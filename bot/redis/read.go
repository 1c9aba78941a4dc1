package redis

import (
	"context"
	"staysafe/bot"

	goredis "github.com/redis/go-redis/v9"
)

// found is a conversation as it was read.
type found struct {
	session bot.Session
	seen    bool     // its delivery mark
	stamp   string   // of what lies at the place, "" for nothing
	old     []string // keys of what lies under older secrets
}

// read fetches a session and its delivery mark in one command. Only while a secret is being
// replaced it also looks under the older ones, which may lie on another node of a cluster.
func (st *Store) read(ctx context.Context, p place) (found, error) {
	values, err := st.mget(ctx, p.session, p.markOrSession())
	if err != nil {
		return found{}, err
	}
	f := found{stamp: stamp(values[0]), seen: p.mark != "" && values[1] != ""}
	if f.stamp != "" {
		f.session = st.unseal(ctx, p, values[0])
	}
	for _, old := range p.old {
		values, err := st.mget(ctx, old.session)
		if err != nil {
			return found{}, err
		}
		if values[0] == "" {
			continue
		}
		if f.stamp == "" && len(f.old) == 0 {
			f.session = st.unseal(ctx, old, values[0])
		}
		f.old = append(f.old, old.session)
	}
	return f, nil
}

func (st *Store) mget(ctx context.Context, keys ...string) ([]string, error) {
	args := make([]any, 0, 1+len(keys))
	args = append(args, "mget")
	for _, key := range keys {
		args = append(args, key)
	}
	cmd := goredis.NewSliceCmd(ctx, args...)
	if err := st.do(ctx, cmd); err != nil {
		return nil, err
	}
	values := make([]string, len(keys))
	for i, v := range cmd.Val() {
		values[i], _ = v.(string) // nil for what is not there
	}
	return values, nil
}

// unseal reads a stored session. One that can't be read is a stranger's.
func (st *Store) unseal(ctx context.Context, p place, value string) bot.Session {
	s, err := open(p, value)
	if err != nil {
		st.unreadable.Add(1)
		st.cfg.Log.WarnContext(ctx, "session unreadable, met as a stranger", "reason", err)
		return bot.Session{}
	}
	if !s.Began.Add(bot.MaxSession).After(st.cfg.Now()) {
		return bot.Session{}
	}
	return s
}

func open(p place, value string) (bot.Session, error) {
	sealer, err := newSealer(p)
	if err != nil {
		return bot.Session{}, err
	}
	plain, err := sealer.open(value)
	if err != nil {
		return bot.Session{}, err
	}
	return bot.DecodeSession(plain)
}
