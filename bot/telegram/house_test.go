package telegram

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"staysafe/bot"
	"sync"
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

// logged is a log that can be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
