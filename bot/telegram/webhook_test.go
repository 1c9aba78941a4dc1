package telegram

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/wire"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

func typed(update int64, chat int64, text string) string {
	return fmt.Sprintf(`{"update_id":%d,"message":{"message_id":%d,"date":1760000000,"chat":{"id":%d,"type":"private"},`+
		`"from":{"id":%d,"is_bot":false,"language_code":"es"},"text":%q}}`, update, update, chat, chat, text)
}

func tapped(update int64, chat int64, data string) string {
	return fmt.Sprintf(`{"update_id":%d,"callback_query":{"id":"tap%d","from":{"id":%d,"is_bot":false,"language_code":"es"},`+
		`"message":{"message_id":1,"date":1,"chat":{"id":%d,"type":"private"}},"chat_instance":"1","data":%q}}`, update, update, chat, chat, data)
}

func TestWebhookTurnsAway(t *testing.T) {
	good := typed(1, 7001, "hi")
	for _, tt := range []struct {
		name, method, secret, body string
		status, handled            int
	}{
		{"the network itself", http.MethodPost, testSecret, good, http.StatusOK, 1},
		{"no secret", http.MethodPost, "", good, http.StatusUnauthorized, 0},
		{"another secret", http.MethodPost, "A_secret-2", good, http.StatusUnauthorized, 0},
		{"the beginning of the secret", http.MethodPost, testSecret[:5], good, http.StatusUnauthorized, 0},
		{"a longer secret", http.MethodPost, testSecret + "1", good, http.StatusUnauthorized, 0},
		{"a look", http.MethodGet, testSecret, "", http.StatusMethodNotAllowed, 0},
		{"another method", http.MethodPut, testSecret, good, http.StatusMethodNotAllowed, 0},
		{"broken", http.MethodPost, testSecret, `{"update_id":1,"message":{`, http.StatusOK, 0},
		{"empty", http.MethodPost, testSecret, "", http.StatusOK, 0},
		{"no object", http.MethodPost, testSecret, `[1]`, http.StatusOK, 0},
		{"nothing", http.MethodPost, testSecret, `null`, http.StatusOK, 0},
		{"no number", http.MethodPost, testSecret, `{"message":{}}`, http.StatusOK, 0},
		{"nested without end", http.MethodPost, testSecret, strings.Repeat("[", 50000), http.StatusOK, 0},
		{"the largest", http.MethodPost, testSecret, good + strings.Repeat(" ", wire.MaxBody-len(good)), http.StatusOK, 1},
		{"one byte too large", http.MethodPost, testSecret, good + strings.Repeat(" ", wire.MaxBody-len(good)+1), http.StatusRequestEntityTooLarge, 0},
		{"large and unsigned", http.MethodPost, "", good + strings.Repeat(" ", wire.MaxBody), http.StatusUnauthorized, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := bottest.Talkative("an answer")
			c := newFake(t).channel(h)
			r := httptest.NewRequest(tt.method, Path, strings.NewReader(tt.body))
			if tt.secret != "" {
				r.Header.Set(secretHeader, tt.secret)
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			if w.Code != tt.status || len(h.Inbounds()) != tt.handled || w.Body.Len() > 0 {
				t.Errorf("status %d, handled %d, body %q; want %d, %d and no body", w.Code, len(h.Inbounds()), w.Body, tt.status, tt.handled)
			}
		})
	}
}

func TestSignatureVectors(t *testing.T) {
	var vectors []struct {
		Name, Secret string
		Headers      map[string]string
		Valid        bool
		Expect       struct{ Status int }
	}
	decodeFile(t, "testdata/signatures.json", &vectors)
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			c := newFake(t).channel(bottest.Talkative("an answer"), func(cfg *Config) { cfg.Secret = v.Secret })
			r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(typed(1, 7001, "hi")))
			for name, value := range v.Headers {
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			c.ServeHTTP(w, r)
			want := http.StatusOK
			if !v.Valid {
				want = v.Expect.Status
			}
			if w.Code != want {
				t.Errorf("status %d, want %d", w.Code, want)
			}
		})
	}
}

// Without a secret nobody is Telegram, not even who sends no secret.
func TestNoSecretRefusesAll(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"), func(cfg *Config) { cfg.Secret = "" })
	r := httptest.NewRequest(http.MethodPost, Path, strings.NewReader(typed(1, 7001, "hi")))
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	if w.Code != http.StatusUnauthorized {
		t.Errorf("status %d, want 401", w.Code)
	}
}

// A body that ends too early is delivered again.
func TestWebhookCutOff(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"))
	r := httptest.NewRequest(http.MethodPost, Path, io.MultiReader(strings.NewReader(`{"update_id"`), iotest.ErrReader(io.ErrUnexpectedEOF)))
	r.Header.Set(secretHeader, testSecret)
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest {
		t.Errorf("status %d, want 400", w.Code)
	}
}

func TestFailedDeliveries(t *testing.T) {
	for _, tt := range []struct {
		name     string
		body     string
		fails    int
		with     error
		statuses []int // of the same delivery, again and again
		handled  int
		says     string // what ends up on the telephone
		taps     int
	}{
		{"once", typed(1, 7001, "hi"), 1, io.EOF, []int{503, 200, 200}, 2, "an answer", 0},
		{"often", typed(1, 7001, "hi"), 4, io.EOF, []int{503, 503, 503, 503, 200, 200}, 5, "an answer", 0},
		{"always", typed(1, 7001, "hi"), 99, io.EOF, []int{503, 503, 503, 503, 200, 200, 200}, 5, "lifeline in es", 0},
		{"panicking once", typed(1, 7001, "hi"), 1, nil, []int{503, 200}, 2, "an answer", 0},
		{"panicking always", typed(1, 7001, "hi"), 99, nil, []int{503, 503, 503, 503, 200, 200}, 5, "lifeline in es", 0},
		{"a tap, always", tapped(1, 7001, "x"), 99, io.EOF, []int{503, 503, 503, 503, 200, 200}, 5, "lifeline in es", 1},
		{"busy is no fault of the delivery", typed(1, 7001, "hi"), 7, bot.ErrBusy, []int{503, 503, 503, 503, 503, 503, 503, 200}, 8, "an answer", 0},
		{"gone", typed(1, 7001, "hi"), 1, fmt.Errorf("x: %w", bot.ErrGone), []int{200, 200}, 1, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, h := newFake(t), bottest.Talkative("an answer")
			h.Fail(tt.fails, tt.with)
			c := f.channel(h)
			for i, want := range tt.statuses {
				if w := deliver(c, tt.body); w.Code != want {
					t.Errorf("delivery %d was answered with %d, want %d", i+1, w.Code, want)
				}
			}
			if n := len(h.Inbounds()); n != tt.handled {
				t.Errorf("handled %d times, want %d", n, tt.handled)
			}
			var said []string
			for _, m := range f.on(7001) {
				said = append(said, m.text)
			}
			if strings.Join(said, "|") != tt.says {
				t.Errorf("on the telephone: %q, want %q once", said, tt.says)
			}
			if n := len(f.made("answerCallbackQuery")); n != tt.taps {
				t.Errorf("the tap was confirmed %d times, want %d", n, tt.taps)
			}
		})
	}
}

// The lifeline is said although Telegram itself was away, and the house is not asked again.
func TestLifelineOutlastsAnOutage(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("an answer")
	h.Fail(99, io.EOF)
	c := f.channel(h)
	for range 4 {
		deliver(c, typed(1, 7001, "hi"))
	}
	f.fail("sendMessage", http.StatusBadGateway, "<html>502</html>")
	f.fail("sendMessage", http.StatusBadGateway, "<html>502</html>")
	for i, want := range []int{503, 503, 200, 200} {
		if w := deliver(c, typed(1, 7001, "hi")); w.Code != want {
			t.Errorf("delivery %d: %d, want %d", i+5, w.Code, want)
		}
	}
	if len(h.Inbounds()) != maxTries || len(f.on(7001)) != 1 {
		t.Errorf("handled %d times, said %d times", len(h.Inbounds()), len(f.on(7001)))
	}
}

// A lifeline that can't ever be said does not hold up what was written after it.
func TestLifelineThatCannotBeSaid(t *testing.T) {
	for _, tt := range []struct {
		name, lifeline string
		gone           bool
	}{{"nobody is there", "lifeline", true}, {"it has no words", " ", false}} {
		f, h := newFake(t), bottest.Talkative("an answer")
		h.Fail(99, io.EOF)
		f.gone[7001] = tt.gone
		c := f.channel(h, func(cfg *Config) { cfg.Lifeline = func(string) string { return tt.lifeline } })
		for range maxTries - 1 {
			deliver(c, typed(1, 7001, "hi"))
		}
		if w := deliver(c, typed(1, 7001, "hi")); w.Code != http.StatusOK {
			t.Errorf("%s: status %d, want 200", tt.name, w.Code)
		}
	}
}

// Somebody gone is acknowledged even if they can't be forgotten now: their memory ends by itself.
func TestGoneButNotForgotten(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("an answer")
	h.Fail(2, bot.ErrGone)
	if w := deliver(f.channel(h), typed(1, 7001, "hi")); w.Code != http.StatusOK || len(h.Forgot()) != 1 {
		t.Errorf("status %d, tried to forget %d times; want 200 and once", w.Code, len(h.Forgot()))
	}
}

// Somebody who blocked us is forgotten even if the store is away for a moment, and hears nothing.
func TestBlockedIsForgottenAgain(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("an answer")
	h.Fail(99, io.EOF)
	c := f.channel(h)
	body := string(read(t, "27-bot-blocked-recorded"))
	for i, want := range []int{503, 503, 503, 503, 200, 200} {
		if w := deliver(c, body); w.Code != want {
			t.Errorf("delivery %d: %d, want %d", i+1, w.Code, want)
		}
	}
	if len(h.Forgot()) != 5 || len(f.calls) != 0 {
		t.Errorf("tried to forget %d times, called Telegram %d times; want 5 and 0", len(h.Forgot()), len(f.calls))
	}
}

// Telegram is told how long to wait.
func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct {
		answer, want string
	}{
		{`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14","parameters":{"retry_after":14}}`, "14"},
		{`{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 99999","parameters":{"retry_after":99999}}`, "3600"},
	} {
		f := newFake(t)
		c := f.channel(bottest.Talkative("an answer"), func(cfg *Config) { cfg.Now = func() time.Time { return time.Unix(1760000000, 0) } })
		f.fail("sendMessage", http.StatusTooManyRequests, tt.answer)
		w := deliver(c, typed(1, 7001, "hi"))
		if got := w.Header().Get("Retry-After"); w.Code != http.StatusServiceUnavailable || got != tt.want {
			t.Errorf("status %d, Retry-After %q; want 503 and %s", w.Code, got, tt.want)
		}
	}
}

func TestOneChatAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		h := bottest.Talkative("an answer")
		for range 3 { // the answer to chat 7001 waits for Telegram, others do not
			f.mu.Lock()
			f.failures = append(f.failures, bottest.Forced{Method: "sendMessage", Hang: true})
			f.mu.Unlock()
		}
		c := f.channel(h)
		var wg sync.WaitGroup
		codes := make([]int, 4)
		began := time.Now()
		for i := range 3 {
			wg.Go(func() { codes[i] = deliver(c, typed(int64(i+1), 7001, "hi")).Code })
			synctest.Wait()
		}
		if n := len(h.Inbounds()); n != 1 {
			t.Errorf("%d deliveries of one chat are handled at once, want 1", n)
		}
		wg.Wait()
		if took := time.Since(began); took != 3*callTimeout {
			t.Errorf("three that time out took %s, want %s, one after the other", took, 3*callTimeout)
		}
		for i, in := range h.Inbounds() {
			if want := fmt.Sprint("m", i+1); in.ID != want {
				t.Errorf("delivery %d was handled as number %d", i+1, i)
			}
		}
		if n := len(c.lanes.all); n != 0 {
			t.Errorf("%d lanes are left, want none", n)
		}
	})
}

func TestChatsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		c := f.channel(bottest.Talkative("an answer"))
		f.mu.Lock()
		f.failures = append(f.failures, bottest.Forced{Method: "sendMessage", Hang: true})
		f.mu.Unlock()
		var wg sync.WaitGroup
		wg.Go(func() { deliver(c, typed(1, 7001, "hi")) })
		synctest.Wait()
		began := time.Now()
		if w := deliver(c, typed(2, 7002, "hi")); w.Code != http.StatusOK || time.Since(began) != 0 {
			t.Errorf("another chat was answered with %d after %s", w.Code, time.Since(began))
		}
		wg.Wait()
	})
}

// What is remembered of deliveries does not grow for ever.
func TestDeliveriesAreBounded(t *testing.T) {
	var d deliveries
	for id := range int64(3 * maxDeliveries) {
		d.finish(id)
	}
	if len(d.all) > maxDeliveries || len(d.oldest) > maxDeliveries {
		t.Errorf("%d deliveries are remembered, want at most %d", len(d.all), maxDeliveries)
	}
	if d.done(0) || !d.done(3*maxDeliveries-1) {
		t.Error("the oldest should be forgotten, not the newest")
	}
}

func TestNewRefuses(t *testing.T) {
	good := func() Config {
		return Config{
			Token: testToken, HTTPClient: &http.Client{}, Logger: slog.New(slog.DiscardHandler), Now: time.Now, Handler: bottest.Talkative(),
			Lifeline: func(string) string { return "x" },
		}
	}
	if _, err := New(good()); err != nil {
		t.Fatalf("a good configuration is refused: %v", err)
	}
	for name, change := range map[string]func(*Config){
		"no token":            func(c *Config) { c.Token = "" },
		"a token with a path": func(c *Config) { c.Token = "secret/../token" },
		"an odd address":      func(c *Config) { c.APIURL = "telegram" },
		"another scheme":      func(c *Config) { c.APIURL = "ftp://telegram.test" },
		"a long secret":       func(c *Config) { c.Secret = strings.Repeat("a", 257) },
		"an odd secret":       func(c *Config) { c.Secret = "secret token" },
		"no handler":          func(c *Config) { c.Handler = nil },
		"no lifeline":         func(c *Config) { c.Lifeline = nil },
	} {
		t.Run(name, func(t *testing.T) {
			cfg := good()
			change(&cfg)
			_, err := New(cfg)
			if err == nil {
				t.Fatal("accepted")
			}
			for _, private := range []string{testToken, "secret/", "secret token", "aaaa"} {
				if strings.Contains(err.Error(), private) {
					t.Errorf("the error holds a value: %v", err)
				}
			}
		})
	}
}

// attentive is a house that stops when it is told to.
type attentive struct{ bot.Handler }

// Handle implements bot.Handler.
func (a attentive) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return a.Handler.Handle(ctx, via, in)
}

// A turn that began goes on when Telegram hangs up.
func TestHangingUpDoesNotStopATurn(t *testing.T) {
	f := newFake(t)
	c := f.channel(attentive{bottest.Talkative("an answer")})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, Path, strings.NewReader(typed(1, 7001, "hi")))
	r.Header.Set(secretHeader, testSecret)
	c.ServeHTTP(httptest.NewRecorder(), r)
	if len(f.on(7001)) != 1 {
		t.Error("the answer was not sent")
	}
}
