package content

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// ledgerOf reads a ledger from the sound content with some texts changed.
func ledgerOf(t *testing.T, fsys fstest.MapFS) *Ledger {
	t.Helper()
	l, issues := ReadLedger(Folder{FS: fsys})
	if l == nil {
		t.Fatal(issues)
	}
	return l
}

func edit(t *testing.T, fsys fstest.MapFS, name, old, now string) {
	t.Helper()
	data := string(fsys[name].Data)
	if !strings.Contains(data, old) {
		t.Fatalf("%s does not hold %q", name, old)
	}
	fsys[name] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(data, old, now))}
}

func entryOf(t *testing.T, data []byte, section, id string) string {
	t.Helper()
	_, rest, _ := strings.Cut(string(data), "[texts."+section+"]\n")
	rest, _, _ = strings.Cut(rest, "\n[")
	for l := range strings.Lines(rest) {
		if strings.HasPrefix(l, `"`+id+`"`) {
			return strings.TrimSpace(l)
		}
	}
	return ""
}

func TestRecordNotesWhatNobodyHasRead(t *testing.T) {
	fsys := sound(t)
	const review = "locales/review.toml"
	read := SourceHash("The menu.", "What is it about?")
	edit(t, fsys, review, "offered =", "# Who has read what.\noffered =")
	edit(t, fsys, review, `"start.menu" = {hash = "`+read+`", state = "machine", by = ""`, `"start.menu" = {hash = "`+read+`", state = "approved", by = "Ana \"Ani\" Núñez"`)
	edit(t, fsys, review, `"hotline.done" = `, `"hotline.gone" = `)
	edit(t, fsys, "locales/active.en.toml", `"Hi. I am a program."`, `"Hello. I am a program."`)
	fsys["locales/active.fr.toml"] = &fstest.MapFile{Data: []byte("[\"common.yes\"]\nother = \"Oui\"\n")}
	before := string(fsys[review].Data)
	day := time.Date(2027, 1, 2, 0, 0, 0, 0, time.UTC)

	onlyFrench, err := ledgerOf(t, fsys).Record([]string{"fr"}, day)
	if err != nil || !strings.HasPrefix(string(onlyFrench), strings.TrimRight(before, "\n")) || !strings.Contains(entryOf(t, onlyFrench, "fr", "common.yes"), `state = "machine", by = "", when = "2027-01-02"`) {
		t.Errorf("only French was to be recorded (%v):\n%s", err, onlyFrench)
	}

	all, err := ledgerOf(t, fsys).Record(nil, day)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(all), "# Who has read what.\noffered = [\"en\", \"es\"]\n\n[texts.en]\n") {
		t.Errorf("the head is not kept:\n%.200s", all)
	}
	for _, tag := range []string{"en", "es"} {
		if got := entryOf(t, all, tag, "start.menu"); got != entryOf(t, []byte(before), tag, "start.menu") || !strings.Contains(got, `by = "Ana \"Ani\" Núñez"`) {
			t.Errorf("%s: what somebody has read must stay: %s", tag, got)
		}
		if got := entryOf(t, all, tag, "hotline.gone"); got != "" {
			t.Errorf("%s: an entry for no text must go: %s", tag, got)
		}
		if got := entryOf(t, all, tag, "hotline.done"); !strings.HasSuffix(got, `state = "machine", by = "", when = "2027-01-02"}`) {
			t.Errorf("%s: a text without an entry: %s", tag, got)
		}
		if got := entryOf(t, all, tag, "start.hello"); !strings.Contains(got, SourceHash("First line.", "Hello. I am a program.")) || !strings.HasSuffix(got, `when = "2027-01-02"}`) {
			t.Errorf("%s: a text whose source has changed: %s", tag, got)
		}
	}

	fsys[review] = &fstest.MapFile{Data: all}
	again, err := ledgerOf(t, fsys).Record(nil, day.AddDate(1, 0, 0))
	if err != nil || string(again) != string(all) {
		t.Errorf("recording again changes something (%v):\n%s", err, again)
	}
	if _, err := ledgerOf(t, fsys).Record([]string{"sw"}, day); err == nil {
		t.Error("a language without texts was recorded")
	}
}

// What somebody approved was the text of that day.
func TestAChangedTextIsNoLongerApproved(t *testing.T) {
	fsys := sound(t)
	edit(t, fsys, "locales/review.toml", `state = "machine", by = ""`, `state = "approved", by = "Ana"`)
	c, issues := Load(Folder{FS: fsys})
	if c == nil || c.State("en", "start.hello") != Approved || c.State("es", "start.hello") != Approved {
		t.Fatalf("not approved: %v", issues)
	}
	edit(t, fsys, "locales/active.en.toml", `"Hi. I am a program."`, `"Hello. I am a program."`)
	c, _ = Load(Folder{FS: fsys})
	if got := c.State("en", "start.hello"); got != Machine {
		t.Errorf("en: %s", got)
	}
	if got := c.State("es", "start.hello"); got != Stale {
		t.Errorf("es: %s", got)
	}
}

func TestStandingsCountEveryText(t *testing.T) {
	fsys := sound(t)
	edit(t, fsys, "locales/active.en.toml", `"Hi. I am a program."`, `"Hello. I am a program."`)
	fsys["locales/active.fr.toml"] = &fstest.MapFile{Data: []byte("[\"common.yes\"]\nother = \"Oui\"\n")}
	got := ledgerOf(t, fsys).Standings()
	if len(got) != 3 || got[0].Locale != "en" || got[1].Locale != "es" || got[2].Locale != "fr" {
		t.Fatalf("locales: %+v", got)
	}
	if en := got[0]; en.Count[Machine] != 11 || !en.Offered {
		t.Errorf("en: %+v", en)
	}
	if es := got[1]; es.Count[Stale] != 1 || es.Count[Machine] != 10 || len(es.Behind[Stale]) != 1 || es.Behind[Stale][0] != "start.hello" {
		t.Errorf("es: %+v", es)
	}
	if fr := got[2]; fr.Offered || fr.Count[Missing] != 10 || len(fr.Behind[Missing]) != 10 {
		t.Errorf("fr: %+v", fr)
	}
}

func TestALedgerNeedsWholeFiles(t *testing.T) {
	fsys := sound(t)
	fsys["flows/start.yaml"] = &fstest.MapFile{Data: []byte("flow: [")} // no matter here
	if l, issues := ReadLedger(Folder{FS: fsys}); l == nil {
		t.Errorf("a broken flow is in the way: %v", issues)
	}
	fsys["locales/active.es.toml"] = &fstest.MapFile{Data: []byte("[")}
	if l, issues := ReadLedger(Folder{FS: fsys}); l != nil || len(issues) != 1 || issues[0].Code != "toml-syntax" {
		t.Errorf("half a file was taken: %v", issues)
	}
	if l, issues := ReadLedger(Folder{FS: fstest.MapFS{}}); l != nil || !HasErrors(issues) {
		t.Errorf("an empty folder was taken: %v", issues)
	}
}
