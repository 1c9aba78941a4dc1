package telegram

import (
	"errors"
	"log/slog"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
)

const wholeFile = "guide.pdf %PDF-the guide"

// TestAFileIsUploadedOnce: the first time it goes as a file, then by its id, to whomever; the words and the
// buttons stand below it, and it can be taken back like them.
func TestAFileIsUploadedOnce(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	for i, chat := range []int64{7001, 7002, 7001} {
		sent, err := c.Send(t.Context(), to(chat), bottest.Handing(t, bottest.GuideFolder()))
		if err != nil || len(sent.Messages) != 2 {
			t.Fatalf("send %d: %v, %v", i, sent, err)
		}
		on := f.on(chat)
		file, words := on[len(on)-2], on[len(on)-1]
		if file.file != wholeFile || !file.silent || !strings.HasPrefix(words.text, "Here it is.") || len(words.buttons) != 1 {
			t.Errorf("send %d: %+v %+v", i, file, words)
		}
	}
	uploads := 0
	for _, call := range f.made("sendDocument") {
		if strings.HasPrefix(call.args["document"], uploaded) {
			uploads++
		}
		if call.args["caption"] != "" {
			t.Error("the file says something on a lock screen")
		}
	}
	if uploads != 1 {
		t.Errorf("uploaded %d times", uploads)
	}
	if _, err := c.Send(t.Context(), to(7003), bottest.Handing(t, fstest.MapFS{"guide-en-young.pdf": {Data: []byte("%PDF-the new guide")}})); err != nil {
		t.Fatal(err)
	}
	if on := f.on(7003); on[0].file != "guide.pdf %PDF-the new guide" {
		t.Errorf("a new edition is %q", on[0].file)
	}
}

// TestAFileThatFails: whatever happens to the file, the words arrive and lead on.
func TestAFileThatFails(t *testing.T) {
	for name, tt := range map[string]struct {
		fails bottest.Forced
		file  bool // it arrives after all
	}{
		"too large":       {bottest.Forced{Status: http.StatusRequestEntityTooLarge, Body: `{"ok":false,"error_code":413,"description":"Request Entity Too Large"}`}, false},
		"too large, HTML": {bottest.Forced{Status: http.StatusRequestEntityTooLarge, Body: `<html>413</html>`}, false},
		"busy":            {bottest.Forced{Status: http.StatusTooManyRequests, Body: `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 1","parameters":{"retry_after":1}}`}, true},
		"no answer":       {bottest.Forced{Hang: true}, false},
		"a broken server": {bottest.Forced{Status: http.StatusBadGateway, Body: `<html>bad gateway</html>`}, false},
		"refused":         {bottest.Forced{Status: http.StatusBadRequest, Body: `{"ok":false,"error_code":400,"description":"Bad Request: file must be non-empty"}`}, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				var log strings.Builder
				c := f.channel(bottest.Talkative(), func(cfg *Config) { cfg.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
				tt.fails.Method = "sendDocument"
				f.failures = append(f.failures, tt.fails)
				if _, err := c.Send(t.Context(), to(7001), bottest.Handing(t, bottest.GuideFolder())); err != nil {
					t.Fatal(err)
				}
				on := f.on(7001)
				words := on[len(on)-1]
				if arrived := len(on) == 2 && on[0].file == wholeFile; arrived != tt.file {
					t.Errorf("%+v", on)
				}
				want := "It didn't get through."
				if tt.file {
					want = "Here it is."
				}
				if !strings.HasPrefix(words.text, want) || !strings.Contains(words.text, "https://chat.example.org/guide/en") || len(words.buttons) != 1 {
					t.Errorf("the words are %+v", words)
				}
				if strings.Contains(log.String(), "7001") {
					t.Errorf("the log says to whom:\n%s", log.String())
				}
			})
		})
	}
}

// TestARevokedFileIsUploadedAgain: Telegram forgets ids; then the file goes anew.
func TestARevokedFileIsUploadedAgain(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	for range 2 {
		if _, err := c.Send(t.Context(), to(7001), bottest.Handing(t, bottest.GuideFolder())); err != nil {
			t.Fatal(err)
		}
		f.mu.Lock()
		clear(f.stored)
		f.mu.Unlock()
	}
	on := f.on(7001)
	if len(on) != 4 || on[2].file != wholeFile || !strings.HasPrefix(on[3].text, "Here it is.") {
		t.Errorf("%+v", on)
	}
}

// TestAFileThatIsMissing: a file that was taken away is no dead end; and somebody who has blocked us is gone.
func TestAFileThatIsMissing(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	folder := bottest.GuideFolder()
	turn := bottest.Handing(t, folder)
	delete(folder, "guide-en-young.pdf")
	if _, err := c.Send(t.Context(), to(7001), turn); err != nil {
		t.Fatal(err)
	}
	if on := f.on(7001); len(on) != 1 || !strings.HasPrefix(on[0].text, "It didn't get through.") {
		t.Errorf("%+v", on)
	}
	f.gone[7002] = true
	if _, err := c.Send(t.Context(), to(7002), bottest.Handing(t, bottest.GuideFolder())); !errors.Is(err, bot.ErrGone) {
		t.Errorf("somebody who has blocked us: %v", err)
	}
}
