package bot

import (
	"staysafe/bot/content"
	"staysafe/bot/flow"
)

// Turn takes one turn without a store or a network: what Handle does between reading and sending.
func (b *Bot) Turn(c *content.Content, can Capabilities, s Session, in Inbound) (Session, Turn, bool) {
	o := b.decide(c, can, &s, false, "mark", in)
	if o.silent {
		return s, Turn{}, false
	}
	return s, b.render(c, can, o), true
}

// Reading is what a step with more: shows to a reader of a locale, in a country or "".
func Reading(c *content.Content, locale, country, topics, audience string) []Message {
	r := renderer{c: c, locale: locale, state: flow.State{Locale: locale, Kept: map[string]string{}}}
	if country != "" {
		r.state.Kept[flow.KeptCountry] = country
	}
	return r.out(flow.Out{More: topics, Args: map[string]string{flow.ArgAudience: audience}})
}

// HandOut is what a step with send: shows.
func (b *Bot) HandOut(c *content.Content, can Capabilities, locale string, out flow.Out) []Message {
	r := renderer{c: c, can: can, locale: locale, public: b.PublicURL, guides: b.guideFiles(), state: flow.State{Locale: locale}}
	return r.cut(r.out(out))
}

// Voiced is what an answer counts as.
func Voiced(c *content.Content, before flow.State, tap flow.Tap) string {
	return voiced(c, before, tap)
}

// Kept is of how many things a tally remembers anything.
func (t *Tally) Kept() int { return len(t.counts) + t.silent.Len() }
