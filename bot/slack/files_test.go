package slack

import (
	"errors"
	"log/slog"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"testing/synctest"
)

// TestAFileGoesToItsPersonAlone: it stands above the words in the direct message, for each person anew, can
// be taken back, and is never shared where others are.
func TestAFileGoesToItsPersonAlone(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	for range 2 {
		sent, err := sendTo(t, c, bottest.Handing(t, bottest.GuideFolder()))
		if err != nil || len(sent.Messages) != 2 {
			t.Fatalf("%v %v", sent, err)
		}
		on := f.on(annRoom)
		if len(on) != 2 || on[0].file != "guide.pdf %PDF-the guide" || on[1].lines[0] != "Here it is." {
			t.Fatalf("%+v", on)
		}
		if err := c.Delete(t.Context(), ann.From, sent.Messages); err != nil || len(f.on(annRoom)) != 0 {
			t.Errorf("after delete: %v %+v", err, f.on(annRoom))
		}
	}
	if n := len(f.made("files.completeUploadExternal")); n != 2 {
		t.Errorf("shared %d times", n)
	}
	public := ann
	public.From, public.Public = place{testTeam, "C0PUBLIC", annUser}.address(), true
	if _, err := c.Send(t.Context(), public, bottest.Handing(t, bottest.GuideFolder())); err != nil {
		t.Fatal(err)
	}
	open := ann
	open.From = place{testTeam, "C0PUBLIC", annUser}.address()
	if _, err := c.Send(t.Context(), open, bottest.Handing(t, bottest.GuideFolder())); err != nil {
		t.Fatal(err)
	}
	if on := f.on("C0PUBLIC"); len(f.made("files.completeUploadExternal")) != 2 || len(on) != 1 || on[0].lines[0] != "It didn't get through." {
		t.Errorf("a file was shared in public: %+v", on)
	}
}

// TestAFileThatFails: whatever happens to the file, the words arrive and lead on.
func TestAFileThatFails(t *testing.T) {
	const first, second, third = "files.getUploadURLExternal", "upload", "files.completeUploadExternal"
	for name, tt := range map[string]struct {
		fails bottest.Forced
		file  bool // it arrives after all
	}{
		"uploads are switched off": {refused(first, "file_uploads_disabled"), false},
		"too large for the team":   {refused(first, "file_upload_size_restricted"), false},
		"the right is missing":     {refused(first, "missing_scope"), false},
		"too large":                {bottest.Forced{Method: second, Status: http.StatusRequestEntityTooLarge, Body: "too large"}, false},
		"no answer":                {bottest.Forced{Method: second, Hang: true}, false},
		"a broken server":          {bottest.Forced{Method: third, Status: http.StatusBadGateway, Body: "<html>"}, false},
		"busy":                     {busy(first, "2"), true},
		"busy at the end":          {busy(third, "2"), true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				var log strings.Builder
				c := f.channel(bottest.Talkative(), func(cfg *Config) { cfg.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
				f.fail(tt.fails)
				if _, err := sendTo(t, c, bottest.Handing(t, bottest.GuideFolder())); err != nil {
					t.Fatal(err)
				}
				on := f.on(annRoom)
				want := "It didn't get through."
				if tt.file {
					want = "Here it is."
				}
				words := on[len(on)-1]
				if (len(on) == 2 && on[0].file != "") != tt.file || words.lines[0] != want || !strings.Contains(strings.Join(words.lines, " "), "/guide/en") {
					t.Errorf("%+v", on)
				}
				for _, mark := range []string{annUser, annRoom} {
					if strings.Contains(log.String(), mark) {
						t.Errorf("the log says to whom:\n%s", log.String())
					}
				}
			})
		})
	}
}

// TestAFileThatIsMissing: a file that was taken away is no dead end; and somebody who left is gone.
func TestAFileThatIsMissing(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	folder := bottest.GuideFolder()
	turn := bottest.Handing(t, folder)
	delete(folder, "guide-en-young.pdf")
	if _, err := sendTo(t, c, turn); err != nil || f.on(annRoom)[0].lines[0] != "It didn't get through." {
		t.Errorf("%v %+v", err, f.on(annRoom))
	}
	f.gone[annRoom] = true
	if _, err := sendTo(t, c, bottest.Handing(t, bottest.GuideFolder())); !errors.Is(err, bot.ErrGone) {
		t.Errorf("somebody who left: %v", err)
	}
}
