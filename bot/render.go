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
	r := renderer{
		c: c, can: can, locale: o.locale, now: b.Now(), state: o.state, public: b.PublicURL, guides: b.guideFiles(), payloads: b.payloads.of(b.Keys, c),
	}
	t := Turn{
		Locale: o.locale, Direction: c.Direction(o.locale), Care: o.state.Care, Cleared: o.cleared,
	}
	if code := o.state.Kept[flow.KeptCountry]; code != "" {
		t.Country = c.Place(o.locale, code)
	}
	for _, out := range o.outs {
		if out.Message == ownersMayRead {
			t.Messages = r.addLine(t.Messages, r.text(ownersMayRead, nil))
			continue
		}
		t.Messages = append(t.Messages, r.out(out)...)
	}
	hidden := o.state.Neutral()
	t.Neutral = hidden || o.forgot
	if !hidden {
		t.Note = r.note(o.first)
	}
	t.Choices, t.Messages = r.choices(t.Messages)
	if !hidden {
		t.Report = r.choice(flow.WrongAnswer, "common.wrong_answer")
	}
	shown := slices.ContainsFunc(o.outs, func(out flow.Out) bool { return out.Help != "" })
	if o.state.Care && can.Bar && !hidden && !shown {
		t.Line = r.line()
	}
	t.Messages = r.cut(t.Messages)
	return t
}

// renderer is one turn on its way into one language and one network.
type renderer struct {
	c        *content.Content
	can      Capabilities
	locale   string
	now      time.Time
	state    flow.State
	guides   *GuideFiles
	public   string        // the web chat's address, "" if there is none
	paper    bool          // it is printed: nothing is open now
	payloads *payloadIndex // nil where nothing can be tapped
}

// choice is a button that means the same wherever it stands.
func (r renderer) choice(id, label string) Choice {
	if r.payloads == nil {
		return Choice{}
	}
	return Choice{ID: r.payloads.payload(r.state.Top(), id), Label: r.text(label, nil)}
}

// text is a message in the words of this network: one that keeps no copy of the chat, and one
// whose owners may read along, have promises of their own.
func (r renderer) text(id string, args map[string]string) string {
	if own := id + ".workspace"; r.can.OwnersMayRead && r.c.Has(content.SourceLocale, own) {
		id = own
	} else if page := id + ".page"; !r.can.Copies && r.c.Has(content.SourceLocale, page) {
		id = page
	}
	return r.c.Text(r.locale, id, args)
}

func (r renderer) out(out flow.Out) []Message {
	if out.Help != "" {
		return r.help(out.Help)
	}
	if out.Send != "" {
		return r.handOut(out)
	}
	if out.More != "" {
		return r.reading(out)
	}
	if out.Message == ownersCare {
		return []Message{{Text: r.careWarning()}}
	}
	args := map[string]string{}
	for name, value := range out.Args {
		args[name] = r.named(value)
	}
	s := r.text(out.Message, args)
	if s == "" {
		return nil
	}
	return []Message{{Text: s}}
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

// cut makes every text fit the network, with its numbers in order. A card or a file stays with the first piece
// of its text.
func (r renderer) cut(messages []Message) []Message {
	all := make([]Message, 0, len(messages))
	for _, m := range messages {
		for i, piece := range Cut(r.isolate(m.Text), r.can.Text) {
			one := Message{Text: piece}
			if i == 0 {
				one.Card, one.File = m.Card, m.File
			}
			all = append(all, one)
		}
	}
	return all
}

// note says who has read these texts: on the first page, after a change of language, and on
// networks that show it in small print always.
func (r renderer) note(first bool) string {
	if state := r.c.Weakest(r.locale); !first && !r.can.Bar || state == content.Reviewed || state == content.Approved {
		return ""
	}
	if r.locale == content.SourceLocale {
		return r.text("common.source_note", nil)
	}
	return r.text("common.machine_note", nil)
}

// choices are the buttons of the turn; where they don't fit they are numbered in the text.
func (r renderer) choices(messages []Message) ([]Choice, []Message) {
	all := offers(r.c, r.state, r.can)
	if len(all) == 0 {
		return nil, messages
	}
	at := r.state.Top()
	var buttons []Choice
	fits := len(all) <= r.can.Choices
	for _, o := range all {
		fits = fits && r.can.Label.Fits(o.label)
		buttons = append(buttons, Choice{ID: r.payloads.payload(at, o.id), Label: o.label})
	}
	if fits {
		return buttons, messages
	}
	var lines []string
	for i, o := range all {
		lines = append(lines, strconv.Itoa(i+1)+". "+o.label)
	}
	return nil, append(messages, Message{Text: strings.Join(lines, "\n")})
}

// numbers are runs that read from left to right also in right-to-left text: telephone numbers,
// dates and addresses.
var numbers = regexp.MustCompile(`https?://\S+|[+*#]?\d[\d \-*#/.:]*\d[*#]?|[+*#]\d+|\b[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:org|com|net|info|gov|[a-z]{2})(?:/\S*)?\b`)

// isolate keeps numbers together and in order in right-to-left text (libraries.md §8).
func (r renderer) isolate(s string) string {
	if r.c.Direction(r.locale) != "rtl" || !strings.ContainsAny(s, "0123456789.:") {
		return s // what holds none of these signs holds no number and no address
	}
	const first, last = "\u2066", "\u2069"
	return numbers.ReplaceAllString(s, first+"$0"+last)
}
