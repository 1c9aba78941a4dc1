package content

import (
	"cmp"
	"net/url"
	"regexp"
	"slices"
	"staysafe/bot/flow"

	"golang.org/x/text/language"
)

// checkLibrary: every resource can be shown truthfully: with its language, to whom it is for, and
// behind a safe address.
func checkLibrary(c *Content, b *builder) {
	for _, r := range b.shelf {
		b.resource(c, r)
		b.languages(r)
	}
}

// contact is what people dial or write to: it belongs into the directory, with a country and dates.
var contact = regexp.MustCompile(`\d[\d -]{4,}|@[a-z]`)

func (b *builder) resource(c *Content, r Resource) {
	wrong := func(code, fix, format string, args ...any) { b.error(r.file, r.Pos, code, fix, format, args...) }
	if r.ID == "" || r.Title == "" || r.Publisher == "" || r.Source == "" {
		wrong("unnamed-resource", "add id:, title:, publisher: and source:", "a resource has no id, title, publisher or source")
	}
	if contact.MatchString(r.Title) {
		wrong("contact-in-title", "put the number or address into flows/help", "the title %q holds a number or an address", r.Title)
	}
	if !slices.Contains(resourceKinds(), r.Kind) {
		wrong("unknown-kind", flow.DidYouMean(r.Kind, resourceKinds()), "%q is not a kind of resource", r.Kind)
	}
	if u, err := url.Parse(r.URL); err != nil || u.Scheme != "https" || u.Host == "" {
		wrong("not-https", "write the address with https://", "%q can't be opened safely", r.URL)
	}
	if !slices.Contains([]string{"high", "medium", "low"}, r.Confidence) {
		wrong("unknown-confidence", "write high, medium or low", "%q is not a degree of confidence", r.Confidence)
	}
	if r.Country != "" && (c.directory.Country(r.Country) == nil || r.Country == World) && !b.brokenIn("flows/help/") {
		wrong("unknown-country", "use the two letters of ISO 3166-1", "there is no country %q", r.Country)
	}
	if len(r.Audience) == 0 || len(r.Topics) == 0 {
		wrong("for-nobody", "add audience: and topics:", "the resource %q is for nobody or about nothing", r.ID)
	}
	for _, who := range r.Audience {
		if !slices.Contains(Audiences(), who) {
			wrong("unknown-audience", flow.DidYouMean(who, Audiences()), "%q is not an audience", who)
		}
	}
	for _, topic := range r.Topics {
		if c.flows[topic] == nil && !b.brokenIn("flows/"+topic+".yaml") {
			wrong("unknown-topic", flow.DidYouMean(topic, c.Flows()), "there is no flow for the topic %q", topic)
		}
	}
}

// languages checks what a resource can be had in, and that the page behind the link is in one of them.
func (b *builder) languages(r Resource) {
	for _, tag := range r.Languages {
		if _, err := language.Parse(tag); err != nil {
			b.error(r.file, r.Pos, "not-a-language", "write a BCP 47 tag like es or pt-BR, or "+Several+" for several", "%q is not a language tag", tag)
		}
	}
	if !slices.Contains(r.Languages, r.Opens) || r.Opens == "" {
		b.error(r.file, r.Pos, "opens-unknown", "add opens: with the one of its languages in which the page behind the link is", "nobody is told that %q opens in %s", r.ID, cmp.Or(r.Opens, "some language"))
	}
}
