package studio

import (
	"fmt"
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

// LineChange is what a draft says of a line otherwise than what is published.
type LineChange struct {
	Country, ID          string
	Verified, Confidence string // "" where the draft does not change it; Verified is never where it does not work any more
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
			verified, confidence, says = never, "low", "does not work"
		}
		now, err := setLine(data, id, verified, confidence)
		return map[string][]byte{lineFile(country): now}, "line: " + id + " " + says, err
	})
}

// lineChanges are what a person's draft says of lines.
func (d *Desk) lineChanges(person string) ([]LineChange, error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return nil, err
	}
	fork, _, err := d.forks(main, own)
	if err != nil {
		return nil, err
	}
	changed, err := d.store.differ(fork, own)
	if err != nil {
		return nil, err
	}
	var all []LineChange
	for name, data := range changed {
		code, is := strings.CutPrefix(name, "flows/help/")
		if !is || data == nil {
			continue
		}
		old, err := d.store.file(fork, name)
		if err != nil {
			return nil, err
		}
		was, err := facts(old)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		now, err := facts(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		byID := map[string]*LineChange{}
		for path, value := range now {
			parts := strings.Split(path, "/")
			if was[path] == value || len(parts) < 4 || parts[1] != "services" {
				continue
			}
			c := byID[parts[2]]
			if c == nil {
				c = &LineChange{Country: strings.ToUpper(strings.TrimSuffix(code, ".yaml")), ID: parts[2]}
				byID[parts[2]] = c
			}
			value = strings.TrimPrefix(value, "!!str ")
			switch strings.Join(parts[3:], "/") {
			case "source/verified":
				c.Verified = value
			case "confidence":
				c.Confidence = value
			}
		}
		for path := range was {
			parts := strings.Split(path, "/")
			if _, there := now[path]; there || len(parts) < 4 || parts[1] != "services" || strings.Join(parts[3:], "/") != "source/verified" {
				continue
			}
			if byID[parts[2]] == nil {
				byID[parts[2]] = &LineChange{Country: strings.ToUpper(strings.TrimSuffix(code, ".yaml")), ID: parts[2]}
			}
			byID[parts[2]].Verified = never
		}
		for _, c := range byID {
			all = append(all, *c)
		}
	}
	slices.SortFunc(all, func(a, b LineChange) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// mergeLines puts what a draft says of lines onto what is published now.
func (d *Desk) mergeLines(r *Review) error {
	for _, c := range r.Lines {
		name := lineFile(c.Country)
		data, changed := r.files[name]
		if !changed {
			var err error
			if data, err = d.store.file(r.main, name); err != nil {
				return err
			}
		}
		now, err := setLine(data, c.ID, c.Verified, c.Confidence)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		r.files[name] = now
	}
	return nil
}
