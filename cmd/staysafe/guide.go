package main

import (
	"fmt"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
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

// Drawing is a picture as SVG, nil if there is none of that name.
func (g guides) Drawing(name string) []byte { return g.live.Current().Drawing(name) }

// Countries are all countries by name.
func (g guides) Countries(locale string) []bot.Country {
	return bot.GuideCountries(g.live.Current(), locale)
}

type guideCmd struct {
	Lang    string `default:"en" help:"Language, BCP 47."`
	For     string `default:"young" enum:"young,short,caregivers,teachers" help:"Edition: young, short, caregivers or teachers."`
	JSON    bool   `help:"All editions and inserts in all languages, for those who print them." name:"json"`
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
