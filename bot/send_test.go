package bot_test

import (
	"staysafe/bot"
	"staysafe/bot/flow"
	"strings"
	"testing"
	"testing/fstest"
)

// TestTheGuideIsHandedOutAsTheNetworkTakesIt: a file only where there is one and the network takes it, the
// page where it has an address, never a dead end, and no file for who wants only the page.
func TestTheGuideIsHandedOutAsTheNetworkTakesIt(t *testing.T) {
	files, problems := bot.OpenGuideFiles(fstest.MapFS{"guide-es-young.pdf": {Data: []byte("%PDF-x")}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for name, tt := range map[string]struct {
		public      string
		files       *bot.GuideFiles
		can         bot.Capabilities
		locale      string
		choice      string
		file        bool
		link        string // "" if there is none
		says, fails string
	}{
		"a file and a page":            {"https://chat.example.org", files, bot.Capabilities{Files: true}, "es", "send", true, "https://chat.example.org/guide/es", "guide.send.file", "guide.send.failed"},
		"only the page":                {"https://chat.example.org", files, bot.Capabilities{Files: true}, "es", "page", false, "https://chat.example.org/guide/es", "guide.send.page", ""},
		"a file, no address":           {"", files, bot.Capabilities{Files: true}, "es", "send", true, "", "guide.send.file", "guide.send.failed_here"},
		"no file in this language":     {"https://chat.example.org", files, bot.Capabilities{Files: true}, "fr", "send", false, "https://chat.example.org/guide/fr", "guide.send.page", ""},
		"a network that takes no file": {"https://chat.example.org", files, bot.Capabilities{}, "es", "send", false, "https://chat.example.org/guide/es", "guide.send.page", ""},
		"no files were made":           {"https://chat.example.org", nil, bot.Capabilities{Files: true}, "es", "send", false, "https://chat.example.org/guide/es", "guide.send.page", ""},
		"the web site itself":          {"", files, bot.Capabilities{Site: true}, "es", "send", false, "/guide/es", "guide.send.page", ""},
		"nothing at all":               {"", nil, bot.Capabilities{}, "es", "page", false, "", "guide.send.none", ""},
	} {
		t.Run(name, func(t *testing.T) {
			c := load(t)
			b := &bot.Bot{Now: noon, PublicURL: tt.public, Guides: func() *bot.GuideFiles { return tt.files }}
			state := flow.State{Locale: tt.locale, Stack: []flow.Frame{{Flow: "guide", Step: "take", Waiting: true}}}
			_, outs := flow.Advance(c, state, flow.Input{Tap: flow.Tap{Choice: "guide.take." + tt.choice}, Now: noon()})
			if len(outs) < 2 || outs[0].Send != "young" {
				t.Fatalf("the engine says %+v", outs)
			}
			messages := b.HandOut(c, tt.can, tt.locale, outs[0])
			first := messages[0]
			text := func(id string) string { return c.Text(tt.locale, id, nil) }
			if first.Text != text(tt.says) || (first.File != nil) != tt.file {
				t.Fatalf("it says %q, file %v", first.Text, first.File)
			}
			if tt.file && (first.File.Failed != text(tt.fails) || first.File.Title != "guide.pdf" || first.File.Hash == "") {
				t.Errorf("the file is %+v", first.File)
			}
			link := ""
			for _, m := range messages {
				if m.Card != nil {
					link = m.Card.Links[0].URL
					if strings.HasPrefix(link, "https:") && !strings.Contains(m.Text, link) {
						t.Errorf("in words: %q", m.Text)
					}
				}
			}
			if link != tt.link {
				t.Errorf("the page is at %q", link)
			}
		})
	}
}
