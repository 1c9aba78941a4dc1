package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"time"
)

// GuideInsert is one printed page: who helps in a country, in one of the languages spoken there. The guide
// itself holds no numbers, so that it does not age with them.
type GuideInsert struct {
	Locale, Direction string
	Country           Country
	Title, Note       string
	People            []Message
}

// GuideInserts are the inserts of all countries in all locales on offer that are spoken there, by
// country. What is due for checking is judged at the end of the month the guide is dated.
func GuideInserts(c *content.Content) []GuideInsert {
	booklet := c.Booklet()
	if booklet == nil {
		return nil
	}
	month, _ := time.Parse(content.BookletDate, booklet.Date) // Load has checked it
	var all []GuideInsert
	for _, code := range c.Directory().Countries() {
		for _, locale := range c.Locales() {
			if !slices.ContainsFunc(c.Directory().Country(code).Languages, func(tag string) bool { return content.Reads(locale, tag) }) {
				continue
			}
			r := renderer{
				c: c, locale: locale, now: month.AddDate(0, 1, -1), paper: true,
				state: flow.State{Locale: locale, Kept: map[string]string{flow.KeptCountry: code}},
			}
			in := GuideInsert{
				Locale: locale, Direction: c.Direction(locale), Country: Country{code, c.Place(locale, code)}, Note: r.note(true),
				Title: r.text("guide.web.insert", map[string]string{"Country": c.Place(locale, code)}), People: r.help(flow.AnyHelp),
			}
			for i := range in.People {
				in.People[i].Text = r.isolate(in.People[i].Text)
			}
			all = append(all, in)
		}
	}
	return all
}

// PaperNumbers are the numbers of a country as they can be printed: nothing is open or closed there.
func PaperNumbers(c *content.Content, locale, country string, now time.Time) (end GuideEnd, always, free bool) {
	end = GuideEnds(c, locale, country, now)
	if end.Line == nil {
		return end, false, false
	}
	for _, l := range c.Help(content.Need{Country: country, Topic: flow.AnyHelp, Locale: c.Match(locale), Now: now, Paper: true}).Services {
		if l.Dial != "" && l.Kind != content.Emergency {
			return end, l.Opening.Always(), l.Free == "yes"
		}
	}
	return end, false, false
}
