package web

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// registry knows the secret of one code.
type registry struct {
	off   bool
	n     int
	tried int
}

func (g *registry) On() bool { return !g.off }

func (g *registry) Talks(_ context.Context, locale, code, secret string) (Told, bool) {
	g.tried++
	return Told{g.n, "Since <2> November, " + locale}, code == "21M00SCH00L" && secret == "AB12C-DE34F"
}

func counting(t *testing.T, g *registry, o *office, now func() time.Time, log io.Writer) *Channel {
	t.Helper()
	cfg := schooled(t, o, now, log).cfg
	cfg.Counts = g
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func secretForm(secret string) string { return url.Values{"secret": {secret}}.Encode() }

// TestACountIsTold: to who knows the secret, none and few alike; a wrong secret and a code that never was look the same; no
// address and no log holds a secret.
func TestACountIsTold(t *testing.T) {
	g := &registry{}
	var log strings.Builder
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	c := counting(t, g, &office{}, func() time.Time { return now }, &log)
	ask := do(t, c, http.MethodGet, "/schools/21M00SCH00L?lang=es&secret=AB12C-DE34F", "", "")
	page := ask.Body.String()
	for _, want := range []string{`lang="es"`, `method="post" action="/schools/21M00SCH00L?lang=es"`, `<label for="secret">`, `autocomplete="off"`, "kit.count.rule", "kit.read.small", "Nobody read it", `href="/schools/21M00SCH00L?lang=en"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if ask.Code != http.StatusOK || g.tried != 0 || strings.Contains(page, "AB12C") || strings.Contains(page, "<script") || ask.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d, %d tried, %v", ask.Code, g.tried, ask.Header())
	}
	for n, want := range map[int]string{0: "<td>voices.under</td>", 120: "<td>voices.atleast</td>"} {
		g.n = n
		w := do(t, c, http.MethodPost, "/schools/21M00SCH00L?lang=es", formType, secretForm("AB12C-DE34F"))
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) || !strings.Contains(w.Body.String(), "Since &lt;2&gt; November, es") || strings.Contains(w.Body.String(), "AB12C") {
			t.Errorf("%d: %d\n%s", n, w.Code, w.Body)
		}
	}
	wrong := do(t, c, http.MethodPost, "/schools/21M00SCH00L", formType, secretForm("AB12C-DE34G"))
	never := do(t, c, http.MethodPost, "/schools/2NEVER", formType, secretForm("AB12C-DE34F"))
	if alike := strings.ReplaceAll(never.Body.String(), "2NEVER", "21M00SCH00L"); wrong.Code != http.StatusForbidden || never.Code != wrong.Code || alike != wrong.Body.String() || !strings.Contains(alike, "kit.count.wrong") || strings.Contains(alike, "voices.") {
		t.Errorf("%d and %d differ", wrong.Code, never.Code)
	}
	tried := g.tried
	for name, body := range map[string]string{"nothing": "", "much": secretForm(strings.Repeat("A", 33)), "too much": secretForm(strings.Repeat("A", 1<<20)), "broken": "%zz"} {
		if w := do(t, c, http.MethodPost, "/schools/21M00SCH00L", formType, body); w.Code != http.StatusForbidden {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	if g.tried != tried {
		t.Errorf("%d tried", g.tried-tried)
	}
	if w := do(t, c, http.MethodGet, "/schools/%3Cb%3E", "", ""); w.Code != http.StatusNotFound {
		t.Errorf("no code: %d", w.Code)
	}
	if strings.Contains(log.String(), "AB12C") || strings.Contains(log.String(), "SCH00L") {
		t.Errorf("the log holds it:\n%s", log.String())
	}
}

// TestSecretsAreNotGuessed: many tries are asked to come back, and may after a while.
func TestSecretsAreNotGuessed(t *testing.T) {
	g := &registry{}
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	c := counting(t, g, &office{}, func() time.Time { return now }, io.Discard)
	for range 3 * secretsAtOnce {
		w := do(t, c, http.MethodPost, "/schools/21M00SCH00L", formType, secretForm("AB12C-DE34G"))
		if w.Code == http.StatusTooManyRequests && (w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "kit.count.later")) {
			t.Fatalf("%v", w.Header())
		}
	}
	if g.tried != secretsAtOnce {
		t.Errorf("%d tried", g.tried)
	}
	now = now.Add(time.Second)
	if w := do(t, c, http.MethodPost, "/schools/21M00SCH00L", formType, secretForm("AB12C-DE34F")); w.Code != http.StatusOK {
		t.Errorf("a second later: %d", w.Code)
	}
}

// TestCountingIsAsked: a kit's code is counted only if the school ticks it, and only where that can work.
func TestCountingIsAsked(t *testing.T) {
	g, o := &registry{}, &office{}
	c := counting(t, g, o, time.Now, io.Discard)
	page := do(t, c, http.MethodGet, "/schools", "", "").Body.String()
	if !strings.Contains(page, `type="checkbox" id="count" name="count"`) || strings.Contains(page, "checked") || !strings.Contains(page, "kit.web.count_why") || strings.Contains(page, "kit.read.counts") {
		t.Error("the page does not ask as it should")
	}
	do(t, c, http.MethodGet, "/schools/kit.zip?lang=es&country=KE&count=on", "", "")
	do(t, c, http.MethodGet, "/schools/kit.zip?lang=es&country=KE", "", "")
	g.off = true
	do(t, c, http.MethodGet, "/schools/kit.zip?lang=es&country=KE&count=on", "", "")
	if page := do(t, c, http.MethodGet, "/schools", "", "").Body.String(); strings.Contains(page, "checkbox") || !strings.Contains(page, "kit.read.counts") {
		t.Error("a server that can't count asks for it")
	}
	if got := strings.Join(o.made, ", "); got != "es KE counted, es KE, es KE" {
		t.Errorf("made %q", got)
	}
}
