package web

import (
	_ "embed" // the page
	"net/http"
	"staysafe/bot"
	"strconv"
)

//go:embed voices.html
var voicesSource string

// Voices tells what people answered to the questions that are counted.
type Voices interface {
	// Voices are the questions in a locale, with how many gave each answer at least.
	Voices(locale string) []bot.Voice
	// Since is the day from which it counts, in words of the locale.
	Since(locale string) string
}

// voicesPage is what the template of the page shows.
type voicesPage struct {
	leaf
	Voices []bot.Voice
	day    string
}

// Since says from when on is counted.
func (p voicesPage) Since() string { return p.text("voices.since", map[string]string{"Date": p.day}) }

// Told is a number as it may be told: none and few look alike.
func (p voicesPage) Told(n int) string {
	if n == 0 {
		return p.T("voices.under")
	}
	return p.text("voices.atleast", map[string]string{"Count": strconv.Itoa(n)})
}

// voices shows what people answered.
func (c *Channel) voices(w http.ResponseWriter, r *http.Request) {
	l := c.leaf(r, "/voices", "voices.title")
	c.print(w, r, c.heard, l.Locale, voicesPage{l, c.cfg.Voices.Voices(l.Locale), c.cfg.Voices.Since(l.Locale)})
}
