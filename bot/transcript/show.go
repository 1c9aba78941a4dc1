package transcript

import (
	"fmt"
	"log/slog"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"time"
)

// Show is what somebody is sent who comes to a step, at noon, on one kind of network: in a locale and from a country, "" where it is
// not known.
func Show(c *content.Content, kind Kind, locale, country string, at flow.Entry) (bot.Turn, error) {
	keys, err := bot.NewKeyring([]byte(strings.Repeat("transcript", 4)))
	if err != nil {
		return bot.Turn{}, fmt.Errorf("making keys: %w", err)
	}
	b := &bot.Bot{Content: func() *content.Content { return c }, Keys: keys, Now: func() time.Time { return noon() }, Log: slog.New(slog.DiscardHandler)}
	who := flow.State{Locale: locale}
	if country != "" {
		who.Kept = map[string]string{flow.KeptCountry: country}
	}
	return b.Show(c, kind.Can, who, at), nil
}
