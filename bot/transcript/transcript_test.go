package transcript_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/transcript"
	"testing"
)

// talks reads all written conversations of this repository.
func talks(t *testing.T) []transcript.Talk {
	t.Helper()
	files, err := filepath.Glob("../../flows/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	var all []transcript.Talk
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		some, err := transcript.Parse(filepath.Base(file), data)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
	}
	return all
}

func load(t *testing.T) *content.Content {
	t.Helper()
	c, issues := content.Load(content.Folder{FS: os.DirFS("../..")})
	if c == nil {
		t.Fatalf("the shipped content is refused: %v", issues)
	}
	return c
}

// TestTranscripts plays every talk on every kind of network: the answers are those written down,
// and the last session is the same everywhere.
func TestTranscripts(t *testing.T) {
	c := load(t)
	for _, talk := range talks(t) {
		t.Run(talk.File+"/"+talk.Name, func(t *testing.T) {
			var first transcript.Result
			for i, kind := range transcript.Kinds() {
				r, err := transcript.Play(c, talk, kind)
				if err != nil {
					t.Fatalf("%s: %v", kind.Name, err)
				}
				if i == 0 {
					first = r
					for _, d := range transcript.Compare(talk, r) {
						t.Error(d)
					}
					continue
				}
				if !reflect.DeepEqual(first.Session.State, r.Session.State) {
					t.Errorf("ends differently on a network with %s:\n%+v\n%+v", kind.Name, first.Session.State, r.Session.State)
				}
			}
		})
	}
}

// TestTranscriptsCoverEverything: every question of every flow is met and every choice is made,
// in every locale on offer; every list of words that starts something is spoken.
func TestTranscriptsCoverEverything(t *testing.T) {
	c := load(t)
	visited := map[string]map[transcript.Visit]bool{}
	for _, talk := range talks(t) {
		r, err := transcript.Play(c, talk, transcript.Kinds()[0])
		if err != nil {
			t.Fatal(err)
		}
		if visited[talk.Locale] == nil {
			visited[talk.Locale] = map[transcript.Visit]bool{}
		}
		for _, v := range r.Visited {
			visited[talk.Locale][v] = true
		}
	}
	if len(visited) < 4 || visited[content.SourceLocale] == nil {
		t.Fatalf("talks in %d languages only", len(visited))
	}
	for locale := range visited { // what is said in the others, the walk over every choice reads
		for _, id := range c.Flows() {
			for i := range c.Flow(id).Steps {
				step := &c.Flow(id).Steps[i]
				if step.Waits() && !visited[locale][transcript.Visit{Flow: id, Step: step.ID}] {
					t.Errorf("%s: no talk stands at %s/%s", locale, id, step.ID)
				}
				ask, ok := step.Do.(*flow.Ask)
				if !ok {
					continue
				}
				for _, choice := range ask.Choices {
					if !visited[locale][transcript.Visit{Flow: id, Step: step.ID, Choice: choice.Label.ID}] {
						t.Errorf("%s: no talk chooses %s at %s/%s", locale, choice.Label.ID, id, step.ID)
					}
				}
			}
		}
	}
}

// TestRemovingAnyStepIsNoticed takes each step out of its flow, one at a time: at least one talk
// must go differently, or the content must be refused because something names the step.
func TestRemovingAnyStepIsNoticed(t *testing.T) {
	all := talks(t)
	base := load(t)
	named := namedSteps(base)
	for _, id := range base.Flows() {
		slices.SortStableFunc(all, func(a, b transcript.Talk) int { // those of this flow first: they notice sooner
			return own(b, id) - own(a, id)
		})
		for _, step := range base.Flow(id).Steps {
			less := base.Without(id, step.ID)
			if !named[flow.Entry{Flow: id, Step: step.ID}] && !slices.ContainsFunc(all, func(talk transcript.Talk) bool { return differs(less, talk) }) {
				t.Errorf("nobody notices that %s/%s is gone", id, step.ID)
			}
		}
	}
}

// namedSteps are the steps that something leads to by name: without them the checks refuse the
// content (unknown-step).
func namedSteps(c *content.Content) map[flow.Entry]bool {
	named := map[flow.Entry]bool{}
	for _, id := range c.Flows() {
		c.Flow(id).Refs(func(r flow.Ref) {
			switch r.Kind {
			case flow.RefStep:
				named[flow.Entry{Flow: id, Step: r.ID}] = true
			case flow.RefFlow:
				named[flow.ParseEntry(r.ID)] = true
			}
		})
	}
	return named
}

func own(talk transcript.Talk, id string) int {
	if talk.File == id+".txtar" {
		return 1
	}
	return 0
}

func differs(c *content.Content, talk transcript.Talk) bool {
	r, err := transcript.Play(c, talk, transcript.Kinds()[0])
	return err != nil || len(transcript.Compare(talk, r)) > 0
}

func TestVerbsHaveTranscripts(t *testing.T) {
	c := load(t)
	used := map[string]bool{}
	for _, id := range c.Flows() {
		for _, step := range c.Flow(id).Steps {
			used[fmt.Sprintf("%T", step.Do)] = true
		}
	}
	for _, verb := range []flow.Action{&flow.Ask{}, &flow.Listen{}, &flow.Pages{}, &flow.Help{}, &flow.Language{}, &flow.Country{}, &flow.Forget{}, &flow.Recount{}, &flow.Report{}, &flow.More{}, &flow.Send{}} {
		if !used[fmt.Sprintf("%T", verb)] {
			t.Errorf("no flow, and so no transcript, uses %T", verb)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]string{
		"a bot that speaks first": "-- x --\nbot: hi\n",
		"an unknown word":         "-- x --\nme: hi\n",
		"a time that is none":     "-- x --\nyou: hi\nlater: soon\n",
	}
	for name, data := range tests {
		if _, err := transcript.Parse("x", []byte(data)); err == nil {
			t.Errorf("%s was not refused", name)
		}
	}
}
