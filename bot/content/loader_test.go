package content

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// TestLoaderIsLikeRead: whatever is edited, in whatever order, a Loader that has seen all versions before says of each what a fresh load says.
func TestLoaderIsLikeRead(t *testing.T) {
	files := shipped(t)
	rng := rand.New(rand.NewPCG(7, 7))
	names := slices.Sorted(maps.Keys(files))
	l := NewLoader()
	sound := []map[string][]byte{files}
	for round := range 12 {
		now := maps.Clone(sound[rng.IntN(len(sound))]) // people go on from what is published, or from their own
		edit := damaged
		if round%3 > 0 {
			edit = edited
		}
		for range 1 + rng.IntN(3) {
			name := names[rng.IntN(len(names))]
			if rng.IntN(4) > 0 {
				name = []string{"locales/active.en.toml", "locales/active.es.toml", "locales/review.toml", "flows/sextortion.yaml", "locales/style.en.toml", "locales/words.es.toml"}[rng.IntN(6)]
			}
			if now[name] = edit(rng, name, now[name]); now[name] == nil {
				delete(now, name)
			}
		}
		if round%3 > 0 {
			sound = append(sound, now)
		}
		sameLoad(t, fmt.Sprint("round ", round), l, now)
	}
	sameLoad(t, "as shipped", l, files)
	if c, issues := l.Files(files).Load(); c == nil {
		t.Error("what is sound is refused after what was not:", issues)
	}
}

func sameLoad(t *testing.T, when string, l *Loader, files map[string][]byte) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	fresh := Read(Folder{FS: fsys})
	want, wantIssues := fresh.Draft()
	kept := l.Files(files)
	got, gotIssues := kept.Draft()
	if fresh.Sum() != kept.Sum() {
		t.Fatalf("%s: the sums differ", when)
	}
	if !slices.Equal(gotIssues, wantIssues) {
		for _, i := range gotIssues {
			if !slices.Contains(wantIssues, i) {
				t.Errorf("%s: only the loader says %s", when, i)
			}
		}
		for _, i := range wantIssues {
			if !slices.Contains(gotIssues, i) {
				t.Errorf("%s: only a fresh load says %s", when, i)
			}
		}
		t.Fatalf("%s: %d issues, want %d", when, len(gotIssues), len(wantIssues))
	}
	if (got == nil) != (want == nil) {
		t.Fatalf("%s: content %v, want %v", when, got != nil, want != nil)
	}
	if got != nil {
		sameContent(t, when, got, want)
	}
	ledger, _ := l.Files(files).Ledger()
	other, _ := ReadLedger(Folder{FS: fsys})
	if (ledger == nil) != (other == nil) || ledger != nil && fmt.Sprint(ledger.Standings()) != fmt.Sprint(other.Standings()) {
		t.Errorf("%s: the ledgers differ", when)
	}
}

func sameContent(t *testing.T, when string, got, want *Content) {
	t.Helper()
	for _, tag := range want.Written() {
		if got.Weakest(tag) != want.Weakest(tag) || got.Safe(tag, Machine) != want.Safe(tag, Machine) || !maps.Equal(got.states[tag], want.states[tag]) {
			t.Errorf("%s: the review states of %s differ", when, tag)
		}
		if !maps.Equal(got.Templates(tag, ""), want.Templates(tag, "")) {
			t.Errorf("%s: the texts of %s differ", when, tag)
		}
		for id := range want.locales[tag].texts {
			if a, z := got.Text(tag, id, nil), want.Text(tag, id, nil); a != z {
				t.Errorf("%s: %s %s is %q, want %q", when, tag, id, a, z)
			}
		}
	}
	for _, id := range want.Flows() {
		if !reflect.DeepEqual(got.Flow(id), want.Flow(id)) {
			t.Errorf("%s: the flow %s differs", when, id)
		}
	}
	if !slices.Equal(got.Flows(), want.Flows()) || !slices.Equal(got.Locales(), want.Locales()) || !slices.Equal(got.Directory().Countries(), want.Directory().Countries()) {
		t.Errorf("%s: flows, locales or countries differ", when)
	}
}

// shipped are the files of the shipped content that Load reads: of two languages, which say as much.
func shipped(t *testing.T) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, dir := range dirs() {
		entries, err := os.ReadDir(path.Join("../..", dir))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			name := path.Join(dir, e.Name())
			if e.IsDir() || adder(name) == nil || dir == "locales" && strings.Count(name, ".") == 2 && !ours(name) {
				continue
			}
			if files[name], err = os.ReadFile(path.Join("../..", name)); err != nil {
				t.Fatal(err)
			}
			if name == "locales/review.toml" {
				head, sections, _ := bytes.Cut(files[name], []byte("\n[texts."))
				kept := regexp.MustCompile(`(?m)^offered = .*$`).ReplaceAll(head, []byte(`offered = ["en", "es"]`))
				for section := range bytes.SplitSeq(sections, []byte("\n[texts.")) {
					if tag, _, _ := strings.Cut(string(section), "]"); ours("." + tag + ".") {
						kept = append(append(kept, "\n[texts."...), section...)
					}
				}
				files[name] = kept
			}
		}
	}
	return files
}

// ours tells whether a file or section is of a language that is kept: two say as much as all.
func ours(name string) bool { return strings.Contains(name, ".en.") || strings.Contains(name, ".es.") }

// edited is a file after a careful edit: it can still be read.
func edited(rng *rand.Rand, name string, data []byte) []byte {
	switch {
	case name == "locales/review.toml":
		return bytes.Replace(data, []byte(`state = "machine", by = ""`), []byte(`state = "approved", by = "Ana"`), 1+rng.IntN(9))
	case strings.HasPrefix(name, "locales/active."):
		var out []byte
		for _, part := range bytes.SplitAfter(data, []byte("other = \"")) {
			if out = append(out, part...); rng.IntN(12) == 0 && len(out) < len(data) {
				out = append(out, "Oh! 😱 "...)
			}
		}
		return out
	}
	return slices.Concat([]byte("# a comment\n\n"), data)
}

// damaged is a file after a hasty edit: nil where it was removed.
func damaged(rng *rand.Rand, name string, data []byte) []byte {
	lines := bytes.SplitAfter(data, []byte("\n"))
	at := rng.IntN(len(lines))
	switch rng.IntN(4) {
	case 0:
		return slices.Concat(bytes.Join(lines[:at], nil), bytes.Join(lines[min(at+1, len(lines)):], nil)) // a line is gone
	case 1:
		return slices.Concat(bytes.Join(lines[:at], nil), lines[at], bytes.Join(lines[at:], nil)) // twice there
	case 2:
		if strings.HasPrefix(path.Base(name), "active.") || strings.HasPrefix(name, "flows/help/") {
			return nil
		}
	}
	return slices.Concat(data, []byte("\nwhat = is this\n"))
}
