package content

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/BurntSushi/toml"
)

// directory reads the shipped directory.
func directory(tb testing.TB) *Directory {
	tb.Helper()
	files, err := filepath.Glob("../../flows/help/*.yaml")
	if err != nil || len(files) < 250 {
		tb.Fatalf("only %d country files: %v", len(files), err)
	}
	var all []*Country
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			tb.Fatal(err)
		}
		c, problems := DecodeCountry(data)
		if len(problems) > 0 {
			tb.Fatalf("%s: %+v", file, problems)
		}
		all = append(all, c)
	}
	return NewDirectory(all)
}

func day() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// TestGolden holds the order of services against the examples of the directory's makers.
func TestGolden(t *testing.T) {
	f, err := os.Open("testdata/golden.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	table := csv.NewReader(f)
	table.Comma, table.LazyQuotes = '\t', true
	rows, err := table.ReadAll()
	if err != nil || len(rows) < 161 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	d := directory(t)
	split := func(s string) []string {
		if s == "" {
			return nil
		}
		return strings.Split(s, " | ")
	}
	for _, row := range rows[1:] {
		h := d.Help(Need{Country: row[0], Topic: row[1], Now: day()})
		var got, anywhere []string
		for _, l := range h.Services {
			got = append(got, l.Name)
		}
		anywhere = slices.Clone(got)
		for _, l := range append(h.World, h.Emergency...) {
			anywhere = append(anywhere, l.Name)
		}
		if want := split(row[2]); len(got) < len(want) || !slices.Equal(got[:len(want)], want) {
			t.Errorf("%s %s:\n got %q\nwant %q", row[0], row[1], got, want)
		}
		for _, name := range split(row[3]) {
			if !slices.Contains(anywhere, name) {
				t.Errorf("%s %s: %q is nowhere", row[0], row[1], name)
			}
		}
		if len(got) > 0 && slices.Contains(split(row[4]), got[0]) {
			t.Errorf("%s %s: %q comes first", row[0], row[1], got[0])
		}
	}
}

func TestEveryCountryHasAnHonestAnswer(t *testing.T) {
	d := directory(t)
	if n := len(d.Countries()); n != 250 {
		t.Errorf("%d countries, want 250", n)
	}
	for _, code := range append(d.Countries(), "", "QQ") {
		for _, topic := range HelpTopics() {
			h := d.Help(Need{Country: code, Topic: topic, Now: day()})
			if len(h.World) == 0 {
				t.Fatalf("%s %s: nobody", code, topic)
			}
			for _, l := range slices.Concat(h.Services, h.Emergency) {
				if l.Country != code && l.Country != World {
					t.Errorf("%s %s: shows %s of %s", code, topic, l.Name, l.Country)
				}
			}
		}
	}
}

// TestLinesForOwnBehaviour: lines for people who did harm stand second where that is the topic,
// and are shown to nobody else.
func TestLinesForOwnBehaviour(t *testing.T) {
	d := directory(t)
	for country, name := range map[string]string{"CO": "Te Guío", "US": "Stop It Now!"} {
		for _, topic := range HelpTopics() {
			h := d.Help(Need{Country: country, Topic: topic, Now: day()})
			at := slices.IndexFunc(h.Services, func(l Listed) bool { return l.Name == name })
			if want := map[bool]int{true: 1, false: -1}[topic == ownBehaviour]; at != want {
				t.Errorf("%s %s: %s stands at %d, want %d", country, topic, name, at, want)
			}
		}
	}
}

func TestOutdatedRowsAreMarked(t *testing.T) {
	s := Service{Kind: ChildHelpline, Confidence: "high", Source: Source{Date: "2022-05", Checked: "2026-11-22"}}
	tests := map[string]struct {
		change func(*Service)
		now    time.Time
		want   bool
	}{
		"fresh":                       {func(*Service) {}, day(), false},
		"a year after it was read":    {func(*Service) {}, day().AddDate(1, 0, 0), true},
		"emergency has two years":     {func(s *Service) { s.Kind = Emergency }, day().AddDate(1, 0, 0), false},
		"low confidence":              {func(s *Service) { s.Confidence = "low" }, day(), true},
		"an old page":                 {func(s *Service) { s.Source.Date = "2017" }, day(), true},
		"an old page somebody called": {func(s *Service) { s.Source.Date, s.Source.Verified = "2017", "2026-11-23" }, day(), false},
		"never read":                  {func(s *Service) { s.Source.Checked = "" }, day(), true},
	}
	for name, tt := range tests {
		s := s
		tt.change(&s)
		if got := s.Outdated(tt.now); got != tt.want {
			t.Errorf("%s: outdated is %v", name, got)
		}
	}
}

func BenchmarkHelp(b *testing.B) {
	d := directory(b)
	for b.Loop() {
		d.Help(Need{Country: "KE", Topic: "sextortion", Now: day()})
	}
}

// Whoever is shown help is given a first sentence to say.
func TestEveryHelpTopicHasAFirstSentence(t *testing.T) {
	var texts map[string]struct{ Other string }
	if _, err := toml.DecodeFile("../../locales/active.en.toml", &texts); err != nil {
		t.Fatal(err)
	}
	for _, topic := range HelpTopics() {
		if texts["help.say."+topic].Other == "" {
			t.Errorf("there is no text help.say.%s", topic)
		}
	}
}
