package bot

import (
	"context"
	"staysafe/bot/flow"
	"time"
)

// Session is all that is remembered of one conversation. The zero Session is a stranger.
type Session struct {
	State flow.State
	Last  Delivery
	Began time.Time // 24 h cap
	Seen  time.Time // how long ago: neutral resume
	Said  []string  // recent network message ids, both sides, where the channel is a Deleter
}

// Delivery is the last turn, so that it can be sent again if it may not have arrived.
type Delivery struct {
	Mark string // the delivery it answered
	Outs []flow.Out
	Sent bool // false: written, perhaps not sent
}

// Zero tells whether nothing is remembered.
func (s *Session) Zero() bool {
	return s.State.Zero() && s.Last.Mark == "" && s.Began.IsZero() && len(s.Said) == 0
}

// Key names one conversation in a store. It is made from a secret and the person's address,
// and holds neither.
type Key struct {
	ID   byte     // which secret made it, for rotation
	Name string   // a keyed hash
	Seal [32]byte // seals this conversation's session and no other
	Old  *Key     // the same conversation under the secret before, while one is being replaced
}

// Store remembers sessions for a while.
type Store interface {
	// Update lets fn change one session as a single act. fn may run more than once, so it must
	// be pure. A session left zero is deleted. If fn fails nothing is saved, and its error is
	// returned.
	//
	// once is a delivery mark (a keyed hash), "" for none: if it was seen in the last 24 h, fn
	// is told so. Marks live apart from sessions and survive deletion.
	Update(ctx context.Context, key Key, once string, fn func(s *Session, seen bool) error) error
}

// Lifetimes of what a store holds (product.md §10).
const (
	MaxSession   = 24 * time.Hour
	MarkLifetime = 24 * time.Hour
)
