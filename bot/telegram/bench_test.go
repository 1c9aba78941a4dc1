package telegram

import (
	"net/http"
	"net/http/httptest"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
)

// The way of one delivery to a house that does nothing.
func BenchmarkWebhook(b *testing.B) {
	for _, file := range []string{"05-text-plain-recorded", "14-photo-caption-recorded", "38-text-4096", "31-reaction-recorded"} {
		b.Run(file, func(b *testing.B) {
			c := newFake(b).channel(&bottest.House{})
			body := string(read(b, file))
			b.ReportAllocs()
			for b.Loop() {
				c.deliveries = deliveries{} // each delivery is a new one
				if w := deliver(c, body); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}

// What it costs to turn somebody away.
func BenchmarkForged(b *testing.B) {
	c := newFake(b).channel(&bottest.House{})
	b.ReportAllocs()
	for b.Loop() {
		r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader("{}"))
		r.Header.Set(secretHeader, "wrong")
		c.ServeHTTP(httptest.NewRecorder(), r)
	}
}

// The forming of one turn with help services and buttons.
func BenchmarkCompose(b *testing.B) {
	turn := bottest.Say(strings.Repeat("A sentence of an answer. ", 12), "Example Line: \u2066116 111\u2069", "A question?")
	for _, l := range []string{"Yes", "No", "Not sure", "Help now", "Hide", "Start over"} {
		turn.Choices = append(turn.Choices, bot.Choice{ID: l, Label: l})
	}
	b.ReportAllocs()
	for b.Loop() {
		if len(bot.Compose(turn, textLimit())) != 1 || keyboard(turn) == nil {
			b.Fatal("not composed")
		}
	}
}
