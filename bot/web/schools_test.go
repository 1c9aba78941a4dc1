package web

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
)

// office makes kits.
type office struct {
	off   bool
	fails bool
	made  []string
}

func (o *office) Leads() bool { return !o.off }

func (o *office) Kit(w io.Writer, locale, country string, counted bool) error {
	if o.fails {
		return errors.New("no paper")
	}
	made := locale + " " + country
	if counted {
		made += " counted"
	}
	o.made = append(o.made, made)
	_, err := io.WriteString(w, "a kit")
	return err
}

func schooled(t *testing.T, o *office, now func() time.Time, log io.Writer) *Channel {
	t.Helper()
	cfg := newChannel(t, &echo{turn: hello()}, slog.New(slog.NewTextHandler(log, nil))).cfg
	cfg.Guides, cfg.Schools, cfg.Now = shelf{}, o, now
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestSchools: the page asks for a language and a country and for nothing else; the kit is made of these
// two; whatever else a request holds is neither used nor logged.
func TestSchools(t *testing.T) {
	o := &office{}
	var log strings.Builder
	c := schooled(t, o, time.Now, &log)
	page := do(t, c, http.MethodGet, "/schools?lang=es", "", "").Body.String()
	for _, want := range []string{`lang="es"`, `action="/schools/kit.zip"`, `name="lang"`, `name="country"`, `<option value="KE">Kenya</option>`, "Nobody read it", `<label for="country">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := strings.Count(page, "name=\"") - strings.Count(page, "<meta name="); n != 2 || strings.Contains(page, "<script") {
		t.Errorf("the page asks for %d things", n)
	}
	w := do(t, c, http.MethodGet, "/schools/kit.zip?lang=es&country=KE&school=Mwangaza", "", "")
	if w.Code != http.StatusOK || w.Body.String() != "a kit" || w.Header().Get("Content-Disposition") != `attachment; filename="kit.zip"` || w.Header().Get("Content-Type") != "application/zip" || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	do(t, c, http.MethodGet, "/schools/kit.zip", "", "")
	if got := strings.Join(o.made, ", "); got != "es KE, en " {
		t.Errorf("made %q", got)
	}
	for _, bad := range []string{"?country=kenya", "?country=%3Cb%3E", "?country=KEN"} {
		if w := do(t, c, http.MethodGet, "/schools/kit.zip"+bad, "", ""); w.Code != http.StatusFound || w.Header().Get("Location") != "/schools" {
			t.Errorf("%s: %d", bad, w.Code)
		}
	}
	o.fails = true
	if w := do(t, c, http.MethodGet, "/schools/kit.zip?country=ZZ", "", ""); w.Code != http.StatusFound {
		t.Errorf("a kit that can't be made: %d", w.Code)
	}
	if strings.Contains(log.String(), "Mwangaza") || strings.Contains(log.String(), "ZZ") {
		t.Errorf("the log holds the request:\n%s", log.String())
	}
}

// TestKitsAreBounded: many at once are asked to come back, and may after a while; without an address there
// is no form.
func TestKitsAreBounded(t *testing.T) {
	o := &office{}
	now := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	c := schooled(t, o, func() time.Time { return now }, io.Discard)
	refused := 0
	for range 3 * kitsAtOnce {
		if w := do(t, c, http.MethodGet, "/schools/kit.zip", "", ""); w.Code == http.StatusTooManyRequests {
			refused++
			if w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "kit.web.later") {
				t.Fatalf("%v", w.Header())
			}
		}
	}
	if refused != 2*kitsAtOnce || len(o.made) != kitsAtOnce {
		t.Errorf("%d refused, %d made", refused, len(o.made))
	}
	now = now.Add(time.Second)
	if w := do(t, c, http.MethodGet, "/schools/kit.zip", "", ""); w.Code != http.StatusOK {
		t.Errorf("a second later: %d", w.Code)
	}
	o.off = true
	page := do(t, c, http.MethodGet, "/schools", "", "").Body.String()
	if strings.Contains(page, "<form") || !strings.Contains(page, "kit.web.off") {
		t.Error("a form that leads nowhere")
	}
	if w := do(t, c, http.MethodGet, "/schools/kit.zip", "", ""); w.Code != http.StatusFound {
		t.Errorf("a kit that leads nowhere: %d", w.Code)
	}
}
