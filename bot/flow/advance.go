package flow

import (
	"slices"
	"strings"
)

const (
	maxSteps = 64 // entered in one turn; content that needs more is refused by the checks
	maxDepth = 8  // flows waiting for each other
)

// Front is the flow everybody starts in, and Control the one that holds the house's own steps.
const (
	Front   = "start"
	Control = "control"
)

// turn is one call of Advance: the state as it changes, and what has been said so far.
type turn struct {
	lib  Library
	s    State
	outs []Out
	left int // steps that may still be entered

	mended   bool // the person was told that their page is gone
	stranger bool // nothing was known of them when the turn began
}

// Advance takes one turn of a conversation. It has an answer for every state and input:
// it always stops, is never silent (but for forgetting, which says what its step says), and
// never leaves the person without a question.
func Advance(lib Library, s State, in Input) (State, []Out) {
	t := &turn{lib: lib, s: s.clone(), left: maxSteps, stranger: len(s.Stack) == 0 && s.Help == ""}
	in = t.follow(in)
	t.mend()
	maybe := t.s.Maybe
	t.s.Maybe = nil
	if in.Phrase != 0 && in.Phrase == t.s.Gently && !t.s.Neutral() {
		in.Gentle = false // they were asked, and went on
	}
	if t.s.Gentle = in.Gentle; in.Gentle {
		t.s.Gently = in.Phrase
		t.leaveNeutral()
		t.say("common.gentle")
	}
	if in.Personal {
		t.say("common.personal")
	}
	if in.Locale != "" && in.Locale != t.s.Locale {
		t.s.Locale = in.Locale
		if in.Switched {
			t.say("common.language_switched")
		} else {
			t.say("common.language_set")
		}
	}
	t.hear(in, maybe)
	return t.s, oneHelp(t.outs)
}

// oneHelp keeps only the last help of a turn: nobody reads two lists.
func oneHelp(outs []Out) []Out {
	last := -1
	for i, o := range outs {
		if o.Help != "" {
			last = i
		}
	}
	kept := outs[:0]
	for i, o := range outs {
		if o.Help == "" || i == last {
			kept = append(kept, o)
		}
	}
	return kept
}

// leaveNeutral goes back to what a neutral screen hides: whoever wrote of despair is answered.
func (t *turn) leaveNeutral() {
	for t.s.Neutral() {
		t.pop()
	}
}

// hear decides what the input means here.
func (t *turn) hear(in Input, maybe []string) {
	switch {
	case in.Start:
		t.s.Stack, t.s.Missed, t.s.Help, t.s.Care = nil, 0, "", false
		t.enter(Entry{Flow: Front})
	case in.Interrupt.Flow != "":
		t.s.Missed = 0
		t.interrupt(in.Interrupt)
	case in.Back:
		t.s.Missed = 0
		t.back()
	case in.Tap.Choice != "":
		t.s.Missed = 0
		t.tap(in.Tap, maybe)
	case in.Country != "":
		t.s.Missed = 0
		t.country(in.Country)
	case len(in.Maybe) > 0 && !t.s.Neutral():
		t.s.Maybe = in.Maybe
		t.say("common.did_you_mean")
	case in.Stale:
		t.say("common.older_chat")
		t.again()
	case in.Words && !in.Personal:
		t.words()
	default:
		t.again()
	}
}

// mend drops frames whose flow or step is gone from the content, and tells so kindly.
func (t *turn) mend() {
	for i, fr := range t.s.Stack {
		f := t.lib.Flow(fr.Flow)
		if f != nil && f.Step(fr.Step) != nil {
			continue
		}
		t.say("common.moved_on")
		t.mended = true
		if f == nil {
			t.s.Stack = slices.Delete(t.s.Stack, i, len(t.s.Stack))
			if t.s.Care && t.s.Help != "" { // whoever may be in danger keeps the way to help, wherever they land
				t.helpAgain()
			}
			return
		}
		t.s.Stack = append(t.s.Stack[:i:i], Frame{Flow: fr.Flow, Step: f.Land()})
		return
	}
	if len(t.s.Stack) > maxDepth {
		t.s.Stack = t.s.Stack[len(t.s.Stack)-maxDepth:]
	}
}

// interrupt starts a flow on top of what is going on. A flow of care that is already under
// way is not started again: a second disclosure is thanked, and the same question asked.
func (t *turn) interrupt(e Entry) {
	f := t.lib.Flow(e.Flow)
	if f == nil {
		t.again()
		return
	}
	if e.Flow == Front { // the way home: nothing is left to come back to
		t.s.Stack, t.s.Help, t.s.Care = nil, "", false
	}
	at := t.s.on(e.Flow)
	if at < 0 {
		t.enter(e)
		return
	}
	if again := f.again(); again != "" && (e.Step == "" || e.Step == f.Door()) {
		e.Step = again
	} else if f.Care {
		t.say("common.heard_again")
		t.again()
		return
	}
	t.s.Stack = t.s.Stack[:at]
	t.enter(e)
}

func (f *Flow) again() string {
	for _, in := range f.Interrupts {
		if in.Again != "" {
			return in.Again
		}
	}
	return ""
}

// back returns to the question before this one, or to what this flow interrupted.
func (t *turn) back() {
	if len(t.s.Stack) == 0 {
		t.front()
		return
	}
	top := &t.s.Stack[len(t.s.Stack)-1]
	if top.Before != "" {
		*top = Frame{Flow: top.Flow, Step: top.Before}
		t.arrive()
		return
	}
	t.pop()
	t.again()
}

// tap answers a choice, of the question that stands or of an older one.
func (t *turn) tap(tap Tap, maybe []string) {
	switch {
	case strings.HasPrefix(tap.Choice, GoTo):
		t.clear()
		t.interrupt(ParseEntry(strings.TrimPrefix(tap.Choice, GoTo)))
	case strings.HasPrefix(tap.Choice, ToCountry):
		t.goBackTo(tap)
		t.country(strings.TrimPrefix(tap.Choice, ToCountry))
	case strings.HasPrefix(tap.Choice, ToLocale) && !t.asksLanguage():
		t.s.Locale = strings.TrimPrefix(tap.Choice, ToLocale)
		t.again()
	case t.reports(tap.Choice):
		t.report(tap.Choice)
	case tap.Choice == ChoiceSomethingElse && len(maybe) > 0:
		t.s.Missed = 1
		t.again()
	default:
		t.choose(tap)
	}
}

func (t *turn) choose(tap Tap) {
	t.goBackTo(tap)
	step := current(t.lib, t.s)
	known := step != nil && step.Do != nil && (slices.Contains(step.Do.offers(t.lib, t.s), tap.Choice) || t.asksCountry() && strings.HasPrefix(tap.Choice, ToRegion))
	if !known {
		if !t.mended {
			t.say("common.older_chat")
		}
		t.again()
		return
	}
	t.clear()
	d := step.Do.answer(t, tap.Choice)
	if d == (Dest{}) {
		d = step.Next
	}
	t.run(d)
}

// goBackTo stands where an older choice was offered, so that it lands rightly.
func (t *turn) goBackTo(tap Tap) {
	f, top := t.lib.Flow(tap.Flow), t.s.Top()
	if f == nil || f.Step(tap.Step) == nil || tap.Flow == top.Flow && tap.Step == top.Step {
		return
	}
	if at := t.s.on(tap.Flow); at >= 0 {
		t.s.Stack = t.s.Stack[:at]
	} else {
		t.s.Stack = nil
	}
	t.s.Stack = append(t.s.Stack, Frame{Flow: tap.Flow, Step: tap.Step, Waiting: true})
	t.s.Care = t.s.Care || f.Care
}

// clear leaves care mode, once a clear choice was made outside a flow of care.
func (t *turn) clear() {
	for _, fr := range t.s.Stack {
		if f := t.lib.Flow(fr.Flow); f != nil && f.Care {
			return
		}
	}
	t.s.Care = false
}

// country keeps the country the person named and shows the help they were waiting for.
func (t *turn) country(code string) {
	t.keep(KeptCountry, code)
	if t.asksCountry() {
		step := current(t.lib, t.s)
		t.helpAgain()
		t.run(step.Next)
		return
	}
	t.helpAgain()
	t.again()
}

// helpAgain shows the help that was shown without a country, or says that the country is noted.
func (t *turn) helpAgain() {
	if t.s.Help != "" && !t.s.Neutral() {
		t.outs = append(t.outs, Out{Help: t.s.Help})
		return
	}
	t.outs = append(t.outs, Out{Message: "common.country_set", Args: map[string]string{"Country": ToCountry + t.s.Kept[KeptCountry]}})
}

// words answers words that mean nothing to us: the flow may have been listening; else once
// kindly, and the second time with help.
func (t *turn) words() {
	step := current(t.lib, t.s)
	if step == nil {
		t.enter(Entry{Flow: Front})
		return
	}
	if t.s.Neutral() { // nothing is said that may tell somebody else what this is about
		t.again()
		return
	}
	if l, ok := step.Do.(*Listen); ok {
		t.run(l.heard(t))
		return
	}
	t.s.Missed++
	switch {
	case t.s.Missed >= 2:
		t.say("common.missed_twice")
		t.help(t.topic())
	case t.s.Care:
		t.say("common.care_miss")
	case t.asksCountry():
		t.say("common.country_miss")
	default:
		t.say("common.miss")
	}
	t.again()
}

// topic is the help that fits where the person is.
func (t *turn) topic() string { return shownTopic(t.lib, t.s) }

// shownTopic is the topic of the help shown last, else of the flow the person is in.
func shownTopic(lib Library, s State) string {
	if s.Help != "" {
		return s.Help
	}
	for _, fr := range slices.Backward(s.Stack) {
		if topic := helpTopic(lib.Flow(fr.Flow)); topic != "" {
			return topic
		}
	}
	return AnyHelp
}

func (t *turn) asksCountry() bool {
	step := current(t.lib, t.s)
	if step == nil {
		return false
	}
	_, ok := step.Do.(*Country)
	return ok
}

func (t *turn) asksLanguage() bool {
	step := current(t.lib, t.s)
	if step == nil {
		return false
	}
	_, ok := step.Do.(*Language)
	return ok
}

func (t *turn) say(id string) { t.outs = append(t.outs, Out{Message: id}) }

func (t *turn) help(topic string) {
	t.s.Help = topic
	t.outs = append(t.outs, Out{Help: topic})
}

func (t *turn) keep(key, value string) {
	if key == "" {
		return
	}
	if t.s.Kept == nil {
		t.s.Kept = map[string]string{}
	}
	t.s.Kept[key] = value
}
