package studio

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
)

// linePage is where one help service is changed, or a new one written.
type linePage struct {
	view
	Country  string
	ID       string // "" for a new one
	Fields   []lineInput
	Stamp    Stamp
	Verified string
	Issues   []content.Issue // what the check has against it
	May      bool
	Langs    []string
	Lang     string
	Shown    []Preview // the help a young person there is shown
}

// lineInput is one field of the form.
type lineInput struct {
	Name  LineField
	Value string
	Long  bool
}

// FieldName is a field in words.
func (v view) FieldName(f LineField) string {
	return v.T("studio.line." + strings.ReplaceAll(string(f), "/", "_"))
}

// aboutHelp is where the bot shows who helps in a country.
func aboutHelp() flow.Entry { return flow.Entry{Flow: "hotline", Step: "list"} }

func (s *Server) line(w http.ResponseWriter, r *http.Request, who Person) {
	s.linePage(w, r, who, http.StatusOK, "", nil, nil)
}

// lineID is the service a request names, "" for a new one.
func lineID(r *http.Request) string {
	if id := r.PathValue("id"); id != "new" {
		return id
	}
	return ""
}

func (s *Server) linePage(w http.ResponseWriter, r *http.Request, who Person, code int, alert string, wrote lineFields, issues []content.Issue) {
	country, id := r.PathValue("country"), lineID(r)
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	fields, stamp, err := s.cfg.Desk.LineForm(who.ID, country, id)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p := linePage{view: s.view(r, who, "studio.lines"), Country: country, ID: id, Stamp: stamp, Verified: fields["source/verified"], Issues: issues, May: who.May(Editor) || who.May(Approver)}
	p.Alert, p.Title = alert, cmp.Or(fields["name"], p.T("studio.line.add"))
	shown := fields
	if wrote != nil {
		shown = wrote
	}
	for _, key := range lineKeys() {
		if key != "id" && key != "source/verified" {
			p.Fields = append(p.Fields, lineInput{key, shown[key], key == "note"})
		}
	}
	if p.Langs, err = s.cfg.Desk.Locales(who.ID); err != nil {
		s.fail(w, r, err)
		return
	}
	if p.Lang = r.FormValue("lang"); !slices.Contains(p.Langs, p.Lang) {
		p.Lang = p.Langs[0]
	}
	all, err := s.cfg.Desk.Preview(who, aboutHelp(), country, []string{p.Lang}, s.cfg.Channels)
	if err == nil && len(all) > 0 {
		p.Shown = all[len(all)-1:]
	}
	s.show(w, r, code, "line", p)
}

// saveLine changes a service, or adds one.
func (s *Server) saveLine(w http.ResponseWriter, r *http.Request, who Person) {
	country, id := r.PathValue("country"), lineID(r)
	if err := r.ParseForm(); err != nil {
		s.linePage(w, r, who, http.StatusRequestEntityTooLarge, "studio.too_long", nil, nil)
		return
	}
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	set := lineFields{}
	for _, key := range lineKeys() {
		if r.PostForm.Has(string(key)) && key != "id" && key != "source/verified" {
			set[key] = tidy(key, r.PostForm.Get(string(key)))
		}
	}
	var err error
	if id == "" {
		maps.DeleteFunc(set, func(_ LineField, value string) bool { return value == "" })
		id, err = s.cfg.Desk.AddLine(who, country, set)
	} else {
		err = s.cfg.Desk.EditLine(who, country, id, Stamp(r.PostFormValue("seen")), set)
	}
	s.lineDone(w, r, who, err, set, "/lines/"+country+"/"+url.PathEscape(id))
}

// tidy is a value as it is kept: one line, lists with one blank behind each comma.
func tidy(key LineField, value string) string {
	value = strings.Join(strings.Fields(value), " ")
	if !key.isList() {
		return value
	}
	var parts []string
	for part := range strings.SplitSeq(value, ",") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Server) removeLine(w http.ResponseWriter, r *http.Request, who Person) {
	country := r.PathValue("country")
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.RemoveLine(who, country, r.PathValue("id"), Stamp(r.PostFormValue("seen")))
	s.lineDone(w, r, who, err, nil, "/lines?country="+country)
}

// lineDone goes on to a page, or shows what was written beside what stands in its way.
func (s *Server) lineDone(w http.ResponseWriter, r *http.Request, who Person, err error, wrote lineFields, next string) {
	var refused *LineError
	code, alert := statusOf(err)
	switch {
	case err == nil:
		http.Redirect(w, r, next, http.StatusSeeOther)
	case errors.As(err, &refused):
		s.linePage(w, r, who, http.StatusUnprocessableEntity, "studio.line.refused", wrote, refused.Issues)
	case code == 0:
		s.fail(w, r, err)
	case code == http.StatusNotFound, code == http.StatusForbidden:
		s.refuse(w, r, who, err)
	default:
		s.linePage(w, r, who, code, alert, wrote, nil)
	}
}

func (s *Server) approveLine(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.ApproveLine(who, owner.ID, r.PostFormValue("id"), Stamp(r.PostFormValue("seen")))
	s.done(w, r, who, err, "/changes/"+owner.ID)
}
