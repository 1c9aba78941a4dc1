package bot

import (
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Text writes the guide as plain text, with people who help in a country, "" if it is not known.
// Where that is longer than MaxGuideText the words to say are left to the other forms, except on the
// first page: they are much alike.
func (g *Guide) Text(c *content.Content, country string, now time.Time) string {
	text := g.plain(c, country, now, len(g.Pages))
	if utf8.RuneCountInString(text) > MaxGuideText {
		return g.plain(c, country, now, 1)
	}
	return text
}

// MaxGuideText is how many characters the guide has as plain text, without a country's numbers: it must
// go where a message may not be longer.
const MaxGuideText = 12000

// plain has words to say on the first pages only.
func (g *Guide) plain(c *content.Content, country string, now time.Time, spoken int) string {
	r := renderer{c: c, locale: g.Locale}
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, " ") + "\n") }
	line(g.Name)
	line(g.Readers+".", g.Imprint)
	if g.Note != "" {
		line(g.Note)
	}
	for _, p := range g.Pages {
		if p.Screen {
			continue
		}
		line("")
		line(strconv.Itoa(p.Number)+".", p.Title)
		for _, part := range p.Parts {
			if part.Title != "" {
				line("*", part.Title)
			}
			for _, t := range part.Texts {
				line(t)
			}
		}
		if p.Say != "" && p.Number <= spoken {
			line(r.text("guide.web.say", nil)+":", p.Say)
		}
		if p.Help {
			for _, m := range HelpFor(c, g.Locale, country, flow.AnyHelp, now) {
				line(m.Text)
			}
		}
	}
	return b.String()
}
