package studio

import (
	"cmp"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/transcript"
	"strings"
	"time"
)

// tryPage is where a draft is tried.
type tryPage struct {
	view
	Lang, Country, Kind string
	Beside              string // the other language, "" for none
	Langs, Others       []string
	Day, Time           string // when it begins, in the country; "" for now
	Days                []string
	Kinds               []string
	You                 []string // what the person did, as it stands in a talk
	Steps               []tryStep
	At                  string // the step that waits, as flow and step
	Flow                string
	Try                 *TryOut
	May                 bool
}

// tryStep is one thing the person did, and the answer.
type tryStep struct {
	You    string
	Answer bot.Turn
	Beside bot.Turn // what is answered in the other language
	Last   bool
}

// maxTurns is how long a try-out may be: longer than any path through a flow.
const maxTurns = 80

var countryForm = regexp.MustCompile(`^[A-Z]{2}$`)

// tried is the talk that a form describes. It begins at the front door.
func tried(r *http.Request) (talk transcript.Talk, you []string) {
	talk.Locale = r.Form.Get("lang")
	if !localeForm.MatchString(talk.Locale) {
		talk.Locale = content.SourceLocale
	}
	if c := strings.ToUpper(strings.TrimSpace(r.Form.Get("country"))); countryForm.MatchString(c) {
		talk.Country = c
	}
	talk.Turns = []transcript.Turn{{Do: transcript.Start}}
	you = slices.Clone(r.Form["you"])
	if r.Form.Has("undo") && len(you) > 0 {
		you = you[:len(you)-1]
	}
	if say := strings.Join(strings.Fields(r.Form.Get("say")), " "); say != "" {
		you = append(you, say)
	}
	if tap := r.Form.Get("tap"); tap != "" {
		you = append(you, "["+tap+"]")
	}
	if r.Form.Has("over") {
		you = nil
	}
	you = you[:min(len(you), maxTurns)]
	for _, v := range you {
		talk.Turns = append(talk.Turns, transcript.You(strings.Join(strings.Fields(v), " ")))
	}
	return talk, you
}

// begins is when a try-out begins that a form describes, in a country, and as a form writes it. Where the form says nothing it is the zero time: a talk
// then has its own.
func (d *Desk) begins(who Person, form url.Values, country string) (at time.Time, day, clock string, err error) {
	if !slices.Contains(weekdays(), form.Get("day")) {
		return time.Time{}, "", "", nil
	}
	k, err := d.candidate(who.ID)
	if err != nil || k.rough == nil {
		return time.Time{}, "", "", err
	}
	at, day, clock = hourIn(zoneOf(k.rough.Directory(), country, ""), d.now(), form.Get("day"), cmp.Or(form.Get("time"), "12:00"))
	return at.Truncate(time.Minute), day, clock, nil
}

// try plays a conversation with the draft of who is signed in. It changes nothing.
func (s *Server) try(w http.ResponseWriter, r *http.Request, who Person) {
	s.tryPage(w, r, who, http.StatusOK, "")
}

func (s *Server) tryPage(w http.ResponseWriter, r *http.Request, who Person, code int, alert string) {
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	talk, you := tried(r)
	p := tryPage{view: s.view(r, who, "studio.try"), Lang: talk.Locale, Country: talk.Country, Kind: r.Form.Get("kind"), You: you, May: who.May(Translator)}
	p.Alert = alert
	kinds := transcript.Kinds()
	kind := kinds[0]
	for _, k := range kinds {
		p.Kinds = append(p.Kinds, k.Name)
		if k.Name == p.Kind {
			kind = k
		}
	}
	p.Kind = kind.Name
	var err error
	if p.Langs, err = s.cfg.Desk.Locales(who.ID); err != nil {
		s.fail(w, r, err)
		return
	}
	p.Others = append(slices.Clone(p.Langs), content.PseudoLong, content.PseudoRTL)
	if p.Beside = r.Form.Get("beside"); !slices.Contains(p.Others, p.Beside) || p.Beside == p.Lang {
		p.Beside = ""
	}
	p.Days = weekdays()
	if talk.At, p.Day, p.Time, err = s.cfg.Desk.begins(who, r.Form, talk.Country); err != nil {
		s.fail(w, r, err)
		return
	}
	if p.Try, err = s.cfg.Desk.Try(who, talk, kind, p.Beside); err != nil {
		s.fail(w, r, err)
		return
	}
	for i, answer := range p.Try.Result.Answers {
		step := tryStep{Answer: answer, Last: i == len(p.Try.Result.Answers)-1 && p.Try.Problem == ""}
		if p.Try.Beside != nil && i < len(p.Try.Beside.Answers) {
			step.Beside = p.Try.Beside.Answers[i]
		}
		if i > 0 {
			step.You = you[i-1]
		}
		p.Steps = append(p.Steps, step)
	}
	if top := p.Try.Result.Session.State.Top(); top.Flow != "" {
		p.At, p.Flow = top.Flow+" / "+top.Step, top.Flow
	}
	s.show(w, r, code, "try", p)
}

// keep writes a try-out into the draft, as a conversation that is played before each publication.
func (s *Server) keep(w http.ResponseWriter, r *http.Request, who Person) {
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, who, ErrNoText)
		return
	}
	talk, _ := tried(r)
	talk.Name = r.PostForm.Get("name")
	var err error
	if talk.At, _, _, err = s.cfg.Desk.begins(who, r.Form, talk.Country); err == nil {
		err = s.cfg.Desk.Keep(who, talk)
	}
	switch code, alert := statusOf(err); {
	case err == nil:
		http.Redirect(w, r, "/changes/"+who.ID, http.StatusSeeOther)
	case code == 0:
		s.fail(w, r, err)
	default:
		s.tryPage(w, r, who, code, alert)
	}
}
