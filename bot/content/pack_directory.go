package content

import (
	"fmt"
	"staysafe/bot/flow"
	"staysafe/bot/packed"
)

// words are all that a country says in words, in the order in which they are packed.
func (c *Country) words() []*string { return []*string{&c.Code, &c.Name, &c.Calling, &c.Note, &c.file} }

// words are all that a service says in words, in the order in which they are packed.
func (s *Service) words() []*string {
	return []*string{
		&s.ID, &s.Country, &s.Kind, &s.Area, &s.Audience, &s.Name, &s.NameLocal, &s.Dial, &s.SMS, &s.WhatsApp, &s.Web, &s.ChatURL,
		&s.Hours, &s.Zone, &s.Free, &s.Ages, &s.Note, &s.Confidence,
		&s.Source.URL, &s.Source.Date, &s.Source.Checked, &s.Source.Verified,
	}
}

func packWords(w *packed.Writer, words []*string) {
	for _, s := range words {
		w.String(*s)
	}
}

func unpackWords(r *packed.Reader, words []*string) {
	for _, s := range words {
		*s = r.String()
	}
}

func (d *Directory) pack(w *packed.Writer) {
	w.Int(len(d.countries))
	codes := d.Countries()
	if d.countries[World] != nil {
		codes = append(codes, World)
	}
	for _, code := range codes {
		c := d.countries[code]
		packWords(w, c.words())
		w.Strings(c.Languages)
		w.Int(len(c.Services))
		for i := range c.Services {
			s := &c.Services[i]
			packWords(w, s.words())
			w.Int(s.Rank)
			w.Strings(s.Languages)
			w.Strings(s.Topics)
			w.String(s.Opening.String())
			w.Int(s.Pos.Line)
			w.Int(s.Pos.Col)
		}
	}
}

func unpackDirectory(r *packed.Reader) (*Directory, error) {
	countries := make([]*Country, r.Len())
	for i := range countries {
		c := &Country{}
		unpackWords(r, c.words())
		c.Languages = r.Strings()
		c.Services = make([]Service, r.Len())
		for j := range c.Services {
			s := &c.Services[j]
			unpackWords(r, s.words())
			s.Rank, s.Languages, s.Topics = r.Int(), r.Strings(), r.Strings()
			if hours := r.String(); hours != "" {
				opening, err := ParseOpening(hours)
				if err != nil {
					return nil, fmt.Errorf("unpacking: %w", err)
				}
				s.Opening = opening
			}
			s.Pos = flow.Pos{Line: r.Int(), Col: r.Int()}
		}
		countries[i] = c
	}
	return NewDirectory(countries), nil
}
