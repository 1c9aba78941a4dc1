package flow

// Send hands out the guide: the address of its pages, and a file where the network takes one. It does
// not wait. A step before it asks: a download can be seen by others.
//
//	send: young
//	as: page
type Send struct {
	Edition string
	Page    bool // only the address of its pages
}

// ArgPage is an argument of an Out with Send that wants no file.
const ArgPage = "Page"

func (s *Send) enter(t *turn) Dest {
	out := Out{Send: s.Edition}
	if s.Page {
		out.Args = map[string]string{ArgPage: s.Edition}
	}
	t.outs = append(t.outs, out)
	return Dest{}
}

func (s *Send) answer(*turn, string) Dest { return Dest{} }

func (s *Send) offers(Library, State) []string { return nil }

func (s *Send) refs(func(Ref)) {}
