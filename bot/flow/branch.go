package flow

// Known is the case of Branch that any kept value meets, and Else the one that always fits.
const (
	Known = "known"
	Else  = "else"
)

// Branch goes on by what was kept before. The last case is else.
//
//	branch: country
//	cases:
//	  - known: show
//	  - else: where
type Branch struct {
	On    Ref
	Cases []Case
}

// Case is one way on: a kept value, known, or else.
type Case struct {
	Is string
	To Dest
}

func (b *Branch) enter(t *turn) Dest {
	kept := t.s.Kept[b.On.ID]
	for _, c := range b.Cases {
		if c.Is == Else || c.Is == kept && kept != "" || c.Is == Known && kept != "" {
			return c.To
		}
	}
	return Dest{}
}

func (b *Branch) answer(*turn, string) Dest { return Dest{} }

func (b *Branch) offers(Library, State) []string { return nil }

func (b *Branch) refs(visit func(Ref)) {
	visit(b.On)
	for _, c := range b.Cases {
		c.To.refs(visit)
	}
}
