package web

import (
	"context"
	_ "embed" // the page
	"net/http"
	"staysafe/bot"
)

//go:embed voices.html
var voicesSource string

// Voices tells what people answered to the questions that are counted.
type Voices interface {
	// Voices are the questions in a locale, with how many gave each answer at least, and what the numbers cover, in words.
	Voices(ctx context.Context, locale string) (all []bot.Voice, span string)
}

// voicesPage is what the template of the page shows.
type voicesPage struct {
	leaf
	Voices []bot.Voice
	Span   string
}

// Told is a number as it may be told: none and few look alike.
func (p voicesPage) Told(n int) string { return p.number(n) }

// voices shows what people answered.
func (c *Channel) voices(w http.ResponseWriter, r *http.Request) {
	l := c.leaf(r, "/voices", "voices.title")
	all, span := c.cfg.Voices.Voices(r.Context(), l.Locale)
	c.print(w, r, c.heard, l.Locale, voicesPage{l, all, span})
}
