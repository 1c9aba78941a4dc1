package main

import (
	"encoding/json"
	"fmt"
	"io"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"time"
)

// guides gives the web the guide of the content in use.
type guides struct{ live *content.Live }

// Guide is an edition in a locale, nil if there is none.
func (g guides) Guide(locale, edition string) *bot.Guide {
	return bot.GuideFor(g.live.Current(), locale, edition)
}

// Ends are the lines every page ends with.
func (g guides) Ends(locale, country string) bot.GuideEnd {
	return bot.GuideEnds(g.live.Current(), locale, country, time.Now())
}

// Help is who helps in a country.
func (g guides) Help(locale, country string) []bot.Message {
	return bot.HelpFor(g.live.Current(), locale, country, flow.AnyHelp, time.Now())
}

// Plain is the guide as plain text.
func (g guides) Plain(guide *bot.Guide, country string) string {
	return guide.Text(g.live.Current(), country, time.Now())
}

// Countries are all countries by name.
func (g guides) Countries(locale string) []bot.Country {
	return bot.GuideCountries(g.live.Current(), locale)
}

type guideCmd struct {
	Lang    string `default:"en" help:"Language, BCP 47."`
	For     string `default:"young" enum:"young,short,caregivers,teachers" help:"Edition: young, short, caregivers or teachers."`
	JSON    bool   `help:"All editions in all languages, for those who print them." name:"json"`
	Country string `help:"Country of the numbers, two letters." placeholder:"KE"`
}

// Run prints the guide as plain text.
func (cmd guideCmd) Run(a *app) error {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	if cmd.JSON {
		return printed(a.out, c)
	}
	if cmd.Country != "" && c.Directory().Country(cmd.Country) == nil {
		return badSetting("guide: --country: there is no country %q", cmd.Country)
	}
	g := bot.GuideFor(c, c.Match(cmd.Lang), cmd.For)
	if g == nil {
		return badSetting("guide: the content has no guide")
	}
	_, err := fmt.Fprint(a.out, g.Text(c, cmd.Country, time.Now()))
	return err //nolint:wrapcheck // writing to the terminal
}

// printedGuide is an edition as the printer wants it.
type printedGuide struct {
	Locale    string            `json:"locale"`
	Lang      string            `json:"lang"` // without region and script
	Direction string            `json:"direction"`
	Edition   string            `json:"edition"`
	Name      string            `json:"name"`
	Readers   string            `json:"readers"`
	Note      string            `json:"note"`
	Imprint   string            `json:"imprint"`
	Labels    map[string]string `json:"labels"`
	Pages     []printedPage     `json:"pages"`
}

type printedPage struct {
	Title string   `json:"title"`
	Texts []string `json:"texts"`
	Say   string   `json:"say"`
	Help  bool     `json:"help"`
}

// printed writes all editions in all locales on offer.
func printed(out io.Writer, c *content.Content) error {
	var all []printedGuide
	for _, locale := range c.Locales() {
		for _, edition := range flow.Editions() {
			g := bot.GuideFor(c, locale, edition)
			if g == nil {
				return badSetting("guide: the content has no guide")
			}
			lang, _, _ := strings.Cut(locale, "-")
			p := printedGuide{
				Locale: locale, Lang: lang, Direction: g.Direction, Edition: edition, Name: g.Name, Readers: g.Readers, Note: g.Note, Imprint: g.Imprint,
				Labels: map[string]string{},
			}
			for label, id := range map[string]string{
				"say": "say", "danger": "danger_any", "wall": "wall", "fill": "fill", "fill_emergency": "fill_emergency", "fill_line": "fill_line", "fill_adult": "fill_adult",
			} {
				p.Labels[label] = c.Text(locale, "guide.web."+id, nil)
			}
			for _, page := range g.Pages {
				if !page.Screen {
					p.Pages = append(p.Pages, printedPage{page.Title, page.Texts, page.Say, page.Help})
				}
			}
			all = append(all, p)
		}
	}
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(all) //nolint:wrapcheck // writing to the terminal
}
