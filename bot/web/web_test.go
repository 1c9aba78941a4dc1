package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"staysafe/bot"
	"strings"
	"testing"
	"time"
)

// echo is a house that says what it is told to say.
type echo struct {
	turn   bot.Turn
	err    error
	heard  []bot.Inbound
	forgot []bot.Address
	seen   map[string]bool
}

func (e *echo) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	e.heard = append(e.heard, in)
	if e.err != nil {
		return e.err
	}
	if e.seen[in.ID] && in.Kind != bot.KindLook {
		return nil
	}
	if e.seen == nil {
		e.seen = map[string]bool{}
	}
	e.seen[in.ID] = true
	_, err := via.Send(ctx, in, e.turn)
	return err
}

func (e *echo) Forget(_ context.Context, _ bot.Channel, who bot.Address) error {
	e.forgot = append(e.forgot, who)
	return nil
}

func hello() bot.Turn {
	return bot.Turn{Locale: "en", Direction: "ltr", Messages: []bot.Message{{Text: "hello"}}, Choices: []bot.Choice{{ID: "abc", Label: "Yes"}}}
}

func do(tb testing.TB, c *Channel, method, path, kind, body string) *httptest.ResponseRecorder {
	tb.Helper()
	r := httptest.NewRequestWithContext(tb.Context(), method, path, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

const formType = "application/x-www-form-urlencoded"

func TestHeadersAreOnEveryAnswer(t *testing.T) {
	c := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler))
	for _, r := range [][4]string{
		{"GET", "/", "", ""},
		{"GET", "/nowhere", "", ""},
		{"POST", "/", formType, "t=hi"},
		{"POST", "/", "text/plain", "hi"},
		{"PUT", "/", "", ""},
		{"POST", "/leave", formType, ""},
		{"GET", "/c/abc", "", ""},
		{"GET", "/static/none.css", "", ""},
		{"POST", "/", formType, strings.Repeat("t=a&", maxBody)},
	} {
		w := do(t, c, r[0], r[1], r[2], r[3])
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
		} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s %s: %s is %q", r[0], r[1], name, got)
			}
		}
		if p := w.Header().Get("Content-Security-Policy"); !strings.Contains(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
			t.Errorf("%s %s: policy %q", r[0], r[1], p)
		}
		if w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s %s sets a cookie", r[0], r[1])
		}
	}
}

func TestBadDeliveriesGetAKindPage(t *testing.T) {
	tests := map[string]struct {
		kind, body string
		code       int
	}{
		"no form":         {"application/json", "{}", http.StatusUnsupportedMediaType},
		"no type":         {"", "t=hi", http.StatusUnsupportedMediaType},
		"too large":       {formType, "t=" + strings.Repeat("a", maxBody), http.StatusRequestEntityTooLarge},
		"broken escape":   {formType, "t=%zz", http.StatusBadRequest},
		"no key":          {formType, "t=hi", http.StatusOK},
		"a forged key":    {formType, "k=abc&n=def&t=hi", http.StatusOK},
		"invalid UTF-8":   {formType, "t=%ff%fe", http.StatusOK},
		"many values":     {formType, "t=a&t=b&k=1&k=2", http.StatusOK},
		"an unknown word": {formType, "do=reboot", http.StatusOK},
	}
	for name, tt := range tests {
		c := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler))
		w := do(t, c, http.MethodPost, "/", tt.kind, tt.body)
		if w.Code != tt.code || !strings.Contains(w.Body.String(), "hello") {
			t.Errorf("%s: %d, want %d, with a page", name, w.Code, tt.code)
		}
	}
}

func TestNothingIsMarkup(t *testing.T) {
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(1)>`
	turn := hello()
	turn.Messages[0].Text = evil
	turn.Choices = []bot.Choice{{ID: "a", Label: evil}}
	turn.Note, turn.Country = evil, evil
	turn.Messages = append(turn.Messages, bot.Message{Card: &bot.Card{Name: evil, Dial: evil, Source: evil, Say: evil, SayLabel: evil, Outdated: evil, Facts: []bot.Fact{{Kind: "hours", Text: evil}}, Links: []bot.Link{{Label: evil, URL: "javascript:alert(1)"}}}})
	c := newChannel(t, &echo{turn: turn}, slog.New(slog.DiscardHandler))
	form := url.Values{"t": {evil}, "c": {"x " + evil}, "l": {evil}, "k": {evil}, "n": {evil}}
	for _, body := range []string{form.Encode(), url.Values{"t": {evil}}.Encode()} {
		page := do(t, c, http.MethodPost, "/?look="+url.QueryEscape(evil), formType, body).Body.String()
		for _, bad := range []string{"<script>alert", "<img", "javascript:"} {
			if strings.Contains(page, bad) {
				t.Errorf("the page holds %q", bad)
			}
		}
	}
}

func TestLeaveForgetsAndGoesSomewherePlain(t *testing.T) {
	house := &echo{turn: hello()}
	c := newChannel(t, house, slog.New(slog.DiscardHandler))
	page := do(t, c, http.MethodGet, "/", "", "").Body.String()
	key := hiddenField.FindStringSubmatch(page)[2]
	w := do(t, c, http.MethodPost, "/leave", formType, url.Values{"k": {key}}.Encode())
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "https://weather.example/today" || w.Header().Get("Clear-Site-Data") == "" {
		t.Errorf("leaving: %d %v", w.Code, w.Header())
	}
	if len(house.forgot) != 1 || string(house.forgot[0]) != key {
		t.Error("the conversation was not forgotten")
	}
}

func TestALostHouseStillSaysTheLifeline(t *testing.T) {
	c := newChannel(t, &echo{err: context.DeadlineExceeded}, slog.New(slog.DiscardHandler))
	w := do(t, c, http.MethodPost, "/", formType, "t=hi")
	if !strings.Contains(w.Body.String(), "common.lifeline") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestAnExitMustBeSafe(t *testing.T) {
	for _, exit := range []string{"", "http://x.example", "javascript:alert(1)", "weather"} {
		if _, err := New(Config{ExitURL: exit}); err == nil {
			t.Errorf("%q was taken", exit)
		}
	}
}

func TestACampaignIsANeutralCard(t *testing.T) {
	house := &echo{turn: hello()}
	c := newChannel(t, house, slog.New(slog.DiscardHandler))
	for path, code := range map[string]string{"/c/es-mx-7": "es-mx-7", "/c/" + strings.Repeat("a", 33): "", "/c/%3Cb%3E": ""} {
		page := do(t, c, http.MethodGet, path, "", "").Body.String()
		if !strings.Contains(page, "web.card") || strings.Contains(page, "hello") {
			t.Errorf("%s: not a neutral card", path)
		}
		if got := strings.Contains(page, `name="code" value="`+code+`"`); !got {
			t.Errorf("%s: the code is not carried as %q", path, code)
		}
	}
	if page := do(t, c, http.MethodGet, "/c/SPANISH", "", "").Body.String(); !strings.Contains(page, `lang="es"`) {
		t.Error("the card does not speak the code's language")
	}
	if len(house.heard) > 0 {
		t.Error("looking at a card started a conversation")
	}
}

// TestFirstLoadIsSmall holds the budget: everything a first visit loads, compressed.
func TestFirstLoadIsSmall(t *testing.T) {
	c := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler))
	page := do(t, c, http.MethodGet, "/", "", "").Body.Bytes()
	total := len(pack(page))
	for _, f := range c.static.files {
		total += len(f.packed)
	}
	if total > 40<<10 {
		t.Errorf("the first load is %d bytes, at most 40 KiB", total)
	}
	if n := len(lean(scriptSource)); n > 3<<10 {
		t.Errorf("the script is %d bytes, at most 3 KiB", n)
	}
	for _, address := range address.FindAllStringSubmatch(string(page), -1) {
		t.Errorf("the page points elsewhere: %s", address[1])
	}
}

func FuzzForm(f *testing.F) {
	for _, s := range []string{"t=hi", "k=" + strings.Repeat("A", 43) + "&n=" + strings.Repeat("A", 43) + "&c=abc+Yes", "over=1&code=es", "do=help", "l=es-MX&d=1&t=%F0%9F%87%B0", "t=%e2%81%a6116"} {
		f.Add(s)
	}
	house := &echo{turn: hello()}
	c := newChannel(f, house, slog.New(slog.DiscardHandler))
	f.Fuzz(func(t *testing.T, body string) {
		house.heard, house.seen = nil, nil
		w := do(t, c, http.MethodPost, "/", formType, body)
		if w.Code >= 500 || !strings.Contains(w.Body.String(), "hello") {
			t.Errorf("%q: %d without a page", body, w.Code)
		}
		if strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%q became markup", body)
		}
	})
}

// What a browser would keep of a form, or fill into one, is not ours to show.
func TestFormsAreNotRemembered(t *testing.T) {
	c := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler))
	for _, path := range []string{"/", "/c/abc"} {
		page := do(t, c, http.MethodGet, path, "", "").Body.String()
		if all, off := strings.Count(page, "<form"), strings.Count(page, `<form autocomplete="off"`); all == 0 || off != all {
			t.Errorf("%s: %d of %d forms tell the browser to forget", path, off, all)
		}
	}
}

// A neutral screen holds nothing of the talk, not even the words that led to it, and looks plain.
func TestANeutralScreenStandsAlone(t *testing.T) {
	turn := hello()
	turn.Neutral = true
	c := newChannel(t, &echo{turn: turn}, slog.New(slog.DiscardHandler))
	page := do(t, c, http.MethodPost, "/", formType, "t=mum+is+coming").Body.String()
	for _, want := range []string{`<ol class="talk" data-alone>`, `data-look="discreet"`, "web.notes"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not hold %s", want)
		}
	}
	for _, bad := range []string{"mum is coming", "web.your_message", "web.name", `name="d"`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
}

// After a failure the next message still belongs to the conversation.
func TestALostPageCanGoOn(t *testing.T) {
	key := strings.Repeat("A", 43)
	c := newChannel(t, &echo{err: context.DeadlineExceeded}, slog.New(slog.DiscardHandler))
	page := do(t, c, http.MethodPost, "/", formType, url.Values{"t": {"hi"}, "k": {key}, "n": {strings.Repeat("B", 42) + "A"}}.Encode()).Body.String()
	for _, m := range hiddenField.FindAllStringSubmatch(page, -1) {
		if m[1] == "k" && m[2] != key || m[1] == "n" && (!token(m[2]) || m[2][0] == 'B' && m[2][1] == 'B') {
			t.Errorf("field %s is %q", m[1], m[2])
		}
	}
}

// broken is a house that falls down.
type broken struct{ echo }

func (*broken) Handle(context.Context, bot.Channel, bot.Inbound) error { panic("private words") }

func TestAPanicStillSaysTheLifeline(t *testing.T) {
	var log strings.Builder
	c := newChannel(t, &broken{}, slog.New(slog.NewTextHandler(&log, nil)))
	if w := do(t, c, http.MethodPost, "/", formType, "t=hi"); w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "common.lifeline") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if strings.Contains(log.String(), "private") {
		t.Errorf("the log holds what the panic said: %s", &log)
	}
}

func TestASiteThatEmbedsIsASite(t *testing.T) {
	for site, ok := range map[string]bool{
		"https://school.example": true, "https://*.school.example": true, "http://localhost:3000": true, "https://school.example/": true,
		"school.example": false, "https://school.example/page": false, "https://a.example;script-src": false, "*": false,
	} {
		_, err := New(Config{
			Handler: &echo{}, Words: plain{}, ExitURL: "https://weather.example", FrameAncestors: []string{site},
			Rand: strings.NewReader(""), Logger: slog.New(slog.DiscardHandler), Now: time.Now,
		})
		if (err == nil) != ok {
			t.Errorf("%s: %v", site, err)
		}
	}
}

func TestReportsAreOneTap(t *testing.T) {
	turn := hello()
	turn.Report = bot.Choice{ID: "wrongid", Label: "This is wrong"}
	turn.Messages = append(turn.Messages, bot.Message{Text: "Line", Card: &bot.Card{Name: "Line", Links: []bot.Link{{Label: "Web", URL: "https://a.example"}}, Report: bot.Choice{ID: "failedid", Label: "It failed"}}})
	house := &echo{turn: turn}
	c := newChannel(t, house, slog.New(slog.DiscardHandler))
	page := do(t, c, http.MethodPost, "/", formType, "t=hi").Body.String()
	for _, id := range []string{"wrongid This is wrong", "failedid It failed"} {
		if !strings.Contains(page, `name="c" value="`+id+`"`) {
			t.Errorf("the page has no button %q", id)
		}
	}
	do(t, c, http.MethodPost, "/", formType, url.Values{"c": {"failedid It failed"}}.Encode())
	if in := house.heard[len(house.heard)-1]; in.Kind != bot.KindChoice || in.Choice != "failedid" {
		t.Errorf("the tap arrived as %+v", in)
	}
}
