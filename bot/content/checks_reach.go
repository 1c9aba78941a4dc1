package content

import (
	"staysafe/bot/flow"
)

// checkReach: every step can be reached, and every question can be left.
func checkReach(c *Content, b *builder) {
	entered := map[flow.Entry]bool{}
	for _, f := range c.inOrder() {
		f.refs(func(_ string, r flow.Ref) {
			if r.Kind == flow.RefFlow {
				entered[flow.ParseEntry(r.ID)] = true
			}
		})
		for _, in := range f.Interrupts {
			entered[flow.Entry{Flow: f.ID, Step: in.At}] = true
			entered[flow.Entry{Flow: f.ID, Step: in.Again}] = true
		}
		entered[flow.Entry{Flow: f.ID, Step: f.Land()}] = true
	}
	for _, e := range required() {
		entered[e] = true
	}
	for _, f := range c.inOrder() {
		if b.broken[f.file] {
			continue
		}
		reached := map[string]bool{}
		var walk func(step string)
		walk = func(step string) {
			if s := f.Step(step); s != nil && !reached[step] {
				reached[step] = true
				for _, next := range f.Onward(s) {
					walk(next)
				}
			}
		}
		walk(f.Door())
		for e := range entered {
			if e.Flow == f.ID && e.Step != "" {
				walk(e.Step)
			}
		}
		for _, s := range f.Steps {
			if s.ID != "" && !reached[s.ID] {
				b.error(f.fileOf(s.ID), s.Pos, "unreachable-step", "lead some choice here, or remove it", "nothing leads to the step %q", s.ID)
			}
			if a, ok := s.Do.(*flow.Ask); ok && !leaves(a, s.ID) {
				b.error(f.fileOf(s.ID), s.Pos, "no-way-out", "add a choice that leads somewhere else", "nobody can leave the question %q", s.ID)
			}
		}
	}
}

func leaves(a *flow.Ask, here string) bool {
	for _, ch := range a.Choices {
		if ch.To.String() != here {
			return true
		}
	}
	return false
}

// checkCircles: no circle of steps and calls goes round without waiting for the person.
func checkCircles(c *Content, b *builder) {
	type place = flow.Entry
	state := map[place]int{} // 1: on the way, 2: done
	var walk func(p place) bool
	walk = func(p place) bool {
		f := c.flows[p.Flow]
		if f == nil || len(f.Steps) == 0 {
			return false
		}
		if p.Step == "" {
			p.Step = f.Door()
		}
		s := f.Step(p.Step)
		if s == nil || state[p] == 2 {
			return false
		}
		if state[p] == 1 {
			return true
		}
		state[p] = 1
		defer func() { state[p] = 2 }()
		if s.Waits() || s.Stops() {
			return false
		}
		for _, next := range f.Onward(s) {
			if walk(place{Flow: p.Flow, Step: next}) {
				b.error(f.fileOf(s.ID), s.Pos, "endless-circle", "put a question into the circle", "the steps from %q go round without ever waiting", s.ID)
			}
		}
		var flows []flow.Ref
		s.Refs(func(r flow.Ref) {
			if r.Kind == flow.RefFlow {
				flows = append(flows, r)
			}
		})
		for _, r := range flows {
			if walk(flow.ParseEntry(r.ID)) {
				b.error(f.fileOf(s.ID), r.Pos, "endless-circle", "put a question into the circle", "the steps from %q go round without ever waiting", s.ID)
			}
		}
		return false
	}
	for _, f := range c.inOrder() {
		for _, s := range f.Steps {
			if s.ID != "" && !b.broken[f.file] {
				walk(place{Flow: f.ID, Step: s.ID})
			}
		}
	}
}
