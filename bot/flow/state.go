package flow

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// State is where a conversation stands, and all that is remembered of it. It never holds words.
type State struct {
	Locale string
	Stack  []Frame           // last: where the person is; before it: where to return
	Kept   map[string]string // choices made, by id
	Maybe  []string          // choices offered once, instead of the step's own ("Did you mean …?")
	Help   string            // the help topic shown last, to show again when the country is known
	Hint   string            // a country that a campaign suggested: orders buttons, is never a choice
	Missed int               // how many times in a row we did not understand
	Care   bool              // someone may be in danger: see Flow.Care
	Gentle bool              // the gentle line was said just now: Help now is on offer
	Gently int               // the phrase it was said for last, by its number: it is not said twice for one phrase
}

// Frame is one place in one flow.
type Frame struct {
	Flow, Step string
	At         int    // which page
	Region     string // which part of the world is open, at the country question
	Waiting    bool   // the step has spoken and waits; false: it is still to be entered
	Asked      string // the question asked last in this flow
	Before     string // the question asked before that: the way back
}

// Keys of Kept that the engine itself writes or help reads.
const (
	KeptCountry  = "country" // ISO 3166-1 alpha-2, or XK
	KeptAudience = "audience"
)

// Input is what the person meant; their words stay outside.
type Input struct {
	Start     bool   // they came to the front door: /start, a link, "start over"
	Tap       Tap    // the choice they made
	Stale     bool   // they tapped something that this content does not know any more
	Interrupt Entry  // a flow that wants to be heard now
	Back      bool   // they want the question before this one
	Gentle    bool   // their words may mean danger: one gentle line first
	Phrase    int    // the number of the phrase that may mean it, 0 where no phrase of a list does
	Locale    string // the language they asked for, or write in
	Switched  bool   // Locale was noticed, not asked for: say so
	Country   string // a country they named
	Maybe     []string
	Words     bool // they wrote something that means nothing to us
	Personal  bool // they wrote a number, an address or a name: say that we don't need it
	Now       time.Time
}

// Tap is a choice, with the place where it was offered. An empty Flow is the current question.
type Tap struct{ Flow, Step, Choice string }

// Prefixes of choice ids that are not message ids.
const (
	GoTo       = "go:"      // go:FLOW or go:FLOW/step: start this flow now, come back afterwards
	ToCountry  = "country:" // country:KE
	ToRegion   = "region:"  // region:014, a UN M49 code
	ToLocale   = "locale:"  // locale:es
	ChoiceMore = "common.more"
	ChoiceSkip = "common.skip"
	// ChoiceSomethingElse closes a list of guesses.
	ChoiceSomethingElse = "common.something_else"
	// ChoiceNoCountry lets people keep their country to themselves.
	ChoiceNoCountry = "common.rather_not"
)

// ChoosesCountry is the way to the country question, offered wherever help was shown without one.
const ChoosesCountry = GoTo + "control/country"

// Zero tells whether nothing is known: a stranger.
func (s State) Zero() bool {
	return s.Locale == "" && len(s.Stack) == 0 && len(s.Kept) == 0 && s.Hint == "" && !s.Care
}

// Top is the place where the person is, the zero Frame for a stranger.
func (s State) Top() Frame {
	if len(s.Stack) == 0 {
		return Frame{}
	}
	return s.Stack[len(s.Stack)-1]
}

// Neutral tells whether the person stands on a screen that must not show what the talk is about:
// somebody else may be looking.
func (s State) Neutral() bool {
	top := s.Top()
	return top.Flow == Control && slices.Contains([]string{"hide", "resume", "late", "safeword", "known"}, top.Step)
}

func (s State) clone() State {
	s.Stack = slices.Clone(s.Stack)
	s.Kept = maps.Clone(s.Kept)
	s.Maybe = slices.Clone(s.Maybe)
	return s
}

// on tells how deep a flow lies in the stack, -1 if it is not there.
func (s State) on(flow string) int {
	return slices.IndexFunc(s.Stack, func(f Frame) bool { return f.Flow == flow })
}

// Offers names the choices the person has now, in order. They follow from the State alone,
// so that a number typed later means what was shown.
func Offers(lib Library, s State) []string {
	if len(s.Maybe) > 0 {
		return append(slices.Clone(s.Maybe), ChoiceSomethingElse)
	}
	step := current(lib, s)
	if step == nil {
		return nil
	}
	var ids []string
	if step.Do != nil {
		ids = step.Do.offers(lib, s)
	}
	_, asksCountry := step.Do.(*Country)
	if s.Help != "" && s.Kept[KeptCountry] == "" && !asksCountry && !s.Neutral() {
		ids = append(slices.Clip(ids), ChoosesCountry)
	}
	return ids
}

func current(lib Library, s State) *Step {
	top := s.Top()
	if f := lib.Flow(top.Flow); f != nil {
		return f.Step(top.Step)
	}
	return nil
}

// Standing tells whether a choice means the same wherever it stands.
func Standing(choice string) bool {
	return strings.HasPrefix(choice, ToFailed) || choice == WrongAnswer || strings.HasPrefix(choice, GoTo) || strings.HasPrefix(choice, ToCountry) || strings.HasPrefix(choice, ToLocale)
}
