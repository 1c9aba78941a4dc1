package telegram

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"staysafe/bot"
)

// house answers everything with the same turn, or fails as it is told to.
type house struct {
	turn   bot.Turn
	fails  int   // how many of the next deliveries it can't handle
	with   error // what it says then; nil panics
	answer bool  // false: it only listens

	mu     sync.Mutex
	heard  []bot.Inbound
	forgot []bot.Address
}

func talkative(texts ...string) *house { return &house{turn: say(texts...), answer: true} }

func say(texts ...string) bot.Turn {
	turn := bot.Turn{Locale: "en", Direction: "ltr"}
	for _, text := range texts {
		turn.Messages = append(turn.Messages, bot.Message{Text: text})
	}
	return turn
}

// Handle implements bot.Handler.
func (h *house) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	h.mu.Lock()
	h.heard = append(h.heard, in)
	failing := h.fails > 0
	if failing {
		h.fails--
	}
	h.mu.Unlock()
	switch {
	case failing && h.with == nil:
		panic("a secret of the person")
	case failing:
		return h.with
	case !h.answer:
		return nil
	}
	if _, err := via.Send(ctx, in, h.turn); err != nil {
		return fmt.Errorf("sending a turn: %w", err)
	}
	return nil
}

// Forget implements bot.Handler.
func (h *house) Forget(_ context.Context, _ bot.Channel, who bot.Address) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forgot = append(h.forgot, who)
	if h.fails > 0 {
		h.fails--
		return h.with
	}
	return nil
}

func (h *house) inbounds() []bot.Inbound {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.heard)
}
