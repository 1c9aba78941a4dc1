package content

import (
	"staysafe/bot/flow"
)

// entries are the places where a flow is entered other than by its own choices.
func (c *Content) entries(f *flowFile) []flow.Entry {
	at := []flow.Entry{{Flow: f.ID, Step: f.Door()}, {Flow: f.ID, Step: f.Land()}}
	for _, in := range f.Interrupts {
		for _, step := range []string{in.At, in.Again} {
			if step != "" {
				at = append(at, flow.Entry{Flow: f.ID, Step: step})
			}
		}
	}
	for _, e := range required() {
		if e.Flow == f.ID && e.Step != "" {
			at = append(at, e)
		}
	}
	return at
}

// start is a place where a turn begins, and how many texts it begins with: the last page of some
// pages, the answer to a language or a country.
type start struct {
	at   flow.Entry
	said int
}

// starts are all places where a turn can begin: the entries of all flows, and where each choice
// leads, calls that come back included.
func (c *Content) starts() []start {
	var all []start
	for _, f := range c.inOrder() {
		for _, e := range c.entries(f) {
			all = append(all, start{e, 0})
		}
		for i := range f.Steps {
			s := &f.Steps[i]
			if !s.Waits() {
				continue
			}
			said := 1
			switch s.Do.(type) {
			case *flow.Ask, *flow.Listen:
				said = 0
			}
			for _, w := range f.Ways(s) {
				all = append(all, start{w.To, said})
				if w.Calls {
					all = append(all, start{w.Then, 0})
				}
			}
		}
	}
	return all
}

// place finds a step; a flow without a named step is entered at its door.
func (c *Content) place(e flow.Entry) (*flowFile, *flow.Step) {
	f := c.flows[e.Flow]
	if f == nil {
		return nil, nil
	}
	if e.Step == "" {
		e.Step = f.Door()
	}
	return f, f.Step(e.Step)
}

// turn walks from a place through all steps of one turn, until a step waits. visit is told each
// step and how many texts the turn has with it; it stops a path by returning false.
func (c *Content) turn(from start, visit func(f *flowFile, s *flow.Step, said int) bool) {
	most, on := map[flow.Entry]int{}, map[flow.Entry]bool{}
	var walk func(at flow.Entry, said int)
	walk = func(at flow.Entry, said int) {
		f, s := c.place(at)
		if s == nil {
			return
		}
		said += bubbles(s)
		here := flow.Entry{Flow: f.ID, Step: s.ID}
		if before, ok := most[here]; on[here] || ok && before >= said { // circles are reported by checkCircles
			return
		}
		most[here], on[here] = said, true
		defer delete(on, here)
		if !visit(f, s, said) || s.Waits() {
			return
		}
		for _, w := range f.Ways(s) {
			walk(w.To, said)
		}
	}
	walk(from.at, from.said)
}

// bubbles counts the texts a step says before it waits or does its thing.
func bubbles(s *flow.Step) int {
	n := len(s.Say)
	if p, ok := s.Do.(*flow.Pages); ok && len(p.Pages) > 0 {
		n++
	}
	return n
}

// helps tells whether everybody who comes to a place is shown people who help before the next
// question.
func (c *Content) helps(at flow.Entry) bool {
	found := false
	c.turn(start{at, 0}, func(_ *flowFile, s *flow.Step, _ int) bool {
		_, helps := s.Do.(*flow.Help)
		found = found || helps
		return !found
	})
	return found
}

// offers tells whether a step offers a person: it shows people who help, or one of its choices
// leads to them at once.
func (c *Content) offers(f *flowFile, s *flow.Step) bool {
	switch s.Do.(type) {
	case *flow.Help:
		return true
	case *flow.Ask:
		for _, w := range f.Ways(s) {
			if c.helps(w.To) {
				return true
			}
		}
	}
	return false
}

// guides tells whether a flow owes everybody a person: it is a flow of care, it shows people who
// help, danger words start it, or a topic leads to it. Flows that global words start (about,
// control) are the house's own and stand beside the conversation.
func (b *builder) guides(f *flowFile) bool {
	if f.Care {
		return true
	}
	for i := range f.Steps {
		if _, ok := f.Steps[i].Do.(*flow.Help); ok {
			return true
		}
	}
	topic, command := false, false
	for _, w := range b.words {
		topic = topic || len(w.Topics[f.ID]) > 0
		for _, in := range f.Interrupts {
			if _, danger := w.Danger[in.Words]; danger {
				return true
			}
			_, global := w.Commands[in.Words]
			command = command || global
		}
	}
	return topic && !command
}
