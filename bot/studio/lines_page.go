package studio

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
)

// linesPage is the table of help services, and the list of those to call.
type linesPage struct {
	view
	Country   string
	Countries []countryName
	Show      string
	Filters   []filter
	Lines     []Line
	At, Of    int // pages
	May       bool
	Edits     bool
}

// countryName is a country, for staff.
type countryName struct{ Code, Name string }

// PageLink is another page of the table.
func (p linesPage) PageLink(by int) string {
	return "/lines?" + url.Values{"country": {p.Country}, "show": {p.Show}, "page": {strconv.Itoa(p.At + by)}}.Encode()
}

// Filters of help services. The zero value lets all through.
const (
	linesDue     = "due"
	linesNever   = "never"   // nobody has called them
	linesWarned  = "warned"  // the check says something of them
	linesChanged = "changed" // in the person's draft
)

func lineFilters() []string { return []string{"", linesDue, linesNever, linesWarned, linesChanged} }

// is tells whether a filter lets a service through.
func (l Line) is(show string) bool {
	switch show {
	case linesDue:
		return l.Due
	case linesNever:
		return l.Source.Verified == ""
	case linesWarned:
		return len(l.Faults) > 0
	case linesChanged:
		return l.Changed
	}
	return true
}

// LineFilter is a filter in words.
func (v view) LineFilter(show string) string { return v.T("studio.lines.show." + cmp.Or(show, "all")) }

// Emergency tells whether a service is one that nobody may call to try it.
func (l Line) Emergency() bool { return l.Kind == content.Emergency }

// Pages are the addresses at which a service, or what is known of it, can be looked at.
func (l Line) Pages() []string {
	var all []string
	for _, address := range []string{l.Web, l.ChatURL, l.Source.URL} {
		if u, err := url.Parse(address); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
			all = append(all, address)
		}
	}
	return all
}

func (s *Server) lines(w http.ResponseWriter, r *http.Request, who Person) {
	s.linesPage(w, r, who, http.StatusOK, "", strings.ToUpper(strings.TrimSpace(r.URL.Query().Get("country"))))
}

func (s *Server) linesPage(w http.ResponseWriter, r *http.Request, who Person, code int, alert, country string) {
	if !countryForm.MatchString(country) {
		country = ""
	}
	all, err := s.cfg.Desk.Lines(who.ID, country)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p := linesPage{view: s.view(r, who, "studio.lines"), Country: country, Show: r.FormValue("show"), May: who.May(Translator) || who.May(Approver), Edits: who.May(Editor) || who.May(Approver)}
	p.Alert = alert
	if p.Countries, err = s.cfg.Desk.places(who.ID); err != nil {
		s.fail(w, r, err)
		return
	}
	for _, show := range lineFilters() {
		n := 0
		for _, l := range all {
			if l.is(show) {
				n++
			}
		}
		p.Filters = append(p.Filters, filter{show, n})
	}
	p.Lines, p.At, p.Of = page(slices.DeleteFunc(all, func(l Line) bool { return !l.is(p.Show) }), r.FormValue("page"))
	s.show(w, r, code, "lines", p)
}

// places are the countries of the directory as a person sees it, by name, and the world.
func (d *Desk) places(person string) ([]countryName, error) {
	k, err := d.candidate(person)
	if err != nil || k.rough == nil {
		return nil, err
	}
	dir := k.rough.Directory()
	var all []countryName
	for _, code := range append(dir.Countries(), content.World) {
		if c := dir.Country(code); c != nil {
			all = append(all, countryName{code, c.Name})
		}
	}
	slices.SortFunc(all, func(a, b countryName) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// called says how it was to call a service.
func (s *Server) called(w http.ResponseWriter, r *http.Request, who Person) {
	country := r.PathValue("country")
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.Called(who, country, r.PathValue("id"), Stamp(r.PostFormValue("seen")), r.PostFormValue("works") == "yes")
	switch code, alert := statusOf(err); {
	case err == nil:
		http.Redirect(w, r, "/lines?"+url.Values{"country": {country}}.Encode(), http.StatusSeeOther)
	case code == 0:
		s.fail(w, r, err)
	case code == http.StatusNotFound, code == http.StatusForbidden:
		s.refuse(w, r, who, err)
	default:
		s.linesPage(w, r, who, code, alert, country)
	}
}
