package flow

import (
	"slices"
	"strings"
)

// Reports are one tap, without a name: a number that did not work, an answer that was wrong.
const (
	ToFailed    = "failed:" // failed:ke-childline, the id of a service
	WrongAnswer = "wrong:answer"
)

// Report asks which of the services shown last did not work.
//
//	report: number
type Report struct{}

func (r *Report) enter(*turn) Dest { return waiting() }

func (r *Report) answer(t *turn, choice string) Dest {
	if choice != ChoiceSkip {
		t.say("common.reported_number")
	}
	return Dest{}
}

func (r *Report) offers(lib Library, s State) []string {
	var ids []string
	for _, id := range lib.Services(s.Locale, s.Kept[KeptCountry], shownTopic(lib, s)) {
		ids = append(ids, ToFailed+id)
	}
	return append(ids, ChoiceSkip)
}

func (r *Report) refs(func(Ref)) {}

// report thanks for a tap on a help service or an answer, and asks the same question again.
func (t *turn) report(choice string) {
	said := "common.reported_number"
	if choice == WrongAnswer {
		said = "common.reported_answer"
	}
	t.say(said)
	t.again()
}

// reports tells whether a choice reports something from wherever it stands. At the question of a
// Report it is an answer like any other.
func (t *turn) reports(choice string) bool {
	step := current(t.lib, t.s)
	if choice == WrongAnswer {
		return true
	}
	return strings.HasPrefix(choice, ToFailed) && (step == nil || step.Do == nil || !slices.Contains(step.Do.offers(t.lib, t.s), choice))
}
