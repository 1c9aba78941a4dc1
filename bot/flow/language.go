package flow

import "strings"

// Language asks which language to go on in.
//
//	language: ask
type Language struct{}

func (l *Language) enter(*turn) Dest { return waiting() }

func (l *Language) answer(t *turn, choice string) Dest {
	t.s.Locale = strings.TrimPrefix(choice, ToLocale)
	t.say("common.language_set")
	return Dest{}
}

func (l *Language) offers(lib Library, _ State) []string {
	var ids []string
	for _, tag := range lib.Locales() {
		ids = append(ids, ToLocale+tag)
	}
	return ids
}

func (l *Language) refs(func(Ref)) {}
