package content

import (
	"strings"
	"testing"
)

// TestALocaleSpeaksTheStudioWholeOrNotAtAll: what only staff read need not be there; once the studio's name is, all of it has to.
func TestALocaleSpeaksTheStudioWholeOrNotAtAll(t *testing.T) {
	fsys := sound(t)
	add := func(name, text string) {
		file := *fsys[name]
		file.Data = []byte(string(file.Data) + text)
		fsys[name] = &file
	}
	add("locales/active.en.toml", "\n[\"studio.aa\"]\nother = \"One more word.\"\n\n[\"studio.name\"]\nother = \"The studio.\"\n")
	missing := func() (ids []string) {
		_, issues := Load(Folder{FS: fsys})
		for _, i := range issues {
			if i.Code == "missing-text" && strings.Contains(i.Message, "studio.") {
				ids = append(ids, i.Message)
			}
		}
		return ids
	}
	counted := func() int {
		ledger, issues := ReadLedger(Folder{FS: fsys})
		if ledger == nil {
			t.Fatal(issues)
		}
		for _, s := range ledger.Standings() {
			if s.Locale == "es" {
				return s.Count[Missing]
			}
		}
		return -1
	}
	if got := missing(); len(got) > 0 || counted() != 0 {
		t.Errorf("a locale that does not speak the studio lacks %v, %d", got, counted())
	}
	add("locales/active.es.toml", "\n[\"studio.name\"]\nhash = \""+SourceHash("", "The studio.")+"\"\nother = \"El taller.\"\n")
	if got := missing(); len(got) != 1 || !strings.Contains(got[0], "studio.aa") || counted() != 1 {
		t.Errorf("a locale that speaks the studio in part lacks %v, %d", got, counted())
	}
}
