package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Guide is one edition of the guide in one language, in words: the same that the chat says.
type Guide struct {
	Locale, Direction string
	Edition           string    // flow.EditionYoung …
	Name, Readers     string    // its title, and whom it is for
	Note              string    // who has not read it yet, "" if it may be trusted
	Imprint           string    // edition and date
	Dated             time.Time // the month of its edition
	Cover             GuideDrawing
	Pages             []GuidePage
	Others            []string // locales the guide can be had in, too
}

// GuidePage is one page.
type GuidePage struct {
	ID      string // as in its address
	Number  int    // from 1
	Title   string
	Drawing GuideDrawing
	Parts   []GuidePart
	Say     string // words to say to somebody, "" if there are none
	Help    bool   // people who help stand here
	Screen  bool   // it is not printed
}

// GuidePart is a piece of a page. Its steps are numbered from 1.
type GuidePart struct {
	Title string // "" if it needs none
	Texts []string
}

// GuideDrawing is a picture of the guide; its name is empty where there is none.
type GuideDrawing struct {
	Name, Alt string
	SVG       []byte
}

// GuideFor is an edition of the guide in a locale, nil if there is none.
func GuideFor(c *content.Content, locale, edition string) *Guide {
	booklet := c.Booklet()
	if booklet == nil || !slices.Contains(flow.Editions(), edition) {
		return nil
	}
	locale = c.Match(locale)
	r := renderer{c: c, locale: locale}
	g := &Guide{
		Locale: locale, Direction: c.Direction(locale), Edition: edition, Name: r.text("guide.web.name", nil), Readers: r.text("guide.web."+edition, nil),
		Imprint: r.text("guide.web.edition", map[string]string{"Edition": strconv.Itoa(booklet.Edition), "Date": r.date(booklet.Date)}),
	}
	g.Dated, _ = time.Parse(content.BookletDate, booklet.Date) // Load has checked it
	g.Note, g.Cover = r.note(true), r.drawing(booklet.Cover)
	for _, s := range booklet.In(edition) {
		page := GuidePage{ID: s.ID, Number: len(g.Pages) + 1, Title: r.text(s.Title.ID, nil), Drawing: r.drawing(s.Drawing), Help: s.Help, Screen: s.Screen}
		for _, p := range s.Parts {
			page.Parts = append(page.Parts, r.part(p))
		}
		if s.Say.ID != "" {
			page.Say = r.isolate(spoken(r.text(s.Say.ID, nil)))
		}
		g.Pages = append(g.Pages, page)
	}
	for _, tag := range c.Locales() {
		if tag != locale {
			g.Others = append(g.Others, tag)
		}
	}
	return g
}

// part is a piece of a page in words. A flow may quote some of its steps only: they are counted anew.
func (r renderer) part(p flow.Part) GuidePart {
	var part GuidePart
	if p.Title.ID != "" {
		part.Title = r.text(p.Title.ID, nil)
	}
	steps := 0
	for _, id := range r.c.Part(p) {
		text := r.isolate(r.text(id, nil))
		if number, rest, found := strings.Cut(text, ". "); found && number != "" && strings.Trim(number, "0123456789") == "" {
			steps++
			text = strconv.Itoa(steps) + ". " + rest
		}
		part.Texts = append(part.Texts, text)
	}
	return part
}

func (r renderer) drawing(d flow.Drawing) GuideDrawing {
	if d.Name == "" {
		return GuideDrawing{}
	}
	return GuideDrawing{d.Name, r.text(d.Alt.ID, nil), r.c.Drawing(d.Name)}
}

// spoken is what is to be said of a text that hands out words: from its first quotation mark on.
func spoken(text string) string {
	if at := strings.IndexAny(text, "\"«„“「"); at >= 0 {
		return text[at:]
	}
	return text
}

// Page is the page of that name, nil if there is none.
func (g *Guide) Page(id string) *GuidePage {
	for i := range g.Pages {
		if g.Pages[i].ID == id {
			return &g.Pages[i]
		}
	}
	return nil
}

// GuideEnd is what every page of the guide ends with: where to call in danger, and who listens.
type GuideEnd struct {
	Country   string // its name, "" if it is not known
	Emergency string // number, "" if the country has none, or is not known
	Line      *Card  // a line to talk to, nil if none is known
}

// PaperNumbers are the numbers of a country as they can be printed: nothing is open or closed there.
func PaperNumbers(c *content.Content, locale, country string, now time.Time) (end GuideEnd, always, free bool) {
	end = GuideEnds(c, locale, country, now)
	if end.Line == nil {
		return end, false, false
	}
	for _, l := range c.Help(content.Need{Country: country, Topic: flow.AnyHelp, Locale: c.Match(locale), Now: now, Paper: true}).Services {
		if l.Dial != "" && l.Kind != content.Emergency {
			return end, l.Opening.Always(), l.Free == "yes"
		}
	}
	return end, false, false
}

// Day is a day as a locale writes it.
func Day(c *content.Content, locale string, at time.Time) string {
	return renderer{c: c, locale: c.Match(locale)}.date(at.Format(time.DateOnly))
}

// ReviewNote says who has not read the texts of a locale yet, "" if they may be trusted.
func ReviewNote(c *content.Content, locale string) string {
	return renderer{c: c, locale: c.Match(locale)}.note(true)
}

// GuideEnds are those lines for a country, "" if it is not known.
func GuideEnds(c *content.Content, locale, country string, now time.Time) GuideEnd {
	locale = c.Match(locale)
	if c.Directory().Country(country) == nil || country == content.World {
		return GuideEnd{}
	}
	r := renderer{c: c, locale: locale, now: now, state: flow.State{Locale: locale, Kept: map[string]string{flow.KeptCountry: country}}}
	end := GuideEnd{Country: c.Place(locale, country), Line: r.line()}
	if h := c.Help(content.Need{Country: country, Topic: flow.AnyHelp, Now: now}); len(h.Emergency) > 0 {
		end.Emergency = h.Emergency[0].Dial
	}
	return end
}

// GuideInsert is one printed page: who helps in a country, in one of the languages spoken there. The guide
// itself holds no numbers, so that it does not age with them.
type GuideInsert struct {
	Locale, Direction string
	Country           Country
	Title, Note       string
	People            []Message
}

// GuideInserts are the inserts of all countries in all locales on offer that are spoken there, by
// country. What is due for checking is judged at the end of the month the guide is dated.
func GuideInserts(c *content.Content) []GuideInsert {
	booklet := c.Booklet()
	if booklet == nil {
		return nil
	}
	month, _ := time.Parse(content.BookletDate, booklet.Date) // Load has checked it
	var all []GuideInsert
	for _, code := range c.Directory().Countries() {
		for _, locale := range c.Locales() {
			if !slices.ContainsFunc(c.Directory().Country(code).Languages, func(tag string) bool { return content.Reads(locale, tag) }) {
				continue
			}
			r := renderer{
				c: c, locale: locale, now: month.AddDate(0, 1, -1), paper: true,
				state: flow.State{Locale: locale, Kept: map[string]string{flow.KeptCountry: code}},
			}
			in := GuideInsert{
				Locale: locale, Direction: c.Direction(locale), Country: Country{code, c.Place(locale, code)}, Note: r.note(true),
				Title: r.text("guide.web.insert", map[string]string{"Country": c.Place(locale, code)}), People: r.help(flow.AnyHelp),
			}
			for i := range in.People {
				in.People[i].Text = r.isolate(in.People[i].Text)
			}
			all = append(all, in)
		}
	}
	return all
}

// Text writes the guide as plain text, with people who help in a country, "" if it is not known.
// Where that is longer than MaxGuideText the words to say are left to the other forms, except on the
// first page: they are much alike.
func (g *Guide) Text(c *content.Content, country string, now time.Time) string {
	text := g.plain(c, country, now, len(g.Pages))
	if utf8.RuneCountInString(text) > MaxGuideText {
		return g.plain(c, country, now, 1)
	}
	return text
}

// MaxGuideText is how many characters the guide has as plain text, without a country's numbers: it must
// go where a message may not be longer.
const MaxGuideText = 12000

// plain has words to say on the first pages only.
func (g *Guide) plain(c *content.Content, country string, now time.Time, spoken int) string {
	r := renderer{c: c, locale: g.Locale}
	var b strings.Builder
	line := func(parts ...string) { b.WriteString(strings.Join(parts, " ") + "\n") }
	line(g.Name)
	line(g.Readers+".", g.Imprint)
	if g.Note != "" {
		line(g.Note)
	}
	for _, p := range g.Pages {
		if p.Screen {
			continue
		}
		line("")
		line(strconv.Itoa(p.Number)+".", p.Title)
		for _, part := range p.Parts {
			if part.Title != "" {
				line("*", part.Title)
			}
			for _, t := range part.Texts {
				line(t)
			}
		}
		if p.Say != "" && p.Number <= spoken {
			line(r.text("guide.web.say", nil)+":", p.Say)
		}
		if p.Help {
			for _, m := range HelpFor(c, g.Locale, country, flow.AnyHelp, now) {
				line(m.Text)
			}
		}
	}
	return b.String()
}

// Country is a country to choose.
type Country struct{ Code, Name string }

// GuideCountries are all countries by their names in a locale, as it sorts them.
func GuideCountries(c *content.Content, locale string) []Country {
	var ids []string
	for _, code := range c.Directory().Countries() {
		ids = append(ids, flow.ToCountry+code)
	}
	c.ByName(locale, ids)
	all := make([]Country, len(ids))
	for i, id := range ids {
		code := strings.TrimPrefix(id, flow.ToCountry)
		all[i] = Country{code, c.Place(locale, code)}
	}
	return all
}
