package studio

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"staysafe/bot/content"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// canvasRoutes are the pages of flows, and what the canvas asks and tells the server.
func (s *Server) canvasRoutes() map[string]action {
	return map[string]action{
		"GET /flows":                           s.flows,
		"GET /flows/{flow}":                    s.flow,
		"GET /flows/{flow}/canvas":             s.canvas,
		"POST /flows/{flow}/canvas":            s.editFlow,
		"POST /flows/{flow}/undo":              s.undo,
		"GET /flows/{flow}/preview":            s.preview,
		"POST /flows/{flow}/comments":          s.comment,
		"POST /flows/{flow}/comments/{n}/done": s.commentDone,
		"POST /changes/{person}/approve-flow":  s.approveFlow,
	}
}

type flowsPage struct {
	view
	Flows []FlowLine
}

func (s *Server) flows(w http.ResponseWriter, r *http.Request, who Person) {
	p := flowsPage{view: s.view(r, who, "studio.flows")}
	var err error
	if p.Flows, err = s.cfg.Desk.Flows(who.ID); err != nil {
		s.refuse(w, r, who, err)
		return
	}
	s.show(w, r, http.StatusOK, "flows", p)
}

// flowPage is the page the canvas is drawn on. Without a script it is a list of the steps.
type flowPage struct {
	view
	Canvas *Canvas
	Words  map[string]string
	Lang   string
}

// Link is where words can be changed.
func (p flowPage) Link(id string) string { return "/words/" + p.Lang + "/" + id }

func (s *Server) flow(w http.ResponseWriter, r *http.Request, who Person) {
	p := flowPage{view: s.view(r, who, "studio.flows")}
	c, err := s.cfg.Desk.Draw(who, r.PathValue("flow"), cmp.Or(r.FormValue("locale"), content.SourceLocale))
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p.Canvas, p.Lang, p.Title = c, c.Locale, c.Flow
	p.Words = s.cfg.Words.Templates(p.Locale, "studio.canvas.")
	w.Header().Set("Content-Security-Policy", scripted)
	s.show(w, r, http.StatusOK, "flow", p)
}

// drawn is a canvas with the names of its languages.
func (s *Server) drawn(who Person, id, locale string) (*Canvas, error) {
	c, err := s.cfg.Desk.Canvas(who, id, cmp.Or(locale, content.SourceLocale))
	if err != nil {
		return nil, err
	}
	tags, err := s.cfg.Desk.Locales(who.ID)
	if err != nil {
		return nil, err
	}
	c.Direction = s.cfg.Words.Direction(c.Locale)
	for _, tag := range tags {
		c.Locales = append(c.Locales, CanvasLocale{tag, s.cfg.Words.LocaleName(tag), s.cfg.Words.Direction(tag)})
	}
	return c, nil
}

// tell answers the canvas.
func (s *Server) tell(w http.ResponseWriter, r *http.Request, code int, what any) {
	data, err := json.Marshal(what)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(data)
}

// told is what the canvas is told when something can't be done.
type told struct {
	Error string  `json:"error"`
	Step  string  `json:"step,omitempty"`
	Field string  `json:"field,omitempty"`
	Now   *Canvas `json:"now,omitempty"`
}

// deny answers the canvas what can't be done, with what there is now where somebody was faster.
func (s *Server) deny(w http.ResponseWriter, r *http.Request, who Person, locale string, err error) {
	v := s.view(r, who, "studio.flows")
	var edit *EditError
	if errors.As(err, &edit) {
		t := told{Error: v.T(edit.ID), Step: edit.Step, Field: edit.Field}
		if edit.Detail != "" {
			t.Error += " (" + edit.Detail + ")"
		}
		s.tell(w, r, http.StatusUnprocessableEntity, t)
		return
	}
	code, id := statusOf(err)
	if code == 0 {
		s.cfg.Logger.ErrorContext(r.Context(), "studio: a request failed", "path", r.Pattern, "cause", err)
		s.tell(w, r, http.StatusInternalServerError, told{Error: http.StatusText(http.StatusInternalServerError)})
		return
	}
	t := told{Error: v.T(id)}
	if errors.Is(err, ErrMoved) {
		if t.Now, err = s.drawn(who, r.PathValue("flow"), locale); err != nil {
			t.Now = nil
		}
	}
	s.tell(w, r, code, t)
}

func (s *Server) canvas(w http.ResponseWriter, r *http.Request, who Person) {
	c, err := s.drawn(who, r.PathValue("flow"), r.FormValue("locale"))
	if err != nil {
		s.deny(w, r, who, "", err)
		return
	}
	s.tell(w, r, http.StatusOK, c)
}

// asked reads what the canvas sends. It answers what can't be read.
func (s *Server) asked(w http.ResponseWriter, r *http.Request, into any) bool {
	if kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";"); kind != "application/json" {
		s.tell(w, r, http.StatusUnsupportedMediaType, told{Error: http.StatusText(http.StatusUnsupportedMediaType)})
		return false
	}
	d := json.NewDecoder(r.Body)
	d.DisallowUnknownFields()
	err := d.Decode(into)
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		s.tell(w, r, http.StatusRequestEntityTooLarge, told{Error: http.StatusText(http.StatusRequestEntityTooLarge)})
		return false
	}
	if err != nil || d.More() {
		s.tell(w, r, http.StatusBadRequest, told{Error: http.StatusText(http.StatusBadRequest)})
		return false
	}
	return true
}

func (s *Server) editFlow(w http.ResponseWriter, r *http.Request, who Person) {
	var ask struct {
		Locale string    `json:"locale"`
		Edits  []Edit    `json:"edits"`
		Texts  []NewText `json:"texts"`
	}
	if !s.asked(w, r, &ask) {
		return
	}
	id := r.PathValue("flow")
	if len(ask.Edits)+len(ask.Texts) > maxEdits {
		s.tell(w, r, http.StatusRequestEntityTooLarge, told{Error: http.StatusText(http.StatusRequestEntityTooLarge)})
		return
	}
	if err := s.cfg.Desk.EditFlow(who, id, ask.Edits, ask.Texts); err != nil {
		s.deny(w, r, who, ask.Locale, err)
		return
	}
	s.redraw(w, r, who, ask.Locale)
}

// maxEdits is how much is done at once: a long branch that is copied.
const maxEdits = 500

func (s *Server) redraw(w http.ResponseWriter, r *http.Request, who Person, locale string) {
	c, err := s.drawn(who, r.PathValue("flow"), locale)
	if err != nil {
		s.deny(w, r, who, "", err)
		return
	}
	s.tell(w, r, http.StatusOK, c)
}

func (s *Server) undo(w http.ResponseWriter, r *http.Request, who Person) {
	var ask struct {
		Locale string `json:"locale"`
		Seen   string `json:"seen"`
		To     string `json:"to"`
	}
	if !s.asked(w, r, &ask) {
		return
	}
	seen, to := plumbing.NewHash(ask.Seen), plumbing.NewHash(ask.To)
	if seen.String() != ask.Seen || to.String() != ask.To {
		s.deny(w, r, who, ask.Locale, ErrNoText)
		return
	}
	if err := s.cfg.Desk.Undo(who, seen, to); err != nil {
		s.deny(w, r, who, ask.Locale, err)
		return
	}
	s.redraw(w, r, who, ask.Locale)
}

func (s *Server) comment(w http.ResponseWriter, r *http.Request, who Person) {
	var ask struct {
		Step string `json:"step"`
		Text string `json:"text"`
	}
	if !s.asked(w, r, &ask) {
		return
	}
	s.said(w, r, who, s.cfg.Desk.Say(who, r.PathValue("flow"), ask.Step, ask.Text))
}

func (s *Server) commentDone(w http.ResponseWriter, r *http.Request, who Person) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		s.deny(w, r, who, "", ErrNoText)
		return
	}
	s.said(w, r, who, s.cfg.Desk.Done(who, r.PathValue("flow"), n))
}

// said answers with the comments there are now.
func (s *Server) said(w http.ResponseWriter, r *http.Request, who Person, err error) {
	var all []Comment
	if err == nil {
		all, err = s.cfg.Desk.Comments(r.PathValue("flow"))
	}
	if err != nil {
		s.deny(w, r, who, "", err)
		return
	}
	s.tell(w, r, http.StatusOK, map[string][]Comment{"comments": all})
}

func (s *Server) approveFlow(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	seen := r.PostFormValue("seen")
	if v := plumbing.NewHash(seen); v.String() != seen {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.ApproveFlow(who, owner.ID, r.PostFormValue("flow"), plumbing.NewHash(seen))
	s.done(w, r, who, err, "/changes/"+owner.ID)
}
