package studio

import (
	"bytes"
	"context"
	"crypto/subtle"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"path"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/transcript"
	"staysafe/bot/translation"
	"strings"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
)

//go:embed pages/*.html assets studio.css
var assets embed.FS

// Words gives the studio its own words.
type Words interface {
	Text(locale, id string, args map[string]string) string
	Match(acceptLanguage string) string
	Direction(locale string) string
	LocaleName(tag string) string
	Templates(locale, prefix string) map[string]string // messages whose ids begin so, with their placeholders
}

// Config is what a server of the studio needs.
type Config struct {
	Desk   *Desk
	Words  Words
	People []Person
	// Turns counts turns at steps where the studio runs beside the bot; nil elsewhere.
	Turns interface {
		Recent(now time.Time, steps ...flow.Entry) int
	}
	// Unanswered counts free texts that were not understood, where the studio runs beside the bot; nil elsewhere.
	Unanswered interface {
		Unanswered(now time.Time) []bot.Nearest
	}
	// Print makes a PDF of an edition of the guide in a locale, or says in a *PrintError why it can't; nil where nothing is printed.
	Print func(ctx context.Context, c *content.Content, locale, edition string) ([]byte, error)
	// Channels are the networks a step is shown as.
	Channels []transcript.Kind
	Hosts    []string  // names it is reached by, with ports: requests for others are refused
	Secure   bool      // it is reached over https only
	OIDC     *OIDC     // who is asked for people; nil: people sign in by links, or by passkeys
	Passkeys *Passkeys // what people sign in with; nil: people sign in by links
	Rand     io.Reader
	Logger   *slog.Logger
}

// Server is the studio's web application.
type Server struct {
	cfg      Config
	pages    *template.Template
	sessions *scs.SessionManager
	cross    *http.CrossOriginProtection
	mux      *http.ServeMux
	printing sync.Mutex // one guide is printed at a time
	gate     *gate      // nil: people sign in by links
	tries    *tries

	mu    sync.Mutex
	links map[string]invitation // unused sign-in links, by token
	met   []Person              // who signed in through the provider

	datasets map[string]*dataset // those that people are looking at, by their ids
}

// sessionTime is how long somebody stays signed in: a day at work.
const sessionTime = 10 * time.Hour

// idleTime is after how long without a request somebody is signed out.
const idleTime = 2 * time.Hour

// NewServer makes the studio. Nobody can sign in before Link gave them a link.
func NewServer(cfg Config) (*Server, error) {
	pages, err := template.ParseFS(assets, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("reading the pages: %w", err)
	}
	s := &Server{cfg: cfg, pages: pages, sessions: scs.New(), cross: http.NewCrossOriginProtection(), mux: http.NewServeMux(), links: map[string]invitation{}, datasets: map[string]*dataset{}}
	s.sessions.Lifetime = sessionTime
	s.sessions.Cookie.Name, s.sessions.Cookie.SameSite, s.sessions.Cookie.Secure, s.sessions.Cookie.Persist = "studio", http.SameSiteStrictMode, cfg.Secure, false
	for _, name := range []string{"studio.css", "assets/canvas.js", "assets/canvas.css", "assets/passkey.js", "assets/word.js", "assets/icon.svg"} {
		s.mux.HandleFunc("GET /"+path.Base(name), func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, assets, name)
		})
	}
	s.sessions.IdleTimeout = idleTime
	s.tries = &tries{now: cfg.Desk.now}
	if cfg.OIDC != nil {
		s.gate = &gate{cfg: *cfg.OIDC, rand: cfg.Rand}
		s.tries.now = cfg.OIDC.Now
		s.sessions.Cookie.SameSite = http.SameSiteLaxMode // the provider sends people back from elsewhere; changes are guarded by cross
		s.mux.HandleFunc("GET /signin", s.limited(s.toProvider))
		s.mux.HandleFunc("GET "+callback, s.limited(s.fromProvider))
	} else {
		s.mux.HandleFunc("GET /in/{token}", s.limited(s.door))
		s.mux.HandleFunc("POST /in", s.limited(s.enter))
	}
	if cfg.Passkeys != nil {
		s.mux.HandleFunc("GET /signin", s.limited(func(w http.ResponseWriter, r *http.Request) { s.outside(w, r, http.StatusOK, "") }))
		s.mux.HandleFunc("POST /signin/begin", s.limited(s.askKey))
		s.mux.HandleFunc("POST /signin", s.limited(s.enterByKey))
	}
	for _, routes := range []map[string]action{s.routes(), s.canvasRoutes(), s.keyRoutes()} {
		for route, handle := range routes {
			s.mux.HandleFunc(route, s.signedIn(handle))
		}
	}
	return s, nil
}

// action is a page for somebody who is signed in.
type action func(w http.ResponseWriter, r *http.Request, who Person)

// routes are all pages but the door.
func (s *Server) routes() map[string]action {
	return map[string]action{
		"GET /{$}":                             s.words,
		"GET /words/{locale}/{id}":             s.word,
		"POST /words/{locale}/{id}":            s.write,
		"POST /words/{locale}/{id}/back":       s.back,
		"GET /reading":                         s.reading,
		"GET /sheet":                           s.sheets,
		"GET /sheet/file":                      s.takeOut,
		"POST /sheet":                          s.bringHome,
		"POST /reading":                        s.ticked,
		"GET /changes/{person}":                s.changes,
		"POST /changes/{person}/approve":       s.approve,
		"POST /changes/{person}/publish":       s.publish,
		"POST /changes/{person}/discard":       s.discard,
		"POST /changes/{person}/plan":          s.plan,
		"POST /changes/{person}/unplan":        s.unplan,
		"GET /lines":                           s.lines,
		"POST /lines/{country}/{id}":           s.called,
		"GET /lines/{country}/{id}":            s.line,
		"GET /lines/import":                    s.imports,
		"POST /lines/import":                   s.upload,
		"POST /lines/import/take":              s.takeLines,
		"POST /lines/{country}/{id}/edit":      s.saveLine,
		"POST /lines/{country}/{id}/remove":    s.removeLine,
		"POST /lines/{country}/{id}/move":      s.moveLine,
		"POST /changes/{person}/approve-line":  s.approveLine,
		"GET /guide":                           s.guide,
		"GET /guide/drawing/{name}":            s.drawing,
		"GET /guide/pdf":                       s.printed,
		"GET /problems":                        s.problems,
		"GET /listen":                          s.listen,
		"POST /listen":                         s.phrase,
		"POST /listen/hear":                    s.hear,
		"POST /listen/measure":                 s.measure,
		"POST /changes/{person}/approve-heard": s.approveHeard,
		"GET /try":                             s.try,
		"POST /try":                            s.try,
		"POST /try/keep":                       s.keep,
		"POST /changes/{person}/take-in":       s.takeIn,
		"POST /talks/drop":                     s.dropTalk,
		"POST /problems/unused":                s.removeText,
		"GET /history":                         s.history,
		"POST /history/{version}/restore":      s.restore,
		"POST /out":                            s.leave,
	}
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if !slices.Contains(s.cfg.Hosts, r.Host) { // a page elsewhere may have been given our address by its own name
		w.WriteHeader(http.StatusMisdirectedRequest)
		return
	}
	if s.cross.Check(r) != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	longest := int64(maxForm)
	switch {
	case strings.HasSuffix(r.URL.Path, "/canvas"):
		longest = maxCanvas
	case r.URL.Path == "/lines/import":
		longest = maxTable + maxForm
	case r.URL.Path == "/sheet":
		longest = translation.MaxSheet + maxForm
	case r.URL.Path == "/lines/import/take":
		longest = maxCanvas
	}
	r.Body = http.MaxBytesReader(w, r.Body, longest)
	s.sessions.LoadAndSave(s.mux).ServeHTTP(w, r)
}

// maxForm is how long what is posted may be, in bytes: a text of maxWords with all its letters escaped.
const maxForm = 64 << 10

// maxCanvas is how long what the canvas sends may be, in bytes: a long branch that is copied, with its words.
const maxCanvas = 1 << 20

// invitation is a link that nobody used yet.
type invitation struct {
	Person
	until time.Time
}

// linkTime is how long a link can be used.
const linkTime = 24 * time.Hour

// Link makes a link by which a person signs in, once, within a day. It is the path; who knows it is that person.
func (s *Server) Link(p Person) (string, error) {
	var b [24]byte
	if _, err := io.ReadFull(s.cfg.Rand, b[:]); err != nil {
		return "", fmt.Errorf("making a link: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(b[:])
	s.mu.Lock()
	defer s.mu.Unlock()
	s.links[token] = invitation{p, s.cfg.Desk.now().Add(linkTime)}
	return "/in/" + token, nil
}

// linked is whom a link is for; used up, it is for nobody.
func (s *Server) linked(token string, use bool) (Person, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for known, p := range s.links {
		if subtle.ConstantTimeCompare([]byte(known), []byte(token)) == 1 {
			late := s.cfg.Desk.now().After(p.until)
			if use || late {
				delete(s.links, known)
			}
			return p.Person, !late
		}
	}
	return Person{}, false
}

// door asks who opens a link whether they want to come in: opening it changes nothing.
func (s *Server) door(w http.ResponseWriter, r *http.Request) {
	p, ok := s.linked(r.PathValue("token"), false)
	v := s.view(r, Person{}, "studio.in")
	if !ok {
		v.Alert = "studio.in.gone"
		s.show(w, r, http.StatusGone, "door", v)
		return
	}
	s.show(w, r, http.StatusOK, "door", doorPage{v, p, r.PathValue("token")})
}

// enter signs in.
func (s *Server) enter(w http.ResponseWriter, r *http.Request) {
	p, ok := s.linked(r.PostFormValue("token"), true)
	if !ok {
		v := s.view(r, Person{}, "studio.in")
		v.Alert = "studio.in.gone"
		s.show(w, r, http.StatusGone, "door", v)
		return
	}
	if err := s.sessions.RenewToken(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.sessions.Put(r.Context(), "person", p.ID)
	next := "/"
	if s.cfg.Passkeys != nil && !s.cfg.Passkeys.Has(p.ID) {
		next = "/keys" // the link works once: from then on they need a key
	}
	http.Redirect(w, r, next, http.StatusSeeOther)
}

// signedIn lets only people of the staff through.
func (s *Server) signedIn(next action) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, ok := s.whose(r)
		if !ok {
			alert := "studio.in.gone"
			if s.gate != nil || s.cfg.Passkeys != nil {
				alert = ""
			}
			s.outside(w, r, http.StatusUnauthorized, alert)
			return
		}
		next(w, r, who)
	}
}

// leave signs out.
func (s *Server) leave(w http.ResponseWriter, r *http.Request, _ Person) {
	if err := s.sessions.Destroy(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// show writes a page.
func (s *Server) show(w http.ResponseWriter, r *http.Request, code int, name string, page any) {
	var b bytes.Buffer
	if err := s.pages.ExecuteTemplate(&b, name, page); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(code)
	_, _ = w.Write(b.Bytes())
}

// fail answers what the person can't mend. The log gets the cause: it is about content, not about anybody who asks for help.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	s.cfg.Logger.ErrorContext(r.Context(), "studio: a request failed", "path", r.Pattern, "cause", err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// status is the status that answers an error of the desk, and the message for it; 0 if it is none that a person can mend.
func statusOf(err error) (int, string) {
	switch {
	case errors.Is(err, ErrMayNot):
		return http.StatusForbidden, "studio.may_not"
	case errors.Is(err, ErrNoText):
		return http.StatusNotFound, "studio.none"
	case errors.Is(err, ErrMoved):
		return http.StatusConflict, "studio.moved"
	case errors.Is(err, ErrOwn):
		return http.StatusForbidden, "studio.second"
	case errors.Is(err, ErrBlocked):
		return http.StatusConflict, "studio.blocked"
	case errors.Is(err, ErrByHand):
		return http.StatusConflict, "studio.not_committed"
	case errors.Is(err, ErrName):
		return http.StatusConflict, "studio.try.bad_name"
	case errors.Is(err, ErrReason):
		return http.StatusConflict, "studio.line.no_reason"
	case errors.Is(err, ErrHome):
		return http.StatusBadGateway, "studio.home.away"
	case errors.Is(err, ErrTime):
		return http.StatusConflict, "studio.plan.bad_time"
	case errors.Is(err, ErrForm):
		return http.StatusConflict, "studio.by_hand"
	}
	return 0, ""
}

// refuse answers an error of the desk.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, who Person, err error) {
	code, id := statusOf(err)
	if code == 0 {
		s.fail(w, r, err)
		return
	}
	v := s.view(r, who, "studio.name")
	v.Alert = id
	s.show(w, r, code, "empty", v)
}
