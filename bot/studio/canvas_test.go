package studio

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// send sends JSON, or what should be it.
func (v *visitor) send(method, path, body string, head ...string) (*http.Response, map[string]any) {
	v.o.t.Helper()
	req, err := http.NewRequestWithContext(v.o.t.Context(), method, v.o.at.URL+path, strings.NewReader(body))
	if err != nil {
		v.o.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(head); i += 2 {
		req.Header.Set(head[i], head[i+1])
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.o.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // the test has read it
	var got map[string]any
	_ = json.NewDecoder(resp.Body).Decode(&got)
	return resp, got
}

// TestEveryRoleAtTheCanvas: what is not allowed is refused in words, and what can't be read loses nothing.
func TestEveryRoleAtTheCanvas(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	safe := drawn(t, o.desk, staff(t)[0], "sextortion", "en").at(t, "safe").Stamp
	edit := `{"locale":"en","edits":[{"op":"rename","step":"safe","stamp":"` + string(safe) + `","to":"away"}],"texts":[]}`
	words := `{"locale":"es","texts":[{"locale":"es","id":"sextortion.safe","stamp":"","words":"<script>alert(1)</script>"}]}`
	all := func(status int) map[Role]int {
		codes := map[Role]int{}
		for _, r := range Roles() {
			codes[r] = status
		}
		return codes
	}
	first := mustAt(t, o.desk).String()
	doors := []struct {
		method, path, body string
		may                map[Role]int
		others             int
	}{
		{"GET", "/flows", "", all(200), 0},
		{"GET", "/flows/sextortion", "", all(200), 0},
		{"GET", "/flows/zz", "", all(404), 0},
		{"GET", "/flows/..%2F..%2Fetc", "", all(404), 0},
		{"GET", "/flows/sextortion/canvas?locale=es", "", all(200), 0},
		{"GET", "/flows/sextortion/canvas?locale=..%2Fes", "", all(404), 0},
		{"GET", "/flows/sextortion/preview?step=safe&locale=en&locale=ar-XB&country=KE", "", all(200), 0},
		{"GET", "/flows/sextortion/preview?step=zz&locale=en", "", all(404), 0},
		{"GET", "/flows/sextortion/preview?step=safe&locale=zz", "", all(404), 0},
		{"GET", "/flows/sextortion/preview?step=safe&locale=en&country=..", "", all(404), 0},
		{"GET", "/flows/sextortion/preview?step=safe", "", all(404), 0},
		{"POST", "/flows/sextortion/canvas", `{"edits":`, all(400), 0},
		{"POST", "/flows/sextortion/canvas", `{"zap":1}`, all(400), 0},
		{"POST", "/flows/sextortion/canvas", `{"edits":[{"op":"set","fields":{"ask":[1]}}]}`, all(400), 0},
		{"POST", "/flows/sextortion/canvas", `{"locale":"` + strings.Repeat("a", 10<<20) + `"}`, all(413), 0},
		{"POST", "/flows/sextortion/canvas", words, map[Role]int{Translator: 409, Editor: 409}, 403},
		{"POST", "/flows/sextortion/canvas", strings.Replace(words, `"es"`, `"..\/es"`, 2), map[Role]int{Translator: 404, Editor: 404}, 403},
		{"POST", "/flows/sextortion/canvas", edit, map[Role]int{Editor: 200}, 403},
		{"POST", "/flows/sextortion/canvas", edit, map[Role]int{Editor: 422}, 403},
		{"POST", "/flows/sextortion/undo", `{"seen":"` + first + `","to":"` + first + `"}`, map[Role]int{Translator: 409, Editor: 409}, 403},
		{"POST", "/flows/sextortion/undo", `{"seen":"HEAD","to":"main"}`, all(404), 0},
		{"POST", "/flows/sextortion/comments", `{"step":"safe","text":"<b>hello</b>"}`, all(200), 0},
		{"POST", "/flows/zz/comments", `{"step":"safe","text":"hello"}`, all(404), 0},
		{"POST", "/flows/sextortion/comments/x/done", `{}`, all(404), 0},
		{"POST", "/flows/sextortion/comments/9999/done", `{}`, all(404), 0},
	}
	stranger := o.visitor()
	for _, p := range staff(t) {
		v := o.signIn(p)
		for _, d := range doors {
			want, ok := d.may[p.Roles[0]]
			if !ok {
				want = d.others
			}
			resp, got := v.send(d.method, d.path, d.body)
			if resp.StatusCode != want {
				t.Errorf("%s: %s %s %.60s is answered %d, not %d: %v", p.Name, d.method, d.path, d.body, resp.StatusCode, want, got["error"])
			}
			if said, _ := got["error"].(string); d.method == "POST" && resp.StatusCode >= 400 && (said == "" || strings.Contains(said, "/tmp") || strings.Contains(said, "studio/")) {
				t.Errorf("%s: %s is told %q", p.Name, d.path, said)
			}
			if resp, _ := stranger.send(d.method, d.path, d.body); resp.StatusCode != http.StatusUnauthorized {
				t.Errorf("nobody: %s %s is answered %d", d.method, d.path, resp.StatusCode)
			}
			if d.method == "POST" {
				if resp, _ := v.send(d.method, d.path, d.body, "Sec-Fetch-Site", "cross-site"); resp.StatusCode != http.StatusForbidden {
					t.Errorf("from elsewhere: %s is answered %d", d.path, resp.StatusCode)
				}
				if resp, _ := v.send(d.method, d.path, d.body, "Content-Type", "text/plain"); resp.StatusCode != http.StatusUnsupportedMediaType && want != 404 {
					t.Errorf("as a form of another page could send it: %s is answered %d", d.path, resp.StatusCode)
				}
			}
		}
	}
	if strings.Contains(o.log.String(), "ERROR") {
		t.Errorf("the log says %s", o.log)
	}
}

// TestTheSecondTabSeesWhatTheFirstDid: nothing is overwritten, and who was slower is told what stands there now.
func TestTheSecondTabSeesWhatTheFirstDid(t *testing.T) {
	o := newOffice(t)
	ed := o.signIn(staff(t)[2])
	safe := drawn(t, o.desk, staff(t)[0], "sextortion", "en").at(t, "safe")
	set := func(next string) string {
		safe.Fields["next"] = next
		data, err := json.Marshal(map[string]any{"locale": "en", "edits": []Edit{{Op: SetStep, Step: "safe", Stamp: safe.Stamp, Fields: safe.Fields}}})
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	if resp, got := ed.send("POST", "/flows/sextortion/canvas", set("steps")); resp.StatusCode != http.StatusOK || got["flow"] != "sextortion" {
		t.Fatal(resp.Status, got)
	}
	resp, got := ed.send("POST", "/flows/sextortion/canvas", set("bye"))
	now, _ := got["now"].(map[string]any)
	if resp.StatusCode != http.StatusConflict || now["flow"] != "sextortion" {
		t.Fatal(resp.Status, got)
	}
	if next := drawn(t, o.desk, staff(t)[2], "sextortion", "en").at(t, "safe").Fields["next"]; next != "steps" {
		t.Errorf("it leads to %v", next)
	}
}
