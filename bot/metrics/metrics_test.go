package metrics_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"staysafe/bot"
	"staysafe/bot/metrics"
	"strings"
	"testing"
	"time"
)

// read is what a Prometheus server would read.
func read(t *testing.T, totals bot.Totals) string {
	t.Helper()
	h, err := metrics.Handler(func() bot.Totals { return totals }, time.Date(2026, 11, 26, 20, 0, 0, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.String()
}

// TestCountersTell: each total stands there with its program's hour, also where it is 0; care and crisis by nothing;
// and nothing else stands there that moves when somebody uses the chat.
func TestCountersTell(t *testing.T) {
	answer := bot.VoiceChoice{Flow: "act", Step: "voice", Answer: "act.voice.report"}
	none := read(t, bot.Totals{Voices: map[bot.VoiceChoice]int{answer: 0}})
	some := read(t, bot.Totals{Talks: 120, Care: 20, Crisis: 10, Voices: map[bot.VoiceChoice]int{answer: 30}, Campaigns: map[string]int{"Xy_-": 40}})
	var lines []string
	for line := range strings.Lines(some) {
		if !strings.HasPrefix(line, "#") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	const since = `since="2026-11-26T20"`
	want := []string{
		`staysafe_campaign_talks_total{campaign="Xy_-",` + since + `} 40`,
		`staysafe_care_total{` + since + `} 20`,
		`staysafe_crisis_total{` + since + `} 10`,
		`staysafe_talks_total{` + since + `} 120`,
		`staysafe_voice_answers_total{answer="act.voice.report",flow="act",` + since + `,step="voice"} 30`,
	}
	if got := strings.Join(lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("told\n%s\nnot\n%s", got, strings.Join(want, "\n"))
	}
	for _, zero := range []string{"staysafe_care_total{" + since + "} 0", "staysafe_crisis_total{" + since + "} 0", "staysafe_talks_total{" + since + "} 0", `step="voice"} 0`} {
		if !strings.Contains(none, zero+"\n") {
			t.Errorf("%q is missing in\n%s", zero, none)
		}
	}
	if strings.Contains(none, "campaign=") {
		t.Error("none tells that a campaign is there")
	}
}

// prometheus is a server that answers one query, in the form its API has.
func prometheus(t *testing.T, answer string, status int) (*metrics.Reader, *string) {
	t.Helper()
	var asked string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.Method + " " + r.URL.Path + " " + r.URL.Query().Get("query")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	}))
	t.Cleanup(s.Close)
	r, err := metrics.NewReader(s.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	return r, &asked
}

func vector(samples ...string) string {
	return `{"status":"success","data":{"resultType":"vector","result":[` + strings.Join(samples, ",") + `]}}`
}

// TestTheReaderAddsUp what all programs told, and tells it in steps of ten whatever it is told.
func TestTheReaderAddsUp(t *testing.T) {
	for value, want := range map[string]int{`"240"`: 240, `"247"`: 240, `"9"`: 0, `"0"`: 0, `"-20"`: 0, `"NaN"`: 0, `"+Inf"`: 0, `12`: 0} {
		r, asked := prometheus(t, vector(`{"metric":{},"value":[1764190000.123,`+value+`]}`), http.StatusOK)
		n, err := r.Campaign(t.Context(), "Xy_-")
		if err != nil || n != want {
			t.Errorf("%s is told as %d, not %d: %v", value, n, want, err)
		}
		if *asked != `GET /api/v1/query sum(max_over_time(staysafe_campaign_talks_total{campaign="Xy_-"}[90d]))` {
			t.Errorf("it asks %q", *asked)
		}
	}
	r, _ := prometheus(t, vector(), http.StatusOK)
	if n, err := r.Campaign(t.Context(), "Xy_-"); n != 0 || err != nil {
		t.Errorf("nothing is told as %d: %v", n, err)
	}
	r, asked := prometheus(t, vector(`{"metric":{"flow":"act","step":"voice","answer":"a"},"value":[1,"50"]}`, `{"metric":{"flow":"act","step":"voice","answer":"b"},"value":[1,"0"]}`), http.StatusOK)
	told, err := r.Voices(t.Context())
	if want := "map[{act voice a}:50 {act voice b}:0]"; err != nil || fmt.Sprint(told) != want {
		t.Errorf("voices are %v, not %s: %v", told, want, err)
	}
	if *asked != `GET /api/v1/query sum by (flow, step, answer) (max_over_time(staysafe_voice_answers_total[90d]))` {
		t.Errorf("it asks %q", *asked)
	}
}

// TestTheReaderRefuses what is no answer, and says so without what was asked.
func TestTheReaderRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		answer string
		status int
	}{
		"a failure":   {`{"status":"error"}`, http.StatusInternalServerError},
		"an error":    {`{"status":"error","data":{"resultType":"vector"}}`, http.StatusOK},
		"a page":      {`<html>`, http.StatusOK},
		"another set": {`{"status":"success","data":{"resultType":"matrix","result":[]}}`, http.StatusOK},
		"too much":    {vector(strings.Repeat(" ", 1<<20)), http.StatusOK},
	} {
		r, _ := prometheus(t, tt.answer, tt.status)
		n, err := r.Campaign(t.Context(), "Xy_-")
		if !errors.Is(err, metrics.ErrAnswer) || n != 0 || strings.Contains(err.Error(), "Xy_-") {
			t.Errorf("%s: %d %v", name, n, err)
		}
		if _, err := r.Voices(t.Context()); !errors.Is(err, metrics.ErrAnswer) {
			t.Errorf("%s: voices: %v", name, err)
		}
	}
	r, _ := prometheus(t, "", http.StatusOK)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Campaign(ctx, "Xy_-"); !errors.Is(err, metrics.ErrAnswer) || strings.Contains(err.Error(), "Xy_-") {
		t.Errorf("nobody there: %v", err)
	}
	for _, address := range []string{"", "prometheus:9090", "ftp://prometheus", "http://", "http://p/?x=1"} {
		if _, err := metrics.NewReader(address); err == nil {
			t.Errorf("%q is an address", address)
		}
	}
}
