package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"staysafe/bot"
	"strings"
	"testing"
)

// shelf is a guide of three pages.
type shelf struct{}

func (shelf) Guide(locale, edition string) *bot.Guide {
	if edition != "young" && edition != "teachers" {
		return nil
	}
	return &bot.Guide{
		Locale: locale, Direction: "ltr", Edition: edition, Name: "A guide", Readers: "For you", Note: "Nobody read it", Imprint: "Edition 1", Others: []string{"es"},
		Pages: []bot.GuidePage{
			{ID: "one", Number: 1, Title: "First", Drawing: bot.GuideDrawing{Name: "bench", Alt: "A bench", SVG: []byte(bench)}, Parts: []bot.GuidePart{{Title: "A part", Texts: []string{"Two <b>lines</b>\nof text:\n– a\n– b"}}}, Say: `"Help me."`},
			{ID: "two", Number: 2, Title: "Second", Parts: []bot.GuidePart{{Texts: []string{"More"}}}},
			{ID: "help", Number: 3, Title: "People", Parts: []bot.GuidePart{{Texts: []string{"They listen"}}}, Help: true},
		},
	}
}

func (shelf) Ends(_, country string) bot.GuideEnd {
	if country != "KE" {
		return bot.GuideEnd{}
	}
	return bot.GuideEnd{Country: "Kenya", Emergency: "999", Line: &bot.Card{Name: "Childline", Dial: "116", Links: []bot.Link{{Label: "Call 116", URL: "tel:116"}}}}
}

func (shelf) Help(_, country string) []bot.Message {
	return []bot.Message{{Text: "in " + country, Card: &bot.Card{Name: "Childline", Dial: "116", Links: []bot.Link{{Label: "Call 116", URL: "tel:116"}}}}, {Text: "Wait"}}
}

// bench is a drawing.
const bench = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 1h2"/></svg>`

func (shelf) Drawing(name string) []byte {
	if name != "bench" {
		return nil
	}
	return []byte(bench)
}

func (shelf) Plain(g *bot.Guide, country string) string { return g.Edition + " in " + country }

func (shelf) Countries(string) []bot.Country {
	return []bot.Country{{Code: "FR", Name: "France"}, {Code: "KE", Name: "Kenya"}}
}

func guided(t *testing.T) *Channel {
	t.Helper()
	c := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler))
	cfg := c.cfg
	cfg.Guides = shelf{}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestGuidePages: every page can be turned, ends with whom to call, and keeps country and edition in
// its links; what is not there leads to what is.
func TestGuidePages(t *testing.T) {
	c := guided(t)
	for path, want := range map[string][]string{
		"/guide/en": {"A guide", "For you", `href="/guide/en/one"`, `href="/guide/en?for=teachers"`, `href="/guide/es"`, "Nobody read it", "Edition 1", `href="/guide/en.txt"`},
		"/guide/en/one?country=KE": {
			"Two &lt;b&gt;lines&lt;/b&gt;", "<h2>A part</h2>", `alt="A bench"`, `src="/guide/drawing/bench.`, "<ul><li>a</li><li>b</li></ul>", "Help me.", `href="tel:999"`, `href="tel:116"`, `rel="next" href="/guide/en/two?country=KE"`,
			`href="/guide/es/one?country=KE"`, `aria-current="page"`,
		},
		"/guide/en/two":                          {`rel="prev" href="/guide/en/one"`, `rel="next" href="/guide/en/help"`, `<a href="/guide/en/help">`},
		"/guide/en/help?for=teachers&country=KE": {`<option value="KE" selected>Kenya</option>`, `name="for" value="teachers"`, `href="tel:116"`, "Wait"},
		"/guide/en/help?country=XX":              {`<option value="KE">Kenya</option>`},
	} {
		w := do(t, c, http.MethodGet, path, "", "")
		body := w.Body.String()
		if w.Code != http.StatusOK || w.Header().Get("Content-Language") != "en" || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%s: %q is not in\n%s", path, s, body)
			}
		}
		if out := regexp.MustCompile(`(src|href)="(https?:)?//`).FindAllString(body, -1); len(out) != 1 { // the way out
			t.Errorf("%s asks for %d things from elsewhere: %v", path, len(out), out)
		}
	}
	for path, to := range map[string]string{
		"/guide/xx": "/guide/en", "/guide/en/nothing?country=KE": "/guide/en?country=KE", "/guide/en?for=nobody": "/guide/en", "/guide/en/one?for=nobody": "/guide/en",
	} {
		if w := do(t, c, http.MethodGet, path, "", ""); w.Code != http.StatusFound || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q, want %q", path, w.Code, w.Header().Get("Location"), to)
		}
	}
	if w := do(t, c, http.MethodGet, "/guide/en.txt?for=teachers&country=KE", "", ""); w.Body.String() != "teachers in KE" || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("as text: %q %v", w.Body, w.Header())
	}
	if w := do(t, c, http.MethodPost, "/guide/en", "", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestGuideSendsLittle: a page is a fraction of what a first load may be.
func TestGuideSendsLittle(t *testing.T) {
	c := guided(t)
	total := len(pack(styleSource)) + len(pack(guideStyle)) + len(pack(markSource)) + len(pack(do(t, c, http.MethodGet, "/guide/en/one", "", "").Body.Bytes()))
	if total > 12<<10 {
		t.Error(fmt.Sprint(total, " bytes for a first page"))
	}
}
