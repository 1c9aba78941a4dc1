package studio

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/oauth2-proxy/mockoidc"
)

// member is somebody at the provider; spoil may write what no honest provider writes.
type member struct {
	mockoidc.MockUser
	name  string
	spoil func(*mockoidc.IDTokenClaims)
}

type memberClaims struct {
	*mockoidc.IDTokenClaims
	Email    string   `json:"email"`
	Verified bool     `json:"email_verified"`
	Name     string   `json:"name"`
	Groups   []string `json:"groups"`
}

func (m *member) Claims(_ []string, c *mockoidc.IDTokenClaims) (jwt.Claims, error) {
	if m.spoil != nil {
		m.spoil(c)
	}
	return memberClaims{c, m.Email, m.EmailVerified, m.name, m.Groups}, nil
}

func ana() *member {
	return &member{MockUser: mockoidc.MockUser{Subject: "1", Email: "ana@example.org", EmailVerified: true, Groups: []string{"writers"}}, name: "Ana Ruiz"}
}

// changing is a network that changes ID tokens on their way.
type changing func(token string) string

func (c changing) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil || !strings.HasSuffix(r.URL.Path, "/token") {
		return res, err
	}
	defer func() { _ = res.Body.Close() }()
	var all map[string]any
	if err = json.NewDecoder(res.Body).Decode(&all); err != nil {
		return nil, err
	}
	if token, ok := all["id_token"].(string); ok {
		all["id_token"] = c(token)
	}
	b, err := json.Marshal(all)
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	return res, err
}

// guarded is an office that asks a provider.
func guarded(t *testing.T, change changing) (*office, *mockoidc.MockOIDC) {
	t.Helper()
	provider, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = provider.Shutdown() })
	d, _ := desk(t)
	o := &office{t: t, desk: d, log: &strings.Builder{}}
	o.at = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { o.server.ServeHTTP(w, r) }))
	t.Cleanup(o.at.Close)
	client := &http.Client{Timeout: 5 * time.Second}
	if change != nil {
		client.Transport = change
	}
	o.server, err = NewServer(Config{
		Desk: d, Words: plainWords{}, Hosts: []string{strings.TrimPrefix(o.at.URL, "http://")}, Rand: rand.Reader,
		Logger: slog.New(slog.NewTextHandler(o.log, nil)),
		OIDC: &OIDC{
			Issuer: provider.Issuer(), ClientID: provider.ClientID, Secret: provider.ClientSecret, Groups: "groups",
			Roles: map[string][]Role{"writers": {Editor}, "safeguarding": {Approver, Publisher}}, URL: o.at.URL, Client: client, Now: time.Now,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o, provider
}

func (v *visitor) get(at string) (*http.Response, string) {
	v.o.t.Helper()
	res, err := v.client.Get(at)
	if err != nil {
		v.o.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	b, _ := io.ReadAll(res.Body)
	return res, string(b)
}

// away goes to the provider, and is where it sends back to.
func (v *visitor) away() string {
	v.o.t.Helper()
	res, _ := v.get(v.o.at.URL + "/signin")
	if res.StatusCode != http.StatusSeeOther {
		v.o.t.Fatalf("not sent to the provider: %d", res.StatusCode)
	}
	if q := must(v.o.t, res.Header.Get("Location")).Query(); q.Get("code_challenge_method") != "S256" || q.Get("nonce") == "" || q.Get("state") == "" {
		v.o.t.Fatalf("sent without PKCE, nonce or state: %v", q)
	}
	res, _ = v.get(res.Header.Get("Location"))
	return res.Header.Get("Location")
}

func must(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (v *visitor) cookie() string {
	for _, c := range v.client.Jar.Cookies(must(v.o.t, v.o.at.URL)) {
		return c.Value
	}
	return ""
}

func TestAProviderSignsIn(t *testing.T) {
	o, provider := guarded(t, nil)
	v := o.visitor()
	if res, page := v.get(o.at.URL + "/"); res.StatusCode != http.StatusUnauthorized || !strings.Contains(page, `href="/signin"`) {
		t.Fatalf("a stranger sees %d: %s", res.StatusCode, page)
	}
	provider.QueueUser(ana())
	back := v.away()
	before := v.cookie()
	res, _ := v.get(back + "&next=https://elsewhere.example/")
	if res.StatusCode != http.StatusSeeOther || res.Header.Get("Location") != "/" {
		t.Fatalf("not let in: %d to %q\n%s", res.StatusCode, res.Header.Get("Location"), o.log)
	}
	inside := v.cookie()
	if before == "" || inside == before {
		t.Error("the session from before signing in is still used")
	}
	if res, page := v.get(o.at.URL + "/"); res.StatusCode != http.StatusOK || !strings.Contains(page, "Ana Ruiz") {
		t.Errorf("inside: %d", res.StatusCode)
	}
	if res, _ := v.get(back); res.StatusCode != http.StatusBadRequest {
		t.Errorf("an answer counts twice: %d", res.StatusCode)
	}
	// A day later at the provider: other groups, other roles.
	lead := ana()
	lead.Groups = []string{"safeguarding"}
	provider.QueueUser(lead)
	_, _ = v.get(v.away())
	p := o.server.people()
	if len(p) != 1 || p[0].May(Editor) || !p[0].May(Approver) || p[0].ID != "ana-example-org" {
		t.Errorf("roles are not those of the last sign-in: %v", p)
	}
	old := v.cookie()
	if res, _ := v.do(http.MethodPost, "/out", nil); res.StatusCode != http.StatusSeeOther {
		t.Errorf("signing out: %d", res.StatusCode)
	}
	v.client.Jar.SetCookies(must(t, o.at.URL), []*http.Cookie{{Name: "studio", Value: old, Path: "/"}})
	if res, _ := v.get(o.at.URL + "/"); res.StatusCode != http.StatusUnauthorized {
		t.Errorf("a session goes on after signing out: %d", res.StatusCode)
	}
	if strings.Contains(o.log.String(), "ana@") || strings.Contains(o.log.String(), "Ana Ruiz") {
		t.Errorf("the log names staff: %s", o.log)
	}
}

func TestWhoIsKeptOut(t *testing.T) {
	none := func(token string) string {
		parts := strings.Split(token, ".")
		return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`)) + "." + parts[1] + "."
	}
	for name, c := range map[string]struct {
		who    func(*member)
		change changing
		back   func(string) string
		other  bool // comes back in another browser
		code   int
		text   string
	}{
		"no mapped group":     {who: func(m *member) { m.Groups = []string{"kitchen"} }, code: 403, text: "studio.in.no_role"},
		"no group":            {who: func(m *member) { m.Groups = nil }, code: 403, text: "studio.in.no_role"},
		"unverified e-mail":   {who: func(m *member) { m.EmailVerified = false }, code: 400},
		"no e-mail":           {who: func(m *member) { m.Email = "" }, code: 400},
		"an address and more": {who: func(m *member) { m.Email = "Ana <ana@example.org>" }, code: 400},
		"wrong nonce":         {who: func(m *member) { m.spoil = func(c *mockoidc.IDTokenClaims) { c.Nonce = "other" } }, code: 400},
		"for another client":  {who: func(m *member) { m.spoil = func(c *mockoidc.IDTokenClaims) { c.Audience = jwt.ClaimStrings{"other"} } }, code: 400},
		"of another issuer":   {who: func(m *member) { m.spoil = func(c *mockoidc.IDTokenClaims) { c.Issuer = "https://other.example" } }, code: 400},
		"expired": {who: func(m *member) {
			m.spoil = func(c *mockoidc.IDTokenClaims) { c.ExpiresAt = jwt.NewNumericDate(time.Now().Add(-time.Hour)) }
		}, code: 400},
		"not signed":      {change: none, code: 400},
		"no token":        {change: func(string) string { return "" }, code: 400},
		"wrong state":     {back: func(s string) string { return strings.Replace(s, "state=", "state=x", 1) }, code: 400},
		"wrong code":      {back: func(s string) string { return strings.Replace(s, "code=", "code=x", 1) }, code: 400},
		"no code":         {back: func(s string) string { return strings.Replace(s, "code=", "c=", 1) }, code: 400},
		"another browser": {other: true, code: 400},
	} {
		t.Run(name, func(t *testing.T) {
			o, provider := guarded(t, c.change)
			m, v := ana(), o.visitor()
			if c.who != nil {
				c.who(m)
			}
			provider.QueueUser(m)
			back := v.away()
			if c.back != nil {
				back = c.back(back)
			}
			if c.other {
				v = o.visitor()
			}
			if c.text == "" {
				c.text = "studio.in.failed"
			}
			if res, page := v.get(back); res.StatusCode != c.code || !strings.Contains(page, c.text) {
				t.Errorf("answered %d: %s", res.StatusCode, page)
			}
			if res, _ := v.get(o.at.URL + "/"); res.StatusCode != http.StatusUnauthorized {
				t.Errorf("is in all the same: %d", res.StatusCode)
			}
			if strings.Contains(o.log.String(), "ana@") {
				t.Errorf("the log names staff: %s", o.log)
			}
		})
	}
}

func TestAProviderThatIsDown(t *testing.T) {
	o, provider := guarded(t, nil)
	up := o.server.gate.cfg.Issuer
	o.server.gate.cfg.Issuer = o.at.URL + "/nobody"
	v := o.visitor()
	if res, page := v.get(o.at.URL + "/signin"); res.StatusCode != http.StatusBadGateway || !strings.Contains(page, "studio.in.down") {
		t.Fatalf("answered %d: %s", res.StatusCode, page)
	}
	if n := strings.Count(o.log.String(), "\n"); n != 1 {
		t.Errorf("%d lines in the log: %s", n, o.log)
	}
	o.server.gate.cfg.Issuer = up
	provider.QueueUser(ana())
	if res, _ := v.get(v.away()); res.StatusCode != http.StatusSeeOther {
		t.Errorf("not tried again: %d", res.StatusCode)
	}
}

func TestSignInsAreLimited(t *testing.T) {
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	limit := &tries{now: func() time.Time { return now }}
	for range maxTries {
		if !limit.more("192.0.2.1:5") {
			t.Fatal("refused too early")
		}
	}
	if limit.more("192.0.2.1:6") || !limit.more("192.0.2.2:5") {
		t.Error("the limit is not one for each address")
	}
	now = now.Add(triesIn)
	if !limit.more("192.0.2.1:5") || len(limit.count) != 1 {
		t.Error("addresses are kept")
	}
	o, _ := guarded(t, nil)
	v := o.visitor()
	o.server.tries.now = func() time.Time { return now }
	for range maxTries {
		_, _ = v.get(o.at.URL + "/signin/back")
	}
	if res, page := v.get(o.at.URL + "/signin"); res.StatusCode != http.StatusTooManyRequests || !strings.Contains(page, "studio.in.wait") {
		t.Errorf("answered %d", res.StatusCode)
	}
}

func TestLinksAreNotBesideAProvider(t *testing.T) {
	o, _ := guarded(t, nil)
	path, err := o.server.Link(person(t, "Ana <ana@example.org>: editor"))
	if err != nil {
		t.Fatal(err)
	}
	if res, _ := o.visitor().get(o.at.URL + path); res.StatusCode != http.StatusNotFound {
		t.Errorf("a link opens the door: %d", res.StatusCode)
	}
}
