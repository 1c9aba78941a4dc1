package studio

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Sign-ins that one address may try in a while. A proxy in front is one address for everybody, so it is more than a person needs.
const (
	maxTries = 30
	triesIn  = time.Minute
)

// tries counts sign-ins by address, and forgets all addresses with each new while.
type tries struct {
	now func() time.Time

	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// more tells whether an address may try once more.
func (t *tries) more(remote string) bool {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if now := t.now(); t.count == nil || now.Sub(t.since) >= triesIn {
		t.since, t.count = now, map[string]int{}
	}
	t.count[host]++
	return t.count[host] <= maxTries
}

// limited refuses who tries too often.
func (s *Server) limited(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !s.tries.more(r.RemoteAddr) {
			w.Header().Set("Retry-After", "60")
			s.outside(w, r, http.StatusTooManyRequests, "studio.in.wait")
			return
		}
		next(w, r)
	}
}

// outside is the page for somebody who is not signed in.
func (s *Server) outside(w http.ResponseWriter, r *http.Request, code int, alert string) {
	v := s.view(r, Person{}, "studio.in")
	v.Alert = alert
	name := "door"
	switch {
	case s.gate != nil:
		name = "signin"
	case s.cfg.Passkeys != nil:
		name = "bykey"
		w.Header().Set("Content-Security-Policy", scripted)
	}
	s.show(w, r, code, name, v)
}

// toProvider sends a browser to the identity provider.
func (s *Server) toProvider(w http.ResponseWriter, r *http.Request) {
	url, a, err := s.gate.begin(r.Context())
	if err != nil {
		s.keptOut(w, r, err)
		return
	}
	kept, err := json.Marshal(a)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.sessions.Put(r.Context(), "attempt", string(kept))
	http.Redirect(w, r, url, http.StatusSeeOther)
}

// fromProvider signs in who comes back. What was remembered is forgotten first: an answer counts once.
func (s *Server) fromProvider(w http.ResponseWriter, r *http.Request) {
	var a attempt
	if kept := s.sessions.PopString(r.Context(), "attempt"); kept != "" {
		if err := json.Unmarshal([]byte(kept), &a); err != nil {
			s.fail(w, r, err)
			return
		}
	}
	p, err := s.gate.finish(r.Context(), a, r.FormValue("state"), r.FormValue("code"))
	if err != nil {
		s.keptOut(w, r, err)
		return
	}
	kept, err := json.Marshal(p)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err = s.sessions.RenewToken(r.Context()); err != nil {
		s.fail(w, r, err)
		return
	}
	s.sessions.Put(r.Context(), "staff", string(kept))
	s.meet(p)
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// keptOut says why somebody does not come in. The log does not say who.
func (s *Server) keptOut(w http.ResponseWriter, r *http.Request, err error) {
	code, alert := http.StatusBadRequest, "studio.in.failed"
	switch {
	case errors.Is(err, errProvider):
		code, alert = http.StatusBadGateway, "studio.in.down"
	case errors.Is(err, errNoRole):
		code, alert = http.StatusForbidden, "studio.in.no_role"
	case !errors.Is(err, errToken):
		s.fail(w, r, err)
		return
	}
	s.cfg.Logger.WarnContext(r.Context(), "studio: a sign-in failed", "cause", err)
	s.outside(w, r, code, alert)
}

// meet remembers somebody the provider named, so that others find their draft.
func (s *Server) meet(p Person) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.met = append(slices.DeleteFunc(s.met, func(o Person) bool { return o.ID == p.ID }), p)
}

// people are the staff that is known.
func (s *Server) people() []Person {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Concat(s.cfg.People, s.met)
}

// whose is who a session belongs to. With a provider, roles are those it gave at sign-in; nobody else is let in.
func (s *Server) whose(r *http.Request) (Person, bool) {
	if s.gate != nil {
		var p Person
		err := json.Unmarshal([]byte(s.sessions.GetString(r.Context(), "staff")), &p)
		return p, err == nil && p.ID != ""
	}
	id := s.sessions.GetString(r.Context(), "person")
	at := slices.IndexFunc(s.cfg.People, func(p Person) bool { return p.ID == id })
	if id == "" || at < 0 {
		return Person{}, false
	}
	return s.cfg.People[at], true
}
