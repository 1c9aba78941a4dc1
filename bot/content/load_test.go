package content

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestTooLargeFilesAreNotRead(t *testing.T) {
	fsys := sound(t)
	fsys["flows/zz.yaml"] = &fstest.MapFile{Data: []byte(strings.Repeat("#", MaxFile+1))}
	_, issues := Load(Folder{FS: fsys})
	if len(issues) != 1 || issues[0].Code != "too-large" {
		t.Errorf("want one issue, too-large; got %v", issues)
	}
}

func TestAFolderWithoutContentIsToldSo(t *testing.T) {
	_, read := Load(Folder{FS: fstest.MapFS{"README.md": {Data: []byte("# Hello\n")}}})
	_, loaded := NewLoader().Files(map[string][]byte{"README.md": []byte("# Hello\n")}).Load()
	for _, issues := range [][]Issue{read, loaded} {
		if len(issues) == 0 || issues[0].Code != "no-content" {
			t.Errorf("want no-content; got %v", issues)
		}
	}
}

func TestPacksOverlayMessageByMessageAndStepByStep(t *testing.T) {
	pack := fstest.MapFS{
		"locales/active.en.toml": {Data: []byte("[\"start.menu\"]\ndescription = \"The menu.\"\nother = \"What is it about, then?\"\n")},
		"locales/words.en.toml":  {Data: []byte("[danger.crisis]\ncertain = [\"purple rain has come\"]\n")},
		"flows/hotline.yaml":     {Data: []byte("flow: hotline\nabout: Ours.\nsteps:\n  - id: done\n    say: start.menu\n    ask:\n      - common.no: end\n")},
	}
	c, issues := Load(Folder{FS: sound(t)}, Folder{Name: "pack", FS: pack})
	if c == nil {
		t.Fatalf("refused: %v", issues)
	}
	if got := c.Text("en", "start.menu", nil); got != "What is it about, then?" {
		t.Errorf("the pack's text is not used: %q", got)
	}
	if got := c.Text("en", "start.hello", nil); got != "Hi. I am a program." {
		t.Errorf("other texts must stay: %q", got)
	}
	if got := len(c.Flow("hotline").Steps); got != 2 {
		t.Errorf("the pack's step must replace the one of its name: %d steps", got)
	}
	for _, phrase := range []string{"purple rain has come", "i want to die"} {
		if d := c.Heard().Danger(textOf(phrase)); d.List != CrisisFlow {
			t.Errorf("%q is not heard: %+v", phrase, d)
		}
	}
}

func TestReloadKeepsTheOldContentWhenTheNewHasErrors(t *testing.T) {
	fsys := sound(t)
	live, issues := NewLive(func() (*Content, []Issue) { return Load(Folder{FS: fsys}) })
	if live == nil {
		t.Fatal(issues)
	}
	first := live.Current()
	good := fsys["flows/start.yaml"]
	fsys["flows/start.yaml"] = &fstest.MapFile{Data: []byte("flow: [")}
	if issues := live.Reload(); !HasErrors(issues) || !live.Stale() || live.Current() != first {
		t.Errorf("broken content: stale %v, replaced %v, issues %v", live.Stale(), live.Current() != first, issues)
	}
	fsys["flows/start.yaml"] = good
	if live.Reload(); live.Stale() || live.Current() == first {
		t.Error("mended content was not taken")
	}
}

func TestPlaceholdersAndChains(t *testing.T) {
	c, _ := Load(Folder{FS: sound(t)})
	tests := map[string]string{"es": "Hola. Soy un programa.", "es-MX": "Hola. Soy un programa.", "fr": "Hi. I am a program.", "en": "Hi. I am a program."}
	for tag, want := range tests {
		if got := c.Text(tag, "start.hello", nil); got != want {
			t.Errorf("%s: %q, want %q", tag, got, want)
		}
	}
}

func TestTheMonthAfterADayMayBeLeftOut(t *testing.T) {
	tests := map[string]string{
		"": "mayo",
		"\n[\"help.month_of.05\"]\nother = \"de mayo\"\n": "de mayo",
	}
	for extra, want := range tests {
		fsys := sound(t)
		add := func(file, s string) { fsys[file] = &fstest.MapFile{Data: append(slices.Clone(fsys[file].Data), s...)} }
		add("locales/active.en.toml", "\n[\"help.month.05\"]\nother = \"May\"\n[\"help.month_of.05\"]\nother = \"May\"\n")
		add("locales/active.es.toml", "\n[\"help.month.05\"]\nother = \"mayo\"\n"+extra)
		c, issues := Load(Folder{FS: fsys})
		if c == nil || HasErrors(issues) {
			t.Fatalf("%q: refused: %v", extra, issues)
		}
		if got := c.Text("es", "help.month_of.05", nil); got != want {
			t.Errorf("%q: %q, want %q", extra, got, want)
		}
		if got := c.Text("en", "help.month_of.05", nil); got != "May" {
			t.Errorf("the source says %q", got)
		}
		if c.Weakest("es") == Missing {
			t.Errorf("%q: the month counts as missing", extra)
		}
	}
}

// TestALocaleWithoutTheStudiosWordsIsStillMarked: what only the staff read is in some locales alone, and says nothing of what young people read.
func TestALocaleWithoutTheStudiosWordsIsStillMarked(t *testing.T) {
	fsys := sound(t)
	was, issues := Load(Folder{FS: fsys})
	if was == nil || was.Weakest("es") != Machine {
		t.Fatal(issues)
	}
	file := fsys["locales/active.en.toml"]
	file.Data = append(file.Data, "\n[\"studio.desk\"]\ndescription = \"A page.\"\nother = \"The desk\"\n"...)
	c, issues := Load(Folder{FS: fsys})
	if c == nil || c.Weakest("es") != Machine {
		t.Errorf("%v %v", c, issues)
	}
}

func TestMatchNeverTakesARelatedLanguage(t *testing.T) {
	c, _ := Load(Folder{FS: sound(t)})
	tests := map[string]string{
		"es": "es", "es-419,es;q=0.9": "es", "ES-mx": "es", "pt-BR": "en", "ca": "en", "ku": "en", "uz": "en", "ka": "en",
		"": "en", "garbage;;;": "en", "fr;q=1, es;q=0.5": "es", "en-GB": "en", strings.Repeat("x", 5000): "en", "ar-XB": "ar-XB",
	}
	for hint, want := range tests {
		if got := c.Match(hint); got != want {
			t.Errorf("%.40q: %s, want %s", hint, got, want)
		}
	}
}
