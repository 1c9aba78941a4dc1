package flow

// AnyHelp is the help topic of people of whom we know nothing.
const AnyHelp = "hotline"

// Help shows who can help with a topic: what is known of the country now, with the country
// choice in the same turn; never a guessed country. It does not wait.
//
//	help: sextortion
type Help struct{ Topic Ref }

func (h *Help) enter(t *turn) Dest {
	t.help(h.Topic.ID)
	return Dest{}
}

func (h *Help) answer(*turn, string) Dest { return Dest{} }

func (h *Help) offers(Library, State) []string { return nil }

func (h *Help) refs(visit func(Ref)) { visit(h.Topic) }

// helpTopic is the topic of the first help in a flow, "" if it has none.
func helpTopic(f *Flow) string {
	if f == nil {
		return ""
	}
	for i := range f.Steps {
		if h, ok := f.Steps[i].Do.(*Help); ok {
			return h.Topic.ID
		}
	}
	return ""
}
