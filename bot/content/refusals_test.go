package content

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"
)

// TestRefusals walks testdata/refusals: each file is a broken content folder, laid over the small
// sound one in testdata/base, and the issues it must give, each with its place. The listing of
// that folder is the rule book.
//
// "-- flows/x.yaml --" replaces or adds a file, "-- remove locales/x.toml --" takes one away,
// "-- pack/flows/x.yaml --" is a file of a pack, "-- edit flows/x.yaml --" replaces the text
// before "=>" by the text behind it, once.
func TestRefusals(t *testing.T) {
	files, err := filepath.Glob("testdata/refusals/*.txtar")
	if err != nil || len(files) < 30 {
		t.Fatalf("only %d refusals: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			base, pack, want := broken(t, archive)
			var packs []Folder
			if len(pack) > 0 {
				packs = append(packs, Folder{Name: "pack", FS: pack})
			}
			c, issues := Load(Folder{FS: base}, packs...)
			if c != nil { // what is only said to those who write
				_, more := c.Proofread()
				issues = sortIssues(append(issues, more...))
			}
			var got []string
			for _, i := range issues {
				got = append(got, fmt.Sprintf("%s:%d:%d: %s: %s", i.File, i.Line, i.Col, i.Severity, i.Code))
				if i.Fix == "" {
					t.Errorf("%s gives no way out", i)
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got):\n%s\n%v", diff, issues)
			}
			if (c == nil) != HasErrors(issues) {
				t.Errorf("content is loaded: %v, with errors: %v", c != nil, HasErrors(issues))
			}
		})
	}
}

// broken lays the files of a refusal over the sound content.
func broken(t *testing.T, archive *txtar.Archive) (base, pack fstest.MapFS, want []string) {
	t.Helper()
	base, pack = sound(t), fstest.MapFS{}
	for _, f := range archive.Files {
		verb, name, _ := strings.Cut(f.Name, " ")
		switch {
		case f.Name == "want":
			want = strings.Split(strings.TrimSpace(string(f.Data)), "\n")
		case verb == "remove":
			delete(base, name)
		case verb == "edit":
			old, now, _ := strings.Cut(strings.TrimSuffix(string(f.Data), "\n"), "=>")
			data := string(base[name].Data)
			if !strings.Contains(data, old) {
				t.Fatalf("%s does not hold %q", name, old)
			}
			base[name] = &fstest.MapFile{Data: []byte(strings.Replace(data, old, now, 1))}
		case strings.HasPrefix(f.Name, "pack/"):
			pack[strings.TrimPrefix(f.Name, "pack/")] = &fstest.MapFile{Data: f.Data}
		default:
			base[f.Name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return base, pack, want
}

func sound(t *testing.T) fstest.MapFS {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, dir := range []string{"flows", "flows/help", "locales"} {
		entries, err := os.ReadDir(path.Join("testdata/base", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if e.IsDir() {
				continue
			}
			data, err := os.ReadFile(path.Join("testdata/base", dir, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			fsys[path.Join(dir, e.Name())] = &fstest.MapFile{Data: data}
		}
	}
	return fsys
}

func TestSoundContentHasNoIssue(t *testing.T) {
	c, issues := Load(Folder{FS: sound(t)})
	if c == nil || len(issues) > 0 {
		t.Fatalf("the sound content is refused: %v", issues)
	}
	if _, issues := c.Proofread(); len(issues) > 0 {
		t.Errorf("the sound content is hard to read: %v", issues)
	}
}

// TestEveryRefusalHasAnExample reads the codes out of the checks and looks for each among the
// examples: a rule nobody can trip over is no rule.
func TestEveryRefusalHasAnExample(t *testing.T) {
	code := regexp.MustCompile(`(?:\.(?:error|warn|report)\([^"]*|Code: |add\(sev, [^"]*)"([a-z]+(?:-[a-z]+)+)"`)
	examples, _ := filepath.Glob("testdata/refusals/*.txtar")
	var all strings.Builder
	for _, file := range append(examples, "load_test.go") { // what needs a huge file is in a test
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(data)
	}
	var sources []string
	for _, glob := range []string{"*.go", "../flow/decode*.go"} {
		found, _ := filepath.Glob(glob)
		sources = append(sources, found...)
	}
	seen := 0
	for _, file := range sources {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(data), -1) {
			seen++
			if !strings.Contains(all.String(), ": "+m[1]+"\n") && !strings.Contains(all.String(), strconv.Quote(m[1])) {
				t.Errorf("%s: no example among the refusals shows %q", filepath.Base(file), m[1])
			}
		}
	}
	if seen < 40 {
		t.Errorf("found only %d codes: is the pattern still right?", seen)
	}
}

// TestALocaleNotOnOfferIsToldOfOnce: who changes a text said in danger is not held up by languages that are not on offer.
func TestALocaleNotOnOfferIsToldOfOnce(t *testing.T) {
	fsys := sound(t)
	begun := strings.ReplaceAll(string(fsys["locales/active.es.toml"].Data), `hash = "sha1-`, `hash = "sha1-0`)
	fsys["locales/active.de.toml"] = &fstest.MapFile{Data: []byte(begun[:strings.LastIndex(begun, "\n[")])}
	c, issues := Load(Folder{FS: fsys})
	var told []string
	for _, i := range issues {
		if i.File == "locales/active.de.toml" {
			told = append(told, i.Code)
		}
	}
	if c == nil || !slices.Equal(told, []string{"not-whole"}) {
		t.Errorf("told of what is begun: %v", issues)
	}
}
