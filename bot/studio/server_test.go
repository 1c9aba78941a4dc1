package studio

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/transcript"
	"strings"
	"testing"
)

// plainWords are ids instead of words.
type plainWords struct{}

func (plainWords) Text(_, id string, args map[string]string) string { return id + args["Name"] }
func (plainWords) Match(string) string                              { return "en" }
func (plainWords) Direction(string) string                          { return "ltr" }
func (plainWords) LocaleName(tag string) string                     { return tag }

func (plainWords) Templates(string, string) map[string]string {
	return map[string]string{"studio.canvas.add": "Add"}
}

// office is a studio with one person for each role.
type office struct {
	t      *testing.T
	server *Server
	at     *httptest.Server
	desk   *Desk
	log    *strings.Builder
}

func staff(t *testing.T) []Person {
	t.Helper()
	var all []Person
	for _, role := range Roles() {
		all = append(all, person(t, string(role)+" <"+string(role)+"@example.org>: "+string(role)))
	}
	return all
}

func newOffice(t *testing.T) *office {
	t.Helper()
	d, _ := desk(t)
	o := &office{t: t, desk: d, log: &strings.Builder{}}
	at := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.server.ServeHTTP(w, r) }))
	t.Cleanup(at.Close)
	o.at = at
	var err error
	o.server, err = NewServer(Config{
		Desk: d, Words: plainWords{}, People: staff(t), Hosts: []string{strings.TrimPrefix(at.URL, "http://")},
		Channels: []transcript.Kind{{Name: "tiny", Can: bot.Capabilities{Choices: 9, Label: bot.Limit{Max: 8, Unit: bot.Graphemes}}}},
		Rand:     rand.Reader, Logger: slog.New(slog.NewTextHandler(o.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// visitor is a browser.
type visitor struct {
	o      *office
	client *http.Client
}

func (o *office) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &visitor{o, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) do(method, path string, form url.Values, head ...string) (*http.Response, string) {
	v.o.t.Helper()
	req, err := http.NewRequestWithContext(v.o.t.Context(), method, v.o.at.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.o.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(head); i += 2 {
		if head[i] == "Host" {
			req.Host = head[i+1]
		}
		req.Header.Set(head[i], head[i+1])
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.o.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // the test has read it
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.o.t.Fatal(err)
	}
	return resp, string(body)
}

// signIn opens a person's link and comes in.
func (o *office) signIn(p Person) *visitor {
	o.t.Helper()
	link, err := o.server.Link(p)
	if err != nil {
		o.t.Fatal(err)
	}
	v := o.visitor()
	if _, page := v.do(http.MethodGet, link, nil); !strings.Contains(page, "studio.in.as"+p.Name) {
		o.t.Fatalf("the door says %s", page)
	}
	if resp, _ := v.do(http.MethodPost, "/in", url.Values{"token": {strings.TrimPrefix(link, "/in/")}}); resp.StatusCode != http.StatusSeeOther {
		o.t.Fatalf("coming in: %d", resp.StatusCode)
	}
	return v
}

var seenField = regexp.MustCompile(`name="seen" value="([^"]*)"`)

// seen is the stamp a page shows.
func (v *visitor) seen(path string) string {
	v.o.t.Helper()
	_, page := v.do(http.MethodGet, path, nil)
	m := seenField.FindStringSubmatch(page)
	if m == nil {
		return ""
	}
	return m[1]
}

// TestEveryRoleAtEveryDoor: what is not allowed is refused, for everybody who is signed in and for who is not.
func TestEveryRoleAtEveryDoor(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	first := mustAt(t, o.desk).String()
	type door struct {
		method, path string
		form         url.Values
		stranger     int
		others       int
		may          map[Role]int
	}
	everybody := func(status int) map[Role]int {
		all := map[Role]int{}
		for _, r := range Roles() {
			all[r] = status
		}
		return all
	}
	stamps := map[string]string{}
	for _, locale := range []string{"en", "es"} {
		text, err := o.desk.Text("", locale, "act.after")
		if err != nil {
			t.Fatal(err)
		}
		stamps[locale] = string(text.Stamp)
	}
	words := func(locale string) url.Values {
		return url.Values{"words": {"New <b>words</b>"}, "seen": {stamps[locale]}}
	}
	doors := []door{
		{"GET", "/", nil, 401, 0, everybody(200)},
		{"GET", "/?lang=es&show=safety&find=x", nil, 401, 0, everybody(200)},
		{"GET", "/words/es/act.after", nil, 401, 0, everybody(200)},
		{"GET", "/words/es/no.such", nil, 401, 0, everybody(404)},
		{"GET", "/words/..%2F..%2Fetc/act.after", nil, 401, 0, everybody(404)},
		{"POST", "/words/en/act.after", words("en"), 401, 403, map[Role]int{Editor: 303}},
		{"POST", "/words/es/act.after", words("es"), 401, 403, map[Role]int{Editor: 303, Translator: 303}},
		{"POST", "/words/es/act.after/back", url.Values{"seen": {stamps["es"]}}, 401, 403, map[Role]int{Editor: 409, Translator: 409}},
		{"POST", "/words/en/act.after/back", url.Values{"seen": {stamps["en"]}}, 401, 403, map[Role]int{Editor: 409}},
		{"GET", "/reading?lang=es&show=safety", nil, 401, 0, everybody(200)},
		{"GET", "/sheet?lang=es", nil, 401, 0, everybody(200)},
		{"GET", "/sheet/file?lang=es&format=po", nil, 401, 0, everybody(200)},
		{"GET", "/sheet/file?lang=../../x&format=po", nil, 401, 0, everybody(404)},
		{"GET", "/sheet/file?lang=es&format=exe", nil, 401, 0, everybody(404)},
		{"POST", "/sheet", nil, 401, 403, map[Role]int{Translator: 400, Editor: 400, Approver: 403, Publisher: 403}},
		{"POST", "/reading", url.Values{"lang": {"../x"}, "id": {"act.after"}}, 401, 403, map[Role]int{Editor: 404, Translator: 404}},
		{"POST", "/reading", url.Values{"lang": {"es"}, "id": {"act.before"}, "seen act.before": {"x"}}, 401, 403, map[Role]int{Editor: 409, Translator: 409}},
		{"POST", "/reading", nil, 401, 200, nil},
		{"GET", "/changes/viewer-example-org", nil, 401, 0, everybody(200)},
		{"GET", "/changes/nobody", nil, 401, 0, everybody(404)},
		{"POST", "/changes/viewer-example-org/approve", url.Values{"locale": {"es"}, "id": {"act.after"}}, 401, 403, map[Role]int{Approver: 404}},
		{"POST", "/changes/viewer-example-org/publish", nil, 401, 403, map[Role]int{Publisher: 409}},
		{"POST", "/changes/viewer-example-org/discard", nil, 401, 403, map[Role]int{Viewer: 303}},
		{"POST", "/changes/viewer-example-org/plan", url.Values{"at": {"soon"}}, 401, 409, nil},
		{"POST", "/changes/viewer-example-org/plan", url.Values{"at": {"2026-12-27T10:00"}}, 401, 403, map[Role]int{Publisher: 409}},
		{"POST", "/changes/viewer-example-org/unplan", nil, 401, 403, map[Role]int{Publisher: 404}},
		{"POST", "/changes/viewer-example-org/approve-flow", url.Values{"flow": {"sextortion"}, "seen": {first}}, 401, 403, map[Role]int{Approver: 404}},
		{"POST", "/changes/viewer-example-org/approve-flow", url.Values{"flow": {"../x"}, "seen": {"main"}}, 401, 404, nil},
		{"GET", "/lines?country=KM", nil, 401, 0, everybody(200)},
		{"POST", "/lines/KM/km-police", url.Values{"works": {"yes"}}, 401, 403, map[Role]int{Editor: 409, Translator: 409, Approver: 409}},
		{"POST", "/lines/..%2F..%2Fx/km-police", url.Values{"works": {"yes"}}, 401, 404, nil},
		{"GET", "/lines/KM/km-police?lang=es", nil, 401, 0, everybody(200)},
		{"GET", "/lines/KM/new", nil, 401, 0, everybody(200)},
		{"GET", "/lines/KM/no-such", nil, 401, 0, everybody(404)},
		{"GET", "/lines/..%2F..%2Fx/new", nil, 401, 0, everybody(404)},
		{"POST", "/lines/KM/km-police/edit", url.Values{"dial": {"<b>words</b>"}, "seen": {"x"}}, 401, 403, map[Role]int{Editor: 409, Approver: 409}},
		{"POST", "/lines/KM/new/edit", url.Values{"name": {"<b>words</b>"}}, 401, 403, map[Role]int{Editor: 422, Approver: 422}},
		{"POST", "/lines/..%2Fx/new/edit", url.Values{"name": {"x"}}, 401, 404, nil},
		{"POST", "/lines/KM/km-police/remove", url.Values{"seen": {"x"}}, 401, 403, map[Role]int{Editor: 409, Approver: 409}},
		{"POST", "/lines/KM/km-police/remove", url.Values{"seen": {"x"}, "reason": {"closed"}}, 401, 403, map[Role]int{Editor: 409, Approver: 409}},
		{"POST", "/lines/KM/km-police/move", url.Values{"seen": {"x"}, "to": {"up"}}, 401, 403, map[Role]int{Editor: 409, Approver: 409}},
		{"POST", "/lines/KM/no-such/move", url.Values{"seen": {"x"}}, 401, 403, map[Role]int{Editor: 404, Approver: 404}},
		{"POST", "/lines/..%2Fx/km-police/move", url.Values{"seen": {"x"}}, 401, 404, nil},
		{"GET", "/lines/KM/km-police?day=su&time=03:00&topic=crisis", nil, 401, 0, everybody(200)},
		{"GET", "/lines?country=ZZ&show=due&page=99", nil, 401, 0, everybody(200)},
		{"POST", "/changes/viewer-example-org/approve-line", url.Values{"id": {"km-police"}, "seen": {"x"}}, 401, 403, map[Role]int{Approver: 404}},
		{"GET", "/listen?lang=es&list=topics/grooming&find=a", nil, 401, 0, everybody(200)},
		{"POST", "/listen", url.Values{"lang": {"es"}, "list": {"topics/../x"}, "phrase": {"<b>words</b>"}, "do": {"add"}}, 401, 403, map[Role]int{Editor: 404, Translator: 404}},
		{"POST", "/listen", url.Values{"lang": {"../x"}, "list": {"topics/grooming"}, "phrase": {"x"}}, 401, 403, map[Role]int{Editor: 409, Translator: 409}},
		{"POST", "/listen", url.Values{"lang": {"en"}, "list": {"topics/grooming"}, "phrase": {"not there"}}, 401, 403, map[Role]int{Editor: 303}},
		{"POST", "/listen", url.Values{"lang": {"es"}, "list": {"all"}, "of": {"topics/grooming"}, "old": {"<b>words</b>"}, "phrase": {"x"}, "do": {"change"}}, 401, 403, map[Role]int{Editor: 409, Translator: 409}},
		{"POST", "/listen", url.Values{"lang": {"en"}, "of": {"topics/grooming"}, "old": {"x"}, "phrase": {"<b>words</b>"}, "do": {"change"}}, 401, 403, map[Role]int{Editor: 409}},
		{"GET", "/listen?lang=es&list=all&find=a", nil, 401, 0, everybody(200)},
		{"POST", "/changes/viewer-example-org/approve-heard", url.Values{"locale": {"es"}, "seen": {"x"}}, 401, 403, map[Role]int{Approver: 404}},
		{"POST", "/listen/measure", url.Values{"lang": {"../x"}}, 401, 404, nil},
		{"GET", "/guide?lang=es&for=caregivers", nil, 401, 0, everybody(200)},
		{"GET", "/guide/drawing/no-such", nil, 401, 0, everybody(404)},
		{"GET", "/guide/pdf?lang=es&for=young", nil, 401, 0, everybody(404)},
		{"GET", "/lines/import", nil, 401, 0, everybody(200)},
		{"POST", "/lines/import", nil, 401, 403, map[Role]int{Editor: 400, Approver: 400}},
		{"POST", "/lines/import/take", url.Values{"tick": {"km-police x"}}, 401, 403, map[Role]int{Editor: 400, Approver: 400}},
		{"POST", "/changes/viewer-example-org/approve-line", url.Values{"tick": {"km-police x"}}, 401, 403, map[Role]int{Approver: 404}},
		{"GET", "/problems", nil, 401, 0, everybody(200)},
		{"GET", "/try", nil, 401, 0, everybody(200)},
		{"POST", "/try", url.Values{"say": {"hello"}}, 401, 0, everybody(200)},
		{"POST", "/try/keep", url.Values{"you": {"hello"}, "name": {"one\nline--"}}, 401, 403, map[Role]int{Editor: 409, Translator: 409}},
		{"POST", "/changes/translator-example-org/take-in", url.Values{"seen": {"main"}}, 401, 403, map[Role]int{Translator: 404}},
		{"POST", "/changes/translator-example-org/take-in", url.Values{"seen": {first}}, 401, 403, map[Role]int{Translator: 303}},
		{"POST", "/problems/unused", url.Values{"id": {"no.such"}}, 401, 403, map[Role]int{Editor: 404}},
		{"POST", "/talks/drop", url.Values{"file": {"flows/../../x.txtar"}, "name": {"x"}}, 401, 403, map[Role]int{Editor: 404}},
		{"POST", "/talks/drop", url.Values{"file": {"flows/act.txtar"}, "name": {"no such"}}, 401, 403, map[Role]int{Editor: 404}},
		{"GET", "/history", nil, 401, 0, everybody(200)},
		{"POST", "/history/" + first + "/restore", nil, 401, 403, map[Role]int{Publisher: 404}},
		{"POST", "/history/HEAD/restore", nil, 401, 404, nil},
		{"POST", "/out", nil, 401, 0, everybody(303)},
	}
	stranger := o.visitor()
	for _, p := range staff(t) {
		v := o.signIn(p)
		for _, d := range doors {
			want, ok := d.may[p.Roles[0]]
			if !ok {
				want = d.others
			}
			resp, page := v.do(d.method, d.path, d.form)
			if resp.StatusCode != want {
				t.Errorf("%s: %s %s is answered %d, not %d", p.Name, d.method, d.path, resp.StatusCode, want)
			}
			if strings.Contains(page, "<b>words") && resp.Header.Get("Content-Type") != "application/octet-stream" || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "default-src 'none'") || resp.Header.Get("Cache-Control") != "no-store" && resp.StatusCode == 200 {
				t.Errorf("%s: %s %s: %v", p.Name, d.method, d.path, resp.Header)
			}
			if resp, _ := stranger.do(d.method, d.path, d.form); resp.StatusCode != d.stranger {
				t.Errorf("nobody: %s %s is answered %d", d.method, d.path, resp.StatusCode)
			}
			if d.method == "POST" {
				if resp, _ := v.do(d.method, d.path, d.form, "Sec-Fetch-Site", "cross-site"); resp.StatusCode != http.StatusForbidden {
					t.Errorf("from elsewhere: %s %s is answered %d", d.method, d.path, resp.StatusCode)
				}
			}
			if resp, _ := v.do(d.method, d.path, d.form, "Host", "evil.example"); resp.StatusCode != http.StatusMisdirectedRequest {
				t.Errorf("by another name: %s %s is answered %d", d.method, d.path, resp.StatusCode)
			}
		}
		if resp, _ := v.do("GET", "/", nil); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s is still signed in: %d", p.Name, resp.StatusCode)
		}
	}
	if strings.Contains(o.log.String(), "ERROR") {
		t.Errorf("the log says %s", o.log)
	}
}

// TestLinksWorkOnce: opening one changes nothing, using it uses it up, and an invented one is none.
func TestLinksWorkOnce(t *testing.T) {
	o := newOffice(t)
	p := staff(t)[0]
	link, err := o.server.Link(p)
	if err != nil {
		t.Fatal(err)
	}
	token := url.Values{"token": {strings.TrimPrefix(link, "/in/")}}
	for range 3 { // a program that looks at links, and the person
		if resp, _ := o.visitor().do("GET", link, nil); resp.StatusCode != http.StatusOK {
			t.Fatalf("opened: %d", resp.StatusCode)
		}
	}
	v := o.visitor()
	resp, _ := v.do("POST", "/in", token)
	cookie := resp.Header.Get("Set-Cookie")
	if resp.StatusCode != http.StatusSeeOther || !strings.Contains(cookie, "HttpOnly") || !strings.Contains(cookie, "SameSite=Strict") {
		t.Errorf("%d %q", resp.StatusCode, cookie)
	}
	for name, form := range map[string]url.Values{"used": token, "invented": {"token": {"x"}}, "none": {}} {
		v := o.visitor()
		if resp, _ := v.do("POST", "/in", form); resp.StatusCode != http.StatusGone {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
		if resp, _ := v.do("GET", "/", nil); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s lets in: %d", name, resp.StatusCode)
		}
	}
}

// TestWritingInTheBrowser: what was written is shown as text; what another window wrote meanwhile is not lost, nor is what
// was typed here; and far too much is refused.
func TestWritingInTheBrowser(t *testing.T) {
	o := newOffice(t)
	v := o.signIn(staff(t)[2])
	const path = "/words/en/act.after"
	seen := v.seen(path)
	if resp, _ := v.do("POST", path, url.Values{"words": {"<script>alert(1)</script>"}, "seen": {seen}}); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d", resp.StatusCode)
	}
	if _, page := v.do("GET", path, nil); strings.Contains(page, "<script>") || !strings.Contains(page, "&lt;script&gt;alert(1)") {
		t.Error("words are markup")
	}
	resp, page := v.do("POST", path, url.Values{"words": {"From the other window"}, "seen": {seen}})
	if resp.StatusCode != http.StatusConflict || !strings.Contains(page, "From the other window") || !strings.Contains(page, "&lt;script&gt;") || !strings.Contains(page, "studio.moved") {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	if again := seenField.FindStringSubmatch(page); again == nil || again[1] == seen {
		t.Error("the page can't be saved after both were seen")
	}
	for name, n := range map[string]int{"long": maxWords + 1, "ten megabytes": 10 << 20} {
		if resp, _ := v.do("POST", path, url.Values{"words": {strings.Repeat("x", n)}, "seen": {v.seen(path)}}); resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if text, err := o.desk.Text("editor-example-org", "en", "act.after"); err != nil || text.Words != "<script>alert(1)</script>" {
		t.Errorf("%q %v", text.Words, err)
	}
}
