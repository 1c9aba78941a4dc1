package flow

import (
	"maps"
	"slices"
)

// Recount tells the person everything that is remembered of them, in plain words.
//
//	recount: everything
type Recount struct{}

func (r *Recount) enter(t *turn) Dest {
	t.outs = append(t.outs, Out{Message: "control.known.language", Args: map[string]string{"Language": ToLocale + t.s.Locale}})
	country := "control.known.no_country"
	var args map[string]string
	if code := t.s.Kept[KeptCountry]; code != "" {
		country, args = "control.known.country", map[string]string{"Country": ToCountry + code}
	}
	t.outs = append(t.outs, Out{Message: country, Args: args})
	if t.s.Hint != "" {
		t.outs = append(t.outs, Out{Message: "control.known.hint", Args: map[string]string{"Country": ToCountry + t.s.Hint}})
	}
	for _, fr := range t.s.Stack[:len(t.s.Stack)-1] {
		t.outs = append(t.outs, Out{Message: "control.known.place", Args: map[string]string{"Topic": "message:topic." + fr.Flow}})
	}
	for _, key := range slices.Sorted(maps.Keys(t.s.Kept)) {
		if key != KeptCountry {
			t.outs = append(t.outs, Out{Message: "control.known.kept", Args: map[string]string{"Choice": "message:" + t.s.Kept[key]}})
		}
	}
	if t.s.Gently != 0 {
		t.say("control.known.asked")
	}
	return Dest{}
}

func (r *Recount) answer(*turn, string) Dest { return Dest{} }

func (r *Recount) offers(Library, State) []string { return nil }

func (r *Recount) refs(func(Ref)) {}
