package web

import (
	"bytes"
	_ "embed" // the schools' page
	"io"
	"net/http"
	"regexp"
	"staysafe/bot"
	"strconv"

	"golang.org/x/time/rate"
)

//go:embed schools.html
var schoolsSource string

// Schools makes what schools get.
type Schools interface {
	// Leads tells whether a kit can lead anywhere: without an address nothing can be printed.
	Leads() bool
	// Kit writes a kit in a locale, with the numbers of a country, "" for none.
	Kit(w io.Writer, locale, country string) error
}

// kitsASecond is how many kits are made for everybody together: each takes some ten milliseconds.
const kitsASecond, kitsAtOnce = 5, 10

func kitLimit() *rate.Limiter { return rate.NewLimiter(kitsASecond, kitsAtOnce) }

// schoolPage is what the template of the page shows.
type schoolPage struct {
	Locale, Direction, Note string
	Style, Sheets, Mark     string
	Leads, Later            bool
	Locales                 []tongue
	Countries               []bot.Country
	text                    func(id string) string
}

// T is a text of the page in its language.
func (p schoolPage) T(id string) string { return p.text(id) }

// schools shows the page on which a school makes its kit. The school is not asked who it is.
func (c *Channel) schools(w http.ResponseWriter, r *http.Request) {
	c.schoolPage(w, r, false)
}

func (c *Channel) schoolPage(w http.ResponseWriter, r *http.Request, later bool) {
	locale := c.locale(r)
	p := schoolPage{
		Locale: locale, Direction: c.cfg.Words.Direction(locale), Note: c.cfg.Guides.Note(locale), Style: c.static.style, Sheets: c.static.guide, Mark: c.static.mark,
		Leads: c.cfg.Schools.Leads(), Later: later, Countries: c.cfg.Guides.Countries(locale),
		text: func(id string) string { return c.cfg.Words.Text(locale, id, nil) },
	}
	for _, tag := range c.cfg.Words.Locales() {
		p.Locales = append(p.Locales, tongue{tag, c.cfg.Words.LocaleName(tag)})
	}
	var b bytes.Buffer
	if err := c.kits.Execute(&b, p); err != nil {
		c.cfg.Logger.ErrorContext(r.Context(), "web: the schools' page can't be written")
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Language", locale)
	if later {
		w.Header().Set("Retry-After", "60")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(http.StatusTooManyRequests)
		_, _ = w.Write(b.Bytes())
		return
	}
	c.send(w, r, "text/html; charset=utf-8", b.Bytes())
}

var countryForm = regexp.MustCompile(`^([A-Z]{2})?$`)

// kit hands out a kit. Of the request only the language and the country are read.
func (c *Channel) kit(w http.ResponseWriter, r *http.Request) {
	country := r.URL.Query().Get("country")
	if !c.cfg.Schools.Leads() || !countryForm.MatchString(country) {
		http.Redirect(w, r, "/schools", http.StatusFound)
		return
	}
	if !c.kitLimit.AllowN(c.cfg.Now(), 1) {
		c.schoolPage(w, r, true)
		return
	}
	var b bytes.Buffer
	if err := c.cfg.Schools.Kit(&b, c.locale(r), country); err != nil {
		c.cfg.Logger.WarnContext(r.Context(), "web: a kit can't be made")
		http.Redirect(w, r, "/schools", http.StatusFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="kit.zip"`)
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	_, _ = w.Write(b.Bytes())
}
