package main

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTranslationsGoOutAndComeHome: in each format, from the command line, as a translator's office would: only what is missing goes out, what comes home is in
// the file and noted, and what can't be taken lies beside it, with its line and what to do.
func TestTranslationsGoOutAndComeHome(t *testing.T) {
	for format, translate := range map[string]func(string) string{
		"po": func(s string) string {
			return strings.ReplaceAll(s, "msgid \"Yes\"\nmsgstr \"\"", "msgid \"Yes\"\nmsgstr \"Ja\"")
		},
		"xliff": func(s string) string {
			return strings.ReplaceAll(s, "<source>Yes</source>\n", "<source>Yes</source>\n<target>Ja</target>\n")
		},
		"xliff1.2": func(s string) string {
			return strings.ReplaceAll(s, "<source>Yes</source>\n", "<source>Yes</source>\n<target>Ja</target>\n")
		},
		"csv": func(s string) string { return strings.ReplaceAll(s, ",Yes,,", ",Yes,Ja,") },
	} {
		dir := t.TempDir()
		put := func(name, text string) {
			t.Helper()
			if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		get := func(name string) string {
			t.Helper()
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			return string(data)
		}
		do := func(want int, args ...string) (string, string) {
			t.Helper()
			var out, errOut bytes.Buffer
			if code := run(t.Context(), append([]string{"i18n"}, args...), func(string) string { return "" }, strings.NewReader(""), &out, &errOut); code != want {
				t.Fatalf("%s: %v: exit %d, %s %s", format, args, code, &out, &errOut)
			}
			return out.String(), errOut.String()
		}
		put("flows/start.yaml", "flow: start\nabout: The door.\nsteps:\n  - id: hello\n    say: start.hello\n    ask:\n      - start.yes: end\n")
		put("locales/active.en.toml", "[\"start.hello\"]\nother = \"Hi.\"\n\n[\"start.yes\"]\nother = \"Yes\"\n")
		put("locales/active.de.toml", "# Deutsch\n\n[\"start.hello\"]\nhash = \"sha1-old\"\nother = \"Hallo.\"\n")
		put("locales/review.toml", "offered = [\"en\"]\n\n[texts.en]\n\n[texts.de]\n")
		name := map[string]string{"po": "de.po", "csv": "de.csv"}[format]
		if name == "" {
			name = "de.xlf"
		}
		sheet := filepath.Join(dir, name)
		if out, _ := do(0, "export", "--dir", dir, "--lang", "de", "--format", format, "--only", "missing", sheet); !strings.Contains(out, "1 texts") {
			t.Error(format, out)
		}
		put(name, translate(get(name)))
		do(0, "import", "--dir", dir, "--reviewed-by", "Ana Ruiz", sheet)
		if file := get("locales/active.de.toml"); !strings.HasPrefix(file, "# Deutsch\n\n[\"start.hello\"]\nhash = \"sha1-old\"\nother = \"Hallo.\"\n") || !strings.Contains(file, "other = \"Ja\"") {
			t.Errorf("%s: %s", format, file)
		}
		if notes := get("locales/review.toml"); !strings.Contains(notes, "reviewed") || !strings.Contains(notes, "Ana Ruiz") {
			t.Errorf("%s: %s", format, notes)
		}
		out, _ := do(0, "status", "--json", "--badge", filepath.Join(dir, "badge.svg"), dir)
		var all []struct {
			Locale string
			Count  map[string]int
			Behind map[string][]string
		}
		if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 2 || all[1].Locale != "de" || all[1].Count["reviewed"] != 1 || all[1].Behind["stale"][0] != "start.hello" {
			t.Errorf("%s: %+v %v", format, all, err)
		}
		if err := xml.Unmarshal([]byte(get("badge.svg")), new(struct{})); err != nil || !strings.Contains(get("badge.svg"), "1 of 2 languages whole") {
			t.Error(get("badge.svg"), err)
		}
		put("locales/active.de.toml", strings.Replace(get("locales/active.de.toml"), "\"Ja\"", "\"Jawohl\"", 1))
		put(name, strings.ReplaceAll(get(name), "Ja", "Ja bitte"))
		_, told := do(1, "import", "--dir", dir, sheet)
		if !strings.Contains(told, "start.yes: somebody changed this text") || !strings.Contains(told, sheet+":") || !strings.Contains(get("de.left"+filepath.Ext(name)), "Ja bitte") {
			t.Errorf("%s: %s", format, told)
		}
		if strings.Contains(get("locales/active.de.toml"), "bitte") {
			t.Errorf("%s: newer work is overwritten", format)
		}
		put("locales/active.pl.toml", "[\"start.hello\"]\nother = \"Cześć.\"\n")
		folder := filepath.Join(dir, "all")
		do(0, "export", "--dir", dir, "--format", format, folder)
		if files, err := filepath.Glob(filepath.Join(folder, "*")); err != nil || len(files) != 2 || !strings.Contains(get("all/"+name), "Jawohl") || !strings.Contains(get("all/pl"+filepath.Ext(name)), "Cześć.") {
			t.Errorf("%s: all languages are in %q, %v", format, files, err)
		}
		if _, told := do(2, "export", "--dir", dir); !strings.Contains(told, "--lang") {
			t.Errorf("%s: neither a language nor a folder: %s", format, told)
		}
	}
	var out, errOut bytes.Buffer
	if code := run(t.Context(), []string{"i18n", "export", "--dir", t.TempDir(), "--lang", "de"}, func(string) string { return "" }, strings.NewReader(""), &out, &errOut); code == 0 || !strings.Contains(errOut.String(), "flows/ and locales/") {
		t.Errorf("an empty folder: %d %s", code, &errOut)
	}
}
