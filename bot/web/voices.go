package web

import (
	"bytes"
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
	Locale, Direction, Note string
	Style, Sheets, Mark     string
	Voices                  []bot.Voice
	Locales                 []tongue
	day                     string
	text                    func(id string, args map[string]string) string
}

// T is a text of the page in its language.
func (p voicesPage) T(id string) string { return p.text(id, nil) }

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
	locale := c.locale(r)
	p := voicesPage{
		Locale: locale, Direction: c.cfg.Words.Direction(locale), Note: c.cfg.Guides.Note(locale), Style: c.static.style, Sheets: c.static.guide, Mark: c.static.mark,
		Voices: c.cfg.Voices.Voices(locale), day: c.cfg.Voices.Since(locale),
		text: func(id string, args map[string]string) string { return c.cfg.Words.Text(locale, id, args) },
	}
	for _, tag := range c.cfg.Words.Locales() {
		p.Locales = append(p.Locales, tongue{tag, c.cfg.Words.LocaleName(tag)})
	}
	var b bytes.Buffer
	if err := c.heard.Execute(&b, p); err != nil {
		c.cfg.Logger.ErrorContext(r.Context(), "web: the voices' page can't be written")
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Language", locale)
	c.send(w, r, "text/html; charset=utf-8", b.Bytes())
}
