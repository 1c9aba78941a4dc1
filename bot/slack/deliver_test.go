package slack

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Slack hears within two seconds that we have something, however long it takes, and what was taken
// is finished.
func TestAcknowledgedInTimeAndFinished(t *testing.T) {
	for _, tt := range []struct{ name, path, body string }{
		{"a message", eventsPath, typed(1, annRoom, annUser, "hi")},
		{"a tap", interactionsPath, form(tapped(1, annRoom, annUser, "x"))},
		{"a command", commandsPath, ordered(1, annRoom, annUser, "")},
	} {
		synctest.Test(t, func(t *testing.T) {
			f, h := newFake(t), bottest.Talkative("an answer")
			f.direct[annUser] = annRoom
			h.Slow = 5 * time.Second
			c := f.channel(h)
			began := time.Now()
			if w := post(c, tt.path, tt.body); w.Code != http.StatusOK {
				t.Errorf("%s: status %d", tt.name, w.Code)
			}
			if took := time.Since(began); took > 2*time.Second || took < time.Second {
				t.Errorf("%s: acknowledged after %s", tt.name, took)
			}
			if len(f.on(annRoom)) > 0 {
				t.Errorf("%s: answered too early", tt.name)
			}
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			c.Wait(ctx)
			if len(f.on(annRoom)) != 1 {
				t.Errorf("%s: not finished", tt.name)
			}
			if w := post(c, tt.path, tt.body); w.Code != http.StatusServiceUnavailable {
				t.Errorf("%s: taken after the end: %d", tt.name, w.Code)
			}
		})
	}
}

// A turn that hangs is cut off when the server must stop.
func TestWaitEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		h.Slow = time.Hour
		c := f.channel(h)
		post(c, eventsPath, typed(1, annRoom, annUser, "hi"))
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		began := time.Now()
		c.Wait(ctx)
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("waited %s", took)
		}
	})
}

func TestFailedDeliveries(t *testing.T) {
	hi := typed(1, annRoom, annUser, "hi")
	for _, tt := range []struct {
		name, path, body string
		header           []string
		fails            int
		with             error
		statuses         []int // of the same delivery, again and again
		handled          int
		says             string
	}{
		{"once", eventsPath, hi, nil, 1, io.EOF, []int{503, 200}, 2, "an answer"},
		{"panicking once", eventsPath, hi, nil, 1, nil, []int{503, 200}, 2, "an answer"},
		{"gone", eventsPath, hi, nil, 1, fmt.Errorf("x: %w", bot.ErrGone), []int{200}, 1, ""},
		{"the last delivery, once", eventsPath, hi, []string{retryHeader, "3"}, 1, io.EOF, []int{200}, 2, "an answer"},
		{"the last delivery, always", eventsPath, hi, []string{retryHeader, "3"}, 99, io.EOF, []int{200}, maxTries, "common.lifeline in en"},
		{"the last delivery, panicking", eventsPath, hi, []string{retryHeader, "3"}, 99, nil, []int{200}, maxTries, "common.lifeline in en"},
		{"a tap comes only once", interactionsPath, form(tapped(1, annRoom, annUser, "x")), nil, 2, io.EOF, []int{200}, 3, "an answer"},
		{"a tap, always", interactionsPath, form(tapped(1, annRoom, annUser, "x")), nil, 99, io.EOF, []int{200}, maxTries, "common.lifeline in en"},
		{"a command in public, always", commandsPath, ordered(1, publicRoom, annUser, ""), nil, 99, io.EOF, []int{200}, maxTries, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			f, h := newFake(t), bottest.Talkative("an answer")
			h.Fail(tt.fails, tt.with)
			c := f.channel(h)
			for i, want := range tt.statuses {
				began := time.Now()
				if w := post(c, tt.path, tt.body, tt.header...); w.Code != want {
					t.Errorf("%s: delivery %d was answered with %d, want %d", tt.name, i+1, w.Code, want)
				}
				if took := time.Since(began); took > 2*time.Second {
					t.Errorf("%s: acknowledged after %s", tt.name, took)
				}
			}
			c.Wait(context.Background())
			if n := len(h.Inbounds()); n != tt.handled {
				t.Errorf("%s: handled %d times, want %d", tt.name, n, tt.handled)
			}
			var said []string
			for _, m := range f.on(annRoom) {
				said = append(said, m.lines...)
			}
			if strings.Join(said, "|") != tt.says {
				t.Errorf("%s: on the screen %q, want %q once", tt.name, said, tt.says)
			}
		})
	}
}

// A delivery that was acknowledged is ours: it is tried again as long as Slack asks to wait.
func TestBusyAfterTheAcknowledgement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		h.Slow = 2 * time.Second
		c := f.channel(h)
		f.fail(busy("chat.postMessage", "20"))
		if w := post(c, eventsPath, typed(1, annRoom, annUser, "hi")); w.Code != http.StatusOK {
			t.Errorf("status %d", w.Code)
		}
		c.Wait(context.Background())
		if got := f.on(annRoom); len(got) != 1 || got[0].lines[0] != "an answer" {
			t.Errorf("on the screen %v", got)
		}
	})
}

// Slack is told how long to wait.
func TestRetryAfter(t *testing.T) {
	for _, tt := range []struct{ asked, want string }{{"14", "14"}, {"99999", "3600"}} {
		f := newFake(t)
		c := f.channel(bottest.Talkative("an answer"), func(cfg *Config) { cfg.Now = func() time.Time { return time.Unix(1760000000, 0) } })
		f.fail(busy("chat.postMessage", tt.asked))
		w := post(c, eventsPath, typed(1, annRoom, annUser, "hi"))
		if got := w.Header().Get("Retry-After"); w.Code != http.StatusServiceUnavailable || got != tt.want {
			t.Errorf("status %d, Retry-After %q; want 503 and %s", w.Code, got, tt.want)
		}
	}
}

func TestOnePersonAfterTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		h.Slow = 5 * time.Second
		c := f.channel(h)
		var wg sync.WaitGroup
		for i := range 3 {
			wg.Go(func() { post(c, eventsPath, typed(i+1, annRoom, annUser, "hi")) })
			synctest.Wait()
		}
		wg.Go(func() { post(c, eventsPath, typed(9, "D0BEN", "U0BEN", "hi")) })
		synctest.Wait()
		if n := len(h.Inbounds()); n != 2 {
			t.Errorf("%d deliveries are handled at once, want one of each person", n)
		}
		wg.Wait()
		c.Wait(context.Background())
		order := ""
		for _, in := range h.Inbounds() {
			order += in.ID[len(in.ID)-9:][:2] + " "
		}
		if order != "01 09 02 03 " && order != "09 01 02 03 " {
			t.Errorf("handled in the order %s", order)
		}
	})
}

// There is an end to what is in work at once; who comes then is asked to come again.
func TestTooMuchInWork(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("an answer"))
	c.tasks.running = maxTasks
	if w := post(c, eventsPath, typed(1, annRoom, annUser, "hi")); w.Code != http.StatusServiceUnavailable {
		t.Errorf("status %d", w.Code)
	}
}

// Nothing of a person, and no token, stands in a log, whatever goes wrong.
func TestQuietLog(t *testing.T) {
	log := &bottest.Log{}
	f, h := newFake(t), bottest.Talkative("an answer with words")
	c := f.channel(h, func(cfg *Config) { cfg.Logger = log.Logger() })
	for _, one := range []bottest.Forced{
		refused("chat.postMessage", "invalid_blocks"), refused("chat.postMessage", "zqxcode"),
		{Method: "chat.postMessage", Status: 502, Body: "<html>zqxcode</html>"},
		{Method: "chat.postMessage", Status: 200, Body: "zqxcode"},
		{Method: "chat.postMessage", Err: fmt.Errorf("zqxcode")},
		busy("chat.postMessage", "zqxcode"),
	} {
		f.fail(one)
		post(c, eventsPath, typed(1, annRoom, annUser, "zqxwords"))
	}
	h.Fail(1, nil)
	post(c, eventsPath, typed(2, annRoom, annUser, "zqxwords"))
	post(c, eventsPath, `{"zqxwords"`)
	text := log.String()
	for _, private := range []string{"zqx", annRoom, annUser, testTeam, testToken, testSecret, "an answer", "slack.test", "secret of"} {
		if strings.Contains(text, private) {
			t.Errorf("the log holds %q", private)
		}
	}
	if !strings.Contains(text, "not handled") || !strings.Contains(text, "panicked") {
		t.Errorf("the log says nothing of what went wrong: %s", text)
	}
}
