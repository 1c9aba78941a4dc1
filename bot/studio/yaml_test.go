package studio

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestOnlyTheLineChanges: whatever is said of any service of any country, its file differs in at most the lines that say it.
func TestOnlyTheLineChanges(t *testing.T) {
	names, err := filepath.Glob("../../flows/help/*.yaml")
	if err != nil || len(names) < 200 {
		t.Fatalf("%d %v", len(names), err)
	}
	rapid.Check(t, func(t *rapid.T) {
		data, err := os.ReadFile(rapid.SampledFrom(names).Draw(t, "file"))
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for line := range strings.Lines(string(data)) {
			if m := entryLine.FindStringSubmatch(strings.TrimRight(line, "\n")); m != nil {
				ids = append(ids, m[2])
			}
		}
		if len(ids) == 0 {
			t.Skip("a country without services")
		}
		id := rapid.SampledFrom(ids).Draw(t, "service")
		verified := rapid.SampledFrom([]string{"", "2026-11-27", never}).Draw(t, "verified")
		confidence := rapid.SampledFrom([]string{"", "low", "high"}).Draw(t, "confidence")
		now, err := setLine(data, id, verified, confidence)
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
		if lost := unlike(string(now), string(data)); (verified == "" || verified == never) && confidence == "" && string(now) != string(data) || lost > 12 {
			t.Fatalf("%s: %d lines of the old file are gone or moved", id, lost)
		}
		again, err := setLine(now, id, verified, confidence)
		if err != nil || string(again) != string(now) {
			t.Fatalf("saying it again changes the file: %v", err)
		}
	})
}

// TestWhereALineGoes: notes and blank lines stay, and what is not there or has another form is refused.
func TestWhereALineGoes(t *testing.T) {
	const file = "country: \"XX\"\nservices:\n  # the police\n  - id: \"xx-a\" # first\n    dial: \"017\"\n    confidence: \"low\" # why\n    source:\n      url: \"https://a.example\"\n      checked: \"2026-01-01\"\n\n  - id: \"xx-b\"\n    source:\n      checked: \"2026-01-01\"\n      verified: \"2026-02-02\""
	for name, tt := range map[string]struct{ id, verified, confidence, want string }{
		"both":         {"xx-a", "2026-11-27", "high", strings.Replace(strings.Replace(file, `"low" # why`, `"high" # why`, 1), "      checked: \"2026-01-01\"\n\n", "      checked: \"2026-01-01\"\n      verified: \"2026-11-27\"\n\n", 1)},
		"again":        {"xx-b", "2026-11-27", "", strings.Replace(file, `"2026-02-02"`, "\"2026-11-27\"\n", 1)},
		"none before":  {"xx-b", "", "low", strings.Replace(file, "  - id: \"xx-b\"\n", "  - id: \"xx-b\"\n    confidence: \"low\"\n", 1)},
		"taken back":   {"xx-b", never, "", strings.Replace(file, "\n      verified: \"2026-02-02\"", "\n", 1)},
		"nothing said": {"xx-a", "", "", file},
	} {
		got, err := setLine([]byte(file), tt.id, tt.verified, tt.confidence)
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %v\n%q\nnot\n%q", name, err, got, tt.want)
		}
	}
	for name, bad := range map[string]string{
		"no YAML": "services: [", "nobody": "services: []\n", "in line": "services: [{id: \"xx-a\", source: {checked: \"1\"}}]\n",
		"no source": "services:\n  - id: \"xx-a\"\n    dial: \"1\"\n",
	} {
		if got, err := setLine([]byte(bad), "xx-a", "2026-11-27", ""); err == nil {
			t.Errorf("%s becomes %q", name, got)
		}
	}
	if got, err := setLine([]byte("services:\n  - id: \"xx-a\"\n    dial: \"0116123\"\n    source: &s\n      checked: \"1\"\n"), "xx-a", "2026-11-27", ""); err != nil || !strings.Contains(string(got), "\"0116123\"") {
		t.Errorf("%q %v", got, err)
	}
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
