package web

import (
	"bytes"
	_ "embed" // the guide's page and style
	"encoding/base64"
	"html/template"
	"net/http"
	"net/url"
	"staysafe/bot"
	"strconv"
	"strings"
)

//go:embed guide.html
var guideSource string

//go:embed guide.css
var guideStyle []byte

// Guides are where the guide comes from: the content in use.
type Guides interface {
	// Guide is an edition in a locale, nil if there is none.
	Guide(locale, edition string) *bot.Guide
	// Ends are the lines every page ends with, for a country, "" if it is not known.
	Ends(locale, country string) bot.GuideEnd
	// Help is who helps in a country, "" if it is not known.
	Help(locale, country string) []bot.Message
	// Plain is the guide as plain text.
	Plain(g *bot.Guide, country string) string
	// Drawing is a picture as SVG, nil if there is none of that name.
	Drawing(name string) []byte
	// Note says who has not read the words of a locale yet, "" if they may be trusted.
	Note(locale string) string
	// File is a printed form of the guide, if there is one of that name.
	File(name string) (bot.GuideFile, bool)
	// Book is the guide as an EPUB.
	Book(g *bot.Guide, country string) ([]byte, error)
	// Countries are codes and names, as the locale sorts them.
	Countries(locale string) []bot.Country
}

// sheet is what the template of a guide page shows.
type sheet struct {
	*bot.Guide
	Page                        *bot.GuidePage // nil for the cover
	Before, After               *bot.GuidePage
	End                         bot.GuideEnd
	People                      []bot.Message
	Countries                   []bot.Country
	Country                     string // code
	Style, Sheets, Mark, Listen string
	Exit                        string
	Editions                    []reader
	Locales                     []tongue
	Files                       []download
	Saved                       bool // the page as one file: nothing in it leads back here
	text                        func(id string, args map[string]string) string
}

// reader is an edition to choose; tongue a language; download a file.
type (
	reader   struct{ ID, Name string }
	tongue   struct{ Tag, Name string }
	download struct{ Label, To string }
)

// T is a text of the page in its language.
func (s sheet) T(id string) string { return s.text(id, nil) }

// Of tells which of all pages this is.
func (s sheet) Of() string {
	return s.text("guide.web.page_of", map[string]string{"Number": strconv.Itoa(s.Page.Number), "Count": strconv.Itoa(len(s.Pages))})
}

// To is the address of a page of this edition, "" for the cover.
func (s sheet) To(id string) string { return s.address(s.Locale, s.Edition, id) }

// In is the address of the same page in another language.
func (s sheet) In(tag string) string {
	id := ""
	if s.Page != nil {
		id = s.Page.ID
	}
	return s.address(tag, s.Edition, id)
}

// For is the address of another edition.
func (s sheet) For(edition string) string { return s.address(s.Locale, edition, "") }

// Plain is the address of the guide as plain text.
func (s sheet) Plain() string { return s.address(s.Locale+".txt", s.Edition, "") }

func (s sheet) address(locale, edition, id string) string {
	path := "/guide/" + locale
	if id != "" {
		path += "/" + id
	}
	q := url.Values{}
	if edition != firstEdition {
		q.Set("for", edition)
	}
	if s.Country != "" {
		q.Set("country", s.Country)
	}
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return path
}

// Paragraphs are the lines of a text; those that begin with a dash are a list.
func (s sheet) Paragraphs(text string) []paragraph {
	var all []paragraph
	for line := range strings.SplitSeq(text, "\n") {
		item, listed := strings.CutPrefix(line, "– ")
		if !listed {
			item, listed = strings.CutPrefix(line, "- ")
		}
		if !listed {
			all = append(all, paragraph{Text: isolated(line)})
			continue
		}
		if n := len(all); n == 0 || all[n-1].Items == nil {
			all = append(all, paragraph{})
		}
		last := &all[len(all)-1]
		last.Items = append(last.Items, isolated(item))
	}
	return all
}

// paragraph is a line, or a list.
type paragraph struct {
	Text  template.HTML
	Items []template.HTML
}

// Source is where a drawing is found: its name holds a hash of what it shows. In a saved page it is
// the drawing itself.
func (s sheet) Source(d bot.GuideDrawing) template.URL {
	if s.Saved {
		return template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(d.SVG)) //nolint:gosec // checked content
	}
	return template.URL("/guide/drawing/" + hashed(d.Name, ".svg", d.SVG)) //nolint:gosec // names of checked content
}

// Link is a link's address, of the kinds a help service has.
func (s sheet) Link(address string) template.URL { return page{}.Link(address) }

// Isolated is a text with numbers kept together in right-to-left text.
func (s sheet) Isolated(text string) template.HTML { return isolated(text) }

const firstEdition = "young"

// guide shows a page of the guide, its cover, or all of it as plain text. Nothing is asked and nothing
// remembered: which country it is stands in the address.
func (c *Channel) guide(w http.ResponseWriter, r *http.Request) {
	locale, ext, _ := strings.Cut(r.PathValue("locale"), ".")
	edition, country := r.URL.Query().Get("for"), r.URL.Query().Get("country")
	if edition == "" {
		edition = firstEdition
	}
	matched := c.cfg.Words.Match(locale)
	g := c.cfg.Guides.Guide(matched, edition)
	if g == nil || locale != matched {
		http.Redirect(w, r, "/guide/"+matched, http.StatusFound) //nolint:gosec // a locale on offer, never what was asked for
		return
	}
	end := c.cfg.Guides.Ends(matched, country)
	if end.Country == "" {
		country = ""
	}
	w.Header().Set("Content-Language", matched)
	s := sheet{
		Guide: g, End: end, Country: country, Style: c.static.style, Sheets: c.static.guide, Mark: c.static.mark, Listen: c.static.listen, Exit: c.cfg.ExitURL,
		text: func(id string, args map[string]string) string { return c.cfg.Words.Text(matched, id, args) },
	}
	switch ext {
	case "":
	case "txt":
		c.send(w, r, "text/plain; charset=utf-8", []byte(c.cfg.Guides.Plain(g, country)))
		return
	case "epub":
		c.book(w, r, g, country)
		return
	case "pdf":
		form := bot.GuideForm{Locale: matched, Edition: edition, Form: r.URL.Query().Get("form"), Country: country}
		if f, there := c.cfg.Guides.File(form.FileName()); there {
			http.Redirect(w, r, printedAt(f), http.StatusFound)
			return
		}
		fallthrough
	default:
		http.Redirect(w, r, s.To(""), http.StatusFound)
		return
	}
	if id := r.PathValue("section"); id != "" {
		if s.Page = g.Page(id); s.Page == nil {
			http.Redirect(w, r, s.To(""), http.StatusFound)
			return
		}
		s.turn()
	}
	if s.Page != nil && s.Page.Help {
		s.People, s.Countries = c.cfg.Guides.Help(matched, country), c.cfg.Guides.Countries(matched)
	}
	s.files(c.cfg.Guides)
	for _, tag := range append([]string{matched}, g.Others...) {
		s.Locales = append(s.Locales, tongue{tag, c.cfg.Words.LocaleName(tag)})
	}
	for _, e := range []string{firstEdition, "short", "easy", "caregivers", "teachers"} {
		s.Editions = append(s.Editions, reader{e, s.T("guide.web." + e)})
	}
	if s.Saved = s.Page != nil && r.URL.Query().Has("save"); s.Saved {
		w.Header().Set("Content-Disposition", `attachment; filename="page-`+strconv.Itoa(s.Page.Number)+`.html"`)
	}
	var b bytes.Buffer
	if err := c.sheets.Execute(&b, s); err != nil {
		c.cfg.Logger.ErrorContext(r.Context(), "web: the guide can't be written")
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	c.send(w, r, "text/html; charset=utf-8", b.Bytes())
}

// drawing shows a picture of the guide. An old address gets the picture there is now.
func (c *Channel) drawing(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.PathValue("name"), ".")
	svg := c.cfg.Guides.Drawing(name)
	if svg == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if r.PathValue("name") == hashed(name, ".svg", svg) {
		w.Header().Set("Cache-Control", forEver)
	}
	c.send(w, r, "image/svg+xml", svg)
}

// Save is the address of this page as one file.
func (s sheet) Save() string {
	to := s.To(s.Page.ID)
	if strings.Contains(to, "?") {
		return to + "&save"
	}
	return to + "?save"
}

// Look is the style of a saved page, which can ask for none.
func (s sheet) Look() template.CSS {
	return template.CSS(string(styleSource) + string(guideStyle)) //nolint:gosec // our own
}

// turn finds the pages beside this one.
func (s *sheet) turn() {
	if i := s.Page.Number - 1; i > 0 {
		s.Before = &s.Pages[i-1]
	}
	if s.Page.Number < len(s.Pages) {
		s.After = &s.Pages[s.Page.Number]
	}
}

// send sends what is the same for everybody.
func (c *Channel) send(w http.ResponseWriter, r *http.Request, kind string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Vary", "Accept-Encoding")
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		data = pack(data)
	}
	_, _ = w.Write(data) //nolint:gosec // the guide's words: the template has escaped what comes from the address
}
