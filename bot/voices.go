package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
)

// VoiceChoice is an answer to a question that is counted, by ids.
type VoiceChoice struct{ Flow, Step, Answer string }

// counts is what an answer is counted as.
func (ch VoiceChoice) counts() string {
	return strings.Join([]string{"voice", ch.Flow, ch.Step, ch.Answer}, " ")
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
	return VoiceChoice{f.ID, s.ID, tap.Choice}.counts()
}

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

// Voices are all questions that are counted, in a locale, with what was told of each answer.
func Voices(c *content.Content, locale string, told map[VoiceChoice]int) []Voice {
	locale = c.Match(locale)
	var all []Voice
	for _, q := range questions(c) {
		v := Voice{Question: c.Text(locale, q.step.Say[len(q.step.Say)-1].ID, nil)}
		for _, ch := range q.choices() {
			v.Answers = append(v.Answers, VoiceAnswer{c.Text(locale, ch.Answer, nil), told[ch]})
		}
		all = append(all, v)
	}
	return all
}

// question is a step whose answers are counted.
type question struct {
	flow string
	step *flow.Step
	ask  *flow.Ask
}

func questions(c *content.Content) []question {
	var all []question
	for _, id := range c.Flows() {
		f := c.Flow(id)
		for i := range f.Steps {
			s := &f.Steps[i]
			if ask, asks := s.Do.(*flow.Ask); asks && ask.Count && len(s.Say) > 0 {
				all = append(all, question{f.ID, s, ask})
			}
		}
	}
	return all
}

func (q question) choices() []VoiceChoice {
	var all []VoiceChoice
	for _, ch := range q.ask.Choices {
		all = append(all, VoiceChoice{q.flow, q.step.ID, ch.Label.ID})
	}
	return all
}
