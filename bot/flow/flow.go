// Package flow is the engine: it decides what happens next in a scripted conversation.
//
// It is pure and total. It knows no network, no language, no clock and no person's words:
// it receives ids and returns ids, and it has an answer for every state and every input.
// It is not the place for texts (package content), for understanding words (package
// understand) or for anything that waits.
package flow

import "slices"

// Flow is one scripted conversation: one file in flows/.
type Flow struct {
	ID    string
	About string // for staff: whom this flow is for
	// Care marks a conversation about danger. From its first step on the State is in care
	// mode: nothing is offered that leads away from help, and unclear words are never
	// answered with a menu (voice.md §5).
	Care bool
	// Landing is the step for people whose own step was removed by an edit, and for those
	// who come to the front door again. Empty means the first step.
	Landing string
	// Guide names the messages, in order, that the guide's page on this topic is made of.
	Guide      []Ref
	Booklet    *Booklet // the guide as pages; nil for most flows
	Interrupts []Interrupt
	Was        []Ref  // flows that this one was: former names
	Steps      []Step // Steps[0] is the door; each falls through to the next
	Pos        Pos
}

// Interrupt says which words start a flow whatever else is going on.
type Interrupt struct {
	Words string // name of a word list in words.<lang>.toml
	Rank  int    // lower is heard first; crisis is 1
	At    string // the step to start at; empty is the door
	Again string // the step to repeat when the flow is already under way (crisis repeats its number)
	Pos   Pos
}

// Step is one place in a flow: it says something, then does at most one thing.
type Step struct {
	ID   string
	Say  []Ref  // messages, in order
	Do   Action // nil: go on to Next
	Next Dest   // zero: the following step
	Was  []Ref  // steps that this one was: "old", or "flow/old" of another flow
	Pos  Pos
}

// Action is a verb: what a step does after it has spoken. One verb, one file.
type Action interface {
	enter(t *turn) Dest                   // on arrival; wait to stop for the person
	answer(t *turn, choice string) Dest   // they chose one of offers; never called with another
	offers(lib Library, s State) []string // ids of the choices it waits for, in order
	refs(visit func(Ref))                 // all it names, for the checks and the studio
}

// Library is the content the engine walks through. It never changes during a turn.
type Library interface {
	Flow(id string) *Flow // nil if there is none
	Locales() []string    // the locales on offer
	// Moved is where a place is now that was renamed, or moved elsewhere; false for one that was not.
	Moved(old Entry) (now Entry, ok bool)
	// Places names the choices of someone who picks a country: "country:KE" and "region:014".
	// region is "" for the first screen, else the region opened last.
	Places(locale, hint, region string) []string
	// Services names the help services that may be shown for a country, "" if unknown, and a topic,
	// in an order that does not depend on the hour.
	Services(locale, country, topic string) []string
}

// Pos is a place in a file, both from 1; zero is unknown.
type Pos struct{ Line, Col int }

// Kinds of things a flow can name.
const (
	RefMessage = "message"
	RefLabel   = "label" // a message shown as a choice: short, and different from its neighbours
	RefStep    = "step"
	RefFlow    = "flow"
	RefWords   = "words"
	RefTopic   = "help topic"
	RefKept    = "kept" // a key that some step must keep
	// RefShelf is a topic of the library, RefAudience whom its pages are for.
	RefShelf    = "library topic"
	RefAudience = "audience"
	refWas      = "former name"
)

// Ref is one name that a flow uses, and where.
type Ref struct {
	Kind, ID string
	Pos      Pos
}

// Step returns the step with that id, nil if there is none.
func (f *Flow) Step(id string) *Step {
	if i := f.index(id); i >= 0 {
		return &f.Steps[i]
	}
	return nil
}

func (f *Flow) index(id string) int {
	for i := range f.Steps {
		if f.Steps[i].ID == id {
			return i
		}
	}
	return -1
}

// Door is the step where people arrive who come on purpose, "" if the flow has none.
func (f *Flow) Door() string {
	if len(f.Steps) == 0 {
		return ""
	}
	return f.Steps[0].ID
}

// Land is the step for people who come back to this flow without a place in it.
func (f *Flow) Land() string {
	if f.Landing != "" && f.Step(f.Landing) != nil {
		return f.Landing
	}
	return f.Door()
}

// Refs visits everything the flow names.
func (f *Flow) Refs(visit func(Ref)) {
	if f.Landing != "" {
		visit(Ref{RefStep, f.Landing, f.Pos})
	}
	for _, in := range f.Interrupts {
		visit(Ref{RefWords, in.Words, in.Pos})
		for _, at := range []string{in.At, in.Again} {
			if at != "" {
				visit(Ref{RefStep, at, in.Pos})
			}
		}
	}
	if f.Booklet != nil {
		f.Booklet.refs(visit)
	}
	for i := range f.Steps {
		f.Steps[i].Refs(visit)
	}
}

// Refs visits everything the step names.
func (s *Step) Refs(visit func(Ref)) {
	for _, m := range s.Say {
		visit(m)
	}
	if s.Do != nil {
		s.Do.refs(visit)
	}
	s.Next.refs(visit)
}

// Waits tells whether the step stops for the person.
func (s *Step) Waits() bool {
	switch s.Do.(type) {
	case *Ask, *Listen, *Pages, *Language, *Country, *Report:
		return true
	}
	return false
}

// Stops tells whether nothing follows the step: the conversation is forgotten there.
func (s *Step) Stops() bool {
	_, forgets := s.Do.(*Forget)
	return forgets
}

// Out is one thing to say: it names words, it does not hold them.
type Out struct {
	Message string            // message id
	Args    map[string]string // placeholders; a value "country:KE", "locale:es" or "message:ID" is named in the person's language
	Help    string            // instead of a message: the help services for this topic, with what is known of the country
	Send    string            // instead of a message: an edition of the guide
	More    string            // instead of a message: pages of the library about these topics, blanks between
}

// Onward names the steps of this flow that may follow a step, calls included: after a call the
// step below is entered.
func (f *Flow) Onward(s *Step) []string {
	var names []string
	s.Refs(func(r Ref) {
		if r.Kind == RefStep {
			names = append(names, r.ID)
		}
	})
	if i := f.index(s.ID); s.Falls() && i+1 < len(f.Steps) {
		names = append(names, f.Steps[i+1].ID)
	}
	return names
}

// Falls tells whether a step may lead to the one below it without naming it.
func (s *Step) Falls() bool {
	falls := s.Next.verb == ""
	switch do := s.Do.(type) {
	case *Ask:
		falls = falls && returns(do.Choices, func(c Choice) Dest { return c.To })
	case *Branch:
		falls = falls && returns(do.Cases, func(c Case) Dest { return c.To })
	case *Listen:
		falls = falls && do.To.verb == toCall
	case *Forget:
		falls = false
	}
	return falls
}

// returns tells whether some way on is a call, which comes back to the step below.
func returns[T any](ways []T, to func(T) Dest) bool {
	return slices.ContainsFunc(ways, func(w T) bool { return to(w).verb == toCall })
}
