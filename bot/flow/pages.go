package flow

// Pages shows messages one at a time; after the last one the flow goes on.
//
//	pages: [sextortion.stop, sextortion.keep, sextortion.block]
type Pages struct{ Pages []Ref }

func (p *Pages) enter(t *turn) Dest {
	at := t.s.Stack[len(t.s.Stack)-1].At
	if at >= len(p.Pages) { // an edit made the list shorter
		return Dest{}
	}
	t.say(p.Pages[at].ID)
	if at == len(p.Pages)-1 {
		return Dest{}
	}
	return waiting()
}

func (p *Pages) answer(t *turn, choice string) Dest {
	if choice == ChoiceSkip {
		return Dest{}
	}
	top := &t.s.Stack[len(t.s.Stack)-1]
	top.At++
	return p.enter(t)
}

func (p *Pages) offers(Library, State) []string { return []string{ChoiceMore, ChoiceSkip} }

func (p *Pages) refs(visit func(Ref)) {
	for _, m := range p.Pages {
		visit(m)
	}
}
