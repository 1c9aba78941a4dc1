package redis

import (
	"context"

	goredis "github.com/redis/go-redis/v9"

	"staysafe/bot"
)

// found is a conversation as it was read.
type found struct {
	session bot.Session
	seen    bool
	stamps  []string // of what lies at the place and at the older ones, "" for nothing
}

// nothing tells whether no session lies anywhere, not even an unreadable one.
func (f found) nothing() bool {
	for _, s := range f.stamps {
		if s != "" {
			return false
		}
	}
	return true
}

// read fetches a session and its delivery mark, in one command.
func (st *Store) read(ctx context.Context, p place) (found, error) {
	values, err := st.fetch(ctx, p.keys())
	if err != nil {
		return found{}, err
	}
	f := found{seen: p.mark != "" && values[1] != ""}
	read := false
	for i, value := range append(values[:1:1], values[2:]...) {
		f.stamps = append(f.stamps, stamp(value))
		if value == "" || read {
			continue
		}
		at := p
		if i > 0 {
			at = p.old[i-1]
		}
		f.session, read = st.unseal(ctx, at, value), true
	}
	return f, nil
}

// fetch gets values, "" for what is not there. In a cluster older sessions lie elsewhere: they
// are fetched one by one.
func (st *Store) fetch(ctx context.Context, keys []string) ([]string, error) {
	n := len(keys)
	if st.cluster {
		n = 2
	}
	values, err := st.mget(ctx, keys[:n])
	for _, key := range keys[n:] {
		if err != nil {
			break
		}
		var more []string
		more, err = st.mget(ctx, []string{key})
		values = append(values, more...)
	}
	return values, err
}

func (st *Store) mget(ctx context.Context, keys []string) ([]string, error) {
	args := make([]any, 0, 1+len(keys))
	args = append(args, "mget")
	for _, key := range keys {
		args = append(args, key)
	}
	cmd := goredis.NewSliceCmd(ctx, args...)
	_ = st.client.Process(ctx, cmd) // the command holds its error
	all, err := cmd.Result()
	if err != nil {
		return nil, err
	}
	values := make([]string, len(keys))
	for i, v := range all {
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
