package studio

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"staysafe/bot/content"
	"strings"
)

// linesPage is the list of help services to call.
type linesPage struct {
	view
	Country string
	Lines   []Line
	More    int
	Due     int
	May     bool
	Edits   bool
	Done    *Imported       // what a dataset that was taken in changed
	Issues  []content.Issue // what the check has against one
	Table   string          // why it is no table
}

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
	s.showLines(w, r, who, code, country, linesPage{view: view{Alert: alert}})
}

// maxTable is how long a dataset may be, in bytes: that of the whole world has a tenth of it.
const maxTable = 5 << 20

// importLines takes a refreshed dataset in.
func (s *Server) importLines(w http.ResponseWriter, r *http.Request, who Person) {
	file, _, err := r.FormFile("table")
	if err != nil {
		s.showLines(w, r, who, http.StatusBadRequest, "", linesPage{view: view{Alert: "studio.import.none"}})
		return
	}
	defer file.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(file)
	if err != nil {
		s.showLines(w, r, who, http.StatusRequestEntityTooLarge, "", linesPage{view: view{Alert: "studio.too_long"}})
		return
	}
	done, err := s.cfg.Desk.Import(who, data)
	var table *TableError
	var refused *LineError
	switch code, _ := statusOf(err); {
	case err == nil:
		s.showLines(w, r, who, http.StatusOK, "", linesPage{view: view{Alert: "studio.import.done"}, Done: &done})
	case errors.As(err, &table):
		s.showLines(w, r, who, http.StatusUnprocessableEntity, "", linesPage{view: view{Alert: "studio.import.no_table"}, Table: table.Cause.Error()})
	case errors.As(err, &refused):
		s.showLines(w, r, who, http.StatusUnprocessableEntity, "", linesPage{view: view{Alert: "studio.line.refused"}, Issues: refused.Issues})
	case code == 0:
		s.fail(w, r, err)
	default:
		s.refuse(w, r, who, err)
	}
}

func (s *Server) showLines(w http.ResponseWriter, r *http.Request, who Person, code int, country string, p linesPage) {
	alert := p.Alert
	if !countryForm.MatchString(country) {
		country = ""
	}
	all, err := s.cfg.Desk.Lines(who.ID, country)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p.view, p.Country, p.May, p.Edits = s.view(r, who, "studio.lines"), country, who.May(Translator) || who.May(Approver), who.May(Editor) || who.May(Approver)
	p.Alert = alert
	for _, l := range all {
		if l.Due {
			p.Due++
		}
	}
	p.More = max(0, len(all)-maxLines)
	p.Lines = all[:min(len(all), maxLines)]
	s.show(w, r, code, "lines", p)
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

// maxLines is how many rows stand on one page.
const maxLines = 200
