package bottest

import (
	"staysafe/bot"
	"testing"
	"testing/fstest"
)

// GuideFolder is a folder with one printed guide.
func GuideFolder() fstest.MapFS {
	return fstest.MapFS{"guide-en-young.pdf": {Data: []byte("%PDF-the guide")}}
}

// Handing is a turn that hands out the guide of a folder, and says where its page is.
func Handing(tb testing.TB, folder fstest.MapFS) bot.Turn {
	tb.Helper()
	files, problems := bot.OpenGuideFiles(folder)
	f, there := files.File("guide-en-young")
	if len(problems) > 0 || !there {
		tb.Fatal(problems)
	}
	turn := Say("Here it is.", "A page: https://chat.example.org/guide/en")
	turn.Messages[0].File = &bot.File{GuideFile: f, Title: "guide.pdf", Failed: "It didn't get through."}
	turn.Choices = []bot.Choice{{ID: "a", Label: "A"}}
	return turn
}
