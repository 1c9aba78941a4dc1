package studio

import (
	"errors"
	"io"
	"net/http"
	"slices"
	"staysafe/bot/content"
	"strings"
)

// importPage shows a refreshed dataset beside what is there, line by line.
type importPage struct {
	view
	May       bool
	Date      string // the newest day on which a row of the dataset was read; "" where there is none
	Countries []importCountry
	More      int
	Counts    map[string]int  // new, changed, gone, kept
	Refused   string          // why a file is no dataset, in English
	Issues    []content.Issue // what the check has against those that were ticked, together
}

// importCountry is what a dataset has otherwise in one country.
type importCountry struct {
	Code, Name string
	Lines      []importLine
}

// importLine is one proposal on the page.
type importLine struct {
	Proposal
	Ticked bool
}

// Sort is what a proposal is: new, changed, gone or kept.
func (p Proposal) Sort() string {
	switch {
	case p.Kept != "":
		return "kept"
	case p.Now == nil:
		return "gone"
	case p.Before == nil:
		return "new"
	}
	return "changed"
}

// KeptOn is who checked a service that stays, and when.
func (p Proposal) KeptOn() string {
	if p.KeptBy == "" {
		return p.Kept
	}
	return p.KeptBy + ", " + p.Kept
}

// Reached is how a service is reached, in one line.
func (p Proposal) Reached() string {
	f := p.Now
	if f == nil {
		f = p.Before
	}
	return strings.Join(strings.Fields(f["dial"]+" "+f["web"]), " ")
}

// perImport is how many proposals are shown at once: when they are settled the next ones come.
const perImport = 200

// maxTable is how long a dataset may be, in bytes: that of the whole world has a tenth of it.
const maxTable = 5 << 20

// datasetOf is the dataset that a person is looking at, nil for none. They are gone with the program; what was taken in is not.
func (s *Server) datasetOf(who Person) *dataset {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.datasets[who.ID]
}

func (s *Server) keepDataset(who Person, set *dataset) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.datasets[who.ID] = set; set == nil {
		delete(s.datasets, who.ID)
	}
}

func (s *Server) imports(w http.ResponseWriter, r *http.Request, who Person) {
	s.importPage(w, r, who, http.StatusOK, importPage{}, nil)
}

// importPage shows what is left of a dataset. Without a form what is new or changed is ticked; what is gone never is by itself.
func (s *Server) importPage(w http.ResponseWriter, r *http.Request, who Person, code int, p importPage, ticked []Seen) {
	alert := p.Alert
	p.view, p.May, p.Counts = s.view(r, who, "studio.import"), who.May(Editor) || who.May(Approver), map[string]int{}
	p.Alert = alert
	set := s.datasetOf(who)
	if set == nil {
		s.show(w, r, code, "import", p)
		return
	}
	all, err := s.cfg.Desk.Proposals(who.ID, set)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p.Date = set.date
	shown := 0
	for _, one := range all {
		p.Counts[one.Sort()]++
		if one.Sort() != "kept" {
			if shown++; shown > perImport {
				p.More++
				continue
			}
		} else if len(p.Countries) > 0 && p.More > 0 {
			continue
		}
		line := importLine{one, one.Now != nil && one.Kept == "" && !one.Wrong()}
		if ticked != nil {
			line.Ticked = slices.ContainsFunc(ticked, func(t Seen) bool { return t.ID == one.ID })
		}
		if n := len(p.Countries); n == 0 || p.Countries[n-1].Code != one.Country {
			p.Countries = append(p.Countries, importCountry{Code: one.Country, Name: one.Place})
		}
		c := &p.Countries[len(p.Countries)-1]
		c.Lines = append(c.Lines, line)
	}
	s.show(w, r, code, "import", p)
}

// upload reads a refreshed dataset, to be looked at.
func (s *Server) upload(w http.ResponseWriter, r *http.Request, who Person) {
	if !who.May(Editor) && !who.May(Approver) {
		s.refuse(w, r, who, ErrMayNot)
		return
	}
	data, err := sentFile(r, "table")
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long) || len(data) > maxTable:
		s.importPage(w, r, who, http.StatusRequestEntityTooLarge, importPage{view: view{Alert: "studio.import.too_large"}}, nil)
		return
	case err != nil || len(data) == 0:
		s.importPage(w, r, who, http.StatusBadRequest, importPage{view: view{Alert: "studio.import.none"}}, nil)
		return
	}
	set, err := s.cfg.Desk.readDataset(who.ID, data)
	var table *TableError
	switch {
	case errors.As(err, &table):
		s.importPage(w, r, who, http.StatusUnprocessableEntity, importPage{view: view{Alert: "studio.import.no_table"}, Refused: table.Cause.Error()}, nil)
		return
	case err != nil:
		s.refuse(w, r, who, err)
		return
	}
	s.keepDataset(who, set)
	http.Redirect(w, r, "/lines/import", http.StatusSeeOther)
}

// sentFile is a file of a form; it is kept in memory only.
func sentFile(r *http.Request, name string) ([]byte, error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err //nolint:wrapcheck // whoever asks only tells that there is no file
	}
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err //nolint:wrapcheck // see above
		}
		if part.FormName() == name {
			return io.ReadAll(io.LimitReader(part, maxTable+1)) //nolint:wrapcheck // see above
		}
	}
}

// takeLines takes what was ticked into the draft.
func (s *Server) takeLines(w http.ResponseWriter, r *http.Request, who Person) {
	if !who.May(Editor) && !who.May(Approver) {
		s.refuse(w, r, who, ErrMayNot)
		return
	}
	set := s.datasetOf(who)
	if err := r.ParseForm(); err != nil || set == nil {
		s.importPage(w, r, who, http.StatusBadRequest, importPage{view: view{Alert: "studio.import.none"}}, nil)
		return
	}
	if r.PostForm.Has("away") {
		s.keepDataset(who, nil)
		http.Redirect(w, r, "/lines", http.StatusSeeOther)
		return
	}
	ticked := seenIn(r)
	if len(ticked) == 0 {
		s.importPage(w, r, who, http.StatusConflict, importPage{view: view{Alert: "studio.reading.nothing"}}, []Seen{})
		return
	}
	err := s.cfg.Desk.TakeProposals(who, set, ticked)
	var refused *LineError
	switch code, alert := statusOf(err); {
	case err == nil:
		s.importPage(w, r, who, http.StatusOK, importPage{view: view{Alert: "studio.import.done"}}, nil)
	case errors.As(err, &refused):
		s.importPage(w, r, who, http.StatusUnprocessableEntity, importPage{view: view{Alert: "studio.import.refused"}, Issues: refused.Issues}, ticked)
	case code == 0:
		s.fail(w, r, err)
	default:
		s.importPage(w, r, who, code, importPage{view: view{Alert: alert}}, ticked)
	}
}

// seenIn are the things that were ticked in a form, each with the stamp that was shown beside it.
func seenIn(r *http.Request) []Seen {
	var all []Seen
	for _, value := range r.PostForm["tick"] {
		id, stamp, _ := strings.Cut(value, " ")
		all = append(all, Seen{id, Stamp(stamp)})
	}
	return all
}
