package terminal_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/terminal"
	"strings"
	"testing"
	"time"
)

func TestContract(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T, house bot.Handler, log *slog.Logger) bottest.Network {
		return &room{t: t, house: house, log: log, desks: map[string]*desk{}}
	})
}

// room is a room of terminals, one for each person.
type room struct {
	t     *testing.T
	house bot.Handler
	log   *slog.Logger
	desks map[string]*desk
}

// desk is one terminal: what is typed goes down keys, what is shown comes back at each prompt.
type desk struct {
	keys    io.Writer
	prompts <-chan string
	screen  []string
}

const prompt = "\n> "

func (r *room) desk(person string) *desk {
	if d := r.desks[person]; d != nil {
		return d
	}
	in, keys := io.Pipe()
	prompts := make(chan string, 1)
	ch := &terminal.Channel{
		Handler: r.house, In: in, Out: &glass{prompts: prompts}, Log: r.log, Now: time.Now, Person: bot.Address("at desk " + person), Locale: "en",
	}
	done := make(chan error, 1)
	go func() { done <- ch.Run(context.Background()) }()
	r.t.Cleanup(func() {
		_ = keys.Close()
		if err := <-done; err != nil {
			r.t.Errorf("the terminal ended with %v", err)
		}
	})
	d := &desk{keys: keys, prompts: prompts}
	d.screen = append(d.screen, <-prompts)
	r.desks[person] = d
	return d
}

// glass collects what is written until the next prompt.
type glass struct {
	prompts chan<- string
	shown   strings.Builder
}

// Write implements io.Writer.
func (g *glass) Write(p []byte) (int, error) {
	if string(p) == prompt {
		g.prompts <- g.shown.String()
		g.shown.Reset()
		return len(p), nil
	}
	return g.shown.Write(p)
}

func (d *desk) enter(line string) bottest.Verdict {
	if _, err := io.WriteString(d.keys, line+"\n"); err != nil {
		return bottest.Retry
	}
	d.screen = append(d.screen, <-d.prompts)
	return bottest.Taken
}

// Type implements bottest.Network.
func (r *room) Type(person, text string) bottest.Verdict { return r.desk(person).enter(text) }

var (
	numbered = regexp.MustCompile(`(?m)^  (\d+)  (.*)$`)
	address  = regexp.MustCompile(`https://\S+`)
)

// Tap implements bottest.Network: the number of a choice is typed.
func (r *room) Tap(person, label string) bottest.Verdict {
	for i, l := range r.Buttons(person) {
		if l == label {
			return r.desk(person).enter(fmt.Sprint(i + 1))
		}
	}
	r.t.Fatalf("there is no choice %q", label)
	return bottest.Absent
}

// Again implements bottest.Network: a line is read once.
func (r *room) Again() bottest.Verdict { return bottest.Absent }

// Forge implements bottest.Network: who sits at the keys is who writes.
func (r *room) Forge(string, string) bottest.Verdict { return bottest.Absent }

// Garbage implements bottest.Network: everything that is typed is a text.
func (r *room) Garbage(bool) bottest.Verdict { return bottest.Absent }

// Busy implements bottest.Network.
func (r *room) Busy(int) bottest.Verdict { return bottest.Absent }

// Gone implements bottest.Network.
func (r *room) Gone(string) bottest.Verdict { return bottest.Absent }

// Seen implements bottest.Network.
func (r *room) Seen(person string) []string { return r.desk(person).screen }

// Buttons implements bottest.Network.
func (r *room) Buttons(person string) []string {
	d := r.desk(person)
	var labels []string
	for _, m := range numbered.FindAllStringSubmatch(d.screen[len(d.screen)-1], -1) {
		labels = append(labels, m[2])
	}
	return labels
}

// Links implements bottest.Network.
func (r *room) Links(person string) []string {
	return address.FindAllString(strings.Join(r.desk(person).screen, "\n"), -1)
}

// forgetter remembers who was forgotten.
type forgetter struct{ forgot []bot.Address }

// Handle implements bot.Handler.
func (f *forgetter) Handle(context.Context, bot.Channel, bot.Inbound) error { return nil }

// Forget implements bot.Handler.
func (f *forgetter) Forget(_ context.Context, _ bot.Channel, who bot.Address) error {
	f.forgot = append(f.forgot, who)
	return nil
}

func TestTheEndForgets(t *testing.T) {
	house := &forgetter{}
	ch := &terminal.Channel{
		Handler: house, In: strings.NewReader("hello\nno newline at the end"), Out: io.Discard, Log: slog.New(slog.DiscardHandler), Now: time.Now, Person: "ann",
	}
	if err := ch.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(house.forgot) != 1 || house.forgot[0] != "ann" {
		t.Errorf("forgotten: %q, want ann once", house.forgot)
	}
}
