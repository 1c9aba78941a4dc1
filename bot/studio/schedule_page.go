package studio

import (
	"net/http"
	"time"
)

// timeForm is how a browser writes a day and a time; here they are in UTC.
const timeForm = "2006-01-02T15:04"

func (s *Server) plan(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	at, err := time.Parse(timeForm, r.PostFormValue("at"))
	if err != nil {
		err = ErrTime
	} else {
		err = s.cfg.Desk.Plan(who, owner.ID, at)
	}
	s.done(w, r, who, err, "/changes/"+owner.ID)
}

func (s *Server) unplan(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	s.done(w, r, who, s.cfg.Desk.Unplan(who, owner.ID), "/changes/"+owner.ID)
}
