package telegram

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"time"
)

// people is the fake as the contract suite sees it.
type people struct {
	*fake
	channel *Channel
	clock   time.Time
	numbers map[string]int64
	last    string
	updates int64
}

func TestContract(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T, house bot.Handler, log *slog.Logger) bottest.Network {
		p := &people{fake: newFake(t), clock: time.Now(), numbers: map[string]int64{}, updates: 5000}
		p.channel = p.fake.channel(house, func(cfg *Config) {
			cfg.Logger = log
			cfg.Now = func() time.Time { return p.clock }
		})
		return p
	})
}

func (p *people) number(person string) int64 {
	if p.numbers[person] == 0 {
		p.numbers[person] = 700000100 + int64(len(p.numbers))
	}
	return p.numbers[person]
}

func (p *people) from(person string) map[string]any {
	return map[string]any{"id": p.number(person), "is_bot": false, "first_name": "Sample", "language_code": "en"}
}

func (p *people) chat(person string) map[string]any {
	return map[string]any{"id": p.number(person), "type": "private", "first_name": "Sample"}
}

func (p *people) post(kind string, body map[string]any, secret string) bottest.Verdict {
	p.updates++
	data, err := json.Marshal(map[string]any{"update_id": p.updates, kind: body})
	if err != nil {
		p.tb.Fatal(err)
	}
	p.last = string(data)
	return p.deliver(p.last, secret)
}

func (p *people) deliver(body, secret string) bottest.Verdict {
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(body))
	if secret != "" {
		r.Header.Set(secretHeader, secret)
	}
	w := httptest.NewRecorder()
	p.channel.ServeHTTP(w, r)
	switch w.Code {
	case http.StatusOK:
		return bottest.Taken
	case http.StatusServiceUnavailable:
		return bottest.Retry
	}
	return bottest.Refused
}

func (p *people) message(person, text string) map[string]any {
	p.serial++
	return map[string]any{
		"message_id": p.serial, "date": 1760000000, "from": p.from(person), "chat": p.chat(person), "text": text,
	}
}

func (p *people) Type(person, text string) bottest.Verdict {
	return p.post("message", p.message(person, text), testSecret)
}

func (p *people) Forge(person, text string) bottest.Verdict {
	return p.post("message", p.message(person, text), "not the secret")
}

func (p *people) Tap(person, label string) bottest.Verdict {
	for _, m := range p.on(p.number(person)) {
		for _, b := range m.buttons {
			if b.Text == label {
				return p.post("callback_query", map[string]any{
					"id": fmt.Sprint("tap", p.updates), "from": p.from(person), "chat_instance": "1", "data": b.CallbackData,
					"message": map[string]any{"message_id": m.id, "date": 1760000000, "chat": p.chat(person), "text": m.text},
				}, testSecret)
			}
		}
	}
	return bottest.Refused
}

// Again delivers a minute later, as long as Telegram was asked to wait.
func (p *people) Again() bottest.Verdict {
	p.clock = p.clock.Add(time.Minute)
	return p.deliver(p.last, testSecret)
}

func (p *people) Garbage(signed bool) bottest.Verdict {
	if signed {
		return p.deliver(`{"update_id":7,"message":{"text":`, testSecret)
	}
	return p.deliver(`{"update_id":7,"message":{"text":`, "")
}

func (p *people) Busy(n int) bottest.Verdict {
	for range n {
		p.fail("sendMessage", http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14","parameters":{"retry_after":14}}`)
	}
	return bottest.Taken
}

func (p *people) Gone(person string) bottest.Verdict {
	p.gone[p.number(person)] = true
	return bottest.Taken
}

func (p *people) Seen(person string) []string {
	var all []string
	for _, m := range p.on(p.number(person)) {
		all = append(all, m.text)
	}
	return all
}

func (p *people) Buttons(person string) []string {
	var all []string
	for _, m := range p.on(p.number(person)) {
		all = nil
		for _, b := range m.buttons {
			all = append(all, b.Text)
		}
	}
	return all
}

func (p *people) Links(person string) []string {
	var all []string
	for _, m := range p.on(p.number(person)) {
		for _, b := range m.buttons {
			if b.URL != "" {
				all = append(all, b.URL)
			}
		}
		all = append(all, addresses(m.text)...)
	}
	return all
}
