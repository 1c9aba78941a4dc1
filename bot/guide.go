package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"time"
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
