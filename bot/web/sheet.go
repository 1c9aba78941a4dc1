package web

import (
	"bytes"
	_ "embed" // the frame of the pages
	"fmt"
	"html/template"
	"net/http"
)

//go:embed sheet.html
var sheetSource string

// leaf is what every page beside the chat and the guide has.
type leaf struct {
	Path, Title             string
	Locale, Direction, Note string
	Style, Sheets, Mark     string
	Locales                 []tongue
	text                    func(id string, args map[string]string) string
}

// T is a text of the page in its language.
func (l leaf) T(id string) string { return l.text(id, nil) }

// leaf is a page at a path, named by a message, in the language of who asks.
func (c *Channel) leaf(r *http.Request, path, title string) leaf {
	locale := c.locale(r)
	l := leaf{
		Path: path, Locale: locale, Direction: c.cfg.Words.Direction(locale), Note: c.cfg.Guides.Note(locale),
		Style: c.static.style, Sheets: c.static.guide, Mark: c.static.mark,
		text: func(id string, args map[string]string) string { return c.cfg.Words.Text(locale, id, args) },
	}
	l.Title = l.T(title)
	for _, tag := range c.cfg.Words.Locales() {
		l.Locales = append(l.Locales, tongue{tag, c.cfg.Words.LocaleName(tag)})
	}
	return l
}

// leafTemplate reads the template of such a page.
func leafTemplate(name, source string) (*template.Template, error) {
	t, err := template.New(name).Parse(source)
	if err == nil {
		_, err = t.New("frame").Parse(sheetSource)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the page %s: %w", name, err)
	}
	return t, nil
}

// print writes such a page.
func (c *Channel) print(w http.ResponseWriter, r *http.Request, t *template.Template, locale string, page any) {
	var b bytes.Buffer
	if err := t.Execute(&b, page); err != nil {
		c.cfg.Logger.ErrorContext(r.Context(), "web: a page can't be written", "page", t.Name())
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Language", locale)
	c.send(w, r, "text/html; charset=utf-8", b.Bytes())
}
