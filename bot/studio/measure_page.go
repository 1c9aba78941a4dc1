package studio

import "net/http"

// measuredPage is what the page of words we listen for shows of a measurement.
type measuredPage struct {
	view
	Lang    string
	M       *Measure
	Figures []Figure // of one table
	Lines   Lines    // of one list
}

// Measure is a measurement, for its template.
func (p *listenPage) Measure(m *Measure) measuredPage {
	return measuredPage{view: p.view, Lang: p.Lang, M: m}
}

// Table is a table of figures.
func (p measuredPage) Table(figures []Figure) measuredPage {
	p.Figures = figures
	return p
}

// List is a list of lines.
func (p measuredPage) List(lines Lines) measuredPage {
	p.Lines = lines
	return p
}

// Named is what a figure is of: a topic has its own name.
func (p measuredPage) Named(f Figure) string {
	switch f.Name {
	case figureFirst, figureThree, figureCrisis, figurePhrases, figureAlarms, figureTalks:
		return p.T("studio.listen.figure." + f.Name)
	}
	return f.Name
}

// measure tells how the words of a language are understood.
func (s *Server) measure(w http.ResponseWriter, r *http.Request, who Person) {
	m, err := s.cfg.Desk.Measure(who.ID, r.PostFormValue("lang"))
	code, alert := statusOf(err)
	switch {
	case err == nil:
		s.listenPage(w, r, who, http.StatusOK, "", &listenPage{Measured: m})
	case code == 0:
		s.fail(w, r, err)
	case code == http.StatusNotFound:
		s.refuse(w, r, who, err)
	default:
		s.listenPage(w, r, who, code, alert, &listenPage{})
	}
}
