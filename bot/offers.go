package bot

import (
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"sync/atomic"
)

// offer is one choice as the person sees it.
type offer struct{ id, label string }

// row is the last row in care mode and below the gentle line, for networks without a bar of their own.
func row() []offer {
	return []offer{
		{flow.GoTo + "hotline", "common.help_now"},
		{flow.GoTo + flow.Control + "/hide", "common.hide"},
		{flow.GoTo + flow.Front, "common.start_over"},
	}
}

// offers names and labels the choices that stand, in the order they are shown and numbered.
func offers(c *content.Content, s flow.State, can Capabilities) []offer {
	var all []offer
	for _, id := range flow.Offers(c, s) {
		all = append(all, offer{id, named(c, s.Locale, id)})
	}
	if (s.Care || s.Gentle) && !can.Bar && !s.Neutral() {
		for _, o := range row() {
			all = append(all, offer{o.id, c.Text(s.Locale, o.label, nil)})
		}
	}
	return all
}

// named is what stands on a choice.
func named(c *content.Content, locale, id string) string {
	switch {
	case id == flow.ChoosesCountry:
		return c.Text(locale, "common.choose_country", nil)
	case strings.HasPrefix(id, flow.GoTo):
		return c.Text(locale, "topic."+flow.ParseEntry(strings.TrimPrefix(id, flow.GoTo)).Flow, nil)
	case strings.HasPrefix(id, flow.ToCountry):
		return c.Place(locale, strings.TrimPrefix(id, flow.ToCountry))
	case strings.HasPrefix(id, flow.ToRegion):
		return c.Place(locale, strings.TrimPrefix(id, flow.ToRegion))
	case strings.HasPrefix(id, flow.ToFailed):
		s, _ := c.Service(strings.TrimPrefix(id, flow.ToFailed))
		return s.Name
	case strings.HasPrefix(id, flow.ToLocale):
		return c.OwnName(strings.TrimPrefix(id, flow.ToLocale))
	}
	return c.Text(locale, id, nil)
}

func labels(all []offer) []string {
	names := make([]string, len(all))
	for i, o := range all {
		names[i] = o.label
	}
	return names
}

// payloads turns choices into opaque button payloads and back. A payload is two short keyed
// hashes: of the place where it was offered, and of the choice.
type payloads struct{ cached atomic.Pointer[payloadIndex] }

type payloadIndex struct {
	content *content.Content
	keys    *Keyring
	places  map[string]flow.Entry
	choices map[string]string
}

// of is the index for a content. It is made once for each.
func (p *payloads) of(keys *Keyring, c *content.Content) *payloadIndex {
	if idx := p.cached.Load(); idx != nil && idx.content == c {
		return idx
	}
	idx := &payloadIndex{content: c, keys: keys, places: map[string]flow.Entry{}, choices: map[string]string{}}
	idx.place(flow.Entry{})
	for _, id := range c.Flows() {
		f := c.Flow(id)
		idx.choice(flow.GoTo + id)
		for i := range f.Steps {
			idx.place(flow.Entry{Flow: id, Step: f.Steps[i].ID})
			idx.choice(flow.GoTo + id + "/" + f.Steps[i].ID)
			f.Steps[i].Refs(func(r flow.Ref) {
				if r.Kind == flow.RefLabel {
					idx.choice(r.ID)
				}
			})
		}
		f.Moves(func(old, _ flow.Entry, _ flow.Pos) { // buttons in chats that were open before
			idx.place(old)
			idx.choice(flow.GoTo + old.String())
		})
	}
	for _, id := range []string{flow.ChoiceMore, flow.ChoiceSkip, flow.ChoiceSomethingElse, flow.ChoiceNoCountry} {
		idx.choice(id)
	}
	idx.choice(flow.WrongAnswer)
	for _, code := range c.Directory().Countries() {
		idx.choice(flow.ToCountry + code)
	}
	for _, id := range c.Directory().Services() {
		idx.choice(flow.ToFailed + id)
	}
	for _, code := range content.Regions() {
		idx.choice(flow.ToRegion + code)
	}
	for _, tag := range c.Locales() {
		idx.choice(flow.ToLocale + tag)
	}
	p.cached.Store(idx)
	return idx
}

func (x *payloadIndex) place(e flow.Entry) { x.places[x.keys.Payload("place", e.Flow, e.Step)] = e }

func (x *payloadIndex) choice(id string) { x.choices[x.keys.Payload("choice", id)] = id }

// payload is what a button carries.
func (x *payloadIndex) payload(at flow.Frame, choice string) string {
	return x.keys.Payload("place", at.Flow, at.Step) + x.keys.Payload("choice", choice)
}

// tap reads a payload; false if this content does not know it.
func (x *payloadIndex) tap(payload string) (flow.Tap, bool) {
	half := len(payload) / 2
	place, known := x.places[payload[:half]]
	choice, offered := x.choices[payload[half:]]
	return flow.Tap{Flow: place.Flow, Step: place.Step, Choice: choice}, known && offered
}

// Labels are the choices that stand in a state on a network, in the order of their numbers.
func Labels(c *content.Content, s flow.State, can Capabilities) []string {
	return labels(offers(c, s, can))
}

// Label is what stands on one choice.
func Label(c *content.Content, locale, id string) string { return named(c, locale, id) }
