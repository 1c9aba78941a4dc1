package studio

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"strings"
)

// listenPage shows what is listened for in one language.
type listenPage struct {
	view
	Lang     string
	Langs    []string
	List     string
	Lists    []heardCount
	Find     string
	Phrases  []HeardLine
	More     int
	May      bool
	Wrote    string    // a phrase that was refused
	Instead  HeardLine // of what it was written
	Issues   []content.Issue
	Sentence string // what somebody heardAs: on this page alone
	Heard    []heardAs
	Measured *Measure
	Counts   bool          // the bot runs beside the studio
	Nearest  []bot.Nearest // topics that texts came nearest to, which were not understood
}

// heardCount is a list and how many phrases it has.
type heardCount struct {
	Name  string
	Count int
}

// heardAs is what a sentence is taken for, as it is published or in the draft.
type heardAs struct {
	Draft bool
	Hearing
}

// maxPhrases is how many phrases stand on one page.
const maxPhrases = 200

func (s *Server) listen(w http.ResponseWriter, r *http.Request, who Person) {
	s.listenPage(w, r, who, http.StatusOK, "", &listenPage{})
}

func (s *Server) listenPage(w http.ResponseWriter, r *http.Request, who Person, code int, alert string, p *listenPage) {
	p.view, p.Lang, p.List, p.Find = s.view(r, who, "studio.listen"), r.FormValue("lang"), r.FormValue("list"), strings.TrimSpace(r.FormValue("find"))
	p.Alert = alert
	if p.Counts = s.cfg.Unanswered != nil; p.Counts {
		p.Nearest = s.cfg.Unanswered.Unanswered(s.cfg.Desk.now())
	}
	var err error
	if p.Langs, err = s.cfg.Desk.Locales(who.ID); err != nil {
		s.fail(w, r, err)
		return
	}
	if !slices.Contains(p.Langs, p.Lang) {
		p.Lang = p.Langs[0]
	}
	p.May = who.May(Editor) || who.May(Translator) && p.Lang != content.SourceLocale
	lists, err := s.cfg.Desk.Heard(who.ID, p.Lang)
	if err != nil {
		s.refuse(w, r, who, err)
		return
	}
	for name, phrases := range lists {
		p.Lists = append(p.Lists, heardCount{name, len(phrases)})
	}
	slices.SortFunc(p.Lists, func(a, b heardCount) int { return strings.Compare(a.Name, b.Name) })
	if _, is := lists[p.List]; !is && p.List != anywhere {
		p.List = p.Lists[0].Name
	}
	p.find(lists)
	s.show(w, r, code, "listen", p)
}

// anywhere is what stands for all lists.
const anywhere = "all"

// Anywhere tells whether all lists are shown.
func (p *listenPage) Anywhere() bool { return p.List == anywhere }

// phraseAt is what a form about one phrase says of where it stands.
type phraseAt struct{ Lang, List, Find, Of string }

// At is where a phrase stands, and how the page came to show it.
func (p *listenPage) At(of HeardLine) phraseAt { return phraseAt{p.Lang, p.List, p.Find, of.List} }

// Open tells whether a phrase was just refused in the place of this one.
func (p *listenPage) Open(line HeardLine) bool { return p.Wrote != "" && p.Instead == line }

// find fills in the phrases that are looked for.
func (p *listenPage) find(lists heardLists) {
	for _, l := range p.Lists {
		if l.Name != p.List && !p.Anywhere() {
			continue
		}
		for _, phrase := range lists[l.Name] {
			switch {
			case p.Find != "" && !strings.Contains(strings.ToLower(phrase), strings.ToLower(p.Find)):
			case len(p.Phrases) == maxPhrases:
				p.More++
			default:
				p.Phrases = append(p.Phrases, HeardLine{l.Name, phrase})
			}
		}
	}
}

// phrase puts a phrase in, or another one in its place, or takes it out.
func (s *Server) phrase(w http.ResponseWriter, r *http.Request, who Person) {
	lang, list, phrase := r.PostFormValue("lang"), r.PostFormValue("of"), r.PostFormValue("phrase")
	if list == "" {
		list = r.PostFormValue("list")
	}
	again := &listenPage{Wrote: phrase}
	var err error
	if do := r.PostFormValue("do"); do == "change" {
		again.Instead = HeardLine{list, r.PostFormValue("old")}
		err = s.cfg.Desk.Rephrase(who, lang, list, again.Instead.Line, phrase)
	} else {
		err = s.cfg.Desk.Listen(who, lang, list, phrase, do == "add")
	}
	var refused *LineError
	code, alert := statusOf(err)
	switch {
	case err == nil:
		http.Redirect(w, r, "/listen?"+url.Values{"lang": {lang}, "list": {r.PostFormValue("list")}, "find": {r.PostFormValue("find")}}.Encode(), http.StatusSeeOther)
	case errors.As(err, &refused):
		again.Issues = refused.Issues
		s.listenPage(w, r, who, http.StatusUnprocessableEntity, "studio.listen.refused", again)
	case errors.Is(err, ErrName):
		s.listenPage(w, r, who, http.StatusConflict, "studio.listen.bad_phrase", again)
	case code == 0:
		s.fail(w, r, err)
	case code == http.StatusNotFound, code == http.StatusForbidden:
		s.refuse(w, r, who, err)
	default:
		s.listenPage(w, r, who, code, alert, again)
	}
}

// hear says what a sentence would be taken for. It is sent as a form, so that it stands in no address and no log.
func (s *Server) hear(w http.ResponseWriter, r *http.Request, who Person) {
	sentence := r.PostFormValue("sentence")
	published, drafted, err := s.cfg.Desk.Hear(who.ID, sentence)
	if err != nil {
		code, alert := statusOf(err)
		if code == 0 {
			s.fail(w, r, err)
			return
		}
		s.listenPage(w, r, who, code, alert, &listenPage{Sentence: sentence})
		return
	}
	s.listenPage(w, r, who, http.StatusOK, "", &listenPage{Sentence: sentence, Heard: []heardAs{{false, published}, {true, drafted}}})
}

func (s *Server) approveHeard(w http.ResponseWriter, r *http.Request, who Person) {
	owner, ok := s.owner(r)
	if !ok {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	err := s.cfg.Desk.ApproveHeard(who, owner.ID, r.PostFormValue("locale"), Stamp(r.PostFormValue("seen")))
	s.done(w, r, who, err, "/changes/"+owner.ID)
}

// heardGroup are the changes of what is heard in one language.
type heardGroup struct {
	Locale   string
	Stamp    Stamp
	By       Person
	Approved string
	Changes  []HeardChange
}

// heardGroups are the changes of what is heard, by language.
func (r *Review) heardGroups() []heardGroup {
	var all []heardGroup
	for _, c := range r.Heard {
		if n := len(all); n == 0 || all[n-1].Locale != c.Locale {
			all = append(all, heardGroup{Locale: c.Locale, Stamp: heardStamp(r.Heard, c.Locale), By: c.By, Approved: c.Approved})
		}
		all[len(all)-1].Changes = append(all[len(all)-1].Changes, c)
	}
	return all
}
