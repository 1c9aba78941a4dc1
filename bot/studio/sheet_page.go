package studio

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/translation"
)

// sheetPage is where translations are taken out as a file, and brought home.
type sheetPage struct {
	view
	Lang    string
	Langs   []string
	Formats []translation.Format
	States  []content.State
	Done    bool
	Taken   int
	Same    int
	Empty   int
	Faults  []translation.Fault
	Left    []translation.Unit
	May     bool
}

// FormatName is a format in words.
func (v view) FormatName(f translation.Format) string {
	return map[translation.Format]string{translation.PO: "PO (gettext)", translation.XLIFF21: "XLIFF 2.1", translation.XLIFF12: "XLIFF 1.2", translation.CSV: "CSV"}[f]
}

// sheetStates are the states that a sheet can be narrowed to; the first is all of them.
func sheetStates() []content.State {
	return []content.State{"", content.Missing, content.Stale, content.Machine}
}

func (s *Server) sheets(w http.ResponseWriter, r *http.Request, who Person) {
	s.sheetPage(w, r, who, http.StatusOK, sheetPage{})
}

func (s *Server) sheetPage(w http.ResponseWriter, r *http.Request, who Person, code int, p sheetPage) {
	alert := p.Alert
	p.view, p.Formats, p.States, p.May = s.view(r, who, "studio.sheet"), translation.Formats(), sheetStates(), who.May(Translator)
	p.Alert = alert
	all, err := s.cfg.Desk.Locales(who.ID)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p.Langs = all[1:] // all but the source
	if p.Lang = cmp.Or(p.Lang, r.URL.Query().Get("lang")); !slices.Contains(p.Langs, p.Lang) && len(p.Langs) > 0 {
		p.Lang = p.Langs[0]
	}
	s.show(w, r, code, "sheet", p)
}

// takeOut hands a sheet out as a file.
func (s *Server) takeOut(w http.ResponseWriter, r *http.Request, who Person) {
	format, state := translation.Format(r.FormValue("format")), content.State(r.FormValue("state"))
	if !slices.Contains(translation.Formats(), format) || !slices.Contains(sheetStates(), state) {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	sheet, err := s.cfg.Desk.Sheet(who.ID, r.FormValue("lang"), func(u translation.Unit) bool { return state == "" || u.State == state })
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	data, err := translation.Write(sheet, format)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Disposition", `attachment; filename="staysafe.`+sheet.Locale+"."+format.Extension()+`"`)
	_, _ = w.Write(data)
}

// bringHome takes a file of translations into the draft, and shows what could not be taken.
func (s *Server) bringHome(w http.ResponseWriter, r *http.Request, who Person) {
	if !who.May(Translator) {
		s.refuse(w, r, who, ErrMayNot)
		return
	}
	fields, data, err := sentSheet(r)
	var long *http.MaxBytesError
	switch {
	case errors.As(err, &long), len(data) > translation.MaxSheet:
		s.sheetPage(w, r, who, http.StatusRequestEntityTooLarge, sheetPage{view: view{Alert: "studio.sheet.too_large"}})
		return
	case err != nil || len(data) == 0:
		s.sheetPage(w, r, who, http.StatusBadRequest, sheetPage{view: view{Alert: "studio.import.none"}})
		return
	}
	sheet, faults := translation.Read(data)
	if fields["lang"] != "" {
		sheet.Locale = cmp.Or(sheet.Locale, fields["lang"])
	}
	out, err := s.cfg.Desk.TakeSheet(who, sheet, fields["read"] != "")
	code, id := statusOf(err)
	switch {
	case err == nil:
	case code == 0:
		s.fail(w, r, err)
		return
	default:
		s.sheetPage(w, r, who, code, sheetPage{view: view{Alert: id}, Faults: faults})
		return
	}
	s.sheetPage(w, r, who, http.StatusOK, sheetPage{Lang: sheet.Locale, Done: true, Taken: len(out.Taken), Same: out.Same, Empty: out.Empty, Faults: append(faults, out.Why...), Left: out.Left})
}

// sentSheet is a file of a form and the fields before it; it is kept in memory only.
func sentSheet(r *http.Request) (fields map[string]string, data []byte, err error) {
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, err //nolint:wrapcheck // whoever asks only tells that there is no file
	}
	fields = map[string]string{}
	for len(fields) < 8 {
		part, err := parts.NextPart()
		if err != nil {
			return fields, nil, err //nolint:wrapcheck // see above
		}
		if part.FormName() == "sheet" {
			data, err = io.ReadAll(io.LimitReader(part, translation.MaxSheet+1))
			return fields, data, err //nolint:wrapcheck // see above
		}
		value, err := io.ReadAll(io.LimitReader(part, 64))
		if err != nil {
			return fields, nil, err //nolint:wrapcheck // see above
		}
		fields[part.FormName()] = string(value)
	}
	return fields, nil, nil
}
