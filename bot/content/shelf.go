package content

import (
	"cmp"
	"slices"
	"staysafe/bot/flow"
	"strings"
)

// Resource is something of others to read, watch or use: one row of flows/library.
type Resource struct {
	ID        string
	Title     string // as it stands on the page
	Kind      string // guide, video, course, tool, report
	Audience  []string
	Topics    []string // ids of flows; the one it is most about comes first
	Languages []string // what it can be had in; Several stands for more than anybody has listed
	Opens     string   // the language of the page behind the link
	Country   string   // where it is made for, and what it says of numbers and laws holds; "" is everywhere
	URL       string
	Publisher string
	Source    string // where we know it from
	Note      string // for staff
	// Confidence is high where somebody read the page itself, medium where it was read in another
	// language or at another address, low where nobody has: that one is never shown.
	Confidence string
	Pos        flow.Pos // where it stands in its file
	file       string
}

// Several is the language of pages that follow the reader's device.
const Several = "mul"

// MaxReading is how many resources one answer shows.
const MaxReading = 3

// Wish is a question to the library.
type Wish struct {
	Topics   []string
	Audience string // "" is young people
	Locale   string
	Country  string // "" if unknown
}

// Shelf is all resources, in the order of their files.
type Shelf []Resource

// Reading asks the library.
func (c *Content) Reading(w Wish) []Resource { return c.shelf.Pick(w) }

// Pick chooses what to show, best first, MaxReading at most: what opens in the reader's language,
// then what can be had in it from a page in another, then the rest by the language it opens in.
// Within a language the topics take turns.
func (s Shelf) Pick(w Wish) []Resource {
	var fit []Resource
	for _, r := range s {
		if r.fits(w) {
			fit = append(fit, r)
		}
	}
	slices.SortStableFunc(fit, func(a, b Resource) int {
		return cmp.Or(cmp.Compare(a.distance(w.Locale), b.distance(w.Locale)), strings.Compare(a.Opens, b.Opens))
	})
	var all []Resource
	for len(fit) > 0 && len(all) < MaxReading {
		n := 1
		for n < len(fit) && fit[n].Opens == fit[0].Opens && fit[n].distance(w.Locale) == fit[0].distance(w.Locale) {
			n++
		}
		all = append(all, inTurn(fit[:n], w)...)
		fit = fit[n:]
	}
	return all[:min(len(all), MaxReading)]
}

// inTurn takes the best of each topic, then the second best of each, until all are taken.
func inTurn(fit []Resource, w Wish) []Resource {
	var all []Resource
	for len(all) < len(fit) {
		for _, topic := range w.Topics {
			best := -1
			for i, r := range fit {
				taken := slices.ContainsFunc(all, func(o Resource) bool { return o.ID == r.ID })
				if !taken && slices.Contains(r.Topics, topic) && (best < 0 || r.before(fit[best], topic, w.Country)) {
					best = i
				}
			}
			if best >= 0 {
				all = append(all, fit[best])
			}
		}
	}
	return all
}

// fits tells whether a resource may be shown at all. What only works in one country is shown to
// nobody else.
func (r Resource) fits(w Wish) bool {
	if r.Confidence == "low" || (r.Kind == "tool" || r.Kind == "report") && r.Country != "" && r.Country != w.Country {
		return false
	}
	about := func(topic string) bool { return slices.Contains(w.Topics, topic) }
	reads := func(who string) bool {
		return who == w.Audience || w.Audience == "" && (who == "child" || who == "teen")
	}
	return slices.ContainsFunc(r.Topics, about) && slices.ContainsFunc(r.Audience, reads)
}

// distance is how far a resource is from a reader's language: it opens in it, can be had in it,
// may be had in it, is in the source language, or in another.
func (r Resource) distance(locale string) int {
	switch {
	case Reads(locale, r.Opens):
		return 0
	case slices.ContainsFunc(r.Languages, func(tag string) bool { return Reads(locale, tag) }):
		return 1
	case r.Opens == Several:
		return 2
	case r.Opens == SourceLocale:
		return 3
	}
	return 4
}

// before tells whether one of two resources in the same language is shown first: what is read or
// watched, then what is used; what is made for the reader's country, then for all; what is more about
// the topic; what was read by somebody. Else the order of the files stands.
func (r Resource) before(o Resource, topic, country string) bool {
	place := func(r Resource) int {
		if r.Country == "" {
			return 1
		}
		return map[bool]int{true: 0, false: 2}[r.Country == country]
	}
	use := func(r Resource) int { return max(0, slices.Index(resourceKinds(), r.Kind)-2) }
	about := func(r Resource) int { return slices.Index(r.Topics, topic) }
	weak := func(r Resource) int { return map[bool]int{true: 1, false: 0}[r.Confidence == "medium"] }
	return cmp.Or(use(r)-use(o), place(r)-place(o), about(r)-about(o), weak(r)-weak(o)) < 0
}

// Reads tells whether people who read a locale read a language: the same one, in the same script.
func Reads(locale, tag string) bool {
	locale, tag = aliases(plain(locale)), aliases(tag)
	return tag != "" && sameLanguage(locale, tag) && sameScript(locale, tag)
}

// resourceKinds are the kinds of resources: first those to read or watch.
func resourceKinds() []string { return []string{"guide", "video", "course", "tool", "report"} }

// Audiences are whom resources are for.
func Audiences() []string { return []string{"child", "teen", "caregiver", "teacher", "professional"} }
