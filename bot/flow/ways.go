package flow

// Way is one way on from a step, for those who look at a flow without walking through it.
type Way struct {
	To    Entry // where it leads; zero where the flow ends
	Calls bool  // To is a flow that comes back: Then follows
	Then  Entry // after a call; zero where this flow ends
	Jumps bool  // To is a flow that does not come back
	Waits bool  // the person moves first
}

// Ends tells whether nothing of this flow follows.
func (w Way) Ends() bool {
	return w.To == Entry{} || w.Jumps || w.Calls && w.Then == Entry{}
}

// Ways lists the ways on from a step; none from one that forgets everything.
func (f *Flow) Ways(s *Step) []Way {
	var ways []Way
	add := func(d Dest) {
		if d.verb == "" {
			d = s.Next
		}
		w := f.way(s, d)
		w.Waits = s.Waits()
		ways = append(ways, w)
	}
	switch do := s.Do.(type) {
	case *Forget:
	case *Ask:
		for _, c := range do.Choices {
			add(c.To)
		}
	case *Branch:
		for _, c := range do.Cases {
			add(c.To)
		}
	case *Listen:
		add(do.To)
	default:
		add(s.Next)
	}
	return ways
}

func (f *Flow) way(s *Step, d Dest) Way {
	switch d.verb {
	case toStep:
		return Way{To: Entry{f.ID, d.name}}
	case toCall:
		return Way{To: ParseEntry(d.name), Calls: true, Then: f.below(s)}
	case toJump:
		return Way{To: ParseEntry(d.name), Jumps: true}
	case toEnd:
		return Way{}
	}
	return Way{To: f.below(s)}
}

// below is the step that is entered when a step has done its thing, as toFollowing finds it.
func (f *Flow) below(s *Step) Entry {
	i := f.index(s.ID)
	switch {
	case s.Next.verb == toStep:
		return Entry{f.ID, s.Next.name}
	case s.Next.verb != "" || i < 0 || i+1 >= len(f.Steps):
		return Entry{}
	}
	return Entry{f.ID, f.Steps[i+1].ID}
}
