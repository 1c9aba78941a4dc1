package flow

import "strings"

// Country asks in which country the person is: by buttons, part of the world by part, or in
// their own words. It can be declined.
//
//	country: ask
type Country struct{}

func (c *Country) enter(*turn) Dest { return waiting() }

func (c *Country) answer(t *turn, choice string) Dest {
	switch {
	case strings.HasPrefix(choice, ToRegion):
		t.s.Stack[len(t.s.Stack)-1].Region = strings.TrimPrefix(choice, ToRegion)
		t.say("common.country_which")
		return waiting()
	case strings.HasPrefix(choice, ToCountry):
		t.keep(KeptCountry, strings.TrimPrefix(choice, ToCountry))
		t.helpAgain()
	default:
		delete(t.s.Kept, KeptCountry)
		t.say("common.country_none")
	}
	return Dest{}
}

func (c *Country) offers(lib Library, s State) []string {
	return append(lib.Places(s.Locale, s.Hint, s.Top().Region), ChoiceNoCountry)
}

func (c *Country) refs(func(Ref)) {}
