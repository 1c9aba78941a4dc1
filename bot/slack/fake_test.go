package slack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testToken  = "xoxb-TESTtoken-marker"
	testApp    = "xapp-TESTapp-marker"
	testSecret = "A_signing_secret-1"
	testTeam   = "T0TEST"
	replyURL   = "https://hooks.slack.com/commands/T0TEST/1/reply"
)

// fake stands in Slack's place: it judges every call by the specification, shows messages on
// screens, and fails when it is told to. It is a transport: no call leaves the test.
type fake struct {
	tb   testing.TB
	spec spec

	mu       sync.Mutex
	screens  map[string][]shownMessage // by channel
	whispers []whisper
	homes    map[string][]any  // by user
	uploads  map[string]string // files by id
	calls    []apiCall
	failures []bottest.Forced
	gone     map[string]bool // channels nobody reads any more
	direct   map[string]string
	serial   int
	socket   string // where Socket Mode connects
}

// shownMessage is one message on a screen.
type shownMessage struct {
	ts, text, thread string
	file             string // its name and what is in it
	lines            []string
	buttons          []button
}

type button struct{ Label, Value, URL, ActionID string }

// whisper is something one person alone sees.
type whisper struct{ channel, user, text string }

type apiCall struct {
	method string
	args   url.Values
}

func newFake(tb testing.TB) *fake {
	tb.Helper()
	return &fake{
		tb: tb, spec: readSpec(tb), screens: map[string][]shownMessage{}, homes: map[string][]any{}, uploads: map[string]string{}, gone: map[string]bool{},
		direct: map[string]string{}, serial: 1700000000,
	}
}

// channel puts a channel on the fake network.
func (f *fake) channel(house bot.Handler, changes ...func(*Config)) *Channel {
	f.tb.Helper()
	cfg := Config{
		Token: testToken, SigningSecret: testSecret, APIURL: "https://slack.test/api", PublicURL: "https://chat.example.org",
		HTTPClient: &http.Client{Transport: f}, Logger: slog.New(slog.DiscardHandler), Now: time.Now, Handler: house,
		Words: testWords{}, Limits: Limits{TeamPerSecond: 1e6, TeamBurst: 1e6, ChatPerSecond: 1e6, ChatBurst: 1e6},
	}
	for _, c := range changes {
		c(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		f.tb.Fatal(err)
	}
	return c
}

// testWords are the channel's own words.
type testWords struct{}

func (testWords) Text(locale, id string, _ map[string]string) string { return id + " in " + locale }
func (testWords) Locales() []string                                  { return []string{"en", "es"} }
func (testWords) Match(string) string                                { return "en" }

// fail lets the next call of a method be answered by something else.
func (f *fake) fail(one bottest.Forced) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = append(f.failures, one)
}

func refused(method, code string) bottest.Forced {
	return bottest.Forced{Method: method, Status: http.StatusOK, Body: `{"ok":false,"error":"` + code + `"}`}
}

func busy(method, seconds string) bottest.Forced {
	return bottest.Forced{Method: method, Status: http.StatusTooManyRequests, Header: http.Header{"Retry-After": {seconds}}, Body: `{"ok":false,"error":"ratelimited"}`}
}

// RoundTrip implements http.RoundTripper.
func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	method, args, err := f.arguments(r, body)
	if err != nil {
		f.tb.Error(err)
		return nil, err
	}
	f.mu.Lock()
	f.calls = append(f.calls, apiCall{method, args})
	one := bottest.NextForced(&f.failures, method)
	f.mu.Unlock()
	return bottest.Answer(r, one, func(w http.ResponseWriter) { f.serve(w, method, args) })
}

// arguments reads a call as Slack does, and judges it.
func (f *fake) arguments(r *http.Request, body []byte) (string, url.Values, error) {
	if strings.HasPrefix(r.URL.String(), "https://hooks.slack.com/commands/") {
		var m map[string]any
		if json.Unmarshal(body, &m) != nil || m["response_type"] != "ephemeral" {
			return "", nil, errors.New("an answer to a command that others can see")
		}
		return "response_url", url.Values{"text": {fmt.Sprint(m["text"])}}, nil
	}
	method, ok := strings.CutPrefix(r.URL.Path, "/api/")
	if !ok || r.Method != http.MethodPost || r.URL.Host != "slack.test" {
		return "", nil, errors.New("a call went elsewhere")
	}
	if id, upload := strings.CutPrefix(method, "upload/"); upload {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			return "", nil, fmt.Errorf("upload: %w", err)
		}
		file, head, err := r.FormFile("file")
		if err != nil {
			return "", nil, fmt.Errorf("upload: %w", err)
		}
		data, err := io.ReadAll(file)
		return "upload", url.Values{"id": {id}, "name": {head.Filename}, "data": {string(data)}}, err
	}
	if method == "apps.connections.open" {
		if r.Header.Get("Authorization") != "Bearer "+testApp {
			return "", nil, errors.New("a connection without the app token")
		}
		return method, nil, nil
	}
	args := url.Values{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var m map[string]json.RawMessage
		if err := json.Unmarshal(body, &m); err != nil {
			return "", nil, fmt.Errorf("json: %w", err)
		}
		args.Set("token", strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
		for name, raw := range m {
			args.Set(name, strings.Trim(string(raw), `"`))
		}
	} else {
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return "", nil, fmt.Errorf("form: %w", err)
		}
		args = form
	}
	for _, wrong := range f.spec.call(method, args) {
		f.tb.Errorf("against the Web API: %s", wrong)
	}
	return method, args, nil
}

func (f *fake) serve(w http.ResponseWriter, method string, args url.Values) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch method {
	case "chat.postMessage":
		f.show(w, args)
	case "chat.postEphemeral":
		f.whispers = append(f.whispers, whisper{args.Get("channel"), args.Get("user"), args.Get("text")})
		ok(w, `"message_ts":"1.000001"`)
	case "response_url":
		f.whispers = append(f.whispers, whisper{text: args.Get("text")})
		_, _ = io.WriteString(w, "ok")
	case "chat.delete":
		channel := args.Get("channel")
		f.screens[channel] = slices.DeleteFunc(f.screens[channel], func(m shownMessage) bool { return m.ts == args.Get("ts") })
		ok(w, `"channel":"`+channel+`"`)
	case "files.getUploadURLExternal":
		f.serial++
		id := fmt.Sprintf("F%d", f.serial)
		f.uploads[id] = args.Get("length")
		ok(w, `"upload_url":"https://slack.test/api/upload/`+id+`","file_id":"`+id+`"`)
	case "upload":
		if want := f.uploads[args.Get("id")]; want != fmt.Sprint(len(args.Get("data"))) {
			f.tb.Errorf("%s bytes were announced, %d came", want, len(args.Get("data")))
		}
		f.uploads[args.Get("id")] = args.Get("name") + " " + args.Get("data")
		_, _ = io.WriteString(w, "OK")
	case "files.completeUploadExternal":
		f.complete(w, args)
	case "files.delete":
		for channel, all := range f.screens {
			f.screens[channel] = slices.DeleteFunc(all, func(m shownMessage) bool { return m.ts == args.Get("file") })
		}
		ok(w, `"deleted":true`)
	case "views.publish":
		f.publish(w, args)
	case "conversations.open":
		ok(w, `"channel":{"id":"`+f.direct[args.Get("users")]+`"}`)
	case "apps.connections.open":
		ok(w, `"url":"`+f.socket+`"`)
	}
}

func (f *fake) publish(w http.ResponseWriter, args url.Values) {
	view, _ := generic(f.tb, args.Get("view")).(map[string]any)
	if view["type"] != "home" {
		f.tb.Error("a home page of another type")
	}
	blocks, _ := view["blocks"].([]any)
	for _, wrong := range append(f.spec.blocks(view["blocks"]), f.spec.faults("view", view)...) {
		f.tb.Errorf("against Block Kit: %s", wrong)
	}
	f.homes[args.Get("user_id")] = blocks
	ok(w, `"view":{"id":"V1"}`)
}

// complete shows an uploaded file where it is shared.
func (f *fake) complete(w http.ResponseWriter, args url.Values) {
	var files []struct{ ID, Title string }
	_ = json.Unmarshal([]byte(args.Get("files")), &files)
	channel := args.Get("channel_id")
	if f.gone[channel] {
		_, _ = io.WriteString(w, `{"ok":false,"error":"channel_not_found"}`)
		return
	}
	if len(files) != 1 || !strings.HasPrefix(channel, "D") {
		f.tb.Errorf("files %v are shared in %q", files, channel)
		return
	}
	id := files[0].ID
	f.screens[channel] = append(f.screens[channel], shownMessage{ts: id, file: f.uploads[id], thread: args.Get("thread_ts")})
	ok(w, `"files":[{"id":"`+id+`","title":"`+files[0].Title+`"}]`)
}

// show puts a message on a screen, as a person sees it.
func (f *fake) show(w http.ResponseWriter, args url.Values) {
	channel := args.Get("channel")
	if f.gone[channel] {
		_, _ = io.WriteString(w, `{"ok":false,"error":"channel_not_found"}`)
		return
	}
	if args.Get("unfurl_links") != "false" || args.Get("unfurl_media") != "false" {
		f.tb.Error("links are unfurled")
	}
	f.serial++
	m := shownMessage{ts: fmt.Sprintf("%d.000100", f.serial), text: plain(args.Get("text")), thread: args.Get("thread_ts")}
	if m.text == "" {
		f.tb.Error("a notification without a text")
	}
	if raw := args.Get("blocks"); raw != "" {
		blocks := generic(f.tb, raw)
		for _, wrong := range f.spec.message(blocks) {
			f.tb.Errorf("against Block Kit: %s", wrong)
		}
		m.lines, m.buttons = screen(f.tb, blocks)
	} else {
		m.lines = []string{m.text}
	}
	f.screens[channel] = append(f.screens[channel], m)
	ok(w, `"channel":"`+channel+`","ts":"`+m.ts+`"`)
}

// screen is what blocks look like. Only plain texts are sent: in them nothing is markup.
func screen(tb testing.TB, blocks any) (lines []string, buttons []button) {
	tb.Helper()
	all, _ := blocks.([]any)
	for _, b := range all {
		block, _ := b.(map[string]any)
		switch block["type"] {
		case "section":
			if block["expand"] != true {
				tb.Error("a section that is folded when it is long")
			}
			lines = append(lines, shownText(tb, block["text"]))
		case "context":
			for _, e := range block["elements"].([]any) {
				lines = append(lines, shownText(tb, e))
			}
		case "actions":
			for _, e := range block["elements"].([]any) {
				m := e.(map[string]any)
				text := func(name string) string { s, _ := m[name].(string); return s }
				buttons = append(buttons, button{shownText(tb, m["text"]), text("value"), text("url"), text("action_id")})
			}
		}
	}
	return lines, buttons
}

func shownText(tb testing.TB, v any) string {
	tb.Helper()
	m, _ := v.(map[string]any)
	if m["type"] != "plain_text" || m["emoji"] == true {
		tb.Errorf("a text of type %v", m["type"])
	}
	s, _ := m["text"].(string)
	return plain(s)
}

func ok(w http.ResponseWriter, more string) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"ok":true,`+more+`}`)
}

// on is what stands on a screen.
func (f *fake) on(channel string) []shownMessage {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.screens[channel])
}

// made are the calls of one method so far.
func (f *fake) made(method string) []apiCall {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []apiCall
	for _, c := range f.calls {
		if c.method == method {
			all = append(all, c)
		}
	}
	return all
}

// whispered is what single people were shown in public places.
func (f *fake) whispered() []whisper {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.whispers)
}
