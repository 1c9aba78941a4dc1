package studio

import (
	"path"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
	"time"
)

// Line is a help service on the list of those to call.
type Line struct {
	content.Service
	Country string  // code
	Place   string  // name of the country, for staff
	Due     bool    // it is marked "may be out of date" for young people
	Changed bool    // in the draft that was asked for
	Faults  []fault // what the check says of it
	Row     Stamp   // of all that it says
}

// Stamp tells whether a line still says what somebody saw.
func (l Line) Stamp() Stamp {
	return Stamp(content.SourceHash(l.Source.Verified+l.Source.Checked+l.Confidence, l.Dial+l.Web+l.ChatURL))
}

// lineFile is the file of a country's help services.
func lineFile(country string) string {
	if country == content.World {
		return worldFile
	}
	return "flows/help/" + strings.ToLower(country) + ".yaml"
}

// worldFile is the file of the services for the whole world.
const worldFile = "flows/help/world.yaml"

// lineCountry is the country that a file is about.
func lineCountry(name string) string {
	if name == worldFile {
		return content.World
	}
	return strings.ToUpper(strings.TrimSuffix(path.Base(name), ".yaml"))
}

// What a commit says of how it was to call a service.
const (
	lineWorks = "works"
	lineFails = "does not work"
)

// Lines are the help services of a country, in their order, as a person sees them. With "" they are those of all countries and of the world:
// first those that are due for checking, then those nobody has called.
func (d *Desk) Lines(person, country string) ([]Line, error) {
	k, err := d.candidate(person)
	if err != nil {
		return nil, err
	}
	if k.content == nil {
		return nil, ErrBlocked
	}
	changed, wrong := map[string]bool{}, map[string][]content.Issue{}
	for _, c := range k.Lines {
		changed[c.ID] = true
	}
	for _, p := range k.Problems {
		wrong[p.File+":"+strconv.Itoa(p.Line)] = append(wrong[p.File+":"+strconv.Itoa(p.Line)], p.Issue)
	}
	dir, now := k.content.Directory(), d.now()
	var all []Line
	for _, code := range append(dir.Countries(), content.World) {
		c := dir.Country(code)
		if country != "" && code != country || c == nil {
			continue
		}
		for _, s := range c.Services {
			one := Line{Service: s, Country: code, Place: c.Name, Due: s.Outdated(now), Changed: changed[s.ID], Row: fieldsOfService(s).stamp()}
			for _, about := range faults(wrong[lineFile(code)+":"+strconv.Itoa(s.Pos.Line)], fieldsOfService(s)) {
				one.Faults = append(one.Faults, about...)
			}
			all = append(all, one)
		}
	}
	if country == "" {
		slices.SortStableFunc(all, func(a, b Line) int { return a.order() - b.order() })
	}
	return all, nil
}

// order is how soon somebody should call a service.
func (l Line) order() int {
	switch {
	case l.Due:
		return 0
	case l.Source.Verified == "":
		return 1
	}
	return 2
}

// fieldsOfService is a service of the directory as its file says it.
func fieldsOfService(s content.Service) lineFields {
	return lineFields{}.with(lineFields{
		"id": s.ID, "kind": s.Kind, "rank": strconv.Itoa(s.Rank), "area": s.Area, "audience": s.Audience, "name": s.Name, "name_local": s.NameLocal,
		"dial": s.Dial, "sms": s.SMS, "whatsapp": s.WhatsApp, "web": s.Web, "chat_url": s.ChatURL, "hours": s.Hours, "opening": s.Opening.String(),
		"zone": s.Zone, "free": s.Free, "languages": strings.Join(s.Languages, ", "), "ages": s.Ages, "topics": strings.Join(s.Topics, ", "),
		"confidence": s.Confidence, "note": s.Note,
		"source/url": s.Source.URL, "source/date": s.Source.Date, "source/checked": s.Source.Checked, "source/verified": s.Source.Verified,
	})
}

// Called says in a person's draft that they called a help service, or opened its page, today: that it works, or that it does not, which
// puts it below better ones with a mark.
func (d *Desk) Called(who Person, country, id string, seen Stamp, works bool) error {
	if !who.May(Translator) && !who.May(Approver) {
		return ErrMayNot
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		lines, err := d.Lines(who.ID, country)
		if err != nil {
			return nil, "", err
		}
		at := slices.IndexFunc(lines, func(l Line) bool { return l.ID == id })
		if country == "" || at < 0 {
			return nil, "", ErrNoText
		}
		if lines[at].Stamp() != seen {
			return nil, "", ErrMoved
		}
		data, err := d.store.file(from, lineFile(country))
		if err != nil {
			return nil, "", err
		}
		verified, confidence, says := d.now().UTC().Format(time.DateOnly), "", lineWorks
		if !works {
			verified, confidence, says = never, failing, lineFails
		}
		now, err := setLine(data, id, verified, confidence)
		return map[string][]byte{lineFile(country): now}, "line: " + id + " " + says, err
	})
}
