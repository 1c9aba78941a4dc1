package studio

import (
	"net/http"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"strings"
	"time"
)

// there is the help a young person in a country is shown, with a draft: at an hour there, in a language, about something.
type there struct {
	Langs, Topics []string
	Lang, Topic   string
	Days          []string
	Day, Time     string // the hour that was asked for, in the zone
	Zone          string
	Messages      []thereMessage
	Direction     string
	Missing       bool   // the service is not among what is shown
	Why           string // why it stands where it does, in English
}

// thereMessage is one bubble; This is the service whose form stands beside it.
type thereMessage struct {
	Text string
	This bool
}

// aboutHelp is the topic help is shown about where nobody chooses another.
const aboutHelp = "hotline"

// there is what a young person is shown whom a request describes, and the time zones that services are in. Without a day and a time it is now.
func (s *Server) there(r *http.Request, who Person, country, id string) (*there, []string, error) {
	d := s.cfg.Desk
	k, err := d.candidate(who.ID)
	if err != nil {
		return nil, nil, err
	}
	t := &there{Lang: r.FormValue("lang"), Topic: r.FormValue("topic"), Topics: content.HelpTopics()}
	if t.Langs, err = d.Locales(who.ID); err != nil {
		return nil, nil, err
	}
	if !slices.Contains(t.Langs, t.Lang) {
		t.Lang = t.Langs[0]
	}
	if !slices.Contains(t.Topics, t.Topic) {
		t.Topic = aboutHelp
	}
	if k.rough == nil {
		return t, nil, nil
	}
	dir := k.rough.Directory()
	zones := zonesOf(dir)
	t.Zone = zoneOf(dir, country, id)
	var at time.Time
	at, t.Day, t.Time = hourIn(t.Zone, d.now(), r.FormValue("day"), r.FormValue("time"))
	t.Days = weekdays()
	t.Direction = s.cfg.Words.Direction(t.Lang)
	from := country
	if from == content.World {
		from = ""
	}
	one, _ := k.rough.Service(id)
	t.Missing = id != ""
	for _, m := range bot.HelpFor(k.rough, t.Lang, from, t.Topic, at) {
		this := m.Card != nil && id != "" && (m.Card.Name == one.Name || m.Card.Emergency && one.Kind == content.Emergency) && m.Card.Dial == one.Dial
		t.Missing = t.Missing && !this
		t.Messages = append(t.Messages, thereMessage{m.Text, this})
	}
	for _, p := range dir.Why(content.Need{Country: from, Topic: t.Topic, Locale: t.Lang, Now: at}) {
		if p.ID == id {
			t.Why = p.Why
		}
	}
	return t, zones, nil
}

// weekdays are the names of the days of a week, as opening hours write them.
func weekdays() []string {
	names, _ := days()
	return names[:7]
}

// hourIn is a time of a day of the next week in a time zone, and both as forms write them; now, where none was asked for.
func hourIn(name string, now time.Time, day, clock string) (at time.Time, onDay, atTime string) {
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC
	}
	now = now.In(zone)
	names, places := days()
	to := slices.Index(weekdays(), day)
	read, err := time.Parse("15:04", strings.TrimSpace(clock))
	if to < 0 || err != nil {
		return now, names[slices.Index(places, int(now.Weekday()))], now.Format("15:04")
	}
	ahead := (places[to] - int(now.Weekday()) + 7) % 7
	return time.Date(now.Year(), now.Month(), now.Day()+ahead, read.Hour(), read.Minute(), 0, 0, zone), day, read.Format("15:04")
}

// zoneOf is the time zone of a service, or of the first one of its country that has one.
func zoneOf(dir *content.Directory, country, id string) string {
	c, zone := dir.Country(country), "UTC"
	if c == nil {
		return zone
	}
	for _, s := range slices.Backward(c.Services) {
		if s.Zone != "" {
			zone = s.Zone
		}
	}
	if at := slices.IndexFunc(c.Services, func(s content.Service) bool { return s.ID == id && s.Zone != "" }); at >= 0 {
		return c.Services[at].Zone
	}
	return zone
}

// zonesOf are all time zones that services are in.
func zonesOf(dir *content.Directory) []string {
	var all []string
	for _, code := range dir.Countries() {
		for _, s := range dir.Country(code).Services {
			if s.Zone != "" {
				all = append(all, s.Zone)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
