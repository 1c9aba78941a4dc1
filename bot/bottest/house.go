package bottest

import (
	"context"
	"fmt"
	"slices"
	"staysafe/bot"
	"sync"
	"time"
)

// House stands behind a channel in its own tests: it answers everything with the same turn, or
// fails as it is told to. The zero value only listens.
type House struct {
	Turn   bot.Turn
	Answer bool          // false: it only listens
	Slow   time.Duration // how long it takes

	mu     sync.Mutex
	fails  int
	with   error
	heard  []bot.Inbound
	forgot []bot.Address
}

// Talkative is a house that answers with these bubbles.
func Talkative(bubbles ...string) *House { return &House{Turn: Say(bubbles...), Answer: true} }

// Say is a turn of bubbles without choices.
func Say(bubbles ...string) bot.Turn {
	turn := bot.Turn{Locale: "en", Direction: "ltr"}
	for _, b := range bubbles {
		turn.Messages = append(turn.Messages, bot.Message{Text: b})
	}
	return turn
}

// Fail lets it fail the next n times; with nil, handling a delivery panics.
func (h *House) Fail(n int, with error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.fails, h.with = n, with
}

// failing tells whether it fails now. The lock must be held.
func (h *House) failing() bool {
	if h.fails == 0 {
		return false
	}
	h.fails--
	return true
}

// Handle implements bot.Handler.
func (h *House) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	h.mu.Lock()
	h.heard = append(h.heard, in)
	failing, with := h.failing(), h.with
	h.mu.Unlock()
	if h.Slow > 0 {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(h.Slow):
		}
	}
	switch {
	case failing && with == nil:
		panic("a secret of the person")
	case failing:
		return with
	case !h.Answer:
		return nil
	}
	if _, err := via.Send(ctx, in, h.Turn); err != nil {
		return fmt.Errorf("sending a turn: %w", err)
	}
	return nil
}

// Forget implements bot.Handler.
func (h *House) Forget(_ context.Context, _ bot.Channel, who bot.Address) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forgot = append(h.forgot, who)
	if h.failing() {
		return h.with
	}
	return nil
}

// Inbounds are what reached it.
func (h *House) Inbounds() []bot.Inbound {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.heard)
}

// Forgot are those it was told to forget.
func (h *House) Forgot() []bot.Address {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.forgot)
}
