package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"staysafe/bot/content"
	"strings"
	"sync"
	"testing"
)

// program is the whole program, running.
type program struct {
	t    *testing.T
	url  string
	out  *shared
	err  *shared
	stop context.CancelFunc
	done chan int
}

// shared is a buffer that many may write to, and one may wait for something in it.
type shared struct {
	mu    sync.Mutex
	b     bytes.Buffer
	more  chan struct{} // closed when there is more
	ended bool
}

// Write implements io.Writer.
func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tell()
	return s.b.Write(p)
}

// tell wakes who waits. The lock must be held.
func (s *shared) tell() {
	if s.more != nil {
		close(s.more)
		s.more = nil
	}
}

// end tells who waits that nothing more comes.
func (s *shared) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = true
	s.tell()
}

// await waits until what was written matches; nil if it ended before.
func (s *shared) await(form *regexp.Regexp) []string {
	for {
		s.mu.Lock()
		m, ended := form.FindStringSubmatch(s.b.String()), s.ended
		if s.more == nil {
			s.more = make(chan struct{})
		}
		more := s.more
		s.mu.Unlock()
		if m != nil || ended {
			return m
		}
		<-more
	}
}

// String is everything that was written.
func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

const testSecret = "0123456789abcdef0123456789abcdef-test"

var listening = regexp.MustCompile(`web chat +(http://\S+)`)

// builtInOnce is the built-in content, read and learnt from once for all programs that tests run.
var builtInOnce = sync.OnceValues(func() (*content.Content, []content.Issue) { return loadContent(nil) })

// once reads the built-in content once; folders are read each time.
func once(dirs []string) (*content.Content, []content.Issue) {
	if len(dirs) == 0 {
		return builtInOnce()
	}
	return loadContent(dirs)
}

// start runs the program with settings until the test ends.
func start(t *testing.T, settings map[string]string) *program {
	t.Helper()
	env := map[string]string{"STAYSAFE_ADDR": "127.0.0.1:0", "STAYSAFE_ADMIN_ADDR": "127.0.0.1:0", "STAYSAFE_LOG_LEVEL": "debug"}
	for k, v := range settings {
		env[k] = v
	}
	ctx, stop := context.WithCancel(context.Background())
	p := &program{t: t, out: &shared{}, err: &shared{}, stop: stop, done: make(chan int, 1)}
	go func() {
		p.done <- runOn(ctx, once, nil, func(name string) string { return env[name] }, strings.NewReader(""), p.out, p.err)
		p.out.end()
	}()
	t.Cleanup(p.end)
	if m := p.out.await(listening); m != nil {
		p.url = m[1]
		return p
	}
	t.Fatalf("the program did not start: %s %s", p.out, p.err)
	return nil
}

func (p *program) end() {
	p.stop()
	code := <-p.done
	if code != exitOK {
		p.t.Errorf("ended with %d: %s", code, p.err)
	}
	p.done <- code
}

// page is one browser tab: what the last page said, and the fields it carries.
type page struct {
	p     *program
	body  string
	field url.Values
	head  http.Header
}

var (
	hidden = regexp.MustCompile(`<input type="hidden" name="(\w+)" value="([^"]*)">`)
	button = regexp.MustCompile(`<button class="btn" name="c" value="([^"]*)">([^<]*)</button>`)
)

func (p *program) open(query string) *page {
	p.t.Helper()
	pg := &page{p: p}
	resp, err := http.Get(p.url + "/" + query)
	if err != nil {
		p.t.Fatal(err)
	}
	pg.read(resp)
	return pg
}

func (pg *page) read(resp *http.Response) {
	pg.p.t.Helper()
	defer func() { _ = resp.Body.Close() }()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		pg.p.t.Fatal(err)
	}
	pg.body, pg.head, pg.field = string(data), resp.Header, url.Values{}
	for _, m := range hidden.FindAllStringSubmatch(pg.body, -1) {
		pg.field.Set(m[1], m[2])
	}
}

func (pg *page) send(more url.Values) {
	pg.p.t.Helper()
	form := url.Values{}
	for k, v := range pg.field {
		form[k] = v
	}
	for k, v := range more {
		form[k] = v
	}
	resp, err := http.PostForm(pg.p.url+"/", form)
	if err != nil {
		pg.p.t.Fatal(err)
	}
	pg.read(resp)
}

func (pg *page) write(text string) { pg.send(url.Values{"t": {text}}) }

func (pg *page) tap(label string) {
	pg.p.t.Helper()
	for _, m := range button.FindAllStringSubmatch(pg.body, -1) {
		if m[2] == label {
			pg.send(url.Values{"c": {m[1]}})
			return
		}
	}
	pg.p.t.Fatalf("there is no button %q", label)
}

func (pg *page) holds(texts ...string) {
	pg.p.t.Helper()
	for _, s := range texts {
		if !strings.Contains(pg.body, s) {
			pg.p.t.Errorf("the page does not hold %q", s)
		}
	}
}

// telegramServer is Telegram as the program sees it: it takes everything.
type telegramServer struct {
	*httptest.Server
	mu   sync.Mutex
	sent []string
	next int
}

func newTelegramServer(t *testing.T) *telegramServer {
	s := &telegramServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseMultipartForm(1 << 20)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.next++
		if strings.HasSuffix(r.URL.Path, "/sendMessage") {
			s.sent = append(s.sent, r.FormValue("text")+"\n"+r.FormValue("reply_markup"))
			fmt.Fprintf(w, `{"ok":true,"result":{"message_id":%d,"date":1,"chat":{"id":1,"type":"private"}}}`, s.next)
			return
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":true}`)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *telegramServer) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sent) == 0 {
		return ""
	}
	return s.sent[len(s.sent)-1]
}

// hook delivers an update to the program's webhook.
func (p *program) hook(secret string, update map[string]any) int {
	p.t.Helper()
	data, err := json.Marshal(update)
	if err != nil {
		p.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, p.url+"/hook/telegram", bytes.NewReader(data))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("X-Telegram-Bot-Api-Secret-Token", secret)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}
