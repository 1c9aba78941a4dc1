package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"time"
)

// talks is what a talk is counted as: one total, by nothing.
const talks = "talks"

// voice is what an answer to a counted question is counted as.
func voice(flowID, step, choice string) string {
	return strings.Join([]string{"voice", flowID, step, choice}, " ")
}

// voiced tells what the answer to a question counts as, "" if nothing: only where the question says so,
// where nobody is in care, and the first time in a talk.
func voiced(c *content.Content, before flow.State, tap flow.Tap) string {
	top := before.Top()
	f := c.Flow(top.Flow)
	if f == nil || before.Care || tap.Choice == "" || tap.Flow != "" && (tap.Flow != top.Flow || tap.Step != top.Step) {
		return ""
	}
	s := f.Step(top.Step)
	if s == nil {
		return ""
	}
	ask, asks := s.Do.(*flow.Ask)
	if !asks || !ask.Count || before.Kept[ask.Keep] != "" || !slices.ContainsFunc(ask.Choices, func(ch flow.Choice) bool { return ch.Label.ID == tap.Choice }) {
		return ""
	}
	return voice(f.ID, s.ID, tap.Choice)
}

// Talks tells how many talks began, at least: 0 is fewer than ten, or none.
func (b *Bot) Talks(now time.Time) int { return b.Tally.AtLeast(now, talks) }

// Voice is a question that is counted, in words.
type Voice struct {
	Question string
	Answers  []VoiceAnswer
}

// VoiceAnswer is an answer, and how many gave it at least: 0 is fewer than ten, or none.
type VoiceAnswer struct {
	Label   string
	AtLeast int
}

// Voices are all questions that are counted, in a locale.
func (b *Bot) Voices(locale string, now time.Time) []Voice {
	c := b.Content()
	locale = c.Match(locale)
	var all []Voice
	for _, id := range c.Flows() {
		f := c.Flow(id)
		for i := range f.Steps {
			s := &f.Steps[i]
			ask, asks := s.Do.(*flow.Ask)
			if !asks || !ask.Count || len(s.Say) == 0 {
				continue
			}
			v := Voice{Question: c.Text(locale, s.Say[len(s.Say)-1].ID, nil)}
			for _, ch := range ask.Choices {
				v.Answers = append(v.Answers, VoiceAnswer{c.Text(locale, ch.Label.ID, nil), b.Tally.AtLeast(now, voice(f.ID, s.ID, ch.Label.ID))})
			}
			all = append(all, v)
		}
	}
	return all
}
