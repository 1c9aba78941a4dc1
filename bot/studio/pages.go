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
	Drafts                   []Person
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
	v := view{Locale: locale, Direction: s.cfg.Words.Direction(locale), Who: who, words: s.cfg.Words}
	v.Title = v.T(title)
	if who.ID == "" {
		return v
	}
	ids, err := s.cfg.Desk.Drafts()
	if err != nil {
		s.cfg.Logger.WarnContext(r.Context(), "studio: drafts can't be listed", "cause", err)
	}
	for _, p := range s.people() {
		if p.ID != who.ID && slices.Contains(ids, p.ID) {
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

// wordsPage lists texts.
type wordsPage struct {
	view
	Lang, Show, Find string
	Langs            []string
	Texts            []Text
	Todo, All        int
	More             int
}

// maxListed is how many texts stand on one page.
const maxListed = 200

// isTodo tells whether somebody should look at a text.
func isTodo(t Text) bool { return t.State == content.Missing || t.State == content.Stale }

func (s *Server) words(w http.ResponseWriter, r *http.Request, who Person) {
	q := r.URL.Query()
	p := wordsPage{view: s.view(r, who, "studio.words"), Lang: q.Get("lang"), Show: q.Get("show"), Find: strings.TrimSpace(q.Get("find"))}
	var err error
	if p.Langs, err = s.cfg.Desk.Locales(who.ID); err != nil {
		s.fail(w, r, err)
		return
	}
	if !slices.Contains(p.Langs, p.Lang) {
		p.Lang = p.Langs[0]
	}
	all, err := s.cfg.Desk.Texts(who.ID, p.Lang)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	find := strings.ToLower(p.Find)
	for _, t := range all {
		if isTodo(t) {
			p.Todo++
		}
		if p.Show == "todo" && !isTodo(t) || p.Show == "safety" && !t.Safety || p.Show == "changed" && !t.Changed ||
			find != "" && !strings.Contains(strings.ToLower(t.ID+"\n"+t.Source+"\n"+t.Words), find) {
			continue
		}
		if len(p.Texts) == maxListed {
			p.More++
			continue
		}
		p.Texts = append(p.Texts, t)
	}
	p.All = len(all)
	s.show(w, r, http.StatusOK, "words", p)
}

// wordPage is where one text is changed.
type wordPage struct {
	view
	Msg    Text
	Wrote  string // what could not be saved
	Others []Other
	Next   string
	May    bool
	Max    int
}

// maxWords is how long a text may be, in characters: the longest are lessons, far below it.
const maxWords = 4000

func (s *Server) word(w http.ResponseWriter, r *http.Request, who Person) {
	s.wordPage(w, r, who, http.StatusOK, "", "")
}

func (s *Server) wordPage(w http.ResponseWriter, r *http.Request, who Person, code int, alert, wrote string) {
	locale, id := r.PathValue("locale"), r.PathValue("id")
	all, err := s.cfg.Desk.Texts(who.ID, locale)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	at := slices.IndexFunc(all, func(t Text) bool { return t.ID == id })
	if at < 0 {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	p := wordPage{view: s.view(r, who, "studio.words"), Msg: all[at], Wrote: wrote, Max: maxWords}
	p.Alert, p.Title = alert, id
	p.May = who.May(Translator) && locale != content.SourceLocale || who.May(Editor)
	if p.Others, err = s.cfg.Desk.Others(who.ID, locale, id); err != nil {
		s.fail(w, r, err)
		return
	}
	for i := range all {
		if t := all[(at+1+i)%len(all)]; isTodo(t) && t.ID != id {
			p.Next = t.ID
			break
		}
	}
	s.show(w, r, code, "word", p)
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
		http.Redirect(w, r, "/words/"+url.PathEscape(locale)+"/"+url.PathEscape(id)+"?saved", http.StatusSeeOther)
	case code == 0 || code == http.StatusNotFound:
		s.refuse(w, r, who, err)
	default:
		s.wordPage(w, r, who, code, alert, words)
	}
}

// changesPage shows a draft.
type changesPage struct {
	view
	Owner   Person
	Mine    bool
	Review  *Review
	Errors  []Problem
	Hints   []Problem
	Approve bool
	Publish bool
}

func (s *Server) owner(r *http.Request) (Person, bool) {
	people := s.people()
	at := slices.IndexFunc(people, func(p Person) bool { return p.ID == r.PathValue("person") })
	if at < 0 {
		return Person{}, false
	}
	return people[at], true
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
	p.Alert = alert
	for _, problem := range review.Problems {
		if problem.Severity == content.Error {
			p.Errors = append(p.Errors, problem)
		} else {
			p.Hints = append(p.Hints, problem)
		}
	}
	s.show(w, r, code, "changes", p)
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
	_, err := s.cfg.Desk.Publish(who, owner.ID)
	s.done(w, r, who, err, "/history?published")
}

func (s *Server) discard(w http.ResponseWriter, r *http.Request, who Person) {
	if owner, ok := s.owner(r); !ok || owner.ID != who.ID {
		s.refuse(w, r, who, ErrMayNot)
		return
	}
	s.done(w, r, who, s.cfg.Desk.Discard(who), "/")
}

// historyPage shows what was published.
type historyPage struct {
	view
	Entries []Entry
	Restore bool
}

// Day is when something was published.
func (historyPage) Day(e Entry) string { return e.When.UTC().Format("2006-01-02 15:04 UTC") }

func (s *Server) history(w http.ResponseWriter, r *http.Request, who Person) {
	all, err := s.cfg.Desk.History(maxListed)
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
	if _, err := s.cfg.Desk.Restore(who, plumbing.NewHash(v)); err != nil {
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
