package bot_test

import (
	"math/rand/v2"
	"staysafe/bot"
	"staysafe/bot/campaign"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"testing"
)

// TestASchoolsCodeOnlyHints: it gives the language where the app asks for none that we speak, and puts a
// country first among the buttons; it never chooses the country, never opens a topic of care, and what is
// no code is no more than a start.
func TestASchoolsCodeOnlyHints(t *testing.T) {
	c := load(t)
	b := &bot.Bot{Now: noon, Keys: keyring(t)}
	mexico, err := campaign.New(campaign.Hint{Locale: "es", Country: "MX"}, rand.NewChaCha8([32]byte{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	world, err := campaign.New(campaign.Hint{Locale: "es", Country: content.World}, rand.NewChaCha8([32]byte{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ app, code, locale, hint string }{
		"an app that says nothing":            {"", mexico, "es", "MX"},
		"an app in a language we don't speak": {"fi", mexico, "es", "MX"},
		"an app in another language":          {"fr-CA", mexico, "fr", "MX"},
		"no code":                             {"fi", "", "en", ""},
		"a foreign code":                      {"", "school-7", "en", ""},
		"the world is no country":             {"", world, "es", ""},
		"a mistyped code":                     {"", mexico[:5] + mexico[6:], "en", ""},
	} {
		t.Run(name, func(t *testing.T) {
			s, turn, said := b.Turn(c, bot.Capabilities{Choices: 100}, bot.Session{}, bot.Inbound{Kind: bot.KindStart, Locale: tt.app, Code: tt.code})
			if !said || s.State.Locale != tt.locale || s.State.Hint != tt.hint || s.State.Kept[flow.KeptCountry] != "" || s.State.Care {
				t.Fatalf("%+v", s.State)
			}
			if top := s.State.Top(); top.Flow != "start" || len(turn.Choices) == 0 {
				t.Errorf("the front door is %+v with %d choices", top, len(turn.Choices))
			}
			if tt.hint == "" {
				return
			}
			_, turn, _ = b.Turn(c, bot.Capabilities{Choices: 100}, s, bot.Inbound{Kind: bot.KindCommand, Text: bot.NewText("country")})
			if first := turn.Choices[0].Label; first != c.Place(tt.locale, "MX") {
				t.Errorf("the first country is %q", first)
			}
			if got := bot.EntryLocale(c, tt.app, tt.code); got != tt.locale {
				t.Errorf("on the web it is %q", got)
			}
		})
	}
}
