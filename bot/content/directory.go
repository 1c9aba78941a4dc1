package content

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"
)

// Directory is all help services, by country.
type Directory struct {
	countries map[string]*Country
	byID      map[string]Service
	zones     map[string]*time.Location
}

// NewDirectory joins countries. Later ones (of packs) replace a service by its id, or add.
func NewDirectory(countries []*Country) *Directory {
	d := &Directory{countries: map[string]*Country{}, byID: map[string]Service{}, zones: map[string]*time.Location{}}
	for _, c := range countries {
		before := d.countries[c.Code]
		if before == nil {
			copied := *c
			copied.Services = slices.Clone(c.Services)
			d.countries[c.Code] = &copied
			continue
		}
		for _, s := range c.Services {
			if at := slices.IndexFunc(before.Services, func(o Service) bool { return o.ID == s.ID }); at >= 0 {
				before.Services[at] = s
			} else {
				before.Services = append(before.Services, s)
			}
		}
	}
	for _, c := range d.countries {
		slices.SortStableFunc(c.Services, func(a, b Service) int {
			return cmp.Or(cmp.Compare(kindOrder(a.Kind), kindOrder(b.Kind)), cmp.Compare(a.Rank, b.Rank))
		})
		for _, s := range c.Services {
			d.byID[s.ID] = s
			if _, known := d.zones[s.Zone]; known || s.Zone == "" {
				continue
			}
			if loc, err := time.LoadLocation(s.Zone); err == nil {
				d.zones[s.Zone] = loc
			}
		}
	}
	return d
}

// Kinds are the kinds of help services, in the order in which files name them.
func Kinds() []string {
	return []string{Emergency, ChildHelpline, SaferInternet, Crisis, Hotline, Removal}
}

// LineAudiences are whom a service can be for; there are also those that begin with "specific:".
func LineAudiences() []string {
	return []string{"children", "young_people", "all", "girls", "parents", "adults", "lgbtq", "missing"}
}

// Confidences are how sure a row can be.
func Confidences() []string { return []string{"high", "medium", "low"} }

func kindOrder(kind string) int { return slices.Index(Kinds(), kind) }

// Countries lists the codes of all countries, without the world.
func (d *Directory) Countries() []string {
	codes := slices.Sorted(maps.Keys(d.countries))
	return slices.DeleteFunc(codes, func(c string) bool { return c == World })
}

// Country is one country, nil if the directory does not know it.
func (d *Directory) Country(code string) *Country { return d.countries[code] }

// Services lists the ids of all services, those of the world too.
func (d *Directory) Services() []string { return slices.Sorted(maps.Keys(d.byID)) }

// Calling maps codes of countries to dialling codes.
func (d *Directory) Calling() map[string]string {
	all := map[string]string{}
	for code, c := range d.countries {
		if c.Calling != "" {
			all[code] = c.Calling
		}
	}
	return all
}

// ownBehaviour is the topic of people who did harm, or are afraid to: the only one that shows the
// lines made for them.
const ownBehaviour = "own-behaviour"

// HelpTopics are the topics the directory has an order for.
func HelpTopics() []string {
	return []string{
		"sextortion", "image-shared", "grooming", "sexting", "meeting", "crisis", "abuse", "remove", "hotline",
		"bullying", "friend", "rights", ownBehaviour, "adult", "deepfake", "livestream", "offers", "seen-something", "wellbeing",
	}
}

// Places in an order that are not kinds of the directory.
const (
	line    = "line"    // a line to talk to
	finder  = "finder"  // the worldwide finder of helplines
	lists   = "lists"   // the list of child helplines
	special = "special" // a line for people who did harm, or are afraid to
)

// answerOrder is what an answer shows first, by topic (the directory's README, "golden.tsv").
// Where a country has no line to talk to, the worldwide ones take its place.
func answerOrder(topic string, talk bool) []string {
	switch topic {
	case "sextortion", "sexting":
		if !talk {
			return []string{Removal, finder, Hotline, lists}
		}
		return []string{line, Removal, Hotline}
	case "image-shared", "deepfake", "remove":
		if !talk {
			return []string{Removal, finder, Hotline, lists}
		}
		if topic == "remove" {
			return []string{Removal, Hotline, line}
		}
		return []string{Removal, line, Hotline}
	}
	if topic == "seen-something" {
		return []string{Hotline, line, SaferInternet}
	}
	if !talk {
		return []string{finder, lists, Emergency}
	}
	switch topic {
	case "crisis":
		return []string{Crisis, ChildHelpline, Emergency}
	case "abuse":
		return []string{ChildHelpline, ChildHelpline, Emergency}
	case ownBehaviour:
		return []string{ChildHelpline, special, SaferInternet, Crisis}
	case "grooming", "livestream":
		return []string{ChildHelpline, SaferInternet, Hotline}
	}
	return []string{ChildHelpline, SaferInternet, Crisis}
}

// Help answers who can help. It shows only services of the country that was named, and of the
// world; an unknown country has only those of the world.
func (d *Directory) Help(n Need) Help {
	world := d.fitting(World, n)
	h := Help{World: d.listed(inWorldOrder(world, n.Topic), n)}
	c := d.countries[n.Country]
	if c == nil || n.Country == World {
		return h
	}
	h.Country = n.Country
	all := d.fitting(n.Country, n)
	h.Emergency = d.listed(ofKind(all, Emergency, true), n)
	h.Services = d.listed(arrange(all, world, n.Topic), n)
	return h
}

// fitting are the services whose audience fits the person.
func (d *Directory) fitting(code string, n Need) []Service {
	c := d.countries[code]
	if c == nil {
		return nil
	}
	var all []Service
	for _, s := range c.Services {
		switch s.Audience {
		case "children", "young_people", "all":
			all = append(all, s)
		default:
			if s.Audience == n.Audience || n.Topic == ownBehaviour && s.ForOwnBehaviour() {
				all = append(all, s)
			}
		}
	}
	return spoken(all, n.Locale)
}

// ForOwnBehaviour tells whether the service is made for people who did harm, or are afraid to.
func (s Service) ForOwnBehaviour() bool {
	return s.Audience == "specific:harmful_sexual_behaviour" || s.Audience == "specific:abuse_prevention"
}

// lastResort is the rank of services that are never the first of their kind.
const lastResort = 9

// ofKind are the services of a kind by rank. narrow also lets through those for one region or
// of last resort.
func ofKind(all []Service, kind string, narrow bool) []Service {
	var out []Service
	for _, s := range all {
		if s.Kind == kind && (narrow || s.Rank < lastResort) && (s.Dial != "" || s.Kind != Emergency) {
			out = append(out, s)
		}
	}
	return out
}

// arrange fills the places of an answer, then lets the rest follow by kind and rank.
func arrange(all, world []Service, topic string) []Service {
	var out []Service
	taken := map[string]bool{}
	take := func(list []Service, most int) bool {
		n := 0
		for _, s := range list {
			if !taken[s.ID] && n < most {
				taken[s.ID] = true
				out = append(out, s)
				n++
			}
		}
		return n > 0
	}
	talk := talkLines(all, topic)
	for _, kind := range answerOrder(topic, len(talk) > 0) {
		switch kind {
		case line:
			take(talk, 1)
		case finder:
			take(named(world, "Find A Helpline"), 1)
		case lists:
			if len(out) < 3 {
				take(named(world, "Child Helpline International"), 1)
			}
		case Removal:
			if !take(ofKind(all, Removal, false), 1) {
				take(named(world, "Take It Down"), 1)
			}
		case special:
			take(slices.DeleteFunc(slices.Clone(all), func(s Service) bool { return !s.ForOwnBehaviour() }), 1)
		case Crisis:
			take(crisisLine(all), 1)
		case ChildHelpline:
			if !take(helplines(all), together(helplines(all), topic)) && len(out) == 0 && topic == "abuse" {
				take(crisisLine(all), 1)
			}
		default:
			take(ofKind(all, kind, kind == Emergency), 1)
		}
	}
	rest := []string{ChildHelpline, SaferInternet, Crisis, Hotline, Removal}
	if topic == "crisis" || topic == "abuse" {
		rest = rest[:3] // nobody answers at a reporting form
	}
	for _, kind := range rest {
		take(ofKind(all, kind, false), len(all))
	}
	return out
}

// helplines are the child helplines; where only regional ones exist, all of them.
func helplines(all []Service) []Service { return ofKind(all, ChildHelpline, false) }

// together is how many lines stand side by side: regional ones, of which nobody knows which is
// the person's, are shown together to somebody who is being hurt.
func together(lines []Service, topic string) int {
	if topic == "abuse" && len(lines) > 0 && lines[0].Area != "" {
		return 3
	}
	return 1
}

// crisisLine is the first crisis line; one for a single region never stands in for a national
// child line.
func crisisLine(all []Service) []Service {
	lines := ofKind(all, Crisis, false)
	if len(lines) > 0 && lines[0].Area != "" {
		for _, s := range helplines(all) {
			if s.Area == "" {
				return nil
			}
		}
	}
	return lines
}

// talkLines are the lines to talk to, best kind first.
func talkLines(all []Service, topic string) []Service {
	order := []string{SaferInternet, ChildHelpline, Crisis}
	if topic == "hotline" || topic == "abuse" || topic == "crisis" {
		order = []string{ChildHelpline, SaferInternet, Crisis}
	}
	var out []Service
	for _, kind := range order {
		out = append(out, ofKind(all, kind, false)...)
	}
	return out
}

func named(all []Service, prefix string) []Service {
	return slices.DeleteFunc(slices.Clone(all), func(s Service) bool { return !strings.HasPrefix(s.Name, prefix) })
}

// inWorldOrder puts the worldwide services in order: for pictures the removal tools, else the
// finder of helplines first.
func inWorldOrder(world []Service, topic string) []Service {
	find, list, removal := named(world, "Find A Helpline"), named(world, "Child Helpline International"), ofKind(world, Removal, false)
	first := [][]Service{find, list, removal}
	switch topic {
	case "remove", "image-shared":
		first = [][]Service{removal, find, list}
	case "sextortion", "sexting":
		first = [][]Service{find, removal, list}
	}
	var out []Service
	for _, group := range append(first, world) {
		for _, s := range group {
			if !slices.ContainsFunc(out, func(o Service) bool { return o.ID == s.ID }) {
				out = append(out, s)
			}
		}
	}
	return out
}

// listed adds what is true now: open or closed, due for checking or weak.
func (d *Directory) listed(all []Service, n Need) []Listed {
	now := n.Now
	out := make([]Listed, 0, len(all))
	for _, s := range all {
		l := Listed{Service: s, Outdated: s.Outdated(now)}
		if loc := d.zones[s.Zone]; !n.Paper && !now.IsZero() && s.Opening.Known() && (loc != nil || s.Opening.Always()) {
			local := now
			if loc != nil {
				local = now.In(loc)
			}
			l.Now = ClosedNow
			if s.Opening.At(local) {
				l.Now = OpenNow
			} else if at, ok := s.Opening.Next(local); ok {
				l.At = at
			}
		}
		out = append(out, l)
	}
	return out
}

// Outdated tells whether a row is due for checking (emergency 24 months, others 12 months after
// it was read) or weak (low confidence, or from before 2020): shown with a mark.
func (s Service) Outdated(now time.Time) bool {
	months := 12
	if s.Kind == Emergency {
		months = 24
	}
	read, err := time.Parse(time.DateOnly, s.Source.Checked)
	due := err != nil || now.After(read.AddDate(0, months, 0))
	old := s.Source.Date != "" && s.Source.Date < "2020"
	return s.Source.Verified == "" && (due || old || s.Confidence == "low")
}
