package redis

import "staysafe/bot"

// Prefixes of our keys: an operator can tell them from others, and allow a user only these.
const (
	sessionPrefix = "staysafe:s:"
	markPrefix    = "staysafe:m:"
)

// place is where one conversation lies.
type place struct {
	key     bot.Key
	session string  // its key in Redis
	mark    string  // the delivery mark's, "" for none
	old     []place // the same under secrets that are being replaced, the newest first
}

func newPlace(key bot.Key, once string) place {
	tag, rest := hashTag(key.Name)
	p := place{key: key, session: sessionPrefix + tag + rest}
	if once != "" {
		p.mark = markPrefix + tag + once
	}
	if key.Old != nil {
		old := newPlace(*key.Old, "")
		p.old = append([]place{old}, old.old...)
	}
	return p
}

// markOrSession is a second key for commands that take two, also where there is no mark.
func (p place) markOrSession() string {
	if p.mark == "" {
		return p.session
	}
	return p.mark
}

// hashTag cuts a name so that a session and its marks lie on one node of a cluster, as a script
// needs. Only two characters count for that: a mark outlives its session, and shall not tell
// whose it was.
func hashTag(name string) (tag, rest string) {
	n := min(2, len(name))
	return "{" + name[:n] + "}", name[n:]
}
