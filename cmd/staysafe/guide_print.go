package main

import (
	"encoding/json"
	"io"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
)

// printing is all that is printed: what cmd/guides reads.
type printing struct {
	Guides  []printedGuide  `json:"guides"`
	Inserts []printedInsert `json:"inserts"`
}

// written is what everything printed has: its language and the way it runs.
type written struct {
	Locale    string            `json:"locale"`
	Lang      string            `json:"lang"` // without region and script
	Direction string            `json:"direction"`
	Labels    map[string]string `json:"labels"`
}

type printedGuide struct {
	written
	Edition string         `json:"edition"`
	Name    string         `json:"name"`
	Readers string         `json:"readers"`
	Note    string         `json:"note"`
	Imprint string         `json:"imprint"`
	Others  []string       `json:"others"` // names of the languages it can be had in, too
	Cover   printedDrawing `json:"cover"`
	Pages   []printedPage  `json:"pages"`
}

type printedPage struct {
	ID      string         `json:"id"`
	Title   string         `json:"title"`
	Drawing printedDrawing `json:"drawing"`
	Parts   []printedPart  `json:"parts"`
	Say     string         `json:"say"`
	Help    bool           `json:"help"`
}

type printedPart struct {
	Title string   `json:"title"`
	Texts []string `json:"texts"`
}

type printedDrawing struct {
	Alt string `json:"alt"`
	SVG string `json:"svg"`
}

// printedInsert is who helps in a country, on one page.
type printedInsert struct {
	written
	Country string          `json:"country"` // code
	Title   string          `json:"title"`
	Note    string          `json:"note"`
	People  []printedPerson `json:"people"`
}

// printedPerson is a line to write on paper: a card, or only a text.
type printedPerson struct {
	Text      string   `json:"text"` // where it is no card
	Name      string   `json:"name"`
	Dial      string   `json:"dial"`
	Emergency bool     `json:"emergency"`
	Lines     []string `json:"lines"` // ways to reach it, and what is true of it
	Outdated  string   `json:"outdated"`
	Source    string   `json:"source"`
}

// printed writes all editions in all locales on offer, and the inserts of all countries.
func printed(out io.Writer, c *content.Content) error {
	var all printing
	for _, locale := range c.Locales() {
		for _, edition := range flow.Editions() {
			g := bot.GuideFor(c, locale, edition)
			if g == nil {
				return badSetting("guide: the content has no guide")
			}
			all.Guides = append(all.Guides, printedGuideOf(c, g))
		}
	}
	for _, in := range bot.GuideInserts(c) {
		p := printedInsert{written: writtenIn(c, in.Locale), Country: in.Country.Code, Title: in.Title, Note: in.Note}
		for _, m := range in.People {
			p.People = append(p.People, printedPersonOf(m))
		}
		all.Inserts = append(all.Inserts, p)
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(all) //nolint:wrapcheck // writing to the terminal
}

func writtenIn(c *content.Content, locale string) written {
	lang, _, _ := strings.Cut(locale, "-")
	w := written{Locale: locale, Lang: lang, Direction: c.Direction(locale), Labels: map[string]string{}}
	for label, id := range map[string]string{
		"say": "say", "danger": "danger_any", "available": "available", "fill": "fill", "fill_emergency": "fill_emergency", "fill_line": "fill_line", "fill_adult": "fill_adult",
	} {
		w.Labels[label] = c.Text(locale, "guide.web."+id, nil)
	}
	return w
}

func printedGuideOf(c *content.Content, g *bot.Guide) printedGuide {
	p := printedGuide{
		written: writtenIn(c, g.Locale), Edition: g.Edition, Name: g.Name, Readers: g.Readers, Note: g.Note, Imprint: g.Imprint, Cover: printedDrawing{g.Cover.Alt, string(g.Cover.SVG)},
	}
	p.Labels["talk"] = c.Text(g.Locale, "guide.web.talk_page", map[string]string{"Number": "{page}"}) // the printer knows it
	for _, tag := range g.Others {
		p.Others = append(p.Others, c.OwnName(tag))
	}
	for _, page := range g.Pages {
		if page.Screen {
			continue
		}
		printed := printedPage{ID: page.ID, Title: page.Title, Drawing: printedDrawing{page.Drawing.Alt, string(page.Drawing.SVG)}, Say: page.Say, Help: page.Help}
		for _, part := range page.Parts {
			printed.Parts = append(printed.Parts, printedPart(part))
		}
		p.Pages = append(p.Pages, printed)
	}
	return p
}

func printedPersonOf(m bot.Message) printedPerson {
	if m.Card == nil {
		return printedPerson{Text: m.Text}
	}
	p := printedPerson{Name: m.Card.Name, Dial: m.Card.Dial, Emergency: m.Card.Emergency, Lines: []string{}, Outdated: m.Card.Outdated, Source: m.Card.Source}
	for _, l := range m.Card.Links {
		switch {
		case strings.HasPrefix(l.URL, "https:"):
			p.Lines = append(p.Lines, l.Label+": "+strings.TrimSuffix(strings.TrimPrefix(l.URL, "https://"), "/"))
		case !strings.HasPrefix(l.URL, "tel:"):
			p.Lines = append(p.Lines, l.Label)
		}
	}
	for _, f := range m.Card.Facts {
		p.Lines = append(p.Lines, f.Text)
	}
	return p
}
