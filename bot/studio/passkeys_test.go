package studio

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"
)

// keyed is an office whose people sign in with passkeys; dir is the studio's own folder.
func keyed(t *testing.T, d *Desk, dir string, people []Person) *office {
	t.Helper()
	o := &office{t: t, desk: d, log: &strings.Builder{}}
	o.at = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.server.ServeHTTP(w, r) }))
	t.Cleanup(o.at.Close)
	keys, err := OpenPasskeys(dir, &url.URL{Scheme: "https", Host: "studio.example.org"}, rand.Reader, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	o.server, err = NewServer(Config{
		Desk: d, Words: plainWords{}, People: people, Hosts: []string{strings.TrimPrefix(o.at.URL, "http://")}, Passkeys: keys,
		Rand: rand.Reader, Logger: slog.New(slog.NewTextHandler(o.log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// pocket is a browser with a key in it.
type pocket struct {
	*visitor
	place virtualwebauthn.RelyingParty
	auth  virtualwebauthn.Authenticator
	key   virtualwebauthn.Credential
}

func newPocket(v *visitor) *pocket {
	return &pocket{v, virtualwebauthn.RelyingParty{ID: "studio.example.org", Name: "x", Origin: "https://studio.example.org"}, virtualwebauthn.NewAuthenticator(), newKey()}
}

// wholeKey is how many bytes a P-256 key has in COSE: 13 around two coordinates of 32 (RFC 9053, section 7.1.1; RFC 8949).
const wholeKey = 13 + 2*32

// newKey is a key no browser has. The library leaves out the zeros a coordinate begins with, which one key in 128 has and which RFC 9053 asks
// for: such a key is refused, with reason, and not made here.
func newKey() virtualwebauthn.Credential {
	for {
		if c := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2); len(c.Key.AttestationData()) == wholeKey {
			return c
		}
	}
}

func (p *pocket) send(path, body string) (int, string) {
	p.o.t.Helper()
	req, err := http.NewRequestWithContext(p.o.t.Context(), http.MethodPost, p.o.at.URL+path, strings.NewReader(body))
	if err != nil {
		p.o.t.Fatal(err)
	}
	resp, err := p.client.Do(req)
	if err != nil {
		p.o.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // the test has read it
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		p.o.t.Fatal(err)
	}
	return resp.StatusCode, string(data)
}

// make makes the key and gives the studio its public half.
func (p *pocket) make() (int, string) {
	p.o.t.Helper()
	_, asked := p.send("/keys/begin", "")
	options, err := virtualwebauthn.ParseAttestationOptions(asked)
	if err != nil {
		p.o.t.Fatal(err, asked)
	}
	p.auth.Options.UserHandle = []byte(options.UserID)
	made := virtualwebauthn.CreateAttestationResponse(p.place, p.auth, p.key, *options)
	code, _ := p.send("/keys", made)
	return code, made
}

// touch signs in with the key.
func (p *pocket) touch() (int, string) {
	p.o.t.Helper()
	_, asked := p.send("/signin/begin", "")
	options, err := virtualwebauthn.ParseAssertionOptions(asked)
	if err != nil {
		p.o.t.Fatal(err, asked)
	}
	p.key.Counter++
	answer := virtualwebauthn.CreateAssertionResponse(p.place, p.auth, p.key, *options)
	code, _ := p.send("/signin", answer)
	return code, answer
}

func (p *pocket) in() bool {
	p.o.t.Helper()
	resp, page := p.do(http.MethodGet, "/keys", nil)
	return resp.StatusCode == http.StatusOK && strings.Contains(page, "studio.keys.what")
}

// TestPasskeysFromTheFirstLinkOn: a link brings somebody in once, to make a key; from then on the key opens, in any browser it is in, until they
// are not of the staff any more.
func TestPasskeysFromTheFirstLinkOn(t *testing.T) {
	dir, all := filepath.Join(t.TempDir(), "own"), staff(t)
	d, _ := desk(t)
	o := keyed(t, d, dir, all)
	link, err := o.server.Link(all[2])
	if err != nil {
		t.Fatal(err)
	}
	v := o.visitor()
	resp, _ := v.do(http.MethodPost, "/in", url.Values{"token": {strings.TrimPrefix(link, "/in/")}})
	if resp.Header.Get("Location") != "/keys" {
		t.Error("who has no key is sent to", resp.Header.Get("Location"))
	}
	p := newPocket(v)
	if code, _ := p.make(); code != http.StatusOK {
		t.Fatalf("the key is refused: %d %s", code, o.log)
	}
	if _, page := v.do(http.MethodGet, "/keys", nil); strings.Count(page, `name="key"`) != 1 {
		t.Error("the key is not shown")
	}
	v.do(http.MethodPost, "/out", nil)
	if p.in() {
		t.Error("signed out, and still in")
	}
	if code, _ := p.touch(); code != http.StatusOK || !p.in() {
		t.Fatalf("the key does not open: %d %s", code, o.log)
	}
	p.visitor = o.visitor()
	if code, _ := p.touch(); code != http.StatusOK || !p.in() {
		t.Fatalf("in another browser the key does not open: %d %s", code, o.log)
	}

	info, err := os.Stat(filepath.Join(dir, keysFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Error("the keys are kept with", info.Mode(), err)
	}
	again := keyed(t, d, dir, all)
	p.visitor = again.visitor()
	if code, _ := p.touch(); code != http.StatusOK || !p.in() {
		t.Errorf("after the studio began anew the key does not open: %d %s", code, again.log)
	}
	if !again.server.cfg.Passkeys.Has(all[2].ID) || again.server.cfg.Passkeys.Has(all[1].ID) {
		t.Error("who has keys is told wrongly")
	}
	fewer := keyed(t, d, dir, all[:2])
	p.visitor = fewer.visitor()
	if code, _ := p.touch(); code != http.StatusForbidden || p.in() {
		t.Errorf("who left is let in: %d", code)
	}
	if strings.Contains(fewer.log.String(), all[2].ID) || strings.Contains(fewer.log.String(), all[2].Email) {
		t.Error("the log says who:", fewer.log)
	}
}

// TestPasskeysThatAreRefused: an answer counts once, for whom it was asked and where; a key that was copied does not open.
func TestPasskeysThatAreRefused(t *testing.T) {
	d, _ := desk(t)
	all := staff(t)
	o := keyed(t, d, t.TempDir(), all)
	v := o.signIn(all[2])
	p := newPocket(v)
	code, made := p.make()
	if code != http.StatusOK {
		t.Fatal(code, o.log)
	}
	if code, _ := p.send("/keys", made); code != http.StatusBadRequest {
		t.Error("a key is taken twice:", code)
	}
	other := newPocket(o.signIn(all[3]))
	other.send("/keys/begin", "")
	if code, _ := other.send("/keys", made); code != http.StatusBadRequest {
		t.Error("a key made for somebody else is taken:", code)
	}
	fresh := func() *pocket { c := *p; c.visitor = o.visitor(); return &c }
	p = fresh()
	code, answer := p.touch()
	if code != http.StatusOK {
		t.Fatal(code, o.log)
	}
	for name, try := range map[string]func() int{
		"an answer that was given before": func() int { code, _ := fresh().send("/signin", answer); return code },
		"an answer to another question": func() int {
			c := fresh()
			c.send("/signin/begin", "")
			code, _ := c.send("/signin", answer)
			return code
		},
		"an answer given to another place": func() int {
			c := fresh()
			c.place.Origin = "https://studio.example.com"
			code, _ := c.touch()
			return code
		},
		"a key of another place": func() int {
			c := fresh()
			c.place.ID = "example.com"
			code, _ := c.touch()
			return code
		},
		"a key nobody unlocked": func() int {
			c := fresh()
			c.auth.Options.UserNotVerified = true
			code, _ := c.touch()
			return code
		},
		"another key that says it is this one": func() int {
			c := fresh()
			id := c.key.ID
			c.key = newKey()
			c.key.ID = id
			c.key.Counter = 90
			code, _ := c.touch()
			return code
		},
		"what is no answer": func() int { c := fresh(); c.send("/signin/begin", ""); code, _ := c.send("/signin", "{"); return code },
		"what is far too long": func() int {
			c := fresh()
			c.send("/signin/begin", "")
			code, _ := c.send("/signin", strings.Repeat("x", 1<<20))
			return code
		},
	} {
		if code := try(); code != http.StatusBadRequest {
			t.Errorf("%s: %d", name, code)
		}
	}
	copied := fresh()
	copied.key.Counter = 0 // its next answer counts 1, which was counted before
	if code, _ := copied.touch(); code != http.StatusForbidden || copied.in() {
		t.Error("a copy opens:", code)
	}
	if c := fresh(); true {
		c.key.Counter = 90
		if code, _ := c.touch(); code != http.StatusOK || !c.in() {
			t.Error("after all that, the key does not open:", code)
		}
	}
}

// TestPasskeysAreTheirOwners: a second one can be made and the first removed, never the last, and nobody else's.
func TestPasskeysAreTheirOwners(t *testing.T) {
	d, _ := desk(t)
	all := staff(t)
	o := keyed(t, d, t.TempDir(), all)
	v := o.signIn(all[2])
	first := newPocket(v)
	if code, _ := first.make(); code != http.StatusOK {
		t.Fatal(code, o.log)
	}
	keys := o.server.cfg.Passkeys.of(all[2].ID)
	remove := func(v *visitor, id string) int {
		resp, _ := v.do(http.MethodPost, "/keys/remove", url.Values{"key": {id}})
		return resp.StatusCode
	}
	if code := remove(v, keys[0].ID()); code != http.StatusConflict || len(o.server.cfg.Passkeys.of(all[2].ID)) != 1 {
		t.Error("the last key is removed:", code)
	}
	second := newPocket(v)
	if code, _ := second.make(); code != http.StatusOK {
		t.Fatal(code, o.log)
	}
	stranger := o.signIn(all[3])
	pocketOf := newPocket(stranger)
	pocketOf.make()
	if code := remove(stranger, keys[0].ID()); code != http.StatusConflict || len(o.server.cfg.Passkeys.of(all[2].ID)) != 2 {
		t.Error("somebody else's key is removed:", code)
	}
	if code := remove(v, keys[0].ID()); code != http.StatusSeeOther || len(o.server.cfg.Passkeys.of(all[2].ID)) != 1 {
		t.Error("the first key stays:", code)
	}
	first.visitor, second.visitor = o.visitor(), o.visitor()
	if code, _ := first.touch(); code != http.StatusBadRequest {
		t.Error("a removed key opens:", code)
	}
	if code, _ := second.touch(); code != http.StatusOK {
		t.Error("the key that stayed does not open:", code)
	}
	for _, path := range []string{"/keys", "/keys/begin", "/keys/remove"} {
		method := http.MethodPost
		if path == "/keys" {
			method = http.MethodGet
		}
		if resp, _ := o.visitor().do(method, path, nil); resp.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s %s answers a stranger %d", method, path, resp.StatusCode)
		}
	}
	if resp, _ := newOffice(t).signIn(all[2]).do(http.MethodGet, "/keys", nil); resp.StatusCode != http.StatusNotFound {
		t.Error("where people have links there is a page of keys:", resp.StatusCode)
	}
}

// TestLinksEnd: a link works for a day.
func TestLinksEnd(t *testing.T) {
	o := newOffice(t)
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	o.desk.now = func() time.Time { return now }
	link, err := o.server.Link(staff(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	now = now.Add(linkTime + time.Second)
	if resp, _ := o.visitor().do(http.MethodGet, link, nil); resp.StatusCode != http.StatusGone {
		t.Error("a link of yesterday opens:", resp.StatusCode)
	}
	if resp, _ := o.visitor().do(http.MethodPost, "/in", url.Values{"token": {strings.TrimPrefix(link, "/in/")}}); resp.StatusCode != http.StatusGone {
		t.Error("a link of yesterday brings somebody in:", resp.StatusCode)
	}
}
