package studio

import (
	"encoding/json"
	"errors"
	"net/http"
)

// scripted is the policy of a page that runs one script of the studio.
const scripted = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// keyRoutes are for people who are signed in: their own keys.
func (s *Server) keyRoutes() map[string]action {
	if s.cfg.Passkeys == nil {
		return nil
	}
	return map[string]action{
		"GET /keys":         s.keys,
		"POST /keys/begin":  s.offerKey,
		"POST /keys":        s.addKey,
		"POST /keys/remove": s.removeKey,
	}
}

type keysPage struct {
	view
	Keys []key
}

// keys is the page on which somebody looks after their keys.
func (s *Server) keys(w http.ResponseWriter, r *http.Request, who Person) {
	s.showKeys(w, r, who, http.StatusOK, "")
}

func (s *Server) showKeys(w http.ResponseWriter, r *http.Request, who Person, code int, alert string) {
	p := keysPage{s.view(r, who, "studio.keys"), s.cfg.Passkeys.of(who.ID)}
	p.Alert = alert
	w.Header().Set("Content-Security-Policy", scripted)
	s.show(w, r, code, "keys", p)
}

func (s *Server) offerKey(w http.ResponseWriter, r *http.Request, who Person) {
	options, c, err := s.cfg.Passkeys.offer(who)
	if err == nil {
		err = s.begin(r.Context(), c)
	}
	s.answer(w, r, options, err)
}

func (s *Server) addKey(w http.ResponseWriter, r *http.Request, who Person) {
	s.answer(w, r, to("/keys"), s.cfg.Passkeys.add(who, s.begun(r.Context()), r))
}

func (s *Server) removeKey(w http.ResponseWriter, r *http.Request, who Person) {
	done, err := s.cfg.Passkeys.remove(who.ID, r.PostFormValue("key"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if !done {
		s.showKeys(w, r, who, http.StatusConflict, "studio.keys.last")
		return
	}
	http.Redirect(w, r, "/keys", http.StatusSeeOther)
}

// askKey begins a sign-in.
func (s *Server) askKey(w http.ResponseWriter, r *http.Request) {
	options, c, err := s.cfg.Passkeys.ask()
	if err == nil {
		err = s.begin(r.Context(), c)
	}
	s.answer(w, r, options, err)
}

// enterByKey signs in whose key answered.
func (s *Server) enterByKey(w http.ResponseWriter, r *http.Request) {
	p, err := s.cfg.Passkeys.who(s.cfg.People, s.begun(r.Context()), r)
	if err == nil {
		err = s.sessions.RenewToken(r.Context())
	}
	if err == nil {
		s.sessions.Put(r.Context(), "person", p.ID)
	}
	s.answer(w, r, to("/"), err)
}

// to is where a page goes on.
func to(path string) map[string]string { return map[string]string{"to": path} }

// answer answers a script. What went wrong is in the status: the page has the words.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, what any, err error) {
	switch {
	case errors.Is(err, errGone), errors.Is(err, errCloned):
		s.cfg.Logger.WarnContext(r.Context(), "studio: a sign-in failed", "cause", err)
		w.WriteHeader(http.StatusForbidden)
		return
	case errors.Is(err, errKey):
		s.cfg.Logger.WarnContext(r.Context(), "studio: a passkey was not taken", "cause", errKey)
		w.WriteHeader(http.StatusBadRequest)
		return
	case err != nil:
		s.fail(w, r, err)
		return
	}
	data, err := json.Marshal(what)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(data)
}
