package main

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"testing"
)

// printable is how many editions of the guide there are, in all languages on offer.
func printable(t *testing.T) int {
	t.Helper()
	c, issues := content.Load(content.Folder{FS: os.DirFS("../..")})
	if c == nil {
		t.Fatal(issues)
	}
	return len(c.Locales()) * len(flow.Editions())
}

// TestGuideCommands: an edition is printed, all are listed with what is printed of them, and written as files.
func TestGuideCommands(t *testing.T) {
	code, said, errOut := attempt(t, nil, "guide", "--lang", "es", "--country", "MX", "--for", "caregivers")
	if code != exitOK || !strings.Contains(said, "800 911 2000") || strings.Contains(said, "{{") {
		t.Errorf("%d %s\n%.300s", code, errOut, said)
	}
	if code, _, errOut := attempt(t, nil, "guide", "--country", "QQ"); code == exitOK || !strings.Contains(errOut, "QQ") {
		t.Errorf("no country: %d %s", code, errOut)
	}
	printed := t.TempDir()
	for _, name := range []string{"guide-fr-young.pdf", "guide-fr-young-large.pdf", "guide-fr-nobody.pdf"} {
		if err := os.WriteFile(filepath.Join(printed, name), []byte("%PDF-x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	code, said, errOut = attempt(t, map[string]string{"STAYSAFE_GUIDES": printed}, "guide", "list")
	lines := map[string]string{}
	for line := range strings.Lines(said) {
		if f := strings.Fields(line); len(f) > 4 {
			lines[f[0]+" "+f[1]] = strings.Join(f[3:], " ")
		}
	}
	if code != exitOK || lines["fr young"] != "machine a5 large" || lines["fr short"] != "machine –" || lines["ru teachers"] != "machine –" || !strings.Contains(said, "2 printed files") || !strings.Contains(errOut, "guide-fr-nobody.pdf") {
		t.Errorf("%d %s\n%s", code, errOut, said)
	}
	out, want := filepath.Join(t.TempDir(), "new", "folder"), printable(t)
	if code, said, errOut = attempt(t, nil, "guide", "build", out); code != exitOK || strings.Count(said, ".epub\t") != want {
		t.Errorf("%d %s %s", code, said, errOut)
	}
	if files, err := filepath.Glob(filepath.Join(out, "guide-*")); err != nil || len(files) != 2*want {
		t.Errorf("%d files: %v", len(files), err)
	}
	var all map[string]any
	if code, said, errOut = attempt(t, nil, "guide", "build", "--json"); code != exitOK || json.Unmarshal([]byte(said), &all) != nil || len(all) == 0 {
		t.Errorf("%d %s", code, errOut)
	}
}

// TestPrintedGuidesAreReadAgain: what is printed while the server runs is handed out after a SIGHUP, and nothing of a
// folder that was emptied.
func TestPrintedGuidesAreReadAgain(t *testing.T) {
	folder := t.TempDir()
	s := &server{cmd: serveCmd{Guides: folder}, log: slog.New(slog.DiscardHandler), app: &app{ctx: t.Context()}}
	g := guides{files: s.files.Load}
	there := func() bool { _, ok := g.File("guide-fr-young"); return ok }
	if n := s.openGuides(); n != 0 || there() {
		t.Errorf("%d files in an empty folder", n)
	}
	file := filepath.Join(folder, "guide-fr-young.pdf")
	if err := os.WriteFile(file, []byte("%PDF-x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n := s.openGuides(); n != 1 || !there() {
		t.Errorf("%d files after one was printed", n)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if n := s.openGuides(); n != 0 || there() {
		t.Errorf("%d files after it was removed", n)
	}
}
