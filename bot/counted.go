package bot

import (
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"time"
)

// What is counted as one total, by nothing.
const (
	talks  = "talks"
	care   = "care"
	crisis = "crisis"
)

// counted is what a turn counts as (docs/counts.md).
type counted struct {
	talk     bool   // a talk began
	campaign string // with the code of a school that asked for it: its label
	care     bool   // the talk turned to care
	crisis   bool   // the crisis answer was given
	voice    string // an answer to a question that is counted
	near     string // free text that was not plain: what it came nearest to
}

// counts tells what a turn counts as.
func (b *Bot) counts(c *content.Content, before, after flow.State, heard flow.Input, in Inbound, stranger bool) counted {
	if in.Kind == KindLook {
		return counted{}
	}
	n := counted{
		talk: stranger, care: after.Care && !before.Care, voice: voiced(c, before, heard.Tap),
		crisis: after.Top().Flow == content.CrisisFlow && before.Top().Flow != content.CrisisFlow,
	}
	if !before.Care && !after.Care && in.Kind == KindText {
		n.near = nearest(heard)
	}
	if stranger && in.Kind == KindStart && in.Code != "" {
		n.campaign, _ = b.Keys.Campaign(in.Code)
	}
	return n
}

// count counts what may be counted, after the turn was decided for good: a store that tries again, or a
// delivery that comes again, counts once.
func (b *Bot) count(n counted) {
	now := b.Now()
	if n.talk {
		b.Tally.Add(now, talks)
	}
	if n.care {
		b.Tally.Add(now, care)
	}
	if n.crisis {
		b.Tally.Add(now, crisis)
	}
	if n.voice != "" {
		b.Tally.Add(now, n.voice)
	}
	if n.near != "" {
		b.Tally.Add(now, n.near)
	}
	if n.campaign != "" {
		b.Campaigns.Add(now, n.campaign)
	}
}

// Totals are counts as they may be told: 0 is fewer than ten, or none.
type Totals struct {
	Talks, Care, Crisis int
	Voices              map[VoiceChoice]int // every answer that can be given
	Campaigns           map[string]int      // talks by label, those of which ten or more can be told
}

// Totals tells all that is counted.
func (b *Bot) Totals(now time.Time) Totals {
	t := Totals{
		Talks: b.Tally.AtLeast(now, talks), Care: b.Tally.AtLeast(now, care), Crisis: b.Tally.AtLeast(now, crisis),
		Voices: map[VoiceChoice]int{}, Campaigns: b.Campaigns.Told(now),
	}
	for _, q := range questions(b.Content()) {
		for _, ch := range q.choices() {
			t.Voices[ch] = b.Tally.AtLeast(now, ch.counts())
		}
	}
	return t
}
