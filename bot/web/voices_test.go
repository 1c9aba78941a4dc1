package web

import (
	"context"
	"log/slog"
	"net/http"
	"staysafe/bot"
	"strings"
	"testing"
)

// polls is one question with two answers.
type polls struct{}

func (polls) Voices(context.Context, string) ([]bot.Voice, string) {
	return []bot.Voice{{Question: "What <first>?", Answers: []bot.VoiceAnswer{{Label: "This", AtLeast: 120}, {Label: "That"}}}}, "Since 2 November 2026."
}

// TestVoicesPage: numbers in steps of ten, and the same words for none as for few.
func TestVoicesPage(t *testing.T) {
	cfg := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler)).cfg
	cfg.Guides, cfg.Voices = shelf{}, polls{}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w := do(t, c, http.MethodGet, "/voices?lang=es", "", "")
	page := w.Body.String()
	for _, want := range []string{`lang="es"`, "What &lt;first&gt;?", `<th scope="row">This</th><td>voices.atleast</td>`, `<th scope="row">That</th><td>voices.under</td>`, "Since 2 November 2026.", "Nobody read it", `href="/voices?lang=en"`} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not in\n%s", want, page)
		}
	}
	if w.Code != http.StatusOK || strings.Contains(page, "<script") || w.Header().Get("Set-Cookie") != "" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
}
