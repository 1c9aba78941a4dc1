package bottest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"staysafe/bot"
	"strings"
	"testing"
)

// wire is the smallest network there is: a call and an answer. Its faults are what a real channel
// might get wrong.
type wire struct {
	house bot.Handler
	log   *slog.Logger
	fault string

	screens map[string][]string
	offered map[string][]bot.Choice
	gone    map[string]bool
	busy    int
	last    func() Verdict
	serial  int
}

func newWire(house bot.Handler, log *slog.Logger, fault string) *wire {
	return &wire{house: house, log: log, fault: fault, screens: map[string][]string{}, offered: map[string][]bot.Choice{}, gone: map[string]bool{}}
}

func (w *wire) Name() string { return "wire" }

func (w *wire) Capabilities() bot.Capabilities {
	return bot.Capabilities{Text: bot.Limit{Max: 500, Unit: bot.UTF16}, Choices: 10, Copies: true}
}

func (w *wire) Send(_ context.Context, in bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	person := strings.TrimSuffix(strings.TrimPrefix(string(in.From), "address of "), " again")
	if w.gone[person] {
		if w.fault == "gone is an ordinary error" {
			return bot.Sent{}, errors.New("gone")
		}
		return bot.Sent{}, fmt.Errorf("wire: %w", bot.ErrGone)
	}
	if w.busy > 0 {
		w.busy--
		if w.fault == "busy loses the answer" {
			return bot.Sent{}, nil
		}
		if w.fault == "busy is an ordinary error" {
			return bot.Sent{}, errors.New("busy")
		}
		return bot.Sent{}, fmt.Errorf("wire: %w", bot.ErrBusy)
	}
	for _, m := range turn.Messages {
		text := m.Text
		switch {
		case w.fault == "long bubbles are cut off" && len(text) > 300:
			text = text[:300]
		case w.fault == "bubbles are escaped":
			text = strings.NewReplacer("<", "&lt;", "&", "&amp;").Replace(text)
		case w.fault == "links are dropped":
			text = strings.ReplaceAll(text, "https://", "")
		case w.fault == "links lose their label":
			text = strings.ReplaceAll(text, "Open the page (Spanish): ", "")
		}
		opened, closed := strings.Count(text, "\u2066")+strings.Count(text, "\u2067"), strings.Count(text, "\u2069")
		if opened > closed && w.fault != "marks stay open" {
			text += "\u2069"
		}
		if w.fault == "answers go to everybody" {
			person = "ann"
		}
		w.screens[person] = append(w.screens[person], text)
	}
	w.offered[person] = turn.Choices
	return bot.Sent{}, nil
}

func (w *wire) deliver(person string, in bot.Inbound) Verdict {
	w.serial++
	in.From = bot.Address("address of " + person)
	in.ID = fmt.Sprint(w.serial)
	if w.fault == "every delivery has the same id" {
		in.ID = "1"
	}
	w.last = func() Verdict {
		if w.fault == "a delivery again has a new id" {
			w.serial++
			in.ID = fmt.Sprint(w.serial)
		}
		if err := w.house.Handle(context.Background(), w, in); err != nil {
			return Retry
		}
		return Taken
	}
	return w.last()
}

func (w *wire) Type(person, text string) Verdict {
	if w.fault == "the text is logged" {
		w.log.Info("got", "text", text)
	}
	if w.fault == "long texts are cut off" && len(text) > 500 {
		text = text[:500]
	}
	return w.deliver(person, bot.Inbound{Kind: bot.KindText, Text: bot.NewText(text)})
}

func (w *wire) Tap(person, label string) Verdict {
	for _, ch := range w.offered[person] {
		if ch.Label == label {
			if w.fault == "taps return the label" {
				ch.ID = label
			}
			if w.fault == "taps come from elsewhere" {
				return w.deliver(person+" again", bot.Inbound{Kind: bot.KindChoice, Choice: ch.ID})
			}
			return w.deliver(person, bot.Inbound{Kind: bot.KindChoice, Choice: ch.ID})
		}
	}
	return Refused
}

func (w *wire) Again() Verdict { return w.last() }

func (w *wire) Forge(person, text string) Verdict {
	if w.fault == "anybody may deliver" {
		return w.Type(person, text)
	}
	return Refused
}

func (w *wire) Garbage(signed bool) Verdict {
	switch {
	case w.fault == "garbage is handled":
		w.deliver("ann", bot.Inbound{Kind: bot.KindText})
		fallthrough
	case signed && w.fault != "signed garbage is asked for again", !signed && w.fault == "unsigned garbage is taken":
		return Taken
	case signed:
		return Retry
	}
	return Refused
}

func (w *wire) Busy(n int) Verdict {
	w.busy = n
	return Taken
}

func (w *wire) Gone(person string) Verdict {
	w.gone[person] = true
	return Taken
}

func (w *wire) Seen(person string) []string { return w.screens[person] }

func (w *wire) Buttons(person string) []string {
	var all []string
	for _, ch := range w.offered[person] {
		all = append(all, ch.Label)
	}
	return all
}

func (w *wire) Links(person string) []string {
	return regexp.MustCompile(`https://\S+`).FindAllString(strings.Join(w.screens[person], "\n"), -1)
}

func TestWire(t *testing.T) {
	TestChannel(t, func(_ *testing.T, house bot.Handler, log *slog.Logger) Network { return newWire(house, log, "") })
}

// Every fault is found, so every check of the suite can fail.
func TestChannelSuiteFindsFaults(t *testing.T) {
	finds := map[string]string{
		"the text is logged":                "what is typed arrives whole",
		"long texts are cut off":            "a long text arrives whole",
		"long bubbles are cut off":          "long bubbles are shown whole and in order",
		"answers go to everybody":           "everyone gets their own answer",
		"every delivery has the same id":    "everyone gets their own answer",
		"taps return the label":             "what is tapped returns its id",
		"taps come from elsewhere":          "what is tapped returns its id",
		"links are dropped":                 "help services are shown with their ways to reach them",
		"links lose their label":            "pages of others are shown with their language",
		"bubbles are escaped":               "nothing in a text is markup",
		"marks stay open":                   "direction marks stay balanced",
		"a delivery again has a new id":     "the same delivery is answered once",
		"anybody may deliver":               "a forged delivery is not heard",
		"unsigned garbage is taken":         "unsigned garbage is refused",
		"signed garbage is asked for again": "signed garbage is acknowledged and does nothing",
		"garbage is handled":                "signed garbage is acknowledged and does nothing",
		"busy loses the answer":             "a busy network loses nothing",
		"busy is an ordinary error":         "a busy network loses nothing",
		"gone is an ordinary error":         "somebody gone is forgotten",
	}
	found := map[string]bool{}
	for fault, check := range finds {
		t.Run(fault, func(t *testing.T) {
			for _, c := range channelChecks() {
				if c.name != check {
					continue
				}
				found[c.name] = true
				w := newWorld()
				w.network = newWire(w, w.log.Logger(), fault)
				if err := w.run(c); err == nil {
					t.Errorf("the check %q does not notice it", check)
				}
			}
		})
	}
	for _, c := range channelChecks() {
		if !found[c.name] {
			t.Errorf("no fault here makes the check %q fail", c.name)
		}
	}
}
