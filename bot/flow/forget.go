package flow

// Forget clears everything that is remembered; the conversation ends there.
//
//	forget: everything
type Forget struct{}

func (f *Forget) enter(t *turn) Dest {
	t.s = State{}
	return waiting()
}

func (f *Forget) answer(*turn, string) Dest { return waiting() }

func (f *Forget) offers(Library, State) []string { return nil }

func (f *Forget) refs(func(Ref)) {}
