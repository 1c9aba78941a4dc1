package web

import (
	"bytes"
	_ "embed" // the page
	"html/template"
	"net/http"
	"staysafe/bot"
	"strings"
)

//go:embed page.html
var pageSource string

// page is what the template shows.
type page struct {
	bot.Turn
	Key, Nonce          string
	Code                string
	Entry               bool   // a school's way in: nothing but a button
	Discreet            bool   // how it looks
	Kept                bool   // the look was asked for, and stays
	Own, Typed          string // the person's answer: a label tapped, or words
	Style, Script, Mark string
	Language            string
	Exit                string

	text func(id string) string
}

// T is a text of the page in its language.
func (p page) T(id string) string { return p.text(id) }

// Name is what stands at the top: nothing that tells what the page is about, if so asked.
func (p page) Name() string {
	if p.Discreet {
		return p.T("web.notes")
	}
	return p.T("web.name")
}

// Last tells whether a message is the last one of the turn.
func (p page) Last(i int) bool { return i == len(p.Messages)-1 }

// Lines splits a text into its lines, with numbers kept together in right-to-left text.
func (p page) Lines(s string) []template.HTML {
	var lines []template.HTML
	for line := range strings.SplitSeq(s, "\n") {
		lines = append(lines, isolated(line))
	}
	return lines
}

// Isolated is a text with numbers kept together in right-to-left text.
func (p page) Isolated(s string) template.HTML { return isolated(s) }

// isolated escapes a text and turns the isolates of plain text into elements.
func isolated(s string) template.HTML {
	escaped := template.HTMLEscapeString(s)
	escaped = strings.NewReplacer("\u2066", `<bdi dir="ltr">`, "\u2069", "</bdi>").Replace(balanced(escaped))
	return template.HTML(escaped) //nolint:gosec // escaped above; only our own elements are added
}

// balanced drops the marks of direction where one of them has no partner.
func balanced(s string) string {
	opened := strings.Count(s, "\u2066") + strings.Count(s, "\u2067") + strings.Count(s, "\u2068")
	if opened == strings.Count(s, "\u2069") && !strings.ContainsAny(s, "\u2067\u2068\u202a\u202b\u202d\u202e") {
		return s
	}
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "", "\u202a", "", "\u202b", "", "\u202c", "", "\u202d", "", "\u202e", "").Replace(s)
}

// Link is a link's address, of the kinds a help service has.
func (p page) Link(address string) template.URL {
	for _, scheme := range []string{"tel:", "sms:", "https://", "/guide/"} {
		if strings.HasPrefix(address, scheme) {
			return template.URL(address) //nolint:gosec // one of three schemes or a page of our own, from checked content
		}
	}
	return ""
}

// carded is what the template of a card gets.
type carded struct {
	P page
	C *bot.Card
}

func inCard(p page, c *bot.Card) carded { return carded{p, c} }

func (c *Channel) page(f form, turn bot.Turn, nonce string) page {
	p := page{
		Turn: turn, Key: f.key, Nonce: nonce, Discreet: f.discreet || turn.Neutral, Kept: f.discreet, Own: f.label, Typed: strings.TrimSpace(f.text),
		Style: c.static.style, Script: c.static.script, Mark: c.static.mark, Exit: c.cfg.ExitURL,
		Language: c.cfg.Words.LocaleName(turn.Locale),
		text:     func(id string) string { return c.cfg.Words.Text(turn.Locale, id, nil) },
	}
	if f.command != "" || turn.Neutral {
		p.Typed, p.Own = "", ""
	}
	return p
}

// write sends a page. It is small and holds fresh random tokens, so that compressing it beside the
// person's words gives nothing away that is used twice (SECURITY.md).
func (c *Channel) write(w http.ResponseWriter, r *http.Request, code int, p page) {
	var b bytes.Buffer
	if err := c.layout.Execute(&b, p); err != nil {
		c.cfg.Logger.Error("web: the page can't be written") //nolint:sloglint // no request to speak of
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", p.Locale)
	h.Set("Vary", "Accept-Encoding")
	data := b.Bytes()
	if r != nil && takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		data = pack(data)
	}
	w.WriteHeader(code)
	_, _ = w.Write(data)
}
