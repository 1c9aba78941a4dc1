package slack

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/wire"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

const (
	annRoom, annUser = "D0ANN", "U0ANN"
	publicRoom       = "C0PUB"
)

func TestDoorTurnsAway(t *testing.T) {
	good := typed(1, annRoom, annUser, "hi")
	now := time.Unix(1700000010, 0)
	for _, tt := range []struct {
		name, path, body, secret string
		at                       time.Time
		status, handled          int
	}{
		{"the network itself", eventsPath, good, testSecret, now, 200, 1},
		{"another secret", eventsPath, good, "A_signing_secret-2", now, 401, 0},
		{"no secret", eventsPath, good, "", now, 401, 0},
		{"five minutes old", eventsPath, good, testSecret, now.Add(-window), 200, 1},
		{"a second older", eventsPath, good, testSecret, now.Add(-window - time.Second), 401, 0},
		{"five minutes ahead", eventsPath, good, testSecret, now.Add(window), 200, 1},
		{"a second more", eventsPath, good, testSecret, now.Add(window + time.Second), 401, 0},
		{"nowhere", Path + "else", good, testSecret, now, 404, 0},
		{"the folder", Path, good, testSecret, now, 404, 0},
		{"broken", eventsPath, `{"type":"event_callback","event":{`, testSecret, now, 200, 0},
		{"empty", eventsPath, "", testSecret, now, 200, 0},
		{"no object", eventsPath, `[1]`, testSecret, now, 200, 0},
		{"nothing", eventsPath, `null`, testSecret, now, 200, 0},
		{"nested without end", eventsPath, strings.Repeat("[", 50000), testSecret, now, 200, 0},
		{"no event", eventsPath, `{"type":"event_callback","team_id":"T"}`, testSecret, now, 200, 0},
		{"no payload", interactionsPath, "payload=", testSecret, now, 200, 0},
		{"no form", interactionsPath, "%zz", testSecret, now, 200, 0},
		{"a broken payload", interactionsPath, form(`{"type":`), testSecret, now, 200, 0},
		{"an empty command", commandsPath, "", testSecret, now, 200, 0},
		{"the largest", eventsPath, good + strings.Repeat(" ", wire.MaxBody-len(good)), testSecret, now, 200, 1},
		{"one byte too large", eventsPath, good + strings.Repeat(" ", wire.MaxBody-len(good)+1), testSecret, now, 413, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := bottest.Talkative("an answer")
			c := newFake(t).channel(h, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
			w := postSigned(c, tt.path, tt.body, tt.secret, tt.at)
			if w.Code != tt.status || len(h.Inbounds()) != tt.handled || w.Body.Len() > 0 {
				t.Errorf("status %d, handled %d, body %q; want %d, %d and no body", w.Code, len(h.Inbounds()), w.Body, tt.status, tt.handled)
			}
		})
	}
}

func TestOddHeadersAreUnsigned(t *testing.T) {
	good := typed(1, annRoom, annUser, "hi")
	now := time.Unix(1700000010, 0)
	for _, tt := range [][2]string{
		{"", "v0=00"},
		{"1700000010", ""},
		{"1700000010", "v0="},
		{"1700000010", "v0=zz"},
		{"soon", "v0=" + strings.Repeat("00", 32)},
		{"1700000010", "v1=" + strings.Repeat("00", 32)},
		{"1700000010", strings.Repeat("00", 32)},
		{"99999999999999999999", "v0=" + strings.Repeat("00", 32)},
		{"1700000010", "v0=" + strings.Repeat("00", 31)},
		{"-1", "v0=" + strings.Repeat("00", 32)},
	} {
		h := bottest.Talkative("an answer")
		c := newFake(t).channel(h, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
		r := httptest.NewRequest(http.MethodPost, eventsPath, strings.NewReader(good))
		r.Header.Set(timeHeader, tt[0])
		r.Header.Set(signatureHeader, tt[1])
		w := httptest.NewRecorder()
		c.ServeHTTP(w, r)
		if w.Code != http.StatusUnauthorized || len(h.Inbounds()) > 0 {
			t.Errorf("time %q, signature %q: %d", tt[0], tt[1], w.Code)
		}
	}
}

func TestOnlyPost(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"))
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodHead} {
		w := httptest.NewRecorder()
		c.ServeHTTP(w, httptest.NewRequest(method, eventsPath, nil))
		if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != http.MethodPost {
			t.Errorf("%s: %d", method, w.Code)
		}
	}
}

// Without a secret nobody is Slack, not even who signs with none. Socket Mode needs no doors.
func TestNoSecretRefusesAll(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"), func(cfg *Config) { cfg.SigningSecret, cfg.AppToken = "", testApp })
	if w := postSigned(c, eventsPath, typed(1, annRoom, annUser, "hi"), "", time.Now()); w.Code != http.StatusUnauthorized {
		t.Errorf("status %d, want 401", w.Code)
	}
}

// A body that ends too early is delivered again.
func TestCutOff(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"))
	r := httptest.NewRequest(http.MethodPost, eventsPath, io.MultiReader(strings.NewReader(`{"type"`), iotest.ErrReader(io.ErrUnexpectedEOF)))
	r.Header.Set(timeHeader, strconv.FormatInt(time.Now().Unix(), 10))
	r.Header.Set(signatureHeader, "v0="+strings.Repeat("00", 32))
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d, want 400", w.Code)
	}
}

// The recorded signatures, through the door, at the hour they were made or another.
func TestSignatureVectors(t *testing.T) {
	var vectors []struct {
		Name, Secret, Body string
		Headers            map[string]string
		Valid              bool
		Clock              int64
	}
	decodeFile(t, "testdata/signatures.json", &vectors)
	if len(vectors) < 5 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			h := bottest.Talkative("an answer")
			c := newFake(t).channel(h, func(cfg *Config) {
				cfg.SigningSecret = v.Secret
				cfg.Now = func() time.Time { return time.Unix(v.Clock, 0) }
			})
			path, want := eventsPath, http.StatusOK
			if strings.HasPrefix(v.Body, "token=") {
				path = commandsPath
			}
			if !v.Valid {
				want = http.StatusUnauthorized
			}
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Body))
			for name, value := range v.Headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			if w.Code != want || len(h.Inbounds()) > 0 != v.Valid {
				t.Errorf("status %d, handled %d; want %d", w.Code, len(h.Inbounds()), want)
			}
		})
	}
}

func TestChallenge(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"))
	w := post(c, eventsPath, recorded(t, "01-url-verification.json"))
	if w.Code != http.StatusOK || strings.TrimSpace(w.Body.String()) != `{"challenge":"aljdsflaji3jj"}` {
		t.Errorf("%d %q", w.Code, w.Body)
	}
	if w := postSigned(c, eventsPath, recorded(t, "01-url-verification.json"), "another", time.Now()); w.Code != 401 || w.Body.Len() > 0 {
		t.Errorf("an unsigned challenge was answered: %d %q", w.Code, w.Body)
	}
}

func recorded(tb testing.TB, name string) string {
	tb.Helper()
	data, err := os.ReadFile("testdata/inbound/" + name)
	if err != nil {
		tb.Fatal(err)
	}
	return string(data)
}

// TestRecorded meets every recorded delivery through the door, as its manifest says.
func TestRecorded(t *testing.T) {
	in := func(kind bot.Kind, id, text string) *bot.Inbound {
		return &bot.Inbound{Kind: kind, ID: id, Text: bot.NewText(text)}
	}
	want := map[string]*bot.Inbound{
		"02-app-mention-signed.json":          {Kind: bot.KindCommand, ID: "n1531431954.000073", Public: true},
		"03-message-im-assistant-thread.json": in(bot.KindText, "m1355517523.000005", "Hello, I need help with something."),
		"04-message-im.json":                  in(bot.KindText, "m1355517523.000005", "Hello world"),
		"06-message-changed.json":             in(bot.KindEdit, "e1355517523.000005.1355517525.000000", "edited"),
		"07-message-file-share.json":          in(bot.KindAttachment, "m1355517526.000005", ""),
		"12-slash-command.json":               {Kind: bot.KindCommand, ID: "c398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c", Public: true},
		"16-message-rtl.json":                 in(bot.KindText, "m1355517527.000005", "مساعدة <b> :wave:  x https://example.org"),
	}
	var manifest struct {
		Payloads []struct{ File, Kind string }
	}
	decodeFile(t, "testdata/inbound/MANIFEST.json", &manifest)
	if len(manifest.Payloads) != 16 {
		t.Fatalf("%d payloads", len(manifest.Payloads))
	}
	for _, p := range manifest.Payloads {
		t.Run(p.File, func(t *testing.T) {
			h, f := bottest.Talkative("an answer"), newFake(t)
			c := f.channel(h)
			w := deliverRecorded(t, c, p.File)
			if w.Code != http.StatusOK {
				t.Errorf("status %d", w.Code)
			}
			got, expected := h.Inbounds(), want[p.File]
			if p.File == "15-retry-of-04.json" {
				expected = want["04-message-im.json"]
			}
			switch {
			case expected == nil:
				if len(got) > 0 {
					t.Errorf("handed to the house: kind %d", got[0].Kind)
				}
			case len(got) != 1:
				t.Fatalf("%d deliveries reached the house", len(got))
			default:
				g := got[0]
				if g.Kind != expected.Kind || g.ID != expected.ID || g.Public != expected.Public || g.Text != expected.Text || g.From == "" || g.Locale != "" {
					t.Errorf("kind %d id %q public %v, text as expected %v", g.Kind, g.ID, g.Public, g.Text == expected.Text)
				}
			}
			if homes := len(f.made("views.publish")); homes > 0 != (p.File == "08-app-home-opened.json") {
				t.Errorf("home shown %d times", homes)
			}
			if unread := c.Counts()["unreadable"] + c.Counts()[unknown]; unread > 0 {
				t.Errorf("not understood: %v", c.Counts())
			}
		})
	}
}

func deliverRecorded(t *testing.T, c *Channel, file string) *httptest.ResponseRecorder {
	t.Helper()
	body := recorded(t, file)
	var odd struct {
		Body         string
		SameBodyAs   string            `json:"same_body_as"`
		Headers      map[string]string `json:"headers"`
		Type         string
		ResponseURLs []any `json:"response_urls"`
	}
	if err := json.Unmarshal([]byte(body), &odd); err != nil {
		t.Fatal(err)
	}
	switch {
	case odd.Body != "":
		return post(c, commandsPath, odd.Body)
	case odd.SameBodyAs != "":
		var header []string
		for name, value := range odd.Headers {
			header = append(header, name, value)
		}
		return post(c, eventsPath, recorded(t, strings.TrimPrefix(odd.SameBodyAs, "inbound/")), header...)
	case strings.HasPrefix(odd.Type, "block_actions"), strings.HasPrefix(odd.Type, "view_"):
		return post(c, interactionsPath, form(body))
	}
	return post(c, eventsPath, body)
}
