package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// line is Slack's end of Socket Mode.
type line struct {
	tb     testing.TB
	server *httptest.Server
	joined chan *websocket.Conn
	acks   chan string

	mu      sync.Mutex
	conn    *websocket.Conn
	channel *Channel
	n       int
}

func newLine(tb testing.TB, f *fake) *line {
	l := &line{tb: tb, joined: make(chan *websocket.Conn, 4), acks: make(chan string, 100)}
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	l.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		l.joined <- conn
		for {
			var ack struct {
				ID string `json:"envelope_id"`
			}
			if conn.ReadJSON(&ack) != nil {
				return
			}
			l.acks <- ack.ID
		}
	}))
	tb.Cleanup(l.server.Close)
	f.socket = "ws" + strings.TrimPrefix(l.server.URL, "http")
	return l
}

// run starts a channel's Socket Mode and waits until it is there.
func (l *line) run(c *Channel) {
	l.tb.Helper()
	l.channel = c
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	l.tb.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			l.tb.Error(err)
		}
	})
	l.join()
}

func (l *line) join() {
	l.tb.Helper()
	select {
	case conn := <-l.joined:
		l.mu.Lock()
		l.conn = conn
		l.mu.Unlock()
		l.write(`{"type":"hello","num_connections":1}`)
	case <-time.After(20 * time.Second):
		l.tb.Fatal("nobody connects")
	}
}

func (l *line) write(message string) {
	l.tb.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.conn.WriteMessage(websocket.TextMessage, []byte(message)); err != nil {
		l.tb.Error(err)
	}
}

// envelopes are the names of the doors on a socket.
var envelopes = map[string]string{eventsPath: "events_api", interactionsPath: "interactive", commandsPath: "slash_commands"}

// deliver delivers what would come over HTTP, and waits until it is acknowledged.
func (l *line) deliver(path, body string) bottest.Verdict {
	l.tb.Helper()
	payload := body
	switch path {
	case interactionsPath:
		form, _ := url.ParseQuery(body)
		payload = form.Get("payload")
	case commandsPath:
		form, _ := url.ParseQuery(body)
		texts := map[string]string{}
		for name := range form {
			texts[name] = form.Get(name)
		}
		data, _ := json.Marshal(texts)
		payload = string(data)
	}
	if !json.Valid([]byte(payload)) {
		quoted, _ := json.Marshal(payload)
		payload = string(quoted)
	}
	l.n++
	id, left := fmt.Sprint("envelope", l.n), l.left()
	l.write(fmt.Sprintf(`{"type":%q,"envelope_id":%q,"payload":%s,"accepts_response_payload":false}`, envelopes[path], id, payload))
	for {
		select {
		case got := <-l.acks:
			if got != id {
				l.tb.Errorf("acknowledged %s, want %s", got, id)
			}
			return bottest.Taken
		case <-time.After(time.Millisecond):
			if l.left() > left { // Slack delivers again what is not acknowledged
				return bottest.Retry
			}
		}
	}
}

func (l *line) left() uint64 { return l.channel.Counts()["left to come again"] }

// The whole contract holds over a socket. Nobody can forge there: who is connected is known.
func TestContractOverTheSocket(t *testing.T) {
	bottest.TestChannel(t, func(t *testing.T, house bot.Handler, log *slog.Logger) bottest.Network {
		p := newPeople(t)
		l := newLine(t, p.fake)
		p.channel = p.fake.channel(house, p.settings(log), func(cfg *Config) { cfg.AppToken, cfg.SigningSecret = testApp, "" })
		p.deliver = l.deliver
		l.run(p.channel)
		return p
	})
}

// The same talk over HTTP and over a socket ends in the same session, and says the same.
func TestSameTalkThroughEveryDoor(t *testing.T) {
	over := func(socket bool) (*talk, []bot.Inbound) {
		tk := newTalk(t)
		tk.direct[annUser] = annRoom
		ear := &ear{Handler: tk.b}
		deliver := func(path, body string) { tk.post(path, body) }
		tk.channel.house = ear
		if socket {
			l := newLine(t, tk.fake)
			tk.channel = tk.fake.channel(ear, tk.settings(slog.New(slog.DiscardHandler)), func(cfg *Config) {
				cfg.AppToken, cfg.SigningSecret, cfg.Words = testApp, "", realWords{tk.b.Content()}
			})
			l.run(tk.channel)
			deliver = func(path, body string) {
				if v := l.deliver(path, body); v != bottest.Taken {
					t.Errorf("not acknowledged: %s", v)
				}
			}
		}
		deliver(commandsPath, ordered(1, annRoom, annUser, "start kx7"))
		deliver(eventsPath, typed(2, annRoom, annUser, "kenya"))
		deliver(eventsPath, typed(3, annRoom, annUser, "someone threatens to post my nudes &lt;3"))
		deliver(interactionsPath, form(tapped(4, annRoom, annUser, tk.value("Yes"))))
		deliver(eventsPath, event(`{"type":"message","subtype":"file_share","channel_type":"im","channel":"D0ANN","user":"U0ANN","text":"this","ts":"1700000009.000001","files":[{"id":"F1"}]}`))
		deliver(commandsPath, ordered(5, publicRoom, annUser, "hello"))
		deliver(eventsPath, event(`{"type":"app_home_opened","user":"U0ANN","channel":"D0ANN","tab":"home"}`))
		return tk, ear.heard
	}
	a, heardA := over(false)
	b, heardB := over(true)
	if !reflect.DeepEqual(heardA, heardB) || len(heardA) != 6 {
		t.Errorf("%d inbounds over HTTP and %d over the socket differ", len(heardA), len(heardB))
	}
	if !reflect.DeepEqual(a.session(), b.session()) {
		t.Error("the sessions differ")
	}
	if !reflect.DeepEqual(a.screens, b.screens) || !reflect.DeepEqual(a.homes, b.homes) || len(a.whispered()) != 1 || len(b.whispered()) != 1 {
		t.Error("what is on the screens differs")
	}
}

// ear hears what reaches the house.
type ear struct {
	bot.Handler
	heard []bot.Inbound
}

// Handle implements bot.Handler.
func (e *ear) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	e.heard = append(e.heard, in)
	return e.Handler.Handle(ctx, via, in)
}

// The library refuses a whole event for one block that it can't read. We don't.
func TestMalformedBlockOverTheSocket(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("an answer")
	l := newLine(t, f)
	c := f.channel(h, func(cfg *Config) { cfg.AppToken = testApp })
	l.run(c)
	if v := l.deliver(eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"i want to die","ts":"1.000001","blocks":[7]}`)); v != bottest.Taken {
		t.Errorf("met with %s", v)
	}
	if got := h.Inbounds(); len(got) != 1 || got[0].Text != bot.NewText("i want to die") {
		t.Error("the words are lost")
	}
	if v := l.deliver(eventsPath, event(`{"type":"something_new"}`)); v != bottest.Taken {
		t.Errorf("what is new was met with %s", v)
	}
}

// A connection that Slack closes is made anew, and one it refuses is asked for again later.
func TestReconnects(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("an answer")
	l := newLine(t, f)
	c := f.channel(h, func(cfg *Config) { cfg.AppToken = testApp })
	l.run(c)
	l.write(`{"type":"disconnect","reason":"refresh_requested"}`)
	l.join()
	if v := l.deliver(eventsPath, typed(1, annRoom, annUser, "hi")); v != bottest.Taken || len(h.Inbounds()) != 1 {
		t.Errorf("after a new connection: %s, %d", v, len(h.Inbounds()))
	}
}

// The program runs although Slack does not answer, and stops at once.
func TestRunWithoutSlack(t *testing.T) {
	for _, one := range []bottest.Forced{refused("apps.connections.open", "invalid_auth"), {Method: "apps.connections.open", Status: 500}} {
		log := &bottest.Log{}
		f := newFake(t)
		for range 3 {
			f.fail(one)
		}
		c := f.channel(bottest.Talkative("an answer"), func(cfg *Config) { cfg.AppToken, cfg.Logger = testApp, log.Logger() })
		ctx, stop := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- c.Run(ctx) }()
		for deadline := time.Now().Add(20 * time.Second); !strings.Contains(log.String(), "socket mode"); {
			if time.Now().After(deadline) {
				t.Fatal("nothing is said about it")
			}
			<-time.After(time.Millisecond)
		}
		stop()
		select {
		case err := <-ended:
			if err != nil || strings.Contains(log.String(), testApp) {
				t.Errorf("ended with %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("does not stop")
		}
	}
}
