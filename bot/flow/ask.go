package flow

// Ask offers choices; each leads somewhere.
//
//	ask:
//	  - sextortion.now.paid: paid
//	  - common.yes: call remove
//	keep: sextortion          # remember which choice, by id
//	count: taps               # count the answers, the first one in a talk: never in a flow of care
type Ask struct {
	Choices []Choice
	Keep    string
	Count   bool
}

// Choice is one answer: the message id of its label is its stable id.
type Choice struct {
	Label Ref
	To    Dest
}

func (a *Ask) enter(*turn) Dest { return waiting() }

func (a *Ask) answer(t *turn, choice string) Dest {
	t.keep(a.Keep, choice)
	for _, c := range a.Choices {
		if c.Label.ID == choice {
			return c.To
		}
	}
	return Dest{}
}

func (a *Ask) offers(Library, State) []string {
	ids := make([]string, len(a.Choices))
	for i, c := range a.Choices {
		ids[i] = c.Label.ID
	}
	return ids
}

func (a *Ask) refs(visit func(Ref)) {
	for _, c := range a.Choices {
		visit(c.Label)
		c.To.refs(visit)
	}
}
