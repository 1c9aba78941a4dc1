package bottest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"staysafe/bot"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// Network is the far side of a channel: people with telephones, and what stands between. A channel
// writes one for its tests, from the specification of its network.
//
// Names such as "ann" are for the network to turn into accounts of its own kind.
type Network interface {
	// Type lets a person write a text.
	Type(person, text string) Verdict
	// Tap lets a person tap the button with that label, among those they see.
	Tap(person, label string) Verdict
	// Again delivers what was delivered last once more, byte by byte.
	Again() Verdict
	// Forge delivers a text as if that person had written it, without what only the network knows.
	Forge(person, text string) Verdict
	// Garbage delivers what nobody can read: signed as the network signs, or not.
	Garbage(signed bool) Verdict
	// Busy lets the network refuse the next n messages to anybody: ask again later.
	Busy(n int) Verdict
	// Gone lets a person leave: nothing can be sent to them any more.
	Gone(person string) Verdict
	// Seen is what stands on the person's screen, from top to bottom, as a reader sees it.
	Seen(person string) []string
	// Buttons are the labels of what the person can tap.
	Buttons(person string) []string
	// Links are the addresses that the person can open from their screen.
	Links(person string) []string
}

// Verdict is how a channel met a delivery.
type Verdict int

// Verdicts.
const (
	Taken   Verdict = iota // acknowledged: it will not be delivered again
	Retry                  // not acknowledged: the network shall deliver again
	Refused                // turned away: it did not come from the network
	Absent                 // there is no such thing on this network: nobody can forge a line on a terminal
)

// String names a verdict.
func (v Verdict) String() string {
	return [...]string{"taken", "retry", "refused", "absent"}[v]
}

// TestChannel proves that a channel keeps its promises. start makes a new network with the channel
// on it, which hands what arrives to house and logs to log.
func TestChannel(t *testing.T, start func(t *testing.T, house bot.Handler, log *slog.Logger) Network) {
	for _, check := range channelChecks() {
		t.Run(check.name, func(t *testing.T) {
			w := newWorld()
			w.network = start(t, w, w.log.Logger())
			if err := w.run(check); err != nil {
				t.Error(err)
			}
		})
	}
}

// world is one network with a house of its own behind it, whose answers are fixed.
type world struct {
	network Network

	mu      sync.Mutex
	answers map[bot.Text]bot.Turn // to what is typed
	taps    map[string]bot.Turn   // to what is tapped
	heard   []bot.Inbound
	failed  []error // what Send said
	forgot  []bot.Address
	done    map[string]bool
	typed   []string
	log     Log
	can     bot.Capabilities
}

func newWorld() *world {
	return &world{answers: map[bot.Text]bot.Turn{}, taps: map[string]bot.Turn{}, done: map[string]bool{}}
}

// run does one check; whatever it was, nothing the person wrote may stand in a log.
func (w *world) run(c channelCheck) error {
	return errors.Join(c.run(w), w.quiet())
}

// Handle implements bot.Handler as the house does: a delivery is answered once, and somebody who
// is gone is forgotten.
func (w *world) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	w.mu.Lock()
	w.heard = append(w.heard, in)
	w.can = via.Capabilities()
	delivery := string(in.From) + "\x00" + in.ID
	done := w.done[delivery] && in.Kind != bot.KindLook
	turn := w.answer(in)
	w.mu.Unlock()
	if done {
		return nil
	}
	_, err := via.Send(ctx, in, turn)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil {
		w.failed = append(w.failed, err)
		if errors.Is(err, bot.ErrGone) {
			w.forgot = append(w.forgot, in.From)
			return nil
		}
		return fmt.Errorf("sending a turn: %w", err)
	}
	w.done[delivery] = true
	return nil
}

// Forget implements bot.Handler.
func (w *world) Forget(_ context.Context, _ bot.Channel, who bot.Address) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.forgot = append(w.forgot, who)
	return nil
}

func (w *world) answer(in bot.Inbound) bot.Turn {
	if in.Kind == bot.KindChoice {
		return w.taps[in.Choice]
	}
	if turn, ok := w.answers[in.Text]; ok && in.Kind == bot.KindText {
		return turn
	}
	return Say("the front door")
}

// on sets the answer to a text.
func (w *world) on(text string, turn bot.Turn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers[bot.NewText(text)] = turn
}

// write lets a person write, and expects it to be acknowledged.
func (w *world) write(person, text string) error {
	w.typed = append(w.typed, text)
	if v := w.network.Type(person, text); v != Taken {
		return fmt.Errorf("a text was not acknowledged: %s", v)
	}
	return nil
}

// inbounds are what reached the house of one kind.
func (w *world) inbounds(kind bot.Kind) []bot.Inbound {
	w.mu.Lock()
	defer w.mu.Unlock()
	var all []bot.Inbound
	for _, in := range w.heard {
		if in.Kind == kind {
			all = append(all, in)
		}
	}
	return all
}

// count is how often a text stands on a person's screen.
func (w *world) count(person, text string) int {
	return strings.Count(strings.Join(w.network.Seen(person), "\n\n"), text)
}

// quiet looks for the person in the log: their words, what they tapped, and where they are reached.
func (w *world) quiet() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	log := w.log.String()
	private := append([]string{}, w.typed...)
	for _, in := range w.heard {
		private = append(private, string(in.From), in.Choice)
	}
	for _, s := range private {
		if utf8.RuneCountInString(s) >= 4 && strings.Contains(log, s) {
			return errors.New("the log holds what a person wrote, tapped, or where they are reached")
		}
	}
	return nil
}
