package content

import (
	"slices"

	"golang.org/x/text/language"
)

// tongue is whether a service can be talked to in a language.
type tongue int

const (
	tongueUnsaid tongue = iota // the source names no languages
	tongueSpeaks
	tongueSilent // it names others
)

// tongue tells whether a service speaks a reader's language; unsaid too where no reader is known.
func (s Service) tongue(locale string) tongue {
	if locale == "" || len(s.Languages) == 0 {
		return tongueUnsaid
	}
	wanted, _ := language.Make(locale).Base()
	for _, tag := range s.Languages {
		if base, _ := language.Make(tag).Base(); base == wanted {
			return tongueSpeaks
		}
	}
	return tongueSilent
}

// spoken brings services that surely do not speak the reader's language behind those of their kind,
// if one of these does. A regional one never goes before a national one for its language; else rank
// decides.
func spoken(all []Service, locale string) []Service {
	all = slices.Clone(all)
	for from := 0; from < len(all); {
		to := from
		for to < len(all) && all[to].Kind == all[from].Kind && (all[to].Area == "") == (all[from].Area == "") && all[to].Rank < lastResort {
			to++
		}
		group := all[from:to]
		if slices.ContainsFunc(group, func(s Service) bool { return s.tongue(locale) == tongueSpeaks }) {
			slices.SortStableFunc(group, func(a, b Service) int { return later(a, locale) - later(b, locale) })
		}
		from = max(to, from+1)
	}
	return all
}

func later(s Service, locale string) int {
	if s.tongue(locale) == tongueSilent {
		return 1
	}
	return 0
}
