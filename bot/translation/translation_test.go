package translation

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"staysafe/bot/content"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// day is when everything happens.
func day() time.Time { return time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC) }

// house is content of three texts and a question, in two languages.
func house() Tree {
	t := Tree{
		"flows/start.yaml": []byte("flow: start\nabout: The door.\nsteps:\n  - id: hello\n    say: start.hello\n    ask:\n      - start.yes: end\n      - start.no: end\n"),
		"locales/active.en.toml": []byte("[\"start.call\"]\ndescription = \"A number.\"\nother = \"Call 116 111 or look at https://help.example.org/now.\"\n\n" +
			"[\"start.hello\"]\ndescription = \"The first words.\"\nother = \"Hi {{.Name}}.\\nIt is good that you are here.\"\n\n[\"start.no\"]\nother = \"No\"\n\n[\"start.yes\"]\nother = \"Yes\"\n"),
		"locales/active.de.toml": []byte("# Deutsch\n\n[\"start.hello\"] # zuerst\nhash = \"" + content.SourceHash("The first words.", "Hi {{.Name}}.\nIt is good that you are here.") + "\"\nother = \"Hallo {{.Name}}.\\nGut, dass du da bist.\"\n"),
		"locales/review.toml":    []byte("offered = [\"en\"]\n\n[texts.en]\n\n[texts.de]\n"),
	}
	return t
}

func whole(t testing.TB) Tree {
	t.Helper()
	tree := Tree{}
	for _, glob := range []string{"flows/*", "flows/*/*", "locales/*.toml"} {
		names, err := filepath.Glob("../../" + glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if info, err := os.Stat(name); err != nil || info.IsDir() {
				continue
			}
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			tree[filepath.ToSlash(strings.TrimPrefix(name, "../../"))] = data
		}
	}
	return tree
}

// same tells whether two sheets say the same to a translator and to us.
func same(a, b Sheet, f Format) error {
	if a.Locale != b.Locale || len(a.Units) != len(b.Units) {
		return fmt.Errorf("%s: %s with %d units is %s with %d", f, a.Locale, len(a.Units), b.Locale, len(b.Units))
	}
	for i, u := range a.Units {
		v := b.Units[i]
		v.About, v.Terms, v.Where, v.Limit, v.Line = u.About, u.Terms, u.Where, u.Limit, u.Line // these are for people
		if !reflect.DeepEqual(u, v) {
			return fmt.Errorf("%s: %+v comes back as %+v", f, u, v)
		}
	}
	return nil
}

// TestEveryLocaleComesBackAsItWas: in every format, and nothing is to be done then.
func TestEveryLocaleComesBackAsItWas(t *testing.T) {
	tree, loader := whole(t), content.NewLoader()
	for name := range tree {
		locale, is := strings.CutPrefix(name, "locales/active.")
		if locale = strings.TrimSuffix(locale, ".toml"); !is || locale == content.SourceLocale {
			continue
		}
		sheet, err := Of(loader, tree, locale)
		if err != nil || len(sheet.Units) < 2000 {
			t.Fatalf("%s: %d units, %v", locale, len(sheet.Units), err)
		}
		for _, f := range Formats() {
			data, err := Write(sheet, f)
			if err != nil {
				t.Fatal(err)
			}
			got, faults := Read(data)
			for i := range got.Units {
				got.Units[i].Fuzzy = false
			}
			if err := same(sheet, got, f); err != nil || len(faults) > 0 {
				t.Fatal(err, faults)
			}
		}
		data, err := Write(sheet, PO)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := Read(data)
		out, err := Take(loader, tree, got, Reviewer{}, day())
		if err != nil || len(out.Files) > 0 || len(out.Left) > 0 || out.Same != len(sheet.Units) {
			t.Errorf("%s: %d files, %d left, %d of %d the same, %v", locale, len(out.Files), len(out.Left), out.Same, len(sheet.Units), err)
		}
	}
}

// text is any text that XML can hold.
func text() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"{{.Name}}", "\n", "\"", "\\", "=", "'", "<b>", "&amp;", ";", ",", "\t", "]]>", "#~ ", "msgid \"\"", "𝄞", "ไม่", "שלום", "\\n", "@", "- ", " "}),
			rapid.StringOf(rapid.RuneFrom(nil, unicode.L, unicode.N, unicode.P)),
		), 0, 8).Draw(t, "parts")
		return strings.Join(parts, "")
	})
}

// TestAnyTextComesBackAsItWas: whatever stands in it.
func TestAnyTextComesBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sheet{Locale: rapid.SampledFrom([]string{"de", "zh-Hans", "pt-BR"}).Draw(t, "locale")}
		for i := range rapid.IntRange(1, 4).Draw(t, "n") {
			u := Unit{
				ID: fmt.Sprintf("a.text-%d", i), Form: rapid.SampledFrom([]string{"other", "few"}).Draw(t, "form"), About: text().Draw(t, "about"), Where: []string{"start/hello"}, Limit: 20,
				Source: "x" + text().Draw(t, "source"), Target: text().Draw(t, "target"), State: rapid.SampledFrom([]content.State{content.Missing, content.Machine, content.Stale, content.Reviewed, content.Approved}).Draw(t, "state"),
				Hash: "sha1-00", Base: "abc",
			}
			s.Units = append(s.Units, u)
		}
		for _, f := range Formats() {
			data, err := Write(s, f)
			if err != nil {
				t.Fatal(err)
			}
			got, faults := Read(data)
			for i := range got.Units {
				if got.Units[i].Fuzzy != (f == PO && got.Units[i].State == content.Stale) {
					t.Fatalf("%+v", got.Units[i])
				}
				got.Units[i].Fuzzy = false
			}
			if err := same(s, got, f); err != nil || len(faults) > 0 {
				t.Fatal(err, faults, string(data))
			}
		}
	})
}

// TestWhatEditorsMakeOfFiles: other line ends, separators, orders, comments and marks of their own.
func TestWhatEditorsMakeOfFiles(t *testing.T) {
	want := Sheet{Locale: "de", Units: []Unit{{ID: "a.b", Form: other, Source: "Hi {{.Name}}", Target: "Hallo {{.Name}}"}}}
	for name, file := range map[string]string{
		"PO of an editor":      "# Translators\r\nmsgid \"\"\r\nmsgstr \"\"\r\n\"Language: de\\n\"\r\n\"X-Generator: Poedit 3\\n\"\r\n\r\n#: a\r\n#| msgid \"Old\"\r\nmsgctxt \"a.b\"\r\nmsgid \"Hi \"\r\n\"{{.Name}}\"\r\nmsgstr \"Hallo {{.Name}}\"\r\n\r\n#~ msgid \"gone\"\r\n#~ msgstr \"weg\"\r\n",
		"PO without blanks":    "msgid \"\"\nmsgstr \"Language: de\\n\"\nmsgctxt \"a.b\"\nmsgid \"Hi {{.Name}}\"\nmsgstr \"Hallo {{.Name}}\"",
		"CSV of a spreadsheet": "\"translation\";\"id\";\"source\";\"language\"\r\n\"Hallo {{.Name}}\";\"a.b\";\"Hi {{.Name}}\";\"de\"\r\n\"\";\"\";\"\";\"\"\r\n",
		"tabs":                 "id\tsource\ttranslation\tlanguage\na.b\tHi {{.Name}}\tHallo {{.Name}}\tde\n",
		"XLIFF of a tool":      `<xliff version="1.2"><file target-language="de"><header><tool/></header><body><group><trans-unit id="a.b"><source>Hi <ph id="1">{{.Name}}</ph></source><seg-source>Hi</seg-source><target>Hallo <mrk mtype="seg" mid="1"><x id="1" equiv-text="{{.Name}}"/></mrk></target><alt-trans><target>Servus</target></alt-trans></trans-unit></group></body></file></xliff>`,
		"XLIFF 2 in segments":  `<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" trgLang="de"><file id="f"><unit id="a.b"><matches xmlns="urn:oasis:names:tc:xliff:matches:2.0"><match><source>x</source><target>y</target></match></matches><segment><source>Hi </source><target>Hallo </target></segment><segment><source><ph id="1" equiv="{{.Name}}"/></source><target><ph id="1" equiv="{{.Name}}"/></target></segment></unit></file></xliff>`,
	} {
		got, faults := Read([]byte(file))
		if err := same(want, got, Format(name)); err != nil || len(faults) > 0 {
			t.Error(err, faults)
		}
	}
}

// TestWhatCanNotBeReadIsTold: with the line, and all else is read.
func TestWhatCanNotBeReadIsTold(t *testing.T) {
	good := "msgctxt \"c.d\"\nmsgid \"x\"\nmsgstr \"y\"\n"
	for name, tt := range map[string]struct {
		file, what string
		line, read int
	}{
		"no context":      {"msgid \"x\"\nmsgstr \"y\"\n\n" + good, "no msgctxt", 1, 1},
		"open quote":      {"msgctxt \"a.b\"\nmsgid \"x\nmsgstr \"y\"\n\n" + good, "can't be read", 2, 2},
		"what is that":    {"msgctxt \"a.b\"\nmsgid \"x\"\nhello\nmsgstr \"y\"\n\n" + good, "begins with nothing", 3, 2},
		"a lonely text":   {"msgid \"\"\nmsgstr \"\"\n\n\"y\"\n\n" + good, "none can stand", 4, 1},
		"no column":       {"id,source\na,b\n", `no column "translation"`, 1, 0},
		"no id":           {"id,source,translation\n,b,c\na,b,c\n", "no id", 2, 1},
		"an open cell":    {"id,source,translation\na,b,c\nx,\"y,z\n", "can't be read", 3, 1},
		"two languages":   {"id,source,translation,language\na,b,c,de\nd,b,c,fr\n", "another language", 3, 2},
		"no end":          {"<xliff>\n<file target-language=\"de\"><trans-unit id=\"a\"><source>x</source></trans-unit>\n<trans-unit id=\"b\">", "can't be read", 3, 1},
		"a nameless code": {"<xliff><file target-language=\"de\">\n<trans-unit id=\"a\"><source><x id=\"1\"/></source></trans-unit></file></xliff>", "keep equiv-text", 2, 0},
		"nothing":         {" \n", "empty", 1, 0},
		"entities":        {"<!DOCTYPE x [<!ENTITY a \"aaaa\">]>\n<xliff><file><trans-unit id=\"a\"><source>&a;</source></trans-unit></file></xliff>", "can't be read", 2, 0},
	} {
		got, faults := Read([]byte(tt.file))
		if len(faults) == 0 || !strings.Contains(faults[0].What, tt.what) || faults[0].Line != tt.line || faults[0].Fix == "" || len(got.Units) != tt.read {
			t.Errorf("%s: %+v, %d units", name, faults, len(got.Units))
		}
	}
	if _, faults := Read(make([]byte, MaxSheet+1)); len(faults) != 1 {
		t.Error("a huge file is read")
	}
}

// TestACellIsNoFormula: a spreadsheet must not calculate with a text.
func TestACellIsNoFormula(t *testing.T) {
	data, err := Sheet{Locale: "de", Units: []Unit{{ID: "a", Form: other, Source: "=1+1", Target: "@x"}}}.CSV()
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil || rows[1][4] != "'=1+1" || rows[1][5] != "'@x" {
		t.Errorf("%q %v", rows, err)
	}
}

// sheetOf is what a house hands out, with some translations.
func sheetOf(t testing.TB, tree Tree, say map[string]string) Sheet {
	t.Helper()
	s, err := Of(content.NewLoader(), tree, "de")
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Units {
		if words, is := say[s.Units[i].ID]; is {
			s.Units[i].Target = words
		}
	}
	return s
}

func take(t testing.TB, tree Tree, s Sheet, by Reviewer) (Tree, Outcome) {
	t.Helper()
	out, err := Take(content.NewLoader(), tree, s, by, day())
	if err != nil {
		t.Fatal(err)
	}
	next := maps.Clone(tree)
	maps.Copy(next, out.Files)
	return next, out
}

// TestWhatIsTakenAndWhatIsLeft: good work goes in, in place and noted; what children could not dial, tap or read is left with a reason.
func TestWhatIsTakenAndWhatIsLeft(t *testing.T) {
	tree := house()
	next, out := take(t, tree, sheetOf(t, tree, map[string]string{"start.call": "Ruf 116-111 an oder sieh auf https://help.example.org/now nach.", "start.yes": "Ja", "start.no": "Nein"}), Reviewer{"Ana Ruiz", content.Reviewed})
	if len(out.Taken) != 3 || len(out.Left) != 0 || out.Same != 1 {
		t.Fatalf("%+v", out)
	}
	if file := string(next["locales/active.de.toml"]); !strings.HasPrefix(file, "# Deutsch\n\n[\"start.call\"]") || !strings.Contains(file, "[\"start.hello\"] # zuerst\n") || !strings.Contains(file, "description = \"A number.\"\nhash = ") {
		t.Errorf("%s", file)
	}
	again, err := Of(content.NewLoader(), next, "de")
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range again.Units {
		if u.State != content.Reviewed {
			t.Errorf("%s is %s", u.ID, u.State)
		}
	}
	for id, words := range map[string]string{
		"start.hello": "Hallo.\nGut, dass du da bist.",
		"start.yes":   "Ja, genau so ist es, ganz sicher",
		"start.call":  "Ruf 116 112 an oder sieh auf https://help.example.org/now nach.",
	} {
		same, out := take(t, tree, sheetOf(t, tree, map[string]string{id: words}), Reviewer{})
		if len(out.Left) != 1 || out.Left[0].ID != id || out.Why[0].Fix == "" || !reflect.DeepEqual(same, tree) {
			t.Errorf("%q is taken: %+v", words, out)
		}
	}
	if _, out := take(t, tree, sheetOf(t, tree, map[string]string{"start.call": "Ruf 116 111 an oder sieh auf https://evil.example.org nach."}), Reviewer{}); len(out.Left) != 1 {
		t.Error("another address is taken")
	}
	if _, out := take(t, tree, sheetOf(t, tree, map[string]string{"start.call": "Ruf ١١٦ ١١١ an oder sieh auf https://help.example.org/now nach."}), Reviewer{}); len(out.Taken) != 1 {
		t.Error("a number in other digits is refused", out.Why)
	}
	same, out := take(t, tree, sheetOf(t, tree, map[string]string{"start.yes": "Gut", "start.no": "Gut"}), Reviewer{})
	if len(out.Left) == 0 || len(out.Files) > 0 && strings.Count(string(same["locales/active.de.toml"]), "\"Gut\"") > 1 {
		t.Errorf("two choices of one question read the same: %+v", out)
	}
	s := sheetOf(t, tree, map[string]string{"start.yes": "Ja"})
	s.Units = append(s.Units, Unit{ID: "no.such", Form: other, Source: "x", Target: "y"}, s.Units[len(s.Units)-1])
	if _, out := take(t, tree, s, Reviewer{}); len(out.Left) != 2 || len(out.Taken) != 1 {
		t.Errorf("%+v", out)
	}
	unsure := sheetOf(t, tree, map[string]string{"start.yes": "Jaa", "start.hello": "Hallo {{.Name}}.\nSo oder so."})
	for i := range unsure.Units {
		unsure.Units[i].Fuzzy = true
	}
	next, out = take(t, tree, unsure, Reviewer{"Ana Ruiz", content.Approved})
	again, err = Of(content.NewLoader(), next, "de")
	if err != nil || len(out.Taken) != 1 || len(out.Left) != 1 || out.Left[0].ID != "start.hello" {
		t.Errorf("what an editor marks fuzzy: %+v %v", out, err)
	}
	for _, u := range again.Units {
		if u.ID == "start.yes" && u.State != content.Stale {
			t.Errorf("what an editor marks fuzzy is %s", u.State)
		}
	}
	for _, locale := range []string{"", "en", "../../x", "a b"} {
		if _, err := Take(content.NewLoader(), tree, Sheet{Locale: locale}, Reviewer{}, day()); err == nil {
			t.Errorf("%q is taken for a language", locale)
		}
	}
	if next, out := take(t, tree, Sheet{Locale: "pt", Units: []Unit{{ID: "start.yes", Form: other, Source: "Yes", Target: "Sim"}}}, Reviewer{}); len(out.Taken) != 1 || !strings.Contains(string(next["locales/active.pt.toml"]), "\"Sim\"") {
		t.Errorf("a new language: %+v", out)
	}
}

// TestTheNewestHumanTextSurvives: whatever people change in the source and in the translations, and in whatever order sheets come home, what a person wrote
// last is in the file or was told to whoever brought another home; nobody's work vanishes unsaid.
func TestTheNewestHumanTextSurvives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := house()
		var out []Sheet
		n := 0
		for range rapid.IntRange(1, 7).Draw(t, "turns") {
			switch rapid.IntRange(0, 3).Draw(t, "turn") {
			case 0:
				s, err := Of(content.NewLoader(), tree, "de")
				if err != nil {
					t.Fatal(err)
				}
				out = append(out, s)
			case 1:
				n++
				tree["locales/active.en.toml"] = []byte(strings.Replace(string(tree["locales/active.en.toml"]), "other = \"No", fmt.Sprintf("other = \"No%d", n), 1))
			case 2, 3:
				if len(out) == 0 {
					continue
				}
				s := out[rapid.IntRange(0, len(out)-1).Draw(t, "sheet")]
				s.Units = slices.Clone(s.Units)
				n++
				wrote := map[string]string{}
				for i := range s.Units {
					if u := &s.Units[i]; strings.HasPrefix(u.ID, "start.n") || strings.HasPrefix(u.ID, "start.y") {
						u.Target = fmt.Sprintf("%s %d", u.ID[6:], n)
						wrote[u.ID] = u.Target
					}
				}
				before, err := Of(content.NewLoader(), tree, "de")
				if err != nil {
					t.Fatal(err)
				}
				outcome, err := Take(content.NewLoader(), tree, s, Reviewer{"Ana", content.Reviewed}, day())
				if err != nil {
					t.Fatal(err)
				}
				maps.Copy(tree, outcome.Files)
				after, err := Of(content.NewLoader(), tree, "de")
				if err != nil {
					t.Fatal(err)
				}
				for i, u := range after.Units {
					words, mine := wrote[u.ID]
					left := slices.ContainsFunc(outcome.Left, func(l Unit) bool { return l.ID == u.ID && l.Target == words })
					had := before.Units[i]
					switch handed := find(s, u.ID); {
					case !mine && u.Target != had.Target:
						t.Fatalf("%s changed unasked", u.ID)
					case mine && u.Target != words && !left:
						t.Fatalf("%s: %q vanished", u.ID, words)
					case mine && u.Target != had.Target && had.Target != "" && Stamp(had.Target) != handed.Base:
						t.Fatalf("%s: %q, which is newer than what was handed out, was overwritten", u.ID, had.Target)
					case mine && u.Target == words && handed.Source != u.Source && u.State != content.Stale:
						t.Fatalf("%s: a translation of an older source is %s", u.ID, u.State)
					}
				}
			}
		}
	})
}

func find(s Sheet, id string) Unit {
	at := slices.IndexFunc(s.Units, func(u Unit) bool { return u.ID == id })
	return s.Units[at]
}

// TestWhatCouldBeDialled: a changed telephone number is never taken in, and what is none holds no translation up.
func TestWhatCouldBeDialled(t *testing.T) {
	for text, want := range map[string][]string{
		"Call 116 111.":            {"116111"},
		"Call 0800 12-34 (free).":  {"08001234"},
		"Ruf ११२ an":               {"112"},
		"For ages 12-16":           nil,
		"Minutes 5-10":             nil,
		"katika nchi 30. 1 kati":   nil,
		"Open 16-12, or 9-9":       {"1612"},
		"https://example.org/1234": nil,
	} {
		if got := numbers(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
