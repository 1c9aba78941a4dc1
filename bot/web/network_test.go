package web

import (
	"crypto/rand"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"time"
)

// plain are the words of a page in tests: every text is its id.
type plain struct{}

func (plain) Text(_, id string, _ map[string]string) string { return id }
func (plain) Locales() []string                             { return []string{"en", "es"} }
func (plain) LocaleName(tag string) string                  { return tag }
func (plain) Direction(locale string) string {
	if locale == "ar" {
		return "rtl"
	}
	return "ltr"
}

func (p plain) Entry(accept, code string) string {
	if code == "SPANISH" {
		return "es"
	}
	return p.Match(accept)
}

func (plain) Match(accept string) string {
	if strings.HasPrefix(accept, "es") {
		return "es"
	}
	return "en"
}

func newChannel(tb testing.TB, house bot.Handler, log *slog.Logger) *Channel {
	tb.Helper()
	c, err := New(Config{
		Handler: house, Words: plain{}, ExitURL: "https://weather.example/today", Rand: rand.Reader, Logger: log, Now: time.Now,
	})
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

// browsers are people with a browser tab each.
type browsers struct {
	t    *testing.T
	c    *Channel
	tabs map[string]*tab
	body string
}

// tab is one page: what it shows, what it showed before, and what its forms carry.
type tab struct {
	page   string
	screen []string
	fields url.Values
}

func TestContract(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T, house bot.Handler, log *slog.Logger) bottest.Network {
		return &browsers{t: t, c: newChannel(t, house, log), tabs: map[string]*tab{}}
	})
}

func (b *browsers) tab(person string) *tab {
	if b.tabs[person] == nil {
		b.tabs[person] = &tab{}
		b.take(b.tabs[person], httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, "/", nil))
	}
	return b.tabs[person]
}

var (
	hiddenField = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)
	slips       = regexp.MustCompile(`(?s)<li class="(?:slip|person)[^"]*"[^>]*>(.*?)</li>\n`)
	choiceForm  = regexp.MustCompile(`<button class="btn" name="c" value="([^"]*)">(.*?)</button>`)
	address     = regexp.MustCompile(`href="((?:https|tel|sms):[^"]*)"`)
	elements    = regexp.MustCompile(`<[^>]*>`)
)

// take shows the answer to a request on a tab.
func (b *browsers) take(tb *tab, r *http.Request) int {
	w := httptest.NewRecorder()
	b.c.ServeHTTP(w, r)
	body := w.Body.String()
	if !strings.Contains(body, "<main>") {
		return w.Code
	}
	tb.page, tb.fields = body, url.Values{}
	for _, m := range hiddenField.FindAllStringSubmatch(body, -1) {
		tb.fields.Set(m[1], html.UnescapeString(m[2]))
	}
	for _, m := range slips.FindAllStringSubmatch(body, -1) {
		text := strings.ReplaceAll(m[1], "<br>", "\n")
		text = strings.NewReplacer(`<bdi dir="ltr">`, "\u2066", "</bdi>", "\u2069").Replace(text)
		tb.screen = append(tb.screen, html.UnescapeString(elements.ReplaceAllString(text, "")))
	}
	return w.Code
}

func (b *browsers) post(person string, more url.Values) bottest.Verdict {
	tb := b.tab(person)
	form := url.Values{}
	for k, v := range tb.fields {
		form[k] = v
	}
	for k, v := range more {
		form[k] = v
	}
	b.body = form.Encode()
	return b.deliver(tb, b.body, nil)
}

func (b *browsers) deliver(tb *tab, body string, head http.Header) bottest.Verdict {
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for k, v := range head {
		r.Header[k] = v
	}
	switch code := b.take(tb, r); {
	case code == http.StatusForbidden:
		return bottest.Refused
	case code >= 500:
		return bottest.Retry
	}
	return bottest.Taken
}

func (b *browsers) Type(person, text string) bottest.Verdict {
	return b.post(person, url.Values{"t": {text}})
}

func (b *browsers) Tap(person, label string) bottest.Verdict {
	for _, m := range choiceForm.FindAllStringSubmatch(b.tab(person).page, -1) {
		if html.UnescapeString(m[2]) == label {
			return b.post(person, url.Values{"c": {html.UnescapeString(m[1])}})
		}
	}
	b.t.Fatalf("there is no button %q", label)
	return bottest.Absent
}

// Again sends the same form once more, as a browser does that is told to reload: its page is
// replaced, so that only what the new page says is seen twice.
func (b *browsers) Again() bottest.Verdict { return b.deliver(&tab{}, b.body, nil) }

// Forge posts from another site.
func (b *browsers) Forge(_, text string) bottest.Verdict {
	return b.deliver(&tab{}, url.Values{"t": {text}}.Encode(), http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}})
}

func (b *browsers) Garbage(signed bool) bottest.Verdict {
	head := http.Header{"Content-Type": {"application/json"}}
	if !signed {
		head.Set("Sec-Fetch-Site", "cross-site")
	}
	return b.deliver(&tab{}, "\x00{not a form", head)
}

func (b *browsers) Busy(int) bottest.Verdict    { return bottest.Absent }
func (b *browsers) Gone(string) bottest.Verdict { return bottest.Absent }
func (b *browsers) Seen(person string) []string { return b.tab(person).screen }
func (b *browsers) Buttons(person string) (l []string) {
	for _, m := range choiceForm.FindAllStringSubmatch(b.tab(person).page, -1) {
		l = append(l, html.UnescapeString(m[2]))
	}
	return l
}

func (b *browsers) Links(person string) (l []string) {
	for _, m := range address.FindAllStringSubmatch(b.tab(person).page, -1) {
		l = append(l, html.UnescapeString(m[1]))
	}
	return l
}
