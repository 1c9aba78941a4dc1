package flow

// Listen waits for the person's own words. They are searched for danger, for commands and for
// topics like any others, and let go; the flow only learns that something was said.
//
//	listen: people
type Listen struct{ To Dest }

func (l *Listen) enter(*turn) Dest { return waiting() }

func (l *Listen) answer(*turn, string) Dest { return l.To }

func (l *Listen) heard(t *turn) Dest {
	t.s.Missed = 0
	return l.To
}

func (l *Listen) offers(Library, State) []string { return []string{ChoiceSkip} }

func (l *Listen) refs(visit func(Ref)) { l.To.refs(visit) }
