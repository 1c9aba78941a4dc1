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
	// Kit writes a kit in a locale, with the numbers of a country, "" for none, whose code is counted if the school
	// wants that.
	Kit(w io.Writer, locale, country string, counted bool) error
}

// kitsASecond is how many kits are made for everybody together: each takes some ten milliseconds.
const kitsASecond, kitsAtOnce = 5, 10

func kitLimit() *rate.Limiter { return rate.NewLimiter(kitsASecond, kitsAtOnce) }

// schoolPage is what the template of the page shows.
type schoolPage struct {
	leaf
	Leads, Later, Counts bool
	Countries            []bot.Country
}

// schools shows the page on which a school makes its kit. The school is not asked who it is.
func (c *Channel) schools(w http.ResponseWriter, r *http.Request) {
	c.schoolPage(w, r, false)
}

func (c *Channel) schoolPage(w http.ResponseWriter, r *http.Request, later bool) {
	l := c.leaf(r, "/schools", "kit.read.title")
	c.print(w, r, c.kits, l.Locale, schoolPage{l, c.cfg.Schools.Leads(), later, c.counting(), c.cfg.Guides.Countries(l.Locale)})
}

var countryForm = regexp.MustCompile(`^([A-Z]{2})?$`)

// counting tells whether a code can be counted.
func (c *Channel) counting() bool { return c.cfg.Counts != nil && c.cfg.Counts.On() }

// kit hands out a kit. Of the request only the language, the country and the wish to count are read.
func (c *Channel) kit(w http.ResponseWriter, r *http.Request) {
	country := r.URL.Query().Get("country")
	if !c.cfg.Schools.Leads() || !countryForm.MatchString(country) {
		http.Redirect(w, r, "/schools", http.StatusFound)
		return
	}
	if !c.kitLimit.AllowN(c.cfg.Now(), 1) {
		w.Header().Set("Retry-After", "60")
		c.schoolPage(status{w, http.StatusTooManyRequests}, r, true)
		return
	}
	var b bytes.Buffer
	if err := c.cfg.Schools.Kit(&b, c.locale(r), country, r.URL.Query().Get("count") != "" && c.counting()); err != nil {
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

// status answers with a status other than 200.
type status struct {
	http.ResponseWriter
	code int
}

// Write implements http.ResponseWriter.
func (s status) Write(b []byte) (int, error) {
	s.WriteHeader(s.code)
	return s.ResponseWriter.Write(b) //nolint:wrapcheck // it is the same writer
}
