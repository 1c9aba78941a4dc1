package slack

import (
	"fmt"
	"log/slog"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"time"
)

// people is the fake as the contract suite sees it. Deliveries come over HTTP, or over a socket.
type people struct {
	*fake
	channel *Channel
	clock   time.Time
	users   map[string]string
	last    func() bottest.Verdict
	deliver func(path, body string) bottest.Verdict
	forged  func(path, body string) bottest.Verdict
	n       int
}

func TestContract(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T, house bot.Handler, log *slog.Logger) bottest.Network {
		p := newPeople(t)
		p.channel = p.fake.channel(house, p.settings(log))
		p.deliver = func(path, body string) bottest.Verdict { return verdict(post(p.channel, path, body).Code) }
		p.forged = func(path, body string) bottest.Verdict {
			return verdict(postSigned(p.channel, path, body, "another secret", p.clock).Code)
		}
		return p
	})
}

func newPeople(tb testing.TB) *people {
	return &people{fake: newFake(tb), clock: time.Now(), users: map[string]string{}}
}

func (p *people) settings(log *slog.Logger) func(*Config) {
	return func(cfg *Config) {
		cfg.Logger = log
		cfg.Now = func() time.Time { return p.clock }
	}
}

func verdict(code int) bottest.Verdict {
	switch code {
	case http.StatusOK:
		return bottest.Taken
	case http.StatusServiceUnavailable:
		return bottest.Retry
	}
	return bottest.Refused
}

// user and room are somebody's account and their direct message with the app.
func (p *people) user(person string) string {
	if p.users[person] == "" {
		p.users[person] = fmt.Sprintf("U0TEST%03d", len(p.users))
	}
	return p.users[person]
}

func (p *people) room(person string) string { return "D" + p.user(person)[1:] }

func (p *people) post(path, body string) bottest.Verdict {
	p.last = func() bottest.Verdict { return p.deliver(path, body) }
	return p.last()
}

// Type writes as Slack sends it on: with its three marks escaped.
func (p *people) Type(person, text string) bottest.Verdict {
	p.n++
	return p.post(eventsPath, typed(p.n, p.room(person), p.user(person), escaped(text)))
}

func (p *people) Forge(person, text string) bottest.Verdict {
	p.n++
	if p.forged == nil {
		return bottest.Absent
	}
	return p.forged(eventsPath, typed(p.n, p.room(person), p.user(person), text))
}

func (p *people) Tap(person, label string) bottest.Verdict {
	for _, m := range p.on(p.room(person)) {
		for _, b := range m.buttons {
			if b.Label == label && b.Value != "" {
				p.n++
				return p.post(interactionsPath, form(tapped(p.n, p.room(person), p.user(person), b.Value)))
			}
		}
	}
	return bottest.Refused
}

// Again delivers a minute later, as long as Slack was asked to wait.
func (p *people) Again() bottest.Verdict {
	p.clock = p.clock.Add(time.Minute)
	return p.last()
}

func (p *people) Garbage(signed bool) bottest.Verdict {
	const garbage = `{"type":"event_callback","event":{"text":`
	if signed {
		return p.deliver(eventsPath, garbage)
	}
	if p.forged == nil {
		return bottest.Absent
	}
	return p.forged(eventsPath, garbage)
}

func (p *people) Busy(n int) bottest.Verdict {
	for range n {
		p.fail(busy("chat.postMessage", "14"))
	}
	return bottest.Taken
}

func (p *people) Gone(person string) bottest.Verdict {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.gone[p.room(person)] = true
	return bottest.Taken
}

func (p *people) Seen(person string) []string {
	var all []string
	for _, m := range p.on(p.room(person)) {
		all = append(all, strings.Join(m.lines, "\n\n"))
	}
	return all
}

func (p *people) Buttons(person string) []string {
	var all []string
	for _, m := range p.on(p.room(person)) {
		all = nil
		for _, b := range m.buttons {
			all = append(all, b.Label)
		}
	}
	return all
}

func (p *people) Links(person string) []string {
	var all []string
	for _, m := range p.on(p.room(person)) {
		for _, b := range m.buttons {
			if b.URL != "" {
				all = append(all, b.URL)
			}
		}
	}
	return all
}
