package main

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/campaign"
	"staysafe/bot/content"
	"strings"
	"testing"
	"time"
)

// files are what a ZIP holds.
func files(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(text)
	}
	return all
}

// fetch is the status and the body of an answer.
func fetch(t *testing.T, resp *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // the test has read it
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

var secretIn = regexp.MustCompile(`(?m)^([0-9A-Z]{5}-[0-9A-Z]{5})$`)

// TestASchoolSeesItsCount: from the box it ticks to the number that all servers counted, or, when Prometheus is away,
// to what this one did.
func TestASchoolSeesItsCount(t *testing.T) {
	asked, away := make(chan string, 10), make(chan struct{})
	prometheus := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-away:
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		default:
		}
		asked <- r.URL.Query().Get("query")
		_, _ = io.WriteString(w, `{"status":"success","data":{"resultType":"vector","result":[{"metric":{"flow":"act","step":"voice","answer":"act.voice.report"},"value":[1,"40"]}]}}`)
	}))
	defer prometheus.Close()
	p := start(t, map[string]string{"STAYSAFE_SECRET": testSecret, "STAYSAFE_PUBLIC_URL": "https://chat.example.org", "STAYSAFE_PROMETHEUS_URL": prometheus.URL})
	resp, err := http.Get(p.url + "/schools/kit.zip?lang=en&country=KE&count=on")
	_, kit := fetch(t, resp, err)
	all := files(t, []byte(kit))
	page := regexp.MustCompile(`https://chat\.example\.org(/schools/([0-9A-Z]+)) `).FindStringSubmatch(all["counts.txt"])
	secret := secretIn.FindStringSubmatch(all["counts.txt"])
	if page == nil || secret == nil || !strings.Contains(all["links.txt"], "/c/"+page[2]+"\n") || !strings.Contains(all["README.txt"], "One thing is counted") || strings.Contains(all["README.txt"], "Nothing is counted") {
		t.Fatalf("%q\n%q", all["counts.txt"], all["README.txt"])
	}
	for name, text := range all {
		if name != "counts.txt" && strings.Contains(text, secret[1]) {
			t.Errorf("%s holds the secret", name)
		}
	}
	show := func(secret string) (int, string) {
		resp, err := http.PostForm(p.url+page[1]+"?lang=en", url.Values{"secret": {secret}})
		return fetch(t, resp, err)
	}
	if code, text := show(strings.ToLower(secret[1])); code != http.StatusOK || !strings.Contains(text, "<td>40 or more</td>") || !strings.Contains(text, "all servers together") {
		t.Errorf("%d %s", code, text)
	}
	if q := <-asked; !strings.Contains(q, "campaign=") || strings.Contains(q, page[2]) {
		t.Errorf("it asks %q", q)
	}
	if code, text := show("AAAAA-AAAAA"); code != http.StatusForbidden || strings.Contains(text, "or more") || len(asked) > 0 {
		t.Errorf("a wrong secret: %d", code)
	}
	for range 3 {
		resp, err = http.Get(p.url + "/voices?lang=en")
		if _, text := fetch(t, resp, err); !strings.Contains(text, "<td>40 or more</td>") || !strings.Contains(text, "all servers together") {
			t.Errorf("voices: %s", text)
		}
	}
	if <-asked; len(asked) > 0 {
		t.Error("prometheus is asked each time somebody reads the page")
	}
	close(away)
	if code, text := show(secret[1]); code != http.StatusOK || !strings.Contains(text, "<td>fewer than 10</td>") || !strings.Contains(text, "this server alone") {
		t.Errorf("without prometheus: %d %s", code, text)
	}
	if log := p.err.String(); !strings.Contains(log, "prometheus can't be read") || strings.Contains(log, page[2]) || strings.Contains(log, secret[1]) {
		t.Errorf("the log says %s", log)
	}
}

// TestNoSecretNoCount: a server whose secret ends with it does not offer to count.
func TestNoSecretNoCount(t *testing.T) {
	p := start(t, map[string]string{"STAYSAFE_PUBLIC_URL": "https://chat.example.org"})
	resp, err := http.Get(p.url + "/schools?lang=en")
	if _, text := fetch(t, resp, err); strings.Contains(text, "checkbox") || !strings.Contains(text, "Nothing is counted") {
		t.Error("it offers to count")
	}
	resp, err = http.Get(p.url + "/schools/kit.zip?lang=en&count=on")
	_, kit := fetch(t, resp, err)
	if all := files(t, []byte(kit)); all["counts.txt"] != "" || !strings.Contains(all["README.txt"], "Nothing is counted") {
		t.Errorf("%q", all["README.txt"])
	}
}

// TestACountedKitOnTheCommandLine needs the server's secret, says the code's own, and says it again for the same code.
func TestACountedKitOnTheCommandLine(t *testing.T) {
	env := map[string]string{"STAYSAFE_SECRET": testSecret}
	out := filepath.Join(t.TempDir(), "kit.zip")
	args := []string{"kit", "--public-url", "https://chat.example.org", "--out", out}
	code, said, errOut := attempt(t, env, append(args, "--count")...)
	made := regexp.MustCompile(`secret +(\S+), for https://chat\.example\.org/schools/(\w+)\n`).FindStringSubmatch(said)
	if code != exitOK || made == nil {
		t.Fatalf("%d %q %q", code, said, errOut)
	}
	keys, err := bot.NewKeyring([]byte(testSecret))
	if err != nil {
		t.Fatal(err)
	}
	if _, opens := keys.OpensCampaign(made[2], made[1]); !opens {
		t.Errorf("%s does not open %s", made[1], made[2])
	}
	if _, again, _ := attempt(t, env, append(args, "--count", "--code", strings.ToLower(made[2]))...); !strings.Contains(again, made[0]) {
		t.Errorf("again it says %q", again)
	}
	if _, said, _ = attempt(t, nil, append(args, "--code", made[2])...); strings.Contains(said, "secret") {
		t.Errorf("without the server's secret it says %q", said)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	if all := files(t, data); all["counts.txt"] != "" || !strings.Contains(all["README.txt"], "One thing is counted") {
		t.Errorf("%q", all["README.txt"])
	}
	if _, said, _ = attempt(t, nil, "kit", "--read", made[2]); !strings.Contains(said, "How many talks begin with it is counted") {
		t.Errorf("it explains itself as %q", said)
	}
}

// TestMetrics: the private address tells the counters, with no code and nobody in them.
func TestMetrics(t *testing.T) {
	keys, err := bot.NewKeyring([]byte(testSecret))
	if err != nil {
		t.Fatal(err)
	}
	code, _, err := keys.NewCampaign(campaign.Hint{Locale: "en"}, strings.NewReader("chance"))
	if err != nil {
		t.Fatal(err)
	}
	label, _ := keys.Campaign(code)
	c, _ := once(nil)
	begin := time.Now().Add(-2 * time.Hour)
	b := &bot.Bot{Content: func() *content.Content { return c }, Keys: keys, Now: time.Now, Tally: bot.NewTally(begin, strings.NewReader("")), Campaigns: bot.NewTallyOf(5, begin, strings.NewReader(""))}
	for range 19 {
		b.Campaigns.Add(begin, label)
	}
	h, err := (&server{bot: b}).admin()
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/metrics", http.NoBody))
	text := w.Body.String()
	if !strings.Contains(text, `staysafe_campaign_talks_total{campaign="`+label+`"`) || !strings.Contains(text, "staysafe_talks_total{") || strings.Contains(text, code) {
		t.Errorf("%d %s", w.Code, text)
	}
}
