package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
)

// maxLanguages is how many languages a card names; Take It Down alone has more than twenty.
const maxLanguages = 6

// reading shows pages of others about a topic. Every page that opens in another language than the
// reader's has that said twice: above it, and on the button, which some networks put elsewhere.
func (r renderer) reading(out flow.Out) []Message {
	all := r.c.Reading(content.Wish{
		Topics: strings.Fields(out.More), Audience: out.Args[flow.ArgAudience],
		Locale: r.locale, Country: r.state.Kept[flow.KeptCountry],
	})
	if len(all) == 0 {
		return []Message{{Text: r.text("library.none", nil)}}
	}
	messages := []Message{{Text: r.text("library.head", nil)}}
	said := ""
	for _, res := range all {
		if head := r.inLanguage(res); head != said {
			messages = append(messages, Message{Text: head})
			said = head
		}
		card := r.page(res)
		messages = append(messages, Message{Text: card.text(), Card: card})
	}
	return messages
}

// inLanguage says before a page that it opens in another language than the reader's; "" if it does
// not.
func (r renderer) inLanguage(res content.Resource) string {
	opens := map[string]string{"Language": r.c.LanguageName(r.locale, res.Opens)}
	mine := slices.IndexFunc(res.Languages, func(tag string) bool { return content.Reads(r.locale, tag) })
	switch {
	case content.Reads(r.locale, res.Opens):
		return ""
	case res.Opens == content.Several:
		return r.text("library.any", nil)
	case mine >= 0:
		return r.text("library.also", map[string]string{"Language": r.c.LanguageName(r.locale, res.Languages[mine]), "Opens": opens["Language"]})
	}
	return r.text("library.in", opens)
}

// page is one resource as a card.
func (r renderer) page(res content.Resource) *Card {
	card := &Card{
		Name: res.Title, Page: true, Source: r.text("library.by", map[string]string{"Publisher": res.Publisher}),
		Facts: []Fact{{"about", r.text("library.kind."+res.Kind, nil)}, {"language", r.availableIn(res)}},
		Links: []Link{{Label: r.text("library.open", nil), URL: res.URL}},
	}
	switch {
	case content.Reads(r.locale, res.Opens):
	case res.Opens == content.Several:
		card.Links[0].Label = r.text("library.open_any", nil)
	default:
		card.Links[0].Label = r.text("library.open_in", map[string]string{"Language": r.c.LanguageName(r.locale, res.Opens)})
	}
	if res.Country != "" {
		card.Facts = append(card.Facts, Fact{"area", r.text("library.country", map[string]string{"Country": r.c.Place(r.locale, res.Country)})})
	}
	return card
}

// availableIn names the languages of a resource: the reader's own first, then the one it opens in.
func (r renderer) availableIn(res content.Resource) string {
	tags := slices.Clone(res.Languages)
	rank := func(tag string) int {
		switch {
		case content.Reads(r.locale, tag):
			return 0
		case tag == content.Several:
			return 3
		case tag == res.Opens:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(tags, func(a, b string) int { return rank(a) - rank(b) })
	var names []string
	for _, tag := range tags {
		name := r.c.LanguageName(r.locale, tag)
		if tag == content.Several && len(tags) == 1 {
			name = r.text("library.several", nil)
		} else if tag == content.Several {
			name = r.text("library.others", nil)
		}
		names = append(names, name)
	}
	if len(names) <= maxLanguages+1 {
		return r.text("library.languages", map[string]string{"Languages": strings.Join(names, ", ")})
	}
	return r.text("library.languages_more", map[string]string{
		"Languages": strings.Join(names[:maxLanguages], ", "), "Count": strconv.Itoa(len(names) - maxLanguages),
	})
}
