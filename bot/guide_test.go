package bot_test

import (
	"staysafe/bot"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// numbers is what a country's numbers add to the plain text, at most.
const numbers = 1000

// TestTheGuideIsWholeInEveryLanguage: every edition has the same pages in every locale on offer, none
// is empty or in the source language, the last one has people who help, and it is short as plain text.
func TestTheGuideIsWholeInEveryLanguage(t *testing.T) {
	c := load(t)
	for _, edition := range flow.Editions() {
		source := bot.GuideFor(c, "en", edition)
		if len(source.Pages) < 6 || !source.Pages[len(source.Pages)-1].Help {
			t.Fatalf("%s: %d pages, the last without help", edition, len(source.Pages))
		}
		for _, locale := range c.Locales() {
			g := bot.GuideFor(c, locale, edition)
			if len(g.Pages) != len(source.Pages) || g.Name == "" || g.Readers == "" || g.Note == "" || len(g.Others) != len(c.Locales())-1 {
				t.Fatalf("%s %s: %+v", edition, locale, g)
			}
			for i, p := range g.Pages {
				from := source.Pages[i]
				if p.ID != from.ID || p.Number != i+1 || len(p.Parts) != len(from.Parts) || p.Drawing.Alt == "" || len(p.Drawing.SVG) == 0 || (p.Say == "") != (from.Say == "") {
					t.Errorf("%s %s: page %s is not page %s", edition, locale, p.ID, from.ID)
				}
				for j, part := range p.Parts {
					steps := 0
					for k, text := range part.Texts {
						if text == "" || len(part.Texts) != len(from.Parts[j].Texts) || locale != "en" && text == from.Parts[j].Texts[k] {
							t.Errorf("%s %s %s: text %d is %q", edition, locale, p.ID, j, text)
						}
						if number, _, found := strings.Cut(text, ". "); found && len(number) == 1 && number[0] <= '9' {
							if steps++; number != strconv.Itoa(steps) {
								t.Errorf("%s %s %s: step %d is %q", edition, locale, p.ID, steps, text)
							}
						}
					}
				}
				if p.Say != "" && !strings.ContainsAny(string([]rune(p.Say)[:1]), "\"«„“”「") {
					t.Errorf("%s %s %s: words to say begin with something else: %q", edition, locale, p.ID, p.Say)
				}
			}
			text := g.Text(c, "KE", noon())
			if n := utf8.RuneCountInString(g.Text(c, "", noon())); n > bot.MaxGuideText {
				t.Errorf("%s %s: %d characters as text", edition, locale, n)
			}
			if n := utf8.RuneCountInString(text); n > bot.MaxGuideText+numbers || !strings.Contains(text, "116") || !strings.Contains(text, "999") {
				t.Errorf("%s %s: %d characters, or without numbers", edition, locale, n)
			}
		}
	}
	if g := bot.GuideFor(c, "en", "nobody"); g != nil {
		t.Error("there is an edition for nobody")
	}
	for _, country := range []string{"", "ZZ", "XX"} {
		if end := bot.GuideEnds(c, "en", country, noon()); end.Country != "" || end.Emergency != "" || end.Line != nil {
			t.Errorf("%q has lines of its own: %+v", country, end)
		}
	}
	if end := bot.GuideEnds(c, "en", "KE", noon()); end.Emergency != "999" || end.Line == nil || end.Line.Dial != "116" {
		t.Errorf("Kenya: %+v", end)
	}
}
