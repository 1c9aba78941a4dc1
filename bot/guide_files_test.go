package bot_test

import (
	"staysafe/bot"
	"strings"
	"testing"
	"testing/fstest"
)

// TestGuideFiles: what can be a printed guide is taken, an organisation's own wins, anything else is named
// and left out, and a file that changed its kind meanwhile is not handed out.
func TestGuideFiles(t *testing.T) {
	file := func(data string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(data)} }
	ours := fstest.MapFS{
		"guide-fr-young.pdf": file("%PDF-ours"), "guide-zh-Hant-short-large.pdf": file("%PDF-large"), "stop-fr-a3.pdf": file("%PDF-stop"), "numbers-fr-BE.pdf": file("%PDF-numbers"),
		"guide-fr-everybody.pdf": file("%PDF-x"), "guide-es-young.pdf": file("<html>"), "notes.txt": file("x"), "guide-ru-young.pdf": file("%PDF-" + strings.Repeat("x", bot.MaxGuideFile)),
	}
	theirs := fstest.MapFS{"guide-fr-young.pdf": file("%PDF-theirs")}
	files, problems := bot.OpenGuideFiles(ours, theirs)
	if files.Len() != 4 || len(problems) != 3 {
		t.Fatalf("%d files, problems %v", files.Len(), problems)
	}
	for i, word := range []string{"guide-es-young.pdf: it is not a PDF", "guide-fr-everybody.pdf: no guide is called that; call it", "guide-ru-young.pdf: it is larger"} {
		if !strings.Contains(problems[i].Error(), word) {
			t.Errorf("problem %d: %v", i, problems[i])
		}
	}
	f, there := files.File("guide-fr-young")
	if data, err := f.Read(); !there || err != nil || string(data) != "%PDF-theirs" || len(f.Hash) != 12 {
		t.Errorf("%v %q %v", f, data, err)
	}
	theirs["guide-fr-young.pdf"] = file("a secret")
	if data, err := f.Read(); err == nil {
		t.Errorf("handed out %q", data)
	}
	if _, there := files.File("guide-es-young"); there {
		t.Error("what is no PDF is there")
	}
	var none *bot.GuideFiles
	if _, there := none.File("guide-fr-young"); there {
		t.Error("nothing has something")
	}
}
