package telegram

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/wire"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Every error the official server is known to give, and what becomes of the turn.
func TestErrorAnswers(t *testing.T) {
	var recorded struct {
		Responses []struct {
			HTTPStatus int             `json:"http_status"`
			Body       json.RawMessage `json:"body"`
			Expect     string          `json:"expect"`
		}
	}
	decodeFile(t, "testdata/error-responses.json", &recorded)
	type outcome struct {
		err   error
		calls int
	}
	wants := map[string]outcome{
		"success: nothing to do":                     {nil, 1},
		"drop the session, no retry":                 {bot.ErrGone, 1},
		"send a new message instead":                 {wire.ErrRefused, 2}, // we never edit: refused, also without buttons
		"bug: split; never lose the hotline numbers": {nil, 3},
		"bug":                              {wire.ErrRefused, 2},
		"send again as plain text":         {errEntities, 1}, // it was plain text
		"bug: callback_data over 64 bytes": {nil, 2},
		"bug: too many buttons":            {nil, 2},
		"use the new id":                   {nil, 2},
		"stop, alarm: the token is wrong or revoked": {wire.ErrToken, 1},
		"back off, alarm: two instances poll":        {errConflict, 1},
		"configuration error":                        {errConflict, 1},
		"wait that long, keep order, do not drop":    {bot.ErrBusy, 1},
		"retry with growing waits":                   {wire.ErrServer, 1},
	}
	for i, r := range recorded.Responses {
		t.Run(fmt.Sprint(i, " ", r.Expect), func(t *testing.T) {
			want, known := wants[r.Expect]
			if !known {
				t.Fatal("no outcome is known for this expectation")
			}
			f := newFake(t)
			f.fail("sendMessage", r.HTTPStatus, string(r.Body))
			if want.calls == 2 && want.err != nil {
				f.fail("sendMessage", r.HTTPStatus, string(r.Body))
			}
			if r.HTTPStatus == http.StatusNotFound {
				want = outcome{wire.ErrRefused, 2}
			}
			turn := bottest.Say("a first line\n"+strings.Repeat("words ", 30), "116 111")
			turn.Choices = []bot.Choice{{ID: "a", Label: "A"}}
			_, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), turn)
			if !errors.Is(err, want.err) || (err == nil) != (want.err == nil) {
				t.Errorf("error %v, want %v", err, want.err)
			}
			if n := len(f.made("sendMessage")); n != want.calls {
				t.Errorf("%d calls, want %d", n, want.calls)
			}
		})
	}
}

// What gets through when Telegram refuses a form of it.
func TestMendedMessages(t *testing.T) {
	refused := func(description string) string {
		return `{"ok":false,"error_code":400,"description":"Bad Request: ` + description + `"}`
	}
	turn := bottest.Say(strings.Repeat("words before. ", 30), "Call 116 111")
	turn.Messages[1].Card = &bot.Card{Name: "Line", Links: []bot.Link{{Label: "Chat", URL: "https://chat.example.org"}}}
	turn.Choices = []bot.Choice{{ID: "a", Label: "A"}}
	for _, tt := range []struct {
		name     string
		refusals []string
		buttons  string
		messages int
		chat     int64
	}{
		{"a link is refused", []string{"BUTTON_URL_INVALID"}, "A", 1, 7001},
		{"a choice is refused", []string{"BUTTON_DATA_INVALID", "BUTTON_DATA_INVALID"}, "", 1, 7001},
		{"for a reason nobody knows", []string{"SOMETHING_NEW", "SOMETHING_NEW"}, "", 1, 7001},
		{"too long", []string{"message is too long"}, "Chat · Line,A", 2, 7001},
		{"too long again", []string{"message is too long", "MESSAGE_TOO_LONG"}, "Chat · Line,A", 3, 7001},
		{"the topic is gone", []string{"message thread not found"}, "Chat · Line,A", 1, 7001},
		{"moved", []string{`group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001555296434},"x":"`}, "Chat · Line,A", 1, -1001555296434},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			for _, r := range tt.refusals {
				f.fail("sendMessage", http.StatusBadRequest, refused(r))
			}
			in := to(7001)
			in.Reply = "9"
			if _, err := f.channel(bottest.Talkative()).Send(t.Context(), in, turn); err != nil {
				t.Fatal(err)
			}
			got := f.on(tt.chat)
			if len(got) != tt.messages {
				t.Fatalf("%d messages, want %d", len(got), tt.messages)
			}
			var text string
			for _, m := range got {
				text += m.text + " "
			}
			if !strings.Contains(text, "116 111") || strings.Count(text, "words before.") != 30 {
				t.Error("words were lost")
			}
			var labels []string
			for _, b := range got[len(got)-1].buttons {
				labels = append(labels, b.Text)
			}
			if strings.Join(labels, ",") != tt.buttons {
				t.Errorf("buttons %q, want %q", labels, tt.buttons)
			}
		})
	}
}

// What never ends is given up.
func TestMendingEnds(t *testing.T) {
	f := newFake(t)
	for range 200 {
		f.fail("sendMessage", http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}`)
	}
	if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), bottest.Say(strings.Repeat("words ", 60))); !errors.Is(err, errTooLong) {
		t.Errorf("error %v, want %v", err, errTooLong)
	}
	if n := len(f.made("sendMessage")); n > 10 {
		t.Errorf("%d calls before giving up", n)
	}
}

// A network that is never done asking is not waited for without end.
func TestBusyWithoutEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		for range 20 {
			f.fail("sendMessage", http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests"}`)
		}
		began := time.Now()
		if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), bottest.Say("x")); !errors.Is(err, bot.ErrBusy) || time.Since(began) > patience {
			t.Errorf("error %v after %s, want busy within %s", err, time.Since(began), patience)
		}
	})
}

// An answer of a form nobody knows says that the message was sent.
func TestSentAlthoughUnreadable(t *testing.T) {
	f := newFake(t)
	f.fail("sendMessage", http.StatusOK, `{"ok":true,"result":{"message_id":"new form"}}`)
	if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), bottest.Say("x")); err != nil {
		t.Errorf("error %v, want none", err)
	}
}

// A short 429 is waited out; the message keeps its place.
func TestShortBusyIsWaitedOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.fail("sendMessage", http.StatusTooManyRequests, `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":3}}`)
		began := time.Now()
		sent, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), bottest.Say("x"))
		if err != nil || len(sent.Messages) != 1 {
			t.Fatalf("error %v, %d messages", err, len(sent.Messages))
		}
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("waited %s, want 3s", took)
		}
	})
}

// Nothing of a person, a token or an address stands in an error or a log line, whatever happens.
func TestNothingPrivateInErrorsOrLogs(t *testing.T) {
	const words, label = "marker-of-words", "marker-of-label"
	private := []string{testToken, "TESTtoken", "7001777", words, label, "telegram.test", "marker-of-body"}
	var log bytes.Buffer
	for _, failing := range []bottest.Forced{
		{Status: http.StatusBadGateway, Body: "<html>marker-of-body " + testToken + "</html>"},
		{Status: http.StatusOK, Body: `{"ok":true,"result":"marker-of-body"}`},
		{Status: http.StatusOK, Body: `{"ok":false,"error_code":400,"description":"Bad Request: marker-of-body ` + testToken + `"}`},
		{Status: http.StatusOK, Body: `{"ok":false,"error_code":500,"description":"marker-of-body"}`},
		{Status: http.StatusOK, Body: `{"ok":false,"error_code":401,"description":"marker-of-body"}`},
		{Status: http.StatusOK, Body: `{"ok":false,"error_code":429,"description":"marker-of-body","parameters":{"retry_after":600}}`},
		{Status: http.StatusFound, Body: "marker-of-body"},
		{Err: io.ErrUnexpectedEOF},
		{Err: fmt.Errorf("dial telegram.test: marker-of-body %s", testToken)},
	} {
		for _, method := range []string{"sendMessage", "deleteMessages", "answerCallbackQuery", "getMyName", "setWebhook", "getUpdates", "getMe"} {
			f := newFake(t)
			failing.Method = method
			for range 3 {
				f.failures = append(f.failures, failing)
			}
			h := bottest.Talkative(words)
			h.Turn.Choices = []bot.Choice{{ID: "a", Label: label}}
			h.Turn.Cleared = []string{"5"}
			c := f.channel(h, func(cfg *Config) {
				cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			_, sent := c.Send(t.Context(), to(7001777), h.Turn)
			_, polled := c.poll(t.Context(), 0, 0)
			for _, err := range []error{
				sent, polled, c.Delete(t.Context(), "7001777", []string{"5"}), c.Webhook(t.Context(), "https://bot.example"),
				c.Setup(t.Context(), []string{"en"}, func(_, id string) string { return id }),
			} {
				if err != nil {
					fmt.Fprintln(&log, err)
					fmt.Fprintf(&log, "%+v %#v\n", err, errors.Unwrap(err))
				}
			}
			deliver(c, tapped(1, 7001777, "a"))
			deliver(c, strings.ReplaceAll(string(read(t, "23-group-command-mention")), "700000001", "7001777"))
			h.Fail(9, fmt.Errorf("%s %s", words, testToken))
			deliver(c, typed(2, 7001777, words))
			h.Fail(9, nil)
			deliver(c, typed(3, 7001777, words))
		}
	}
	for _, p := range private {
		if at := strings.Index(log.String(), p); at >= 0 {
			t.Errorf("%q stands in: %s", p, log.String()[max(0, at-200):min(log.Len(), at+100)])
		}
	}
	if !strings.Contains(log.String(), "delivery not handled") {
		t.Error("nothing was logged at all: is the test still right?")
	}
}
