package telegram

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testToken  = "123456:TESTtoken-marker"
	testSecret = "A_secret-1"
	testBot    = "SafeTestBot"
)

// fake stands in Telegram's place: it judges every call by the Bot API's own description, shows
// messages on telephones, and fails when it is told to. It is a transport: no call leaves the test.
type fake struct {
	tb   testing.TB
	spec spec

	mu       sync.Mutex
	phones   map[int64][]shown
	calls    []apiCall
	failures []bottest.Forced
	gone     map[int64]bool
	serial   int
	stored   map[string]string // files by id
	profile  map[string]string // method and language -> what was set
	waiting  []json.RawMessage
	offsets  []int64
	arrived  chan struct{} // closed and renewed when a delivery waits
}

// shown is one message on a telephone.
type shown struct {
	id      int
	text    string
	file    string // its name and what is in it
	buttons []button
	silent  bool
	guarded bool
	thread  string
	at      time.Time
}

type button struct{ Text, CallbackData, URL string }

type apiCall struct {
	method string
	args   map[string]string
}

func newFake(tb testing.TB) *fake {
	tb.Helper()
	return &fake{
		tb: tb, spec: readSpec(tb), phones: map[int64][]shown{}, gone: map[int64]bool{}, profile: map[string]string{}, stored: map[string]string{},
		arrived: make(chan struct{}), serial: 100,
	}
}

// channel puts a channel on the fake network.
func (f *fake) channel(house bot.Handler, change ...func(*Config)) *Channel {
	f.tb.Helper()
	cfg := Config{
		Token: testToken, APIURL: "https://telegram.test", Secret: testSecret, HTTPClient: &http.Client{Transport: f},
		Logger: slog.New(slog.DiscardHandler), Now: time.Now, Handler: house,
		Lifeline: func(locale string) string { return "lifeline in " + locale },
		Limits:   Limits{PerSecond: 1e6, Burst: 1e6, ChatPerSecond: 1e6, ChatBurst: 1e6},
	}
	for _, c := range change {
		c(&cfg)
	}
	c, err := New(cfg)
	if err != nil {
		f.tb.Fatal(err)
	}
	return c
}

// fail lets the next call of a method be answered by something else.
func (f *fake) fail(method string, status int, body string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.failures = append(f.failures, bottest.Forced{Method: method, Status: status, Body: body})
}

// RoundTrip implements http.RoundTripper.
func (f *fake) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if err != nil {
		return nil, err
	}
	path, ok := strings.CutPrefix(r.URL.Path, "/bot"+testToken+"/")
	if !ok || r.Method != http.MethodPost || r.URL.Host != "telegram.test" {
		f.tb.Error("a call went elsewhere")
		return nil, errors.New("elsewhere")
	}
	args, err := arguments(r.Header.Get("Content-Type"), body)
	if err != nil {
		f.tb.Errorf("a call nobody can read: %v", err)
	}
	for _, wrong := range f.spec.call(path, args) {
		f.tb.Errorf("against the Bot API: %s", wrong)
	}
	f.mu.Lock()
	f.calls = append(f.calls, apiCall{path, args})
	one := bottest.NextForced(&f.failures, path)
	f.mu.Unlock()
	return bottest.Answer(r, one, func(w http.ResponseWriter) { f.serve(r, w, path, args) })
}

// arguments reads a call as Telegram's server does: a form, or JSON.
func arguments(contentType string, body []byte) (map[string]string, error) {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, fmt.Errorf("content type: %w", err)
	}
	args := map[string]string{}
	if kind == "application/json" {
		var all map[string]json.RawMessage
		if err := json.Unmarshal(body, &all); err != nil {
			return nil, fmt.Errorf("json: %w", err)
		}
		for name, raw := range all {
			args[name] = string(raw)
		}
		return args, nil
	}
	if len(body) == 0 {
		return args, nil
	}
	form, err := multipart.NewReader(strings.NewReader(string(body)), params["boundary"]).ReadForm(1 << 20)
	if err != nil {
		return nil, fmt.Errorf("form: %w", err)
	}
	for name, values := range form.Value {
		args[name] = values[0]
	}
	for name, files := range form.File {
		f, err := files[0].Open()
		if err != nil {
			return nil, fmt.Errorf("file: %w", err)
		}
		data, err := io.ReadAll(f)
		if err != nil {
			return nil, fmt.Errorf("file: %w", err)
		}
		args[name] = uploaded + files[0].Filename + " " + string(data)
	}
	return args, nil
}

func (f *fake) serve(r *http.Request, w http.ResponseWriter, method string, args map[string]string) {
	if method == "getUpdates" {
		f.updates(r, w, args)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch method {
	case "getMe":
		ok(w, `{"id":1,"is_bot":true,"first_name":"Safe","username":"`+testBot+`"}`)
	case "sendMessage":
		f.send(w, args)
	case "sendDocument":
		f.document(w, args)
	case "deleteMessages":
		chat, _ := strconv.ParseInt(args["chat_id"], 10, 64)
		var ids []int
		_ = json.Unmarshal([]byte(args["message_ids"]), &ids)
		f.phones[chat] = slices.DeleteFunc(f.phones[chat], func(s shown) bool { return slices.Contains(ids, s.id) })
		ok(w, "true")
	case "answerCallbackQuery", "setWebhook", "deleteWebhook":
		ok(w, "true")
	default:
		f.profiles(w, method, args)
	}
}

func (f *fake) send(w http.ResponseWriter, args map[string]string) {
	chat, _ := strconv.ParseInt(args["chat_id"], 10, 64)
	if f.gone[chat] {
		refuse(w, http.StatusForbidden, "Forbidden: bot was blocked by the user")
		return
	}
	f.serial++
	m := shown{
		id: f.serial, text: args["text"], silent: args["disable_notification"] == "true", guarded: args["protect_content"] == "true",
		thread: args["message_thread_id"], at: time.Now(),
	}
	var markup struct {
		Rows [][]struct {
			Text string `json:"text"`
			Data string `json:"callback_data"`
			URL  string `json:"url"`
		} `json:"inline_keyboard"`
	}
	_ = json.Unmarshal([]byte(args["reply_markup"]), &markup)
	for _, row := range markup.Rows {
		for _, b := range row {
			m.buttons = append(m.buttons, button{b.Text, b.Data, b.URL})
		}
	}
	f.phones[chat] = append(f.phones[chat], m)
	ok(w, fmt.Sprintf(`{"message_id":%d,"date":1760000001,"chat":{"id":%d,"type":"private"},"text":"x"}`, m.id, chat))
}

// uploaded marks an argument that came as a file.
const uploaded = "file: "

// document keeps a file under an id of its own, or looks for the one that is named.
func (f *fake) document(w http.ResponseWriter, args map[string]string) {
	chat, _ := strconv.ParseInt(args["chat_id"], 10, 64)
	if f.gone[chat] {
		refuse(w, http.StatusForbidden, "Forbidden: bot was blocked by the user")
		return
	}
	f.serial++
	name := args["document"]
	if file, ok := strings.CutPrefix(name, uploaded); ok {
		name = fmt.Sprintf("file-%d", f.serial)
		f.stored[name] = file
	}
	if f.stored[name] == "" {
		refuse(w, http.StatusBadRequest, "Bad Request: wrong file identifier/HTTP URL specified")
		return
	}
	f.phones[chat] = append(f.phones[chat], shown{id: f.serial, file: f.stored[name], silent: args["disable_notification"] == "true", guarded: args["protect_content"] == "true"})
	ok(w, fmt.Sprintf(`{"message_id":%d,"date":1760000001,"chat":{"id":%d,"type":"private"},"document":{"file_id":"%s","file_unique_id":"u"}}`, f.serial, chat, name))
}

// profiles remembers what was set for each language, and falls back to the one for everybody.
func (f *fake) profiles(w http.ResponseWriter, method string, args map[string]string) {
	what := strings.TrimPrefix(strings.TrimPrefix(method, "get"), "set")
	argument := map[string]string{
		"MyName": "name", "MyShortDescription": "short_description", "MyDescription": "description", "MyCommands": "commands",
	}[what]
	if strings.HasPrefix(method, "set") {
		f.profile[what+"/"+args["language_code"]] = args[argument]
		ok(w, "true")
		return
	}
	value, set := f.profile[what+"/"+args["language_code"]]
	if !set {
		value = f.profile[what+"/"]
	}
	if what == "MyCommands" {
		if value == "" {
			value = "[]"
		}
		ok(w, value)
		return
	}
	quoted, _ := json.Marshal(map[string]string{argument: value})
	ok(w, string(quoted))
}

// updates is long polling: it answers when something has happened, or after the time asked for.
func (f *fake) updates(r *http.Request, w http.ResponseWriter, args map[string]string) {
	offset, _ := strconv.ParseInt(args["offset"], 10, 64)
	seconds, _ := strconv.Atoi(args["timeout"])
	timer := time.NewTimer(time.Duration(seconds) * time.Second)
	defer timer.Stop()
	for first := true; ; first = false {
		f.mu.Lock()
		if first {
			f.offsets = append(f.offsets, offset)
		}
		f.waiting = slices.DeleteFunc(f.waiting, func(u json.RawMessage) bool {
			one, _ := readUpdate(u)
			return one.id < offset
		})
		answer, arrived := slices.Clone(f.waiting), f.arrived
		f.mu.Unlock()
		if len(answer) > 0 || seconds == 0 {
			data, _ := json.Marshal(answer)
			if answer == nil {
				data = []byte("[]")
			}
			ok(w, string(data))
			return
		}
		select {
		case <-arrived:
		case <-timer.C:
			seconds = 0
		case <-r.Context().Done():
			return
		}
	}
}

// wait lets deliveries wait for a poll.
func (f *fake) wait(deliveries ...string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, d := range deliveries {
		f.waiting = append(f.waiting, json.RawMessage(d))
	}
	close(f.arrived)
	f.arrived = make(chan struct{})
}

func ok(w http.ResponseWriter, result string) {
	_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`)
}

func refuse(w http.ResponseWriter, status int, description string) {
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"ok": false, "error_code": status, "description": description})
}

// on is what stands on a telephone.
func (f *fake) on(chat int64) []shown {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.phones[chat])
}

// left is how many deliveries are not confirmed, and how often was asked for some.
func (f *fake) left() (waiting, asked int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.waiting), len(f.offsets)
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

// deliver posts a delivery to the webhook as Telegram does.
func deliver(c *Channel, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(body))
	r.Header.Set(secretHeader, testSecret)
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

// addresses are the web addresses in a text.
func addresses(text string) []string {
	return regexp.MustCompile(`https://\S+`).FindAllString(text, -1)
}
