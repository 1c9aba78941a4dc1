package studio

import (
	"net/http"
	"path"
	"staysafe/bot/content"
	"strings"
)

// problemsPage lists all that the check says of what a person sees.
type problemsPage struct {
	view
	Errors, Hints []Problem
	May           bool
}

func (s *Server) problems(w http.ResponseWriter, r *http.Request, who Person) {
	all, err := s.cfg.Desk.Problems(who.ID)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p := problemsPage{view: s.view(r, who, "studio.problems"), May: who.May(Editor)}
	for _, problem := range all {
		if problem.Severity == content.Error {
			p.Errors = append(p.Errors, problem)
		} else {
			p.Hints = append(p.Hints, problem)
		}
	}
	s.show(w, r, http.StatusOK, "problems", p)
}

// removeText takes a text out that nothing says.
func (s *Server) removeText(w http.ResponseWriter, r *http.Request, who Person) {
	r.SetPathValue("person", who.ID)
	s.done(w, r, who, s.cfg.Desk.RemoveText(who, r.PostFormValue("id")), "/problems")
}

// Problems are what the check says of a person's draft, or of what is published where they have none: what stops a publication, then what
// should be looked at. Each says where it can be mended, as far as that is known.
func (d *Desk) Problems(person string) ([]Problem, error) {
	k, err := d.candidate(person)
	if err != nil {
		return nil, err
	}
	return placedIn(k, k.Problems), nil
}

// placed are problems of a draft with where they can be mended.
func (d *Desk) placed(person string, problems []Problem) []Problem {
	k, err := d.candidate(person)
	if err != nil {
		return problems
	}
	return placedIn(k, problems)
}

func placedIn(k *candidate, problems []Problem) []Problem {
	var all []Problem
	for _, p := range problems {
		all = append(all, p.found(k.rough))
	}
	return all
}

// found is a problem with where it can be mended: the step, the text or the help line that a line of a file belongs to.
func (p Problem) found(c *content.Content) Problem {
	dir, base := path.Split(p.File)
	name := strings.TrimSuffix(base, path.Ext(base))
	switch {
	case p.Flow != "" || p.ID != "" || c == nil:
	case dir == "flows/help/":
		p.Page = "/lines?country=" + strings.ToUpper(name)
	case dir == "flows/" && path.Ext(base) == ".yaml":
		if f := c.Flow(name); f != nil {
			p.Flow, p.Step = name, stepAt(f, p.Line)
		}
	case strings.HasPrefix(base, "active."):
		for _, m := range quoted.FindAllStringSubmatch(p.Message, -1) {
			if c.Has(content.SourceLocale, m[1]) {
				p.Locale, p.ID = strings.TrimPrefix(name, "active."), m[1]
			}
		}
	case strings.HasPrefix(base, "words."):
		p.Page = "/listen?lang=" + strings.TrimPrefix(name, "words.")
	}
	return p
}
