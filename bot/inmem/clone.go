package inmem

import (
	"maps"
	"slices"
	"staysafe/bot"
)

// clone copies a session so that nothing of it is shared.
func clone(s bot.Session) bot.Session {
	s.State.Stack = slices.Clone(s.State.Stack)
	s.State.Kept = maps.Clone(s.State.Kept)
	s.State.Maybe = slices.Clone(s.State.Maybe)
	s.Last.Outs = slices.Clone(s.Last.Outs)
	for i := range s.Last.Outs {
		s.Last.Outs[i].Args = maps.Clone(s.Last.Outs[i].Args)
	}
	s.Said = slices.Clone(s.Said)
	return s
}
