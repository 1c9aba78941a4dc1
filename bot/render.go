package bot

import (
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"time"
)

// render puts decisions into words: looks them up, fills in names, numbers the choices where
// there are no buttons, and isolates numbers in right-to-left text.
func (b *Bot) render(c *content.Content, can Capabilities, o outcome) Turn {
	r := renderer{c: c, can: can, locale: o.locale, now: b.Now(), state: o.state}
	t := Turn{
		Locale: o.locale, Direction: c.Direction(o.locale), Care: o.state.Care, Cleared: o.cleared,
	}
	if code := o.state.Kept[flow.KeptCountry]; code != "" {
		t.Country = c.Place(o.locale, code)
	}
	for _, out := range o.outs {
		t.Messages = append(t.Messages, r.out(out)...)
	}
	hidden := o.state.Neutral()
	t.Neutral = hidden || o.forgot
	if !hidden {
		t.Note = r.note(o.first)
	}
	t.Choices, t.Messages = r.choices(b.payloads.of(b.Keys, c), t.Messages)
	shown := slices.ContainsFunc(t.Messages, func(m Message) bool { return m.Card != nil })
	if o.state.Care && can.Bar && !hidden && !shown {
		t.Line = r.line()
	}
	for i := range t.Messages {
		t.Messages[i].Text = r.isolate(t.Messages[i].Text)
	}
	return t
}

// renderer is one turn on its way into one language and one network.
type renderer struct {
	c      *content.Content
	can    Capabilities
	locale string
	now    time.Time
	state  flow.State
}

// text is a message in the words of this network: one that keeps no copy of the chat has
// promises of its own.
func (r renderer) text(id string, args map[string]string) string {
	if page := id + ".page"; !r.can.Copies && r.c.Has(content.SourceLocale, page) {
		id = page
	}
	return r.c.Text(r.locale, id, args)
}

func (r renderer) out(out flow.Out) []Message {
	if out.Help != "" {
		return r.help(out.Help)
	}
	args := map[string]string{}
	for name, value := range out.Args {
		args[name] = r.named(value)
	}
	s := r.text(out.Message, args)
	if s == "" {
		return nil
	}
	return r.bubbles(s)
}

// named puts "country:KE", "locale:es" and "message:ID" into words.
func (r renderer) named(value string) string {
	kind, id, _ := strings.Cut(value, ":")
	switch kind {
	case "country":
		return r.c.Place(r.locale, id)
	case "locale":
		return r.c.LanguageName(r.locale, id)
	case "message":
		return r.c.Text(r.locale, id, nil)
	}
	return value
}

// bubbles splits a text that is too long for the network.
func (r renderer) bubbles(s string) []Message {
	var all []Message
	for _, piece := range Cut(s, r.can.Text) {
		all = append(all, Message{Text: piece})
	}
	return all
}

// note says who has read these texts: on the first page, after a change of language, and on
// networks that show it in small print always.
func (r renderer) note(first bool) string {
	if !first && !r.can.Bar || r.c.Weakest(r.locale) != content.Machine && r.c.Weakest(r.locale) != content.Stale {
		return ""
	}
	if r.locale == content.SourceLocale {
		return r.text("common.source_note", nil)
	}
	return r.text("common.machine_note", nil)
}

// choices are the buttons of the turn; where they don't fit they are numbered in the text.
func (r renderer) choices(idx *payloadIndex, messages []Message) ([]Choice, []Message) {
	all := offers(r.c, r.state, r.can)
	if len(all) == 0 {
		return nil, messages
	}
	at := r.state.Top()
	var buttons []Choice
	fits := len(all) <= r.can.Choices
	for _, o := range all {
		fits = fits && r.can.Label.Fits(o.label)
		buttons = append(buttons, Choice{ID: idx.payload(at, o.id), Label: o.label})
	}
	if fits {
		return buttons, messages
	}
	var lines []string
	for i, o := range all {
		lines = append(lines, strconv.Itoa(i+1)+". "+o.label)
	}
	return nil, append(messages, r.bubbles(strings.Join(lines, "\n"))...)
}

// numbers are runs that read from left to right also in right-to-left text: telephone numbers,
// dates and addresses.
var numbers = regexp.MustCompile(`https?://\S+|[+*#]?\d[\d \-*#/.:]*\d[*#]?|[+*#]\d+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|info|gov|[a-z]{2})(?:/\S*)?\b`)

// isolate keeps numbers together and in order in right-to-left text (libraries.md §8).
func (r renderer) isolate(s string) string {
	if r.c.Direction(r.locale) != "rtl" {
		return s
	}
	const first, last = "\u2066", "\u2069"
	return numbers.ReplaceAllString(s, first+"$0"+last)
}
