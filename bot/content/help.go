package content

import (
	"slices"
	"staysafe/bot/flow"
	"time"
)

// Kinds of help services. A helpline listens, a hotline takes pictures down.
const (
	ChildHelpline = "child_helpline"
	SaferInternet = "safer_internet_helpline"
	Hotline       = "hotline"
	Crisis        = "crisis"
	Emergency     = "emergency"
	Removal       = "removal"
	World         = "ZZ" // the country code of services for the whole world
)

// Service is one help service, as its row in the directory says.
type Service struct {
	ID        string
	Country   string // ISO 3166-1 alpha-2, XK or ZZ
	Kind      string
	Rank      int    // decides what comes first within a country and kind; never file order
	Area      string // the region or city it serves; "" is the whole country
	Audience  string // children, young_people, all, girls, parents, adults, lgbtq, missing, specific:…
	Name      string
	NameLocal string
	Dial      string // exactly as dialled there
	SMS       string // digits, or "WORD to digits"
	WhatsApp  string
	Web       string
	ChatURL   string
	Hours     string // the source's own words
	Opening   Opening
	Zone      string // IANA
	Free      string // yes, no, or what the source says; "" if it does not say
	Languages []string
	Ages      string
	Topics    []string
	Note      string
	// Confidence is high, medium or low: see the directory's README.
	Confidence string
	Source     Source
	Pos        flow.Pos // where it stands in its file
}

// Source says where a row comes from. Dates are as they are: year, year-month or day.
type Source struct {
	URL      string
	Date     string // the page's own date; "" if it shows none
	Checked  string // when it was read
	Verified string // when a person called the number or opened the page; "" if nobody has
}

// Country is one country of the directory.
type Country struct {
	Code      string
	Name      string // English, for staff
	Languages []string
	Calling   string // +254
	Note      string // why there is no emergency number, where there is none
	Services  []Service
	file      string
}

// Need is a question to the directory.
type Need struct {
	Country  string // "" if unknown
	Topic    string
	Audience string
	Locale   string
	Now      time.Time
	Paper    bool // it is printed: nothing is open or closed there, but a row may be due for checking
}

// Help is the directory's answer.
type Help struct {
	Country   string   // "" if unknown
	Emergency []Listed // for a line of its own; empty where the directory has no number
	Services  []Listed // ranked: what to show first comes first
	World     []Listed // for the whole world: the fallback that is always there
}

// Shown is how many services one answer shows: of a country, and of the world where the country has
// none or is unknown.
const (
	Shown      = 3
	ShownWorld = 2
)

// Services implements flow.Library.
func (c *Content) Services(locale, country, topic string) []string {
	var ids []string
	for _, l := range c.directory.Help(Need{Locale: locale, Country: country, Topic: topic}).Shown() {
		ids = append(ids, l.ID)
	}
	return ids
}

// Service is the help service with that id.
func (c *Content) Service(id string) (Service, bool) {
	s, ok := c.directory.byID[id]
	return s, ok
}

// Shown are the services on the cards of an answer, without the emergency numbers above them: those
// of the country, else those of the world. Where nobody to talk to is open now, the next line that is
// stands beside the first (the directory's README, "Which row first").
func (h Help) Shown() []Listed {
	lines := slices.DeleteFunc(slices.Clone(h.Services), func(l Listed) bool { return l.Kind == Emergency })
	if len(lines) == 0 {
		return h.World[:min(ShownWorld, len(h.World))]
	}
	n := min(Shown, len(lines))
	first := slices.IndexFunc(lines[:n], Listed.Talks)
	open := func(l Listed) bool { return l.Talks() && l.Now == OpenNow }
	if first < 0 || lines[first].Now != ClosedNow || slices.ContainsFunc(lines[:n], open) {
		return lines[:n]
	}
	at := slices.IndexFunc(lines[n:], open)
	if at < 0 {
		return lines[:n]
	}
	return slices.Insert(slices.Clone(lines[:n]), first+1, lines[n+at])
}

// Talks tells whether somebody can be talked to there.
func (l Listed) Talks() bool {
	return l.Kind == ChildHelpline || l.Kind == SaferInternet || l.Kind == Crisis
}

// Listed is a service with what is true of it now.
type Listed struct {
	Service
	Now      Openness
	At       time.Time // when it opens next, in its own zone; zero if unknown
	Outdated bool      // due for checking, or weak: shown below a better route, and marked
}

// Openness is whether a service answers now.
type Openness int

// What can be said about opening hours.
const (
	OpenUnknown Openness = iota
	OpenNow
	ClosedNow
)
