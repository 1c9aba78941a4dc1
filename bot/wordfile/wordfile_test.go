package wordfile

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestOnlyTheMessageChanges: whatever text any message of the shipped words is given, or a new one, the file says that and
// nothing else differs, byte for byte, but the lines of its fields.
func TestOnlyTheMessageChanges(t *testing.T) {
	files, err := filepath.Glob("../../locales/active.*.toml")
	if err != nil || len(files) < 4 {
		t.Fatalf("%v %v", files, err)
	}
	odd := []byte("# head\n\n[\"a.one_word\"] # said first\n  other = \"x\" # with a note\n\n# about b\n[\"b.text\"]\ndescription = '''\nlong\n[not a head]\n'''\nother = \"\"\"\nTwo\nlines\"\"\"\n\n[cplain]\r\nhash = \"h\"\r\nother = 'it''s'\r\n")
	odd = []byte(strings.Replace(string(odd), "it''s", "its", 1))
	rapid.Check(t, func(t *rapid.T) {
		data := odd
		if i := rapid.IntRange(-1, len(files)-1).Draw(t, "file"); i >= 0 {
			if data, err = os.ReadFile(files[i]); err != nil {
				t.Fatal(err)
			}
			data = some(data, rapid.IntRange(0, 40).Draw(t, "part"))
		}
		all, err := Read(data)
		if err != nil {
			t.Fatal(err)
		}
		ids := slices.Sorted(func(yield func(string) bool) {
			for id := range all {
				if !yield(id) {
					return
				}
			}
		})
		id := rapid.SampledFrom(append(ids, "a.a", "m.new_text", "zz.last")).Draw(t, "id")
		set := Message{"other": rapid.String().Draw(t, "other")}
		if rapid.Bool().Draw(t, "hashed") {
			set["hash"] = "sha1-" + rapid.StringMatching(`[0-9a-f]{8}`).Draw(t, "hash")
		}
		if strings.ContainsRune(set["other"], '\uFFFD') {
			t.Skip("no text")
		}
		now, err := Set(Read, data, map[string]Message{id: set})
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		got, err := Read(now)
		if err != nil || got[id]["other"] != set["other"] {
			t.Fatalf("%s says %q: %v", id, got[id]["other"], err)
		}
		if left := unlike(string(data), string(now)); left > len(set)+3 {
			t.Fatalf("%d lines differ", left)
		}
		again, err := Set(Read, now, map[string]Message{id: set})
		if err != nil || string(again) != string(now) {
			t.Fatalf("setting it again changes the file: %v", err)
		}
	})
}

// some is a fortieth of a file of words: whole messages.
func some(data []byte, part int) []byte {
	blocks := strings.SplitAfter(string(data), "\n\n")
	size := len(blocks)/40 + 1
	from := min(part*size, len(blocks))
	return []byte(strings.Join(blocks[from:min(from+size, len(blocks))], ""))
}

// unlike is how many lines of b are not in a, in order, after their common head and tail.
func unlike(a, b string) int {
	x, y := strings.SplitAfter(a, "\n"), strings.SplitAfter(b, "\n")
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	for len(x) > 0 && len(y) > 0 && x[len(x)-1] == y[len(y)-1] {
		x, y = x[:len(x)-1], y[:len(y)-1]
	}
	return len(y)
}

// TestWhereWordsGo: notes stay with what they are about, and a file in another form is refused, not spoilt.
func TestWhereWordsGo(t *testing.T) {
	const file = "# all\n\n[\"a\"]\nother = \"1\" # first\n\n# about c\n[\"c\"]\nhash = \"h\"\nother = \"3\""
	for name, tt := range map[string]struct {
		id, want string
		set      Message
	}{
		"a note behind it": {"a", "# all\n\n[\"a\"]\nother = \"one\" # first\n\n# about c\n[\"c\"]\nhash = \"h\"\nother = \"3\"", Message{"other": "one"}},
		"between":          {"b", "# all\n\n[\"a\"]\nother = \"1\" # first\n\n[\"b\"]\nother = \"2\"\n\n# about c\n[\"c\"]\nhash = \"h\"\nother = \"3\"", Message{"other": "2"}},
		"a new field":      {"a", "# all\n\n[\"a\"]\nhash = \"n\"\nother = \"1\" # first\n\n# about c\n[\"c\"]\nhash = \"h\"\nother = \"3\"", Message{"hash": "n"}},
		"no last newline":  {"c", "# all\n\n[\"a\"]\nother = \"1\" # first\n\n# about c\n[\"c\"]\nhash = \"h\"\nother = \"x\\ny\"", Message{"other": "x\ny"}},
	} {
		got, err := Set(Read, []byte(file), map[string]Message{tt.id: tt.set})
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %v\n%q\nnot\n%q", name, err, got, tt.want)
		}
	}
	for name, bad := range map[string]string{
		"no TOML":   "[\"a\"\nother = 1",
		"in line":   "a = {other = \"1\"}\n",
		"two ways":  "[a]\nother.x = \"1\"\n",
		"a list":    "[[a]]\nother = \"1\"\n",
		"no string": "[a]\nother = 1\n",
	} {
		if got, err := Set(Read, []byte(bad), map[string]Message{"a": {"other": "2"}}); err == nil {
			t.Errorf("%s becomes %s", name, fmt.Sprintf("%q", got))
		}
	}
}
