package content

import (
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/readable"
	"strings"
)

// What young people can take in (voice.md §2). These only warn: a good text may need its length.
const (
	MaxSentence = 22 // words
	MaxAverage  = 15 // words in a sentence, over a flow
	MaxChoices  = 5
	MinChoices  = 2
	MinSample   = 100 // words; the formulas were made for samples of this size and say nothing of fewer
)

// Reading is how hard the texts of one flow are to read in one locale. Labels are left out: they
// are no sentences.
type Reading struct {
	Flow    string  `json:"flow"`
	Locale  string  `json:"locale"`
	Words   int     `json:"words"`
	Average float64 `json:"average"`         // words in a sentence
	Scale   string  `json:"scale,omitempty"` // "" where we know no formula for the language
	Score   float64 `json:"score"`
	Limit   float64 `json:"limit"`
	Hard    bool    `json:"hard"` // beyond the limit, in a flow that is long enough to be judged
}

// Proofread reads all texts as somebody of eleven would. Everything it reports is a warning, and
// takes its time: it is for those who write, not for the start of the program.
func (c *Content) Proofread() ([]Reading, []Issue) {
	r := &report{}
	var all []Reading
	for _, tag := range c.Written() {
		if plain(tag) != tag {
			continue
		}
		c.longSentences(r, tag)
		for _, f := range c.inOrder() {
			if reading := c.reading(f, tag); reading.Words > 0 {
				all = append(all, reading)
				r.judge(f, reading)
			}
		}
	}
	for _, f := range c.inOrder() {
		for _, s := range f.Steps {
			a, ok := s.Do.(*flow.Ask)
			switch {
			case ok && len(a.Choices) > MaxChoices:
				r.warn(f.fileOf(s.ID), s.Pos, "too-many-choices", "make two questions of it", "the question %q has %d choices; %d are enough", s.ID, len(a.Choices), MaxChoices)
			case ok && len(a.Choices) < MinChoices:
				r.warn(f.fileOf(s.ID), s.Pos, "too-few-choices", "add a choice, or ask nothing", "the question %q has nothing to choose between", s.ID)
			}
		}
	}
	return all, sortIssues(r.issues)
}

// longSentences reports each sentence nobody can hold in mind.
func (c *Content) longSentences(r *report, tag string) {
	c.locales[tag].each(func(id string, t *text) {
		for _, s := range readable.Sentences(t.Other) {
			if n := len(readable.Words(s)); n > MaxSentence {
				r.warn(t.file, t.pos, "long-sentence", "make two of it", "a sentence of %q has %d words; %d at most: %q", id, n, MaxSentence, s)
			}
		}
	})
}

func (c *Content) reading(f *flowFile, tag string) Reading {
	lang, _, _ := strings.Cut(tag, "-")
	var sum readable.Counts
	var seen []string
	f.refs(func(_ string, ref flow.Ref) {
		t := c.locales[tag].texts[ref.ID]
		if ref.Kind != flow.RefMessage || t == nil || slices.Contains(seen, ref.ID) {
			return
		}
		seen = append(seen, ref.ID)
		sum = sum.Add(readable.Count(lang, t.Other))
	})
	reading := Reading{Flow: f.ID, Locale: tag, Words: sum.Words, Average: sum.PerSentence()}
	if scale, ok := readable.ScaleOf(lang); ok {
		reading.Scale, reading.Limit, reading.Score = scale.Name, scale.Limit, scale.Score(sum)
		reading.Hard = sum.Words >= MinSample && scale.Hard(reading.Score)
	}
	return reading
}

func (r *report) judge(f *flowFile, reading Reading) {
	if reading.Average > MaxAverage {
		r.warn(f.file, f.Pos, "long-sentences", "make the sentences shorter", "the sentences of %s have %.1f words on average in %s; %d at most", f.ID, reading.Average, reading.Locale, MaxAverage)
	}
	if reading.Hard {
		r.warn(f.file, f.Pos, "hard-to-read", "use shorter words and sentences", "%s is hard to read in %s: %s %.1f, where the limit is %.0f", f.ID, reading.Locale, reading.Scale, reading.Score, reading.Limit)
	}
}
