package bot

import (
	"cmp"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"time"
)

// Nearest is how many free texts that were not plain enough to be answered at once came nearest to a topic.
type Nearest struct {
	Topic string // "" is none
	Count int    // at least
}

// near stands before the topic in what is counted.
const near = "near "

// nearest is what free text that was not plain counts as, "" if nothing: by the topic it came nearest to.
func nearest(heard flow.Input) string {
	switch {
	case len(heard.Maybe) > 0:
		return near + strings.TrimPrefix(heard.Maybe[0], flow.GoTo)
	case heard.Words:
		return near
	}
	return ""
}

// Unanswered are the topics that free texts came nearest to which were not plain, as they may be told (docs/counts.md), the most frequent
// first: so that staff know where examples are missing. No text is known, and nothing of a talk about danger is counted.
func (b *Bot) Unanswered(now time.Time) []Nearest {
	var all []Nearest
	for what, n := range b.Tally.Told(now) {
		if topic, is := strings.CutPrefix(what, near); is {
			all = append(all, Nearest{topic, n})
		}
	}
	slices.SortFunc(all, func(a, b Nearest) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Topic, b.Topic))
	})
	return all
}
