package studio

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
)

// wordsPage lists texts.
type wordsPage struct {
	view
	list
	Lang    string
	Langs   []string
	Filters []filter
	Texts   []Text
	At, Of  int // pages
}

// PageLink is another page of the list.
func (p wordsPage) PageLink(by int) string {
	q := url.Values{"lang": {p.Lang}, "show": {p.Show}, "find": {p.Find}, "page": {strconv.Itoa(p.At + by)}}
	return "/?" + q.Encode()
}

// FilterName is a filter in words.
func (v view) FilterName(show string) string { return v.T("studio.show." + cmp.Or(show, "all")) }

func (s *Server) words(w http.ResponseWriter, r *http.Request, who Person) {
	q := r.URL.Query()
	p := wordsPage{view: s.view(r, who, "studio.words"), list: listed(q), Lang: q.Get("lang")}
	all, ok := s.textsOf(w, r, who, &p.Langs, &p.Lang)
	if !ok {
		return
	}
	p.Filters = counted(all)
	p.Texts, p.At, p.Of = page(slices.DeleteFunc(all, func(t Text) bool { return !p.has(t) }), q.Get("page"))
	s.show(w, r, http.StatusOK, "words", p)
}

// textsOf are all texts of the language that was asked for, else of the first.
func (s *Server) textsOf(w http.ResponseWriter, r *http.Request, who Person, langs *[]string, lang *string) ([]Text, bool) {
	var err error
	if *langs, err = s.cfg.Desk.Locales(who.ID); err != nil {
		s.fail(w, r, err)
		return nil, false
	}
	if !slices.Contains(*langs, *lang) {
		*lang = (*langs)[0]
	}
	all, err := s.cfg.Desk.Texts(who.ID, *lang)
	if err != nil {
		s.refuse(w, r, who, err)
		return nil, false
	}
	return all, true
}

// wordPage is where one text is changed.
type wordPage struct {
	view
	list
	Msg          Text
	Wrote        string // what could not be saved
	Others       []Other
	Before, Next string // in the list
	May          bool
	Max          int
	Most         int // characters that networks take: of a button, or of a bubble
	Must         string
	Typing       map[string]string // what is said while somebody writes
	Since        []Piece           // what changed in the source since it was translated
	Uses         []flow.Entry
	Terms        []content.Term // what the glossary says of words in the source
	Shown        []Preview
}

// ListLink is the list that the text is on.
func (p wordPage) ListLink() string {
	return "/?" + url.Values{"lang": {p.Msg.Locale}, "show": {p.Show}, "find": {p.Find}}.Encode()
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
	p := wordPage{view: s.view(r, who, "studio.words"), list: listed(r.URL.Query()), Msg: all[at], Wrote: wrote, Max: maxWords}
	p.Alert, p.Title = alert, id
	p.May = who.May(Translator) && locale != content.SourceLocale || who.May(Editor)
	p.Before, p.Next = p.beside(all, id)
	p.Typing = s.cfg.Words.Templates(p.Locale, "studio.typing.")
	if p.Others, err = s.cfg.Desk.Others(who.ID, locale, id); err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.about(&p, who, locale, id); err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", scripted)
	s.show(w, r, code, "word", p)
}

// about is where a text appears, how long it may be, what it must name, and what changed in its source.
func (s *Server) about(p *wordPage, who Person, locale, id string) error {
	d := s.cfg.Desk
	v, err := d.current(who.ID)
	if err != nil {
		return err
	}
	if p.Uses, err = d.uses(v, id); err != nil {
		return err
	}
	p.Must = strings.Join(placeholder.FindAllString(p.Msg.Source, -1), "\n")
	if p.Msg.State == content.Stale {
		w, err := d.read(v)
		if err != nil {
			return err
		}
		then, err := d.sourceThen(v, id, w.words[locale][id]["hash"])
		if err != nil {
			return err
		}
		if then != "" {
			p.Since = differences(then, p.Msg.Source)
		}
	}
	p.Most = content.MaxBubble
	k, err := d.candidate(who.ID)
	if err != nil || k.rough == nil {
		return err
	}
	p.Terms = k.rough.Terms(locale, p.Msg.Source)
	if len(p.Uses) == 0 || p.Uses[0].Step == "" {
		return nil
	}
	if isLabel(k.rough.Flow(p.Uses[0].Flow), id) {
		p.Most = content.MaxLabel
	}
	all, err := d.Preview(who, p.Uses[0], "", []string{locale}, s.cfg.Channels)
	if err == nil && len(all) > 0 {
		p.Shown = all[:1]
	}
	return nil
}

// placeholder is what the bot fills in.
var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// isLabel tells whether a flow offers a message as a choice.
func isLabel(f *flow.Flow, id string) bool {
	found := false
	if f != nil {
		f.Refs(func(r flow.Ref) { found = found || r.Kind == flow.RefLabel && r.ID == id })
	}
	return found
}

// back takes a text of a draft back to what is published.
func (s *Server) back(w http.ResponseWriter, r *http.Request, who Person) {
	locale, id := r.PathValue("locale"), r.PathValue("id")
	err := s.cfg.Desk.Back(who, locale, id, Stamp(r.PostFormValue("seen")))
	switch code, alert := statusOf(err); {
	case err == nil:
		http.Redirect(w, r, "/words/"+url.PathEscape(locale)+"/"+url.PathEscape(id), http.StatusSeeOther)
	case code == 0 || code == http.StatusNotFound:
		s.refuse(w, r, who, err)
	default:
		s.wordPage(w, r, who, code, alert, "")
	}
}

// readingPage lists texts that nobody has read beside their source yet, to be ticked off.
type readingPage struct {
	view
	Lang   string
	Langs  []string
	Safety bool
	Texts  []Text
	More   int
	Left   []string // ids that were ticked and are not what was read any more
	May    bool
}

// perReading is how many texts are read at once: who ticks two hundred has not read them.
const perReading = 20

func (s *Server) reading(w http.ResponseWriter, r *http.Request, who Person) {
	s.readingPage(w, r, who, http.StatusOK, "", nil)
}

func (s *Server) readingPage(w http.ResponseWriter, r *http.Request, who Person, code int, alert string, left []string) {
	p := readingPage{view: s.view(r, who, "studio.reading"), Lang: r.FormValue("lang"), Safety: r.FormValue("show") == showSafety, Left: left, May: who.May(Translator)}
	p.Alert = alert
	all, ok := s.textsOf(w, r, who, &p.Langs, &p.Lang)
	if !ok {
		return
	}
	for _, t := range all {
		if t.State != content.Machine || p.Safety && !t.Safety {
			continue
		}
		if len(p.Texts) == perReading {
			p.More++
			continue
		}
		p.Texts = append(p.Texts, t)
	}
	s.show(w, r, code, "reading", p)
}

func (s *Server) ticked(w http.ResponseWriter, r *http.Request, who Person) {
	if err := r.ParseForm(); err != nil {
		s.readingPage(w, r, who, http.StatusRequestEntityTooLarge, "studio.too_long", nil)
		return
	}
	var texts []Seen
	for _, id := range r.PostForm["id"] {
		texts = append(texts, Seen{id, Stamp(r.PostFormValue("seen " + id))})
	}
	if len(texts) == 0 {
		s.readingPage(w, r, who, http.StatusOK, "studio.reading.nothing", nil)
		return
	}
	left, err := s.cfg.Desk.Read(who, r.PostFormValue("lang"), texts)
	switch {
	case err != nil:
		s.refuse(w, r, who, err)
	case len(left) > 0:
		s.readingPage(w, r, who, http.StatusConflict, "studio.reading.moved", left)
	default:
		s.readingPage(w, r, who, http.StatusOK, "studio.reading.done", nil)
	}
}
