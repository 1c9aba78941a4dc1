package kit_test

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/kit"
	"staysafe/flows"
	"staysafe/locales"
	"strings"
	"testing"
	"testing/fstest"
)

const address = "https://staysafe.example/c/15E05CQSFRCVM"

// words are the shipped texts.
func words(t *testing.T) *content.Content {
	t.Helper()
	folder := fstest.MapFS{}
	for name, fsys := range map[string]fs.FS{"flows": flows.FS, "locales": locales.FS} {
		err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := fs.ReadFile(fsys, p)
			folder[name+"/"+p] = &fstest.MapFile{Data: data}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c, issues := content.Load(content.Folder{FS: folder})
	if c == nil {
		t.Fatal(issues)
	}
	return c
}

func school(c *content.Content, locale string) kit.Kit {
	return kit.Kit{
		School: `School "7" <&>`, Code: "15E05CQSFRCVM", Locale: locale, Direction: c.Direction(locale), Language: "English", Country: "Kenya",
		Links:   []kit.Link{{Channel: "web", URL: address}, {Channel: "telegram", URL: "https://t.me/StaySafeBot?start=15E05CQSFRCVM"}},
		Command: "/staysafe start 15E05CQSFRCVM", Site: address, Emergency: "999",
		Line: &kit.Line{Name: "Childline Kenya", Dial: "116", Always: true, Free: true, Source: "Source: example.org, page of 12 May 2022."}, Note: "Nobody has read this.",
		Text: func(id string, args map[string]string) string { return c.Text(locale, id, args) },
	}
}

// files are what is in a kit.
func files(t *testing.T, k kit.Kit) map[string]string {
	t.Helper()
	var file, again bytes.Buffer
	if err := k.Write(&file); err != nil {
		t.Fatal(err)
	}
	if err := k.Write(&again); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
		t.Error("the same school gets another file", err)
	}
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all[f.Name] = string(data)
	}
	return all
}

// TestAKitIsWhole in every language and both directions: nothing is fetched, nothing runs, the school's name
// is words, every number has its source, and every text is there.
func TestAKitIsWhole(t *testing.T) {
	c := words(t)
	for _, locale := range append(c.Locales(), "ar-XB") {
		all := files(t, school(c, locale))
		if len(all) != 17 {
			t.Errorf("%s: %d files", locale, len(all))
		}
		for name, text := range all {
			if !strings.HasSuffix(name, ".html") || name == "embed.html" {
				continue
			}
			if !strings.Contains(text, `lang="`+locale+`" dir="`+c.Direction(locale)+`"`) {
				t.Errorf("%s %s: language or direction", locale, name)
			}
			if found := regexp.MustCompile(`(?i)<script|(?:href|src)=|url\(|@import|<b></b>|<p></p>|<h\d></h\d>`).FindString(text); found != "" {
				t.Errorf("%s %s holds %s", locale, name, found)
			}
			if strings.Contains(text, `"7" <&>`) {
				t.Errorf("%s %s: the school's name is markup", locale, name)
			}
			if strings.Contains(name, "poster") && (!strings.Contains(text, "116") || !strings.Contains(text, "Source: example.org") || !strings.Contains(text, "Nobody has read this.") || !strings.Contains(text, "School &#34;7&#34;")) {
				t.Errorf("%s %s: number, source, note or school", locale, name)
			}
		}
		for _, want := range []string{"15E05CQSFRCVM", "Kenya", "Nobody has read this."} {
			if !strings.Contains(all["README.txt"], want) {
				t.Errorf("%s: README.txt lacks %s", locale, want)
			}
		}
		if links := all["links.txt"]; !strings.Contains(links, address+"\n") || !strings.Contains(links, "t.me/StaySafeBot?start=") || !strings.Contains(links, "/staysafe start 15E05CQSFRCVM") {
			t.Errorf("%s: links.txt is %q", locale, links)
		}
	}
}

// TestACountedKitSaysSo in every language, and holds the secret in one file, for one person.
func TestACountedKitSaysSo(t *testing.T) {
	c := words(t)
	for _, locale := range append(c.Locales(), "ar-XB") {
		k := school(c, locale)
		plain := files(t, k)
		k.Counted, k.Secret, k.Counts = true, "AB12C-DE34F", "https://chat.example.org/schools/"+k.Code
		counted := files(t, k)
		for _, want := range []string{k.Secret, k.Counts, k.Code} {
			if !strings.Contains(counted["counts.txt"], want) {
				t.Errorf("%s: counts.txt lacks %s", locale, want)
			}
		}
		if plain["counts.txt"] != "" || !strings.Contains(plain["README.txt"], k.Text("kit.read.counts", nil)) || strings.Contains(counted["README.txt"], k.Text("kit.read.counts", nil)) || !strings.Contains(counted["README.txt"], k.Text("kit.read.counted", nil)) {
			t.Errorf("%s: README.txt says the wrong thing", locale)
		}
		for name, text := range counted {
			if name != "counts.txt" && strings.Contains(text, k.Secret) {
				t.Errorf("%s: %s holds the secret", locale, name)
			}
		}
	}
}

// TestNobodyIsPromisedAwake: the headline follows the line's hours, and without a line there is no number.
func TestNobodyIsPromisedAwake(t *testing.T) {
	c := words(t)
	k := school(c, "en")
	if !strings.Contains(files(t, k)["poster-bold-a4.html"], "Someone is awake.") {
		t.Error("a line that is open day and night")
	}
	k.Line.Always = false
	if poster := files(t, k)["poster-bold-a4.html"]; strings.Contains(poster, "awake") || strings.Contains(poster, "day and night") {
		t.Error("a line that closes")
	}
	k.Line, k.Emergency, k.Country = nil, "", ""
	for name, text := range files(t, k) {
		if strings.Contains(text, "awake") || strings.Contains(text, "116") || strings.Contains(text, "999") || strings.Contains(text, "Numbers to save") {
			t.Errorf("%s: without a line", name)
		}
	}
}

// TestTheNameIsWrittenInTheBrowser: a kit that was given no name has a place for it on every poster, which a
// printer passes over while it is empty.
func TestTheNameIsWrittenInTheBrowser(t *testing.T) {
	k := school(words(t), "en")
	k.School = ""
	for name, text := range files(t, k) {
		if !strings.HasPrefix(name, "poster") {
			continue
		}
		if !strings.Contains(text, `contenteditable="true"`) || !strings.Contains(text, `@media print{.name:empty::before{content:""}`) {
			t.Errorf("%s has no place for the name", name)
		}
	}
}

// alarming are words that would tell why somebody reads a poster, beside those that the style of a language lists.
func alarming() map[string][]string {
	return map[string][]string{
		"en": {"abuse", "blackmail", "sex", "threat", "danger", "harm", "wrong", "crisis", "victim", "violence", "safe", "nude", "hotline"},
		"es": {"abuso", "chantaje", "sex", "amenaza", "peligro", "daño", "crisis", "víctima", "violencia", "segur", "desnud", "denuncia"},
		"fr": {"abus", "chantage", "sex", "menace", "danger", "mal ", "crise", "victime", "violence", "sécurité", "nue", "signal"},
		"ru": {"насили", "шантаж", "секс", "угроз", "опасн", "вред", "кризис", "жертв", "безопасн", "обнаж", "жалоб"},
	}
}

// TestTheNeutralPosterAlarmsNobody, nor do cards and strips: no word tells why they are read.
func TestTheNeutralPosterAlarmsNobody(t *testing.T) {
	c := words(t)
	shown := regexp.MustCompile(`(?s)<style>.*?</style>|<[^>]*>`)
	for _, locale := range c.Locales() {
		if c.Sensitive(locale, c.Text(locale, "topic.abuse", nil)+". "+c.Text(locale, "topic.sextortion", nil)+". "+c.Text(locale, "crisis.limits", nil)) == "" {
			t.Errorf("%s: nothing is sensitive there", locale)
		}
		k := school(c, locale)
		k.Links[0].URL, k.Note = "https://chat.example.org/c/15E05CQSFRCVM", ""
		for name, text := range files(t, k) {
			if !strings.Contains(name, "neutral") && !strings.Contains(name, "cards") {
				continue
			}
			text = strings.ToLower(shown.ReplaceAllString(text, " "))
			if at := slices.IndexFunc(alarming()[locale], func(w string) bool { return strings.Contains(text, w) }); at >= 0 {
				t.Errorf("%s %s says %q", locale, name, alarming()[locale][at])
			}
			if found := c.Sensitive(locale, text); found != "" {
				t.Errorf("%s %s says %q", locale, name, found)
			}
		}
	}
}
