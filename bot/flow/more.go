package flow

import "strings"

// ArgAudience is the placeholder of an Out with More that says whom the pages are for.
const ArgAudience = "Audience"

// More shows what others have written about a topic, or about one of several: a few pages of the
// library. Without an audience they are for young people. It does not wait.
//
//	more: grooming
//	audience: caregiver
type More struct {
	Topics   []Ref
	Audience Ref
}

func (m *More) enter(t *turn) Dest {
	var topics []string
	for _, r := range m.Topics {
		topics = append(topics, r.ID)
	}
	out := Out{More: strings.Join(topics, " ")}
	if m.Audience.ID != "" {
		out.Args = map[string]string{ArgAudience: m.Audience.ID}
	}
	t.outs = append(t.outs, out)
	return Dest{}
}

func (m *More) answer(*turn, string) Dest { return Dest{} }

func (m *More) offers(Library, State) []string { return nil }

func (m *More) refs(visit func(Ref)) {
	for _, r := range m.Topics {
		visit(r)
	}
	if m.Audience.ID != "" {
		visit(m.Audience)
	}
}
