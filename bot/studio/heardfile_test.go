package studio

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestOnlyThePhraseChanges: whatever phrase is put into any list, or taken out of it, every other line of the file stays; what is put in and taken out
// again leaves the file as it was.
func TestOnlyThePhraseChanges(t *testing.T) {
	files := map[string][]byte{}
	for _, lang := range []string{"en", "es", "fr", "ru"} {
		data, err := os.ReadFile("../../" + heardFile(lang))
		if err != nil {
			t.Fatal(err)
		}
		_, danger, _ := strings.Cut(string(data), "[danger.abuse]") // a part says as much as all of it, sooner
		danger, topics, _ := strings.Cut(danger, "[commands]")
		_, topics, _ = strings.Cut(topics, "[topics]")
		danger += "[danger.small]\ncertain = []\nunsure = [ \"one\", ]\nfigurative = ['one']\n\n"
		parts := strings.SplitAfterN(topics, "\n]\n", 4)
		files[lang] = []byte("[danger.abuse]" + danger + "[topics]" + strings.Join(parts[:3], ""))
	}
	words := rapid.StringOfN(rapid.RuneFrom([]rune(`aé "\#[]{}',жع`)), 1, 24, -1)
	rapid.Check(t, func(t *rapid.T) {
		data := files[rapid.SampledFrom([]string{"en", "es", "fr", "ru"}).Draw(t, "file")]
		all, err := readHeard(data)
		if err != nil {
			t.Fatal(err)
		}
		list := rapid.SampledFrom(slices.Sorted(maps.Keys(all))).Draw(t, "list")
		phrase := words.Draw(t, "phrase")
		now, err := setPhrase(data, list, phrase, true)
		if err != nil {
			t.Fatalf("%s %q: %v", list, phrase, err)
		}
		if !onePiece(data, now) {
			t.Fatalf("%s %q: more than the phrase is new", list, phrase)
		}
		if back, err := setPhrase(now, list, phrase, false); err != nil || !slices.Contains(all[list], phrase) && string(back) != string(data) {
			t.Fatalf("%s %q: put in and taken out, the file is another (%v)", list, phrase, err)
		}
		if len(all[list]) == 0 {
			return
		}
		old := rapid.SampledFrom(all[list]).Draw(t, "old")
		other, err := changePhrase(data, list, old, phrase)
		if err != nil {
			t.Fatalf("%s %q instead of %q: %v", list, phrase, old, err)
		}
		if !slices.Contains(all[list], phrase) && strings.Count(strings.Join(all[list], "\n"), old) == 1 {
			back, err := changePhrase(other, list, phrase, old)
			if again, _ := readHeard(back); err != nil || !slices.Equal(again[list], all[list]) || !onePlace(data, other, old, phrase) {
				t.Fatalf("%s %q instead of %q: more is another (%v)", list, phrase, old, err)
			}
		}
		gone := rapid.SampledFrom(all[list]).Draw(t, "gone")
		less, err := setPhrase(data, list, gone, false)
		if err != nil {
			t.Fatalf("%s %q: %v", list, gone, err)
		}
		if strings.Count(strings.Join(all[list], "\n"), gone) == 1 && !onePiece(less, data) {
			t.Fatalf("%s %q: more than the phrase is gone", list, gone)
		}
	})
}

// onePlace tells whether two files are the same but for one phrase, which is another there.
func onePlace(data, other []byte, old, phrase string) bool {
	for _, quoted := range []string{quotedTOML(old), "'" + old + "'"} {
		for i := 0; i+len(quoted) <= len(data); i++ {
			if string(data[i:i+len(quoted)]) == quoted && string(data[:i])+quotedTOML(phrase)+string(data[i+len(quoted):]) == string(other) {
				return true
			}
		}
	}
	return false
}

// onePiece tells whether a longer file is a shorter one with one piece put in.
func onePiece(short, long []byte) bool {
	at := 0
	for at < len(short) && at < len(long) && short[at] == long[at] {
		at++
	}
	return bytes.HasSuffix(long, short[at:])
}

// TestWhereAPhraseGoes: lists of one line and of many, with notes, empty ones, and none.
func TestWhereAPhraseGoes(t *testing.T) {
	const file = "[danger.crisis]\ncertain = [\"a ] b\", 'it''s'] # why\n\n[topics] # examples\nabout = [\n  \"one\", # first ]\n  \"two\"\n]\nnone = []\n"
	const fixed = "[danger.crisis]\ncertain = [\"a ] b\", 'its'] # why\n\n[topics]\nabout = [\n  \"one\", # first ]\n  \"two\"\n]\nnone = []\n"
	for name, tt := range map[string]struct {
		list, phrase string
		add          bool
		want         string
	}{
		"into one line":      {"danger.crisis/certain", `x"y`, true, strings.Replace(fixed, "'its']", "'its', \"x\\\"y\"]", 1)},
		"behind the last":    {"topics/about", "three", true, strings.Replace(fixed, "\"two\"\n", "\"two\",\n  \"three\",\n", 1)},
		"into an empty one":  {"topics/none", "one", true, strings.Replace(fixed, "none = []", "none = [\"one\"]", 1)},
		"that is there":      {"topics/about", "one", true, fixed},
		"out of one line":    {"danger.crisis/certain", "a ] b", false, strings.Replace(fixed, "\"a ] b\", ", "", 1)},
		"the last of a line": {"danger.crisis/certain", "its", false, strings.Replace(fixed, ", 'its'", "", 1)},
		"the last of many":   {"topics/about", "two", false, strings.Replace(fixed, "  \"two\"\n", "", 1)},
		"that is not there":  {"topics/about", "nine", false, fixed},
		"with a note behind": {"topics/about", "one", false, strings.Replace(fixed, "\"one\", # first", "# first", 1)},
	} {
		got, err := setPhrase([]byte(fixed), tt.list, tt.phrase, tt.add)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	if _, err := setPhrase([]byte(fixed), "topics/no-such", "x", true); err == nil {
		t.Error("a list that is not there is changed")
	}
	if _, err := setPhrase([]byte(file), "topics/about", "x", true); err == nil {
		t.Error("a file that can't be read is changed")
	}
}

// TestAPhraseInPlaceOfAnother: it stands where the other stood, with the note beside it.
func TestAPhraseInPlaceOfAnother(t *testing.T) {
	const file = "[danger.crisis]\ncertain = ['a', \"b\"]\n\n[topics]\nabout = [\n  \"one\", # one ]\n  \"two\"\n]\n"
	for name, tt := range map[string]struct{ list, old, phrase, want string }{
		"with a note":    {"topics/about", "one", `"1"`, strings.Replace(file, `"one"`, `"\"1\""`, 1)},
		"the last":       {"topics/about", "two", "2", strings.Replace(file, `"two"`, `"2"`, 1)},
		"between quotes": {"danger.crisis/certain", "a", "c", strings.Replace(file, "'a'", `"c"`, 1)},
		"that is there":  {"topics/about", "two", "one", strings.Replace(file, "  \"two\"\n", "", 1)},
		"the same":       {"topics/about", "two", "two", file},
	} {
		got, err := changePhrase([]byte(file), tt.list, tt.old, tt.phrase)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %v\n%s", name, err, got)
		}
	}
	if _, err := changePhrase([]byte(file), "topics/about", "a", "x"); !errors.Is(err, ErrMoved) {
		t.Error("what is not there is changed:", err)
	}
	if _, err := changePhrase([]byte(file), "topics/none", "a", "x"); !errors.Is(err, ErrNoText) {
		t.Error("a list that is not there is changed:", err)
	}
}
