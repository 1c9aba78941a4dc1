package telegram

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// polling runs a channel until do is over, and waits for its end.
func polling(t *testing.T, c *Channel, do func()) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- c.Run(ctx) }()
	synctest.Wait()
	do()
	stop()
	if err := <-ended; err != nil {
		t.Errorf("polling ended with: %v", err)
	}
}

func TestPollingHandlesInOrderAndConfirms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		f.wait(typed(11, 7001, "one"), typed(12, 7002, "two"), tapped(13, 7001, "x"))
		polling(t, f.channel(h), func() {
			f.wait(typed(17, 7001, "three"))
			synctest.Wait()
		})
		var ids []string
		for _, in := range h.Inbounds() {
			ids = append(ids, in.ID)
		}
		if want := []string{"m11", "m12", "ctap13", "m17"}; !slices.Equal(ids, want) {
			t.Errorf("handled %v, want %v", ids, want)
		}
		if len(f.waiting) != 0 || f.offsets[0] != 0 || f.offsets[len(f.offsets)-1] != 18 {
			t.Errorf("%d deliveries are not confirmed; offsets %v", len(f.waiting), f.offsets)
		}
		if args := f.made("getUpdates")[0].args; args["allowed_updates"] != `["message","edited_message","callback_query","my_chat_member"]` || args["timeout"] != "25" {
			t.Errorf("asked with %v", args)
		}
	})
}

// A delivery is confirmed only after it was handled: until then Telegram keeps it.
func TestPollingConfirmsAfterHandling(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		h.Fail(2, io.EOF)
		f.wait(typed(11, 7001, "one"), typed(12, 7001, "two"))
		polling(t, f.channel(h), func() {
			if waiting, asked := f.left(); len(h.Inbounds()) != 1 || waiting != 2 || asked != 1 {
				t.Errorf("handled %d, waiting %d, asked %d times", len(h.Inbounds()), waiting, asked)
			}
			time.Sleep(3 * time.Second) // pauses of one and two seconds
			synctest.Wait()
			if waiting, _ := f.left(); len(h.Inbounds()) != 4 || waiting != 0 {
				t.Errorf("handled %d, waiting %d", len(h.Inbounds()), waiting)
			}
		})
		if len(f.on(7001)) != 2 {
			t.Errorf("%d answers, want 2", len(f.on(7001)))
		}
	})
}

// Stopping in the middle loses nothing and says nothing twice.
func TestPollingStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		f.wait(typed(11, 7001, "one"))
		f.failures = append(f.failures, bottest.Forced{Method: "answerCallbackQuery", Hang: true})
		f.wait(tapped(12, 7001, "x"), typed(13, 7001, "three"))
		c := f.channel(h)
		polling(t, c, func() {
			time.Sleep(time.Second) // the tap is being confirmed
			h.Fail(99, io.EOF)
		})
		if len(f.waiting) != 2 || len(f.on(7001)) != 1 {
			t.Errorf("%d deliveries are left and %d answers were sent, want 2 and 1", len(f.waiting), len(f.on(7001)))
		}
	})
}

// What can't be confirmed at the end comes again after the next start; the operator knows.
func TestPollingStopsWithoutNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		var log bottest.Log
		f.failures = append(f.failures, bottest.Forced{Method: "answerCallbackQuery", Hang: true})
		f.wait(tapped(11, 7001, "x"))
		polling(t, f.channel(h, func(cfg *Config) { cfg.Logger = log.Logger() }), func() { f.fail("getUpdates", 502, "<html>") })
		if len(h.Inbounds()) != 1 || !strings.Contains(log.String(), "not confirmed") {
			t.Errorf("handled %d times; the log: %s", len(h.Inbounds()), log.String())
		}
	})
}

func TestPollingSurvives(t *testing.T) {
	refusal := func(code string) string { return `{"ok":false,"error_code":` + code + `,"description":"x"}` }
	for _, tt := range []struct {
		name   string
		answer bottest.Forced
		logged string
	}{
		{"another poller", bottest.Forced{Status: 409, Body: refusal("409")}, "delivers elsewhere"},
		{"a wrong token", bottest.Forced{Status: 401, Body: refusal("401")}, "refuses the token"},
		{"a token of no form", bottest.Forced{Status: 404, Body: refusal("404")}, "refuses the token"},
		{"a busy server", bottest.Forced{Status: 429, Body: refusal("429")}, "network busy"},
		{"a broken server", bottest.Forced{Status: 502, Body: "<html>"}, "server error"},
		{"an error in JSON", bottest.Forced{Status: 500, Body: refusal("500")}, "server error"},
		{"an answer cut off", bottest.Forced{Status: 200, Body: `{"ok":true,"result":[{"upd`}, "server error"},
		{"no list", bottest.Forced{Status: 200, Body: `{"ok":true,"result":{}}`}, "server error"},
		{"a delivery without a number", bottest.Forced{Status: 200, Body: `{"ok":true,"result":[{"message":{}}]}`}, "unreadable"},
		{"no network", bottest.Forced{Err: errors.New("no route")}, "network error"},
		{"silence", bottest.Forced{Hang: true}, "network error"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, h := newFake(t), bottest.Talkative("an answer")
				var log bottest.Log
				tt.answer.Method = "getUpdates"
				for range 8 {
					f.failures = append(f.failures, tt.answer)
				}
				f.wait(typed(11, 7001, "one"))
				c := f.channel(h, func(cfg *Config) { cfg.Logger = log.Logger() })
				polling(t, c, func() {
					time.Sleep(20 * time.Second) // pauses of 1, 2, 4, 8 … seconds
					if n := len(f.made("getUpdates")); n < 1 || n > 6 {
						t.Errorf("asked %d times in 20 seconds, want growing pauses", n)
					}
					time.Sleep(10 * time.Minute)
				})
				if len(h.Inbounds()) != 1 || len(f.waiting) != 0 {
					t.Errorf("handled %d, left %d; want it handled once the network is back", len(h.Inbounds()), len(f.waiting))
				}
				if !strings.Contains(log.String(), tt.logged) {
					t.Errorf("the operator is not told: %q is not logged", tt.logged)
				}
			})
		})
	}
}

// A delivery nobody can read does not hold up the next.
func TestPollingPassesGarbage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		f.wait(`{"update_id":11,"message":7}`, `"no object"`, `{"update_id":12,"new_update_kind":{}}`, typed(13, 7001, "hi"))
		c := f.channel(h)
		polling(t, c, func() { time.Sleep(time.Second) })
		if len(h.Inbounds()) != 1 || c.Counts()["unreadable"] != 2 || c.Counts()["unknown"] != 1 {
			t.Errorf("handled %d, counted %v", len(h.Inbounds()), c.Counts())
		}
	})
}

// A delivery that Telegram takes no answer for does not hold up others for ever.
func TestPollingGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f, h := newFake(t), bottest.Talkative("an answer")
		for range 200 {
			f.fail("sendMessage", http.StatusBadGateway, "<html>")
		}
		f.wait(typed(11, 7001, "one"), `{"update_id":12,"new_update_kind":{}}`)
		c := f.channel(h)
		polling(t, c, func() { time.Sleep(10 * time.Minute) })
		if c.Counts()["unknown"] != 1 || len(h.Inbounds()) != maxTries {
			t.Errorf("counted %v, handled %d times", c.Counts(), len(h.Inbounds()))
		}
	})
}
