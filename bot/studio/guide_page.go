package studio

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
)

// guidePage shows the guide as a person's draft has it: pages, drawings, and where each sentence is changed.
type guidePage struct {
	view
	Lang     string
	Langs    []string
	For      string
	Editions []string
	Edition  int
	Date     string
	Pages    []guideSection
	Prints   bool
}

// PrintError is why a guide can't be printed: what the printer says of it, for staff.
type PrintError struct {
	Says  string
	Cause error // nil where it only wrote something else than a PDF
}

// Error implements error.
func (e *PrintError) Error() string {
	return fmt.Sprintf("printing the guide: %q: %v", e.Says, e.Cause)
}

// Unwrap is for package errors.
func (e *PrintError) Unwrap() error { return e.Cause }

// guideSection is one page of the guide.
type guideSection struct {
	ID, Drawing, Alt string
	Screen           bool // it is not printed
	Title            guideText
	Parts            []guidePart
	Say              *guideText
}

// guidePart is a piece of a page; From is the flow whose words it quotes, "" for words of the guide's own.
type guidePart struct {
	Title *guideText
	Texts []guideText
	From  string
}

// guideText is a message, and in which state it is.
type guideText struct {
	ID, Words string
	State     content.State
}

func (s *Server) guide(w http.ResponseWriter, r *http.Request, who Person) {
	p := guidePage{view: s.view(r, who, "studio.guide"), Lang: r.FormValue("lang"), For: r.FormValue("for"), Editions: flow.Editions(), Prints: s.cfg.Print != nil}
	k, err := s.cfg.Desk.candidate(who.ID)
	if err == nil {
		p.Langs, err = s.cfg.Desk.Locales(who.ID)
	}
	if err == nil && (k.rough == nil || k.rough.Booklet() == nil) {
		err = ErrBlocked
	}
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	if !slices.Contains(p.Langs, p.Lang) {
		p.Lang = p.Langs[0]
	}
	if !slices.Contains(p.Editions, p.For) {
		p.For = p.Editions[0]
	}
	b := k.rough.Booklet()
	p.Edition, p.Date = b.Edition, b.Date
	for _, section := range b.In(p.For) {
		p.Pages = append(p.Pages, guideSectionOf(k.rough, p.Lang, section))
	}
	s.show(w, r, http.StatusOK, "guide", p)
}

func guideSectionOf(c *content.Content, lang string, section flow.Section) guideSection {
	text := func(id string) guideText { return guideText{id, c.Text(lang, id, nil), c.State(lang, id)} }
	one := guideSection{ID: section.ID, Drawing: section.Drawing.Name, Screen: section.Screen, Title: text(section.Title.ID)}
	if one.Drawing != "" {
		one.Alt = c.Text(lang, section.Drawing.Alt.ID, nil)
	}
	for _, part := range section.Parts {
		p := guidePart{From: part.Of.ID}
		if part.Title.ID != "" {
			title := text(part.Title.ID)
			p.Title = &title
		}
		for _, id := range c.Part(part) {
			p.Texts = append(p.Texts, text(id))
		}
		one.Parts = append(one.Parts, p)
	}
	if section.Say.ID != "" {
		say := text(section.Say.ID)
		one.Say = &say
	}
	return one
}

// printed is an edition of the guide on paper, as a person's draft has it.
func (s *Server) printed(w http.ResponseWriter, r *http.Request, who Person) {
	k, err := s.cfg.Desk.candidate(who.ID)
	lang, edition := r.FormValue("lang"), r.FormValue("for")
	switch {
	case err != nil:
	case s.cfg.Print == nil || !slices.Contains(flow.Editions(), edition):
		err = ErrNoText
	case k.rough == nil || k.rough.Booklet() == nil:
		err = ErrBlocked
	case !slices.Contains(k.rough.Written(), lang):
		err = ErrNoText
	case !s.printing.TryLock():
		v := s.view(r, who, "studio.guide")
		v.Alert = "studio.guide.busy"
		s.show(w, r, http.StatusServiceUnavailable, "empty", v)
		return
	}
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	defer s.printing.Unlock()
	pdf, err := s.cfg.Print(r.Context(), k.rough, lang, edition)
	if no := (*PrintError)(nil); errors.As(err, &no) {
		s.cfg.Logger.WarnContext(r.Context(), "studio: the guide was not printed", "cause", no.Cause)
		v := s.view(r, who, "studio.guide")
		v.Alert, v.Cause = "studio.guide.not_printed", no.Says
		s.show(w, r, http.StatusUnprocessableEntity, "empty", v)
		return
	}
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `inline; filename="guide-`+lang+"-"+edition+`.pdf"`)
	_, _ = w.Write(pdf)
}

// drawing is a picture of the guide, as a person's draft has it. Only shapes are in it: the check lets nothing else in.
func (s *Server) drawing(w http.ResponseWriter, r *http.Request, who Person) {
	k, err := s.cfg.Desk.candidate(who.ID)
	if err == nil && k.rough == nil {
		err = ErrBlocked
	}
	if err == nil && k.rough.Drawing(r.PathValue("name")) == nil {
		err = fmt.Errorf("a drawing: %w", ErrNoText)
	}
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	_, _ = w.Write(k.rough.Drawing(r.PathValue("name")))
}
