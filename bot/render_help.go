package bot

import (
	"net/url"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"time"
)

// maxEmergency holds police and ambulance where there is no general number.
const maxEmergency = 2

// help shows who can help with a topic: what is known of the country now, and always somebody.
func (r renderer) help(topic string) []Message {
	country := r.state.Kept[flow.KeptCountry]
	h := r.c.Help(content.Need{
		Country: country, Topic: topic, Locale: r.locale, Now: r.now, Paper: r.paper,
		Audience: r.state.Kept[flow.KeptAudience],
	})
	if country == "" {
		return r.world(h, topic, "help.emergency_unknown", "help.world")
	}
	var all []Message
	if topic != content.Removal && topic != "remove" {
		all = r.emergency(h)
	}
	shown := h.Shown()
	if !slices.ContainsFunc(shown, func(l content.Listed) bool { return l.Country != content.World }) {
		return append(all, r.world(h, topic, "help.none", "help.world")...)
	}
	all = append(all, Message{Text: r.text("help.people", map[string]string{"Country": r.c.Place(r.locale, country)})})
	for i, l := range shown {
		all = append(all, r.card(l, topic, i == 0))
	}
	if topic != content.CrisisFlow && slices.ContainsFunc(shown, content.Listed.Talks) {
		all = append(all, Message{Text: r.text("help.waiting", nil)}) // in a crisis the flow says what to do now
	}
	return all
}

// emergency is the emergency number on a line of its own, above the ranked list.
func (r renderer) emergency(h content.Help) []Message {
	name := r.c.Place(r.locale, h.Country)
	if len(h.Emergency) == 0 {
		return []Message{{Text: r.text("help.no_emergency", map[string]string{"Country": name})}}
	}
	var all []Message
	for _, l := range h.Emergency[:min(maxEmergency, len(h.Emergency))] {
		label := r.text("help.name."+emergencyName(l.Name), nil)
		card := &Card{
			Name: label, Country: name, Dial: l.Dial, Emergency: true, Source: r.source(l.Service),
			Links: []Link{{Label: r.text("help.call", map[string]string{"Number": l.Dial}), URL: telURL(l.Dial)}},
		}
		text := r.text("help.emergency", map[string]string{"Country": name, "Number": l.Dial, "Name": label})
		if l.Area != "" {
			card.Facts = append(card.Facts, Fact{"area", r.text("help.area", map[string]string{"Area": l.Area})})
			text += "\n" + card.Facts[0].Text
		}
		if l.Outdated {
			card.Outdated = r.text("help.outdated", nil)
			text += "\n" + card.Outdated
		}
		all = append(all, Message{Text: text + "\n" + card.Source, Card: card})
	}
	return all
}

// emergencyName is the last part of the message that names an emergency service; the directory
// names them in English.
func emergencyName(name string) string {
	switch name {
	case "Police":
		return "police"
	case "Ambulance":
		return "ambulance"
	case "Police and ambulance":
		return "both"
	}
	return "general"
}

// world shows services for the whole world, when the country is unknown or has none.
func (r renderer) world(h content.Help, topic, first, head string) []Message {
	args := map[string]string{}
	if h.Country != "" {
		args["Country"] = r.c.Place(r.locale, h.Country)
	}
	all := []Message{{Text: r.text(first, args)}, {Text: r.text(head, nil)}}
	for i, l := range h.Shown() {
		all = append(all, r.card(l, topic, i == 0))
	}
	return all
}

// line is the one help line that stays in sight in care mode.
func (r renderer) line() *Card {
	country := r.state.Kept[flow.KeptCountry]
	if country == "" {
		return nil
	}
	topic := r.state.Help
	if topic == "" {
		topic = flow.AnyHelp
	}
	h := r.c.Help(content.Need{Country: country, Topic: topic, Locale: r.locale, Now: r.now})
	for _, l := range h.Services {
		if l.Dial != "" && l.Kind != content.Emergency {
			return r.card(l, topic, false).Card
		}
	}
	return nil
}

// card is one help service, as a card and as plain text.
func (r renderer) card(l content.Listed, topic string, first bool) Message {
	card := &Card{Name: l.Name, Dial: l.Dial, Facts: r.facts(l), Links: r.links(l.Service), Source: r.source(l.Service)}
	if l.Country != content.World {
		card.Country = r.c.Place(r.locale, l.Country)
	}
	if first {
		card.SayLabel, card.Say = r.text("help.say_label", nil), r.text("help.say."+topic, nil)
	}
	if l.Outdated {
		card.Outdated = r.text("help.outdated", nil)
	}
	if topic != content.CrisisFlow {
		card.Report = r.choice(flow.ToFailed+l.ID, "help.report")
	}
	return Message{Text: card.text(), Card: card}
}

// text writes a card as plain text: name, ways to reach it, what is true of it, where it comes from.
func (c *Card) text() string {
	head := c.Name
	if c.Country != "" && !strings.Contains(c.Name, c.Country) {
		head += " (" + c.Country + ")"
	}
	if c.Dial != "" {
		head += ": " + c.Dial
	}
	lines := []string{head}
	for _, f := range c.Facts {
		lines = append(lines, f.Text)
	}
	for _, l := range c.Links {
		switch {
		case strings.HasPrefix(l.URL, "https:"):
			lines = append(lines, l.Label+": "+l.URL)
		case !strings.HasPrefix(l.URL, "tel:"):
			lines = append(lines, l.Label)
		}
	}
	if c.Say != "" {
		lines = append(lines, c.SayLabel+" "+c.Say)
	}
	if c.Outdated != "" {
		lines = append(lines, c.Outdated)
	}
	return strings.Join(append(lines, c.Source), "\n")
}

func (r renderer) links(s content.Service) []Link {
	var all []Link
	number := func(id, n string) string { return r.text(id, map[string]string{"Number": n}) }
	if s.Dial != "" {
		all = append(all, Link{number("help.call", s.Dial), telURL(s.Dial)})
	}
	if s.ChatURL != "" {
		all = append(all, Link{r.text("help.chat", nil), s.ChatURL})
	}
	if s.SMS != "" {
		if word, to, ok := strings.Cut(s.SMS, " to "); ok {
			all = append(all, Link{r.text("help.text_word", map[string]string{"Word": word, "Number": to}), "sms:" + digits(to) + "?body=" + url.QueryEscape(word)})
		} else {
			all = append(all, Link{number("help.text_to", s.SMS), "sms:" + digits(s.SMS)})
		}
	}
	if s.WhatsApp != "" {
		all = append(all, Link{number("help.whatsapp", s.WhatsApp), "https://wa.me/" + strings.TrimPrefix(digits(s.WhatsApp), "+")})
	}
	if s.Web != "" {
		all = append(all, Link{r.text("help.website", nil), s.Web})
	}
	return all
}

// telURL dials exactly what is stored: short codes exist only in their country.
func telURL(dial string) string { return "tel:" + strings.ReplaceAll(digits(dial), "#", "%23") }

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' || r == '*' || r == '#' {
			return r
		}
		return -1
	}, s)
}

// HelpFor is the directory as a young person in a country sees it.
func HelpFor(c *content.Content, locale, country, topic string, at time.Time) []Message {
	r := renderer{c: c, locale: locale, now: at, state: flow.State{Locale: locale, Kept: map[string]string{flow.KeptCountry: country}}}
	all := r.help(topic)
	for i := range all {
		all[i].Text = r.isolate(all[i].Text)
	}
	return all
}
