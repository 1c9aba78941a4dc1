package studio

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestOnlyTheFieldsChange: whatever is said anew of any service of any country, at most the lines of those fields differ, and saying what was said
// before gives the file back.
func TestOnlyTheFieldsChange(t *testing.T) {
	names, err := filepath.Glob("../../flows/help/*.yaml")
	if err != nil || len(names) < 200 {
		t.Fatalf("%d %v", len(names), err)
	}
	words := rapid.StringOfN(rapid.RuneFrom([]rune(`aé "\#:-[]{}'жع &*!|>%@`+"`")), 1, 24, -1)
	rapid.Check(t, func(t *rapid.T) {
		data, err := os.ReadFile(rapid.SampledFrom(names).Draw(t, "file"))
		if err != nil {
			t.Fatal(err)
		}
		all, order, err := readLines(data)
		if err != nil {
			t.Fatal(err)
		}
		if len(order) == 0 {
			t.Skip("a country without services")
		}
		id := rapid.SampledFrom(order).Draw(t, "service")
		set := lineFields{}
		for range rapid.IntRange(1, 4).Draw(t, "how many") {
			key := rapid.SampledFrom(lineKeys()[5:]).Draw(t, "field")
			if value := rapid.SampledFrom([]string{"", words.Draw(t, "words")}).Draw(t, "value"); value != "" || all[id][key] != "" {
				set[key] = strings.TrimSpace(strings.ReplaceAll(value, ",", ""))
			}
		}
		maps.DeleteFunc(set, func(key LineField, value string) bool { return value == "" && all[id][key] == "" })
		now, err := setService(data, id, set)
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", id, set, err, data)
		}
		lines := slices.Collect(strings.Lines(string(now)))
		begin, end, indent := entry(slices.Collect(strings.Lines(string(data))), id)
		for i, line := range slices.Collect(strings.Lines(string(data))) {
			key, inside := LineField(keyOf(line, indent+"  ")), LineField("source/"+keyOf(line, indent+"    "))
			_, one := set[key]
			_, other := set[inside]
			if i > begin && i < end && (one || other) {
				continue
			}
			at := slices.Index(lines, line)
			if at < 0 {
				t.Fatalf("%s %v: the line %q is gone or moved", id, set, line)
			}
			lines = lines[at+1:]
		}
		back := lineFields{}
		for key := range set {
			back[key] = all[id][key]
		}
		again, err := setService(now, id, back)
		if err != nil {
			t.Fatal(err)
		}
		if got, places, err := readLines(again); err != nil || !slices.Equal(places, order) || !maps.Equal(got[id], all[id]) {
			t.Fatalf("%s: taken back it says %v, not %v", id, got[id], all[id])
		}
	})
}

// TestLinesComeAndGo: a service that is added and removed leaves the file as it was; notes and blank lines of others stay.
func TestLinesComeAndGo(t *testing.T) {
	const file = "country: \"XX\"\nservices:\n  # the police\n  - id: \"xx-a\" # first\n    dial: \"017\"\n    source:\n      url: \"https://a.example\"\n\n  # the others\n  - id: \"xx-b\"\n    source:\n      checked: \"2026-01-01\"\n"
	fields := lineFields{"id": "xx-c", "kind": "child_helpline", "rank": "1", "name": `The "C" line`, "languages": "en, sw", "source/url": "https://c.example", "source/checked": "2026-11-27"}
	added, err := addLine([]byte(file), fields)
	want := file + "  - id: \"xx-c\"\n    kind: child_helpline\n    rank: 1\n    name: \"The \\\"C\\\" line\"\n    languages: [\"en\", \"sw\"]\n    source:\n      url: \"https://c.example\"\n      checked: \"2026-11-27\"\n"
	if err != nil || string(added) != want {
		t.Fatalf("%v\n%s", err, added)
	}
	if got, err := removeLine(added, "xx-c"); err != nil || string(got) != file {
		t.Errorf("%v\n%s", err, got)
	}
	if got, err := removeLine([]byte(file), "xx-a"); err != nil || string(got) != strings.Replace(file, "  - id: \"xx-a\" # first\n    dial: \"017\"\n    source:\n      url: \"https://a.example\"\n", "", 1) {
		t.Errorf("%v\n%s", err, got)
	}
	if _, err := addLine(added, fields); err == nil {
		t.Error("a second service of that name is added")
	}
	for name, bad := range map[string]string{"no file of lines": "services: 7\n", "not YAML": "a: [", "a service twice": "services:\n  - id: \"a\"\n  - id: \"a\"\n", "a field nobody knows": "services:\n  - id: \"a\"\n    colour: \"red\"\n"} {
		if _, err := setService([]byte(bad), "a", lineFields{"dial": "1"}); err == nil {
			t.Errorf("%s is changed", name)
		}
	}
}
