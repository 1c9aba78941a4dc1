package studio

import (
	"slices"
	"staysafe/bot/content"
	"strings"
	"time"
)

// Line is a help service on the list of those to call.
type Line struct {
	content.Service
	Country string // code
	Place   string // name of the country, for staff
	Due     bool   // it is marked "may be out of date" for young people
	Changed bool   // in the draft that was asked for
}

// Stamp tells whether a line still says what somebody saw.
func (l Line) Stamp() Stamp {
	return Stamp(content.SourceHash(l.Source.Verified+l.Source.Checked+l.Confidence, l.Dial+l.Web+l.ChatURL))
}

// lineFile is the file of a country's help services.
func lineFile(country string) string { return "flows/help/" + strings.ToLower(country) + ".yaml" }

// Lines are the help services of a country, or of all with "", as a person sees them: those that are due for checking first,
// then those nobody has called.
func (d *Desk) Lines(person, country string) ([]Line, error) {
	k, err := d.candidate(person)
	if err != nil {
		return nil, err
	}
	if k.content == nil {
		return nil, ErrBlocked
	}
	changed := map[string]bool{}
	for _, c := range k.Lines {
		changed[c.ID] = true
	}
	dir, now := k.content.Directory(), d.now()
	var all []Line
	for _, code := range dir.Countries() {
		if country != "" && code != country {
			continue
		}
		c := dir.Country(code)
		for _, s := range c.Services {
			all = append(all, Line{Service: s, Country: code, Place: c.Name, Due: s.Outdated(now), Changed: changed[s.ID]})
		}
	}
	order := func(l Line) int {
		switch {
		case l.Due:
			return 0
		case l.Source.Verified == "":
			return 1
		}
		return 2
	}
	slices.SortStableFunc(all, func(a, b Line) int { return order(a) - order(b) })
	return all, nil
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
		verified, confidence, says := d.now().UTC().Format(time.DateOnly), "", "works"
		if !works {
			verified, confidence, says = never, failing, "does not work"
		}
		now, err := setLine(data, id, verified, confidence)
		return map[string][]byte{lineFile(country): now}, "line: " + id + " " + says, err
	})
}
