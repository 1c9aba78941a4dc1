package bot_test

import (
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"testing"
)

// TestNoLinkInAnUnchosenLanguage: for every reader and topic, a page that does not open in the
// reader's language has the language it opens in above it and on its button, and every card says in
// which languages it can be had.
func TestNoLinkInAnUnchosenLanguage(t *testing.T) {
	c := load(t)
	foreign := 0
	for _, locale := range c.Locales() {
		for _, topic := range c.Flows() {
			for _, audience := range []string{"", "caregiver", "teacher", "professional"} {
				for _, country := range []string{"", "GB", "CA"} {
					picked := c.Reading(content.Wish{Topics: []string{topic}, Audience: audience, Locale: locale, Country: country})
					all := bot.Reading(c, locale, country, topic, audience)
					if len(picked) == 0 {
						if len(all) != 1 || all[0].Card != nil || all[0].Text != c.Text(locale, "library.none", nil) {
							t.Errorf("%s %s: nothing to read, and what is said is %+v", locale, topic, all)
						}
						continue
					}
					foreign += foreignCards(t, c, locale, picked, all)
				}
			}
		}
	}
	if foreign < 100 {
		t.Errorf("only %d pages in other languages were met: does this test still look?", foreign)
	}
}

// foreignCards checks one answer, and counts its pages in other languages.
func foreignCards(t *testing.T, c *content.Content, locale string, picked []content.Resource, all []bot.Message) int {
	t.Helper()
	if all[0].Text != c.Text(locale, "library.head", nil) || all[0].Card != nil {
		t.Errorf("%s: first stands %q", locale, all[0].Text)
	}
	n, foreign, above := 0, 0, ""
	for _, m := range all[1:] {
		if m.Card == nil {
			above = m.Text
			continue
		}
		r := picked[n]
		n++
		if m.Card.Name != r.Title || len(m.Card.Links) != 1 || m.Card.Links[0].URL != r.URL || !m.Card.Page || !strings.Contains(m.Card.Source, r.Publisher) {
			t.Errorf("%s %s: the card is %+v", locale, r.ID, m.Card)
		}
		if content.Reads(locale, r.Opens) {
			if above != "" {
				t.Errorf("%s %s: it opens in the reader's language, but stands below %q", locale, r.ID, above)
			}
			continue
		}
		foreign++
		name := c.LanguageName(locale, r.Opens)
		if r.Opens == content.Several {
			if above != c.Text(locale, "library.any", nil) || m.Card.Links[0].Label != c.Text(locale, "library.open_any", nil) {
				t.Errorf("%s %s: nobody says that it may open in another language: %q, %q", locale, r.ID, above, m.Card.Links[0].Label)
			}
			continue
		}
		if !strings.Contains(above, name) || !strings.Contains(m.Card.Links[0].Label, name) {
			t.Errorf("%s %s opens in %s, but above stands %q and on the button %q", locale, r.ID, name, above, m.Card.Links[0].Label)
		}
	}
	if n != len(picked) || n > content.MaxReading {
		t.Errorf("%s: %d cards for %d pages", locale, n, len(picked))
	}
	return foreign
}

// TestCardsOfPagesAreShort: without its address, a card has room in a bubble, and names the reader's
// own language first.
func TestCardsOfPagesAreShort(t *testing.T) {
	c := load(t)
	named := false
	for _, locale := range c.Locales() {
		for _, topic := range c.Flows() {
			for _, audience := range []string{"", "caregiver", "teacher", "professional"} {
				for _, m := range bot.Reading(c, locale, "GB", topic, audience) {
					text := m.Text
					if m.Card != nil {
						text = strings.ReplaceAll(text, m.Card.Links[0].URL, "")
						at := slices.IndexFunc(m.Card.Facts, func(f bot.Fact) bool { return f.Kind == "language" })
						if at < 0 {
							t.Fatalf("%s: no card of %q says its languages", locale, m.Card.Name)
						}
						if m.Card.Name == "Take It Down" && locale == "fr" {
							named = strings.Contains(m.Card.Facts[at].Text, ": français, anglais,")
						}
					}
					if n := len([]rune(text)); n > content.MaxBubble {
						t.Errorf("%s %s: %d characters:\n%s", locale, topic, n, text)
					}
				}
			}
		}
	}
	if !named {
		t.Error("Take It Down does not name the reader's language first")
	}
}

// TestReadingLeavesTheHelpLineInSight: cards of pages are no people: in care mode the help line
// stays.
func TestReadingLeavesTheHelpLineInSight(t *testing.T) {
	b := house(t)
	can := buttons()
	can.Bar = true
	s := bot.Session{
		State: flow.State{
			Locale: "en", Care: true, Help: "image-shared", Kept: map[string]string{flow.KeptCountry: "KE"},
			Stack: []flow.Frame{{Flow: "image-shared", Step: "bye", Waiting: true, Asked: "bye"}},
		},
		Began: noon(), Seen: noon(),
	}
	_, turn, _ := b.Turn(b.Content(), can, s, bot.Inbound{Kind: bot.KindLook})
	at := slices.IndexFunc(turn.Choices, func(ch bot.Choice) bool { return ch.Label == "More to read" })
	if at < 0 {
		t.Fatalf("there is nothing to read: %+v", turn.Choices)
	}
	_, turn, ok := b.Turn(b.Content(), can, s, bot.Inbound{Kind: bot.KindChoice, Choice: turn.Choices[at].ID})
	if !ok || !slices.ContainsFunc(turn.Messages, func(m bot.Message) bool { return m.Card != nil && m.Card.Page }) {
		t.Fatalf("no page is shown: %+v", turn.Messages)
	}
	if turn.Line == nil || turn.Line.Dial == "" {
		t.Error("the help line is gone")
	}
}

// TestNothingToReadInDanger: where somebody is in danger there are people and steps, no links to
// pages of others.
func TestNothingToReadInDanger(t *testing.T) {
	c := load(t)
	shown := 0
	for _, id := range c.Flows() {
		for _, step := range c.Flow(id).Steps {
			if _, reads := step.Do.(*flow.More); !reads {
				continue
			}
			shown++
			if slices.Contains([]string{"crisis", "abuse", "sextortion", "own-behaviour"}, id) {
				t.Errorf("%s/%s shows pages of others", id, step.ID)
			}
		}
	}
	if shown < 10 {
		t.Errorf("only %d steps show pages", shown)
	}
}
