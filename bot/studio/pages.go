package studio

import (
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-git/go-git/v5/plumbing"
)

// view is what every page has.
type view struct {
	Locale, Direction, Title string
	Who                      Person
	Alert                    string // id of what went wrong, or right
	Cause                    string // what a program says of it, in its own words
	Drafts                   []Person
	Keyed                    bool // people sign in with passkeys
	words                    Words
}

// T is a text of the studio.
func (v view) T(id string) string { return v.words.Text(v.Locale, id, nil) }

// With is a text of the studio with a name in it.
func (v view) With(id, name string) string {
	return v.words.Text(v.Locale, id, map[string]string{"Name": name})
}

// StateName is a review state in words.
func (v view) StateName(s content.State) string { return v.T("studio.state." + string(s)) }

// KindName is a kind of network in words.
func (v view) KindName(kind string) string { return v.T("studio.try.kind." + kind) }

// Language is the name of a language, in that language.
func (v view) Language(tag string) string { return v.words.LocaleName(tag) }

// DirectionOf is how a language is written.
func (v view) DirectionOf(tag string) string { return v.words.Direction(tag) }

func (s *Server) view(r *http.Request, who Person, title string) view {
	locale := s.cfg.Words.Match(r.Header.Get("Accept-Language"))
	v := view{Locale: locale, Direction: s.cfg.Words.Direction(locale), Who: who, Keyed: s.cfg.Passkeys != nil, words: s.cfg.Words}
	v.Title = v.T(title)
	if who.ID == "" {
		return v
	}
	ids, err := s.cfg.Desk.Drafts()
	if err != nil {
		s.cfg.Logger.WarnContext(r.Context(), "studio: drafts can't be listed", "cause", err)
	}
	for _, id := range ids {
		if p, known := s.named(id); known && id != who.ID {
			v.Drafts = append(v.Drafts, p)
		}
	}
	return v
}

type doorPage struct {
	view
	For   Person
	Token string
}

func (s *Server) write(w http.ResponseWriter, r *http.Request, who Person) {
	if err := r.ParseForm(); err != nil {
		s.wordPage(w, r, who, http.StatusRequestEntityTooLarge, "studio.too_long", "")
		return
	}
	locale, id, words := r.PathValue("locale"), r.PathValue("id"), r.PostFormValue("words")
	if utf8.RuneCountInString(words) > maxWords {
		s.wordPage(w, r, who, http.StatusRequestEntityTooLarge, "studio.too_long", "")
		return
	}
	err := s.cfg.Desk.Write(who, locale, id, Stamp(r.PostFormValue("seen")), words, r.PostFormValue("read") != "")
	switch code, alert := statusOf(err); {
	case err == nil:
		http.Redirect(w, r, "/words/"+url.PathEscape(locale)+"/"+url.PathEscape(id)+listed(r.URL.Query()).Query(), http.StatusSeeOther) //nolint:gosec // a path of ours, and its query escaped
	case code == 0 || code == http.StatusNotFound:
		s.refuse(w, r, who, err)
	default:
		s.wordPage(w, r, who, code, alert, words)
	}
}

// changesPage shows a draft.
type changesPage struct {
	view
	Owner     Person
	Mine      bool
	Review    *Review
	Heard     []heardGroup
	Errors    []Problem
	Hints     []Problem
	Approve   bool
	Publish   bool
	Unread    []string // flows about danger that nobody else has read as they stand
	Plans     bool
	Edits     bool
	Clash     bool   // something was published for what the draft changes
	Published string // the version that is published
	Planned   string // who planned to publish it, and when; "" for nobody
	Seen      string // the version that is shown
	Turns     string // how many turns there were at the steps that are changed, at least; "" where nobody counts
}

func (s *Server) owner(r *http.Request) (Person, bool) { return s.named(r.PathValue("person")) }

// named is somebody of the staff, or whoever left a draft of that name: after a new start nobody else may be known yet.
func (s *Server) named(id string) (Person, bool) {
	people := s.people()
	if at := slices.IndexFunc(people, func(p Person) bool { return p.ID == id }); at >= 0 {
		return people[at], true
	}
	return s.cfg.Desk.begun(id)
}

func (s *Server) changes(w http.ResponseWriter, r *http.Request, who Person) {
	s.changesPage(w, r, who, http.StatusOK, "")
}

func (s *Server) changesPage(w http.ResponseWriter, r *http.Request, who Person, code int, alert string) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	review, err := s.cfg.Desk.Review(owner.ID)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	p := changesPage{
		view: s.view(r, who, "studio.changes"), Owner: owner, Mine: owner.ID == who.ID, Review: review,
		Approve: who.May(Approver), Publish: who.May(Publisher) && !review.Blocked(),
	}
	p.Clash, p.Published, p.Heard = review.clashes(), review.main.String(), review.heardGroups()
	p.Alert, p.Plans, p.Edits = alert, who.May(Publisher), who.May(Editor)
	planner, at, err := s.cfg.Desk.Planned(owner.ID)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	if !at.IsZero() {
		p.Planned = at.UTC().Format("2006-01-02 15:04 UTC") + ", " + planner.Name
	}
	if s.cfg.Turns != nil && len(review.Flows) > 0 {
		p.Turns = strconv.Itoa(s.cfg.Turns.Recent(s.cfg.Desk.now(), review.touched()...))
	}
	if p.Seen, p.Unread, err = s.unread(who, owner, review); err != nil {
		s.refuse(w, r, who, err)
		return
	}
	for _, problem := range s.cfg.Desk.placed(owner.ID, review.Problems) {
		if problem.Severity == content.Error {
			p.Errors = append(p.Errors, problem)
		} else {
			p.Hints = append(p.Hints, problem)
		}
	}
	s.show(w, r, code, "changes", p)
}

// ManyLines tells whether there are so many help lines for the person to approve that they may tick them.
func (p changesPage) ManyLines() bool {
	n := 0
	for _, c := range p.Review.Lines {
		if c.Rewritten() && c.Approved == "" && c.By.Email != p.Who.Email {
			n++
		}
	}
	return p.Approve && n > 1
}

// unread are the flows of a draft that a person may approve, and the version of the draft.
func (s *Server) unread(who, owner Person, review *Review) (seen string, flows []string, err error) {
	v, err := s.cfg.Desk.current(owner.ID)
	for _, c := range review.Flows {
		if c.Care && c.Approved == "" && c.By.Email != who.Email && !slices.Contains(flows, c.Flow) {
			flows = append(flows, c.Flow)
		}
	}
	return v.String(), flows, err
}

// takeIn takes in what was published in the meantime: the person has seen both.
func (s *Server) takeIn(w http.ResponseWriter, r *http.Request, who Person) {
	if owner, ok := s.owner(r); !ok || owner.ID != who.ID {
		s.refuse(w, r, who, ErrMayNot)
		return
	}
	seen := r.PostFormValue("seen")
	if v := plumbing.NewHash(seen); v.String() != seen {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	s.done(w, r, who, s.cfg.Desk.TakeIn(who, plumbing.NewHash(seen)), "/changes/"+who.ID)
}

// dropTalk takes a written conversation out.
func (s *Server) dropTalk(w http.ResponseWriter, r *http.Request, who Person) {
	err := s.cfg.Desk.DropTalk(who, r.PostFormValue("file"), r.PostFormValue("name"))
	r.SetPathValue("person", who.ID)
	s.done(w, r, who, err, "/changes/"+who.ID)
}

// done answers what was done to a draft.
func (s *Server) done(w http.ResponseWriter, r *http.Request, who Person, err error, to string) {
	switch code, alert := statusOf(err); {
	case err == nil:
		http.Redirect(w, r, to, http.StatusSeeOther)
	case code == 0:
		s.fail(w, r, err)
	default:
		s.changesPage(w, r, who, code, alert)
	}
}

func (s *Server) approve(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.Approve(who, owner.ID, r.PostFormValue("locale"), r.PostFormValue("id"), Stamp(r.PostFormValue("seen")))
	s.done(w, r, who, err, "/changes/"+owner.ID)
}

func (s *Server) publish(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	var err error
	if name := r.PostFormValue("name"); strings.TrimSpace(name) != "" {
		_, err = s.cfg.Desk.PublishAs(r.Context(), who, owner.ID, name)
	} else {
		_, err = s.cfg.Desk.Publish(r.Context(), who, owner.ID)
	}
	s.done(w, r, who, err, "/history?published")
}

func (s *Server) discard(w http.ResponseWriter, r *http.Request, who Person) {
	if owner, ok := s.owner(r); !ok || owner.ID != who.ID {
		s.refuse(w, r, who, ErrMayNot)
		return
	}
	s.done(w, r, who, s.cfg.Desk.Discard(who), "/")
}

// maxLines is how many publications are listed.
const maxLines = 200

// historyPage shows what was published.
type historyPage struct {
	view
	Entries []Entry
	Restore bool
}

// Name is the name a version was given, "" for none.
func (historyPage) Name(e Entry) string {
	for line := range strings.SplitSeq(e.Says, "\n") {
		if name, is := strings.CutPrefix(line, named); is {
			return name
		}
	}
	return ""
}

// Day is when something was published.
func (historyPage) Day(e Entry) string { return e.When.UTC().Format("2006-01-02 15:04 UTC") }

func (s *Server) history(w http.ResponseWriter, r *http.Request, who Person) {
	all, err := s.cfg.Desk.History(maxLines)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	p := historyPage{view: s.view(r, who, "studio.history"), Entries: all, Restore: who.May(Publisher)}
	if r.URL.Query().Has("published") {
		p.Alert = "studio.published"
	}
	s.show(w, r, http.StatusOK, "history", p)
}

func (s *Server) restore(w http.ResponseWriter, r *http.Request, who Person) {
	v := r.PathValue("version")
	if len(v) != 40 || plumbing.NewHash(v).String() != v {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	if _, err := s.cfg.Desk.Restore(r.Context(), who, plumbing.NewHash(v)); err != nil {
		s.refuse(w, r, who, err)
		return
	}
	http.Redirect(w, r, "/history?published", http.StatusSeeOther)
}

// Place is where a problem is, as editors of files write it.
func (p Problem) Place() string {
	if p.Line == 0 {
		return p.File
	}
	return p.File + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Col)
}
