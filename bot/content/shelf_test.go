package content

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// someResource is a guide in English about grooming, changed as a test needs it.
func someResource(id string, change ...func(*Resource)) Resource {
	r := Resource{
		ID: id, Title: id, Kind: "guide", Audience: []string{"teen"}, Topics: []string{"grooming"},
		Languages: []string{"en"}, Opens: "en", URL: "https://example.org", Confidence: "high",
	}
	for _, c := range change {
		c(&r)
	}
	return r
}

func in(opens string, also ...string) func(*Resource) {
	return func(r *Resource) { r.Opens, r.Languages = opens, append([]string{opens}, also...) }
}

func about(topics ...string) func(*Resource) { return func(r *Resource) { r.Topics = topics } }
func readBy(who ...string) func(*Resource)   { return func(r *Resource) { r.Audience = who } }
func ofKindIn(kind, country string) func(*Resource) {
	return func(r *Resource) { r.Kind, r.Country = kind, country }
}

func TestPick(t *testing.T) {
	tests := map[string]struct {
		shelf Shelf
		wish  Wish
		want  string
	}{
		"only the topic": {
			Shelf{someResource("a"), someResource("b", about("scams"))}, Wish{Locale: "en"}, "a",
		},
		"nothing about it": {
			Shelf{someResource("a", about("scams"))}, Wish{Locale: "en"}, "",
		},
		"young people are children and teenagers": {
			Shelf{someResource("a", readBy("child")), someResource("b", readBy("caregiver", "teen")), someResource("c", readBy("caregiver"))}, Wish{Locale: "en"}, "a b",
		},
		"an audience sees only what is for it": {
			Shelf{someResource("a", readBy("child")), someResource("b", readBy("teacher", "caregiver")), someResource("c", readBy("teacher"))}, Wish{Locale: "en", Audience: "caregiver"}, "b",
		},
		"the reader's language first, then where it can be had, then where it may, then the source, then others": {
			Shelf{
				someResource("x-fr", in("fr")), someResource("x-en", in("en")), someResource("x-mul", in(Several)), someResource("x-both", in("en", "es")), someResource("x-es", in("es")),
			}, Wish{Locale: "es"}, "x-es x-both x-mul",
		},
		"the source comes before other languages": {
			Shelf{someResource("a", in("fr")), someResource("b", in("de")), someResource("c", in("en"))}, Wish{Locale: "es"}, "c b a",
		},
		"a regional locale reads its language": {
			Shelf{someResource("a"), someResource("b", in("es"))}, Wish{Locale: "es-MX"}, "b a",
		},
		"another script is another language": {
			Shelf{someResource("a", in("zh")), someResource("b")}, Wish{Locale: "zh-Hant"}, "b a",
		},
		"a tool or a place to report is for its country": {
			Shelf{someResource("a", ofKindIn("tool", "GB")), someResource("b", ofKindIn("report", "GB")), someResource("c", ofKindIn("guide", "GB"))}, Wish{Locale: "en"}, "c",
		},
		"in that country they are shown": {
			Shelf{someResource("a", ofKindIn("tool", "GB")), someResource("b", ofKindIn("report", "GB")), someResource("c", ofKindIn("guide", "GB"))}, Wish{Locale: "en", Country: "GB"}, "c a b",
		},
		"the reader's country, then all, then others": {
			Shelf{someResource("a", ofKindIn("guide", "US")), someResource("b"), someResource("c", ofKindIn("video", "KE"))}, Wish{Locale: "en", Country: "KE"}, "c b a",
		},
		"reading comes before tools and places to report, wherever it is from": {
			Shelf{someResource("a", ofKindIn("report", "")), someResource("b", ofKindIn("tool", "")), someResource("c", ofKindIn("video", "GB"))}, Wish{Locale: "en"}, "c b a",
		},
		"what is more about the topic": {
			Shelf{someResource("a", about("scams", "grooming")), someResource("b", about("grooming", "scams"))}, Wish{Locale: "en"}, "b a",
		},
		"what somebody read": {
			Shelf{someResource("a", func(r *Resource) { r.Confidence = "medium" }), someResource("b"), someResource("c", func(r *Resource) { r.Confidence = "low" })}, Wish{Locale: "en"}, "b a",
		},
		"else the order of the file, three at most": {
			Shelf{someResource("d"), someResource("b"), someResource("a"), someResource("c")}, Wish{Locale: "en"}, "d b a",
		},
		"topics take turns": {
			Shelf{someResource("a"), someResource("b"), someResource("c", about("scams")), someResource("d", about("scams", "grooming"))}, Wish{Locale: "en", Topics: []string{"grooming", "scams"}}, "a c b",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if tt.wish.Topics == nil {
				tt.wish.Topics = []string{"grooming"}
			}
			before := slices.Clone(tt.shelf)
			for range 2 { // asking again changes nothing
				if got := ids(tt.shelf.Pick(tt.wish)); got != tt.want {
					t.Errorf("got %q, want %q", got, tt.want)
				}
			}
			if ids(before) != ids(tt.shelf) {
				t.Error("the shelf itself was put into another order")
			}
		})
	}
}

func ids(all []Resource) string {
	var names []string
	for _, r := range all {
		names = append(names, r.ID)
	}
	return strings.Join(names, " ")
}

// TestShippedLibrary: each row has a way to somebody or is kept back on purpose, and says why.
func TestShippedLibrary(t *testing.T) {
	files, err := filepath.Glob("../../flows/library/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there is no library: %v", err)
	}
	var all Shelf
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		some, problems := DecodeLibrary(data)
		if len(problems) > 0 {
			t.Fatalf("%s: %+v", file, problems)
		}
		all = append(all, some...)
	}
	if len(all) < 100 {
		t.Errorf("only %d resources", len(all))
	}
	for _, r := range all {
		if r.Confidence == "low" && r.Note == "" {
			t.Errorf("%s is kept back, and no note says why", r.ID)
		}
		for _, topic := range r.Topics {
			for _, who := range r.Audience {
				w := Wish{Topics: []string{topic}, Audience: who, Locale: r.Opens, Country: r.Country}
				if found := slices.ContainsFunc((Shelf{r}).Pick(w), func(o Resource) bool { return o.ID == r.ID }); found != (r.Confidence != "low") {
					t.Errorf("%s with %s confidence: shown to a %s in its country is %v", r.ID, r.Confidence, who, found)
				}
			}
		}
	}
}

func TestPacksAddToTheLibraryAndReplace(t *testing.T) {
	row := func(id, title string) string {
		return "  - {id: " + id + ", title: " + title + ", kind: guide, audience: [teen], topics: [crisis], languages: [en], url: \"https://example.org\", publisher: P, source: S, confidence: high}\n"
	}
	fsys := sound(t)
	fsys["flows/library/a.yaml"] = &fstest.MapFile{Data: []byte("resources:\n" + row("one", "First") + row("two", "Second"))}
	pack := fstest.MapFS{"flows/library/ours.yaml": {Data: []byte("resources:\n" + row("two", "Ours") + row("three", "Third"))}}
	first, _ := Load(Folder{FS: fsys})
	c, issues := Load(Folder{FS: fsys}, Folder{Name: "pack", FS: pack})
	if c == nil {
		t.Fatalf("refused: %v", issues)
	}
	var titles []string
	for _, r := range c.Reading(Wish{Topics: []string{"crisis"}, Locale: "en"}) {
		titles = append(titles, r.Title)
	}
	if got := strings.Join(titles, " "); got != "First Ours Third" {
		t.Errorf("got %q", got)
	}
	if first.Version() == c.Version() {
		t.Error("another library must be another version of the content")
	}
}
