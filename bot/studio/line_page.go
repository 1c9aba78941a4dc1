package studio

import (
	"cmp"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/content"
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
	Faults   []fault // what is about no field
	May      bool
	There    *there // what a young person there is shown
	Zones    []string
	Always   bool // it answers around the clock
	Week     []dayHours
	Reason   string // why it should be taken out, as far as it was typed
}

// lineInput is one field of the form.
type lineInput struct {
	Name    LineField
	Value   string
	Choices []string // what there is to choose from, nil for words
	Free    bool     // other words than the choices are allowed
	Faults  []fault
}

// Long tells whether it takes several lines.
func (f lineInput) Long() bool { return f.Name == "note" }

// IsHours tells whether it is the editor of opening hours.
func (f lineInput) IsHours() bool { return f.Name == "opening" }

// Wrong tells whether something has to be changed in it.
func (f lineInput) Wrong() bool {
	return slices.ContainsFunc(f.Faults, func(one fault) bool { return !one.Warning })
}

// FieldName is a field in words.
func (v view) FieldName(f LineField) string {
	return v.T("studio.line." + strings.ReplaceAll(string(f), "/", "_"))
}

// ChoiceName is a choice of a field in words; what is none of those known stands for itself.
func (v view) ChoiceName(f LineField, choice string) string {
	switch {
	case choice == "":
		return v.T("studio.line.unknown")
	case f == "kind" && slices.Contains(content.Kinds(), choice), f == "confidence" && slices.Contains(content.Confidences(), choice), f == "free" && (choice == "yes" || choice == "no"):
		return v.T("studio.line." + string(f) + "." + choice)
	}
	return choice
}

// DayName is a day of the week, or public holidays, in words.
func (v view) DayName(day string) string { return v.T("studio.day." + day) }

// choices are what there is to choose from for a field, nil for one that takes words.
func (f LineField) choices() (all []string, free bool) {
	switch f {
	case "kind":
		return content.Kinds(), false
	case "confidence":
		return content.Confidences(), false
	case "free":
		return []string{"", "yes", "no"}, false
	case "audience":
		return content.LineAudiences(), true
	}
	return nil, false
}

func (s *Server) line(w http.ResponseWriter, r *http.Request, who Person) {
	s.linePage(w, r, who, http.StatusOK, "", nil, nil)
}

// namedLine is the service a request names, "" for a new one.
func namedLine(r *http.Request) string {
	if id := r.PathValue("id"); id != "new" {
		return id
	}
	return ""
}

// linePage shows the form of a service: as it is, or as somebody typed it, with what stands in its way.
func (s *Server) linePage(w http.ResponseWriter, r *http.Request, who Person, code int, alert string, typed url.Values, issues []content.Issue) {
	country, id := r.PathValue("country"), namedLine(r)
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	fields, stamp, err := s.cfg.Desk.LineForm(who.ID, country, id)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p := linePage{view: s.view(r, who, "studio.lines"), Country: country, ID: id, Stamp: stamp, Verified: fields["source/verified"], May: who.May(Editor) || who.May(Approver)}
	p.Alert, p.Title = alert, cmp.Or(fields["name"], p.T("studio.line.add"))
	if p.There, p.Zones, err = s.there(r, who, country, id); err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p.Week, p.Always = hoursOf(fields["opening"])
	if typed.Has("week") {
		p.Week, p.Always = typedHours(typed)
	}
	if typed == nil && id != "" {
		if issues, err = s.cfg.Desk.lineIssues(who.ID, country, id); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	shown := fields.with(lineValues(typed))
	wrong := faults(issues, shown)
	p.Faults, p.Reason = wrong[""], typed.Get("reason")
	for _, key := range lineKeys() {
		if key == "id" || key == "source/verified" {
			continue
		}
		in := lineInput{Name: key, Value: shown[key], Faults: wrong[key]}
		in.Choices, in.Free = key.choices()
		if in.Choices != nil && !slices.Contains(in.Choices, in.Value) {
			in.Choices = append([]string{in.Value}, in.Choices...)
		}
		p.Fields = append(p.Fields, in)
	}
	s.show(w, r, code, "line", p)
}

// lineIssues are what the check says of a service as a person sees it.
func (d *Desk) lineIssues(person, country, id string) ([]content.Issue, error) {
	k, err := d.candidate(person)
	if err != nil || k.rough == nil {
		return nil, err
	}
	one, _ := k.rough.Service(id)
	var all []content.Issue
	for _, p := range k.Problems {
		if p.File == lineFile(country) && p.Line == one.Pos.Line && p.Line > 0 {
			all = append(all, p.Issue)
		}
	}
	return all, nil
}

// lineValues are the fields that a form has, as they are kept.
func lineValues(form url.Values) lineFields {
	set := lineFields{}
	for _, key := range lineKeys() {
		if form.Has(string(key)) && key != "id" && key != "source/verified" {
			set[key] = tidy(key, form.Get(string(key)))
		}
	}
	return set
}

// saveLine changes a service, or adds one.
func (s *Server) saveLine(w http.ResponseWriter, r *http.Request, who Person) {
	country, id := r.PathValue("country"), namedLine(r)
	if err := r.ParseForm(); err != nil {
		s.linePage(w, r, who, http.StatusRequestEntityTooLarge, "studio.too_long", nil, nil)
		return
	}
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	set := lineValues(r.PostForm)
	err := s.typedOpening(who, country, id, r.PostForm, set)
	switch {
	case err != nil:
	case id == "":
		maps.DeleteFunc(set, func(_ LineField, value string) bool { return value == "" })
		id, err = s.cfg.Desk.AddLine(who, country, set)
	default:
		err = s.cfg.Desk.EditLine(who, country, id, Stamp(r.PostFormValue("seen")), set)
	}
	s.lineDone(w, r, who, err, "/lines/"+country+"/"+url.PathEscape(id))
}

// typedOpening puts what the editor of hours says into the fields of a form that has one. It returns a *LineError where that makes no sense.
func (s *Server) typedOpening(who Person, country, id string, form url.Values, set lineFields) error {
	if !form.Has("week") || !who.May(Editor) && !who.May(Approver) {
		return nil
	}
	was, _, err := s.cfg.Desk.LineForm(who.ID, country, id)
	if err != nil {
		return err
	}
	rows, always := typedHours(form)
	hours, ok := opening(rows, always, was["opening"])
	if !ok {
		return &LineError{[]content.Issue{{Severity: content.Error, Code: "bad-opening"}}}
	}
	set["opening"] = hours
	return nil
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
	err := s.cfg.Desk.RemoveLine(who, country, r.PathValue("id"), Stamp(r.PostFormValue("seen")), r.PostFormValue("reason"))
	s.lineDone(w, r, who, err, "/lines?country="+country)
}

// moveLine changes the order of the services of a kind.
func (s *Server) moveLine(w http.ResponseWriter, r *http.Request, who Person) {
	country, id := r.PathValue("country"), r.PathValue("id")
	if !countryForm.MatchString(country) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.MoveLine(who, country, id, Stamp(r.PostFormValue("seen")), r.PostFormValue("to") == "up")
	s.lineDone(w, r, who, err, "/lines?country="+country+"#"+url.PathEscape(id))
}

// lineDone goes on to a page, or shows what was written beside what stands in its way.
func (s *Server) lineDone(w http.ResponseWriter, r *http.Request, who Person, err error, next string) {
	var refused *LineError
	code, alert := statusOf(err)
	switch {
	case err == nil:
		http.Redirect(w, r, next, http.StatusSeeOther)
	case errors.As(err, &refused):
		s.linePage(w, r, who, http.StatusUnprocessableEntity, "studio.line.refused", r.PostForm, refused.Issues)
	case code == 0:
		s.fail(w, r, err)
	case code == http.StatusNotFound, code == http.StatusForbidden:
		s.refuse(w, r, who, err)
	default:
		s.linePage(w, r, who, code, alert, r.PostForm, nil)
	}
}

// approveLine says that somebody has read a help service, or those that they ticked.
func (s *Server) approveLine(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok || r.ParseForm() != nil {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	read := seenIn(r)
	if id := r.PostFormValue("id"); id != "" {
		read = append(read, Seen{id, Stamp(r.PostFormValue("seen"))})
	}
	s.done(w, r, who, s.cfg.Desk.ApproveLines(who, owner.ID, read), "/changes/"+owner.ID)
}
