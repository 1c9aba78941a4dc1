package studio

import (
	"bytes"
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
		"into one line":      {"danger.crisis/certain", `x"y`, true, strings.Replace(fixed, "'its']", "'its',\n  \"x\\\"y\",\n]", 1)},
		"behind the last":    {"topics/about", "three", true, strings.Replace(fixed, "\"two\"\n", "\"two\",\n  \"three\",\n", 1)},
		"into an empty one":  {"topics/none", "one", true, strings.Replace(fixed, "none = []", "none = [\n  \"one\",\n]", 1)},
		"that is there":      {"topics/about", "one", true, fixed},
		"out of one line":    {"danger.crisis/certain", "a ] b", false, strings.Replace(fixed, "\"a ] b\", ", "", 1)},
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
