package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"time"
)

// checkGuide: the guide quotes what the chat says, word for word. A message of a flow's guide page is
// one that the flow says to everybody, not a label, and stands there once. A page of the booklet may
// say what some flow says, or a text of the guide's own.
func checkGuide(c *Content, b *builder) {
	for _, f := range c.inOrder() {
		said := map[string]bool{}
		for i := range f.Steps {
			f.Steps[i].Refs(func(r flow.Ref) {
				if r.Kind == flow.RefMessage {
					said[r.ID] = true
				}
			})
		}
		for _, r := range f.Guide {
			if r.ID != "" && !said[r.ID] {
				b.error(f.file, r.Pos, "guide-not-said", "name a message that a step of this flow says, once", "the guide would say %q, which this flow does not say", r.ID)
			}
			delete(said, r.ID)
		}
		if f.Booklet != nil {
			checkBooklet(c, b, f)
		}
		for i := range f.Steps {
			if ask, asks := f.Steps[i].Do.(*flow.Ask); asks && ask.Count && f.Care {
				b.error(f.file, f.Steps[i].Pos, "count-in-care", "ask it in a flow where nobody tells of harm", "what people answer in a flow of care is never counted")
			}
			if _, sends := f.Steps[i].Do.(*flow.Send); sends && f.Care {
				b.error(f.file, f.Steps[i].Pos, "send-in-care", "lead to the guide's own flow, where it is asked first", "a file can be seen by others: none is sent in a flow of care")
			}
		}
	}
}

// checkBooklet: the pages quote, and a page is neither empty nor longer than a page.
func checkBooklet(c *Content, b *builder, f *flowFile) {
	said := map[string]bool{}
	for _, other := range c.inOrder() {
		for i := range other.Steps {
			other.Steps[i].Refs(func(r flow.Ref) { said[r.ID] = true })
		}
	}
	quotes := func(r flow.Ref) {
		if r.ID != "" && !said[plainID(r.ID)] && !strings.HasPrefix(r.ID, f.ID+".") {
			b.error(f.file, r.Pos, "guide-not-said", "name a message that a flow says, or one of the guide's own ("+f.ID+".…)", "the guide would say %q, which no flow says", r.ID)
		}
	}
	drawn := func(d flow.Drawing) {
		if d.Name != "" && c.drawings[d.Name] == nil {
			b.error(f.file, d.Alt.Pos, "no-drawing", flow.DidYouMean(d.Name, slices.Sorted(maps.Keys(c.drawings))), "there is no drawing flows/drawings/%s.svg", d.Name)
		}
	}
	if _, err := time.Parse(BookletDate, f.Booklet.Date); err != nil || f.Booklet.Edition < 1 {
		b.error(f.file, f.Pos, "undated-booklet", "write edition: 1 and date: \"2026-11\"", "the booklet has no edition or no month")
	}
	drawn(f.Booklet.Cover)
	for _, s := range f.Booklet.Sections {
		drawn(s.Drawing)
		quotes(s.Say)
		words := 0
		for _, p := range s.Parts {
			for _, r := range p.Text {
				quotes(r)
			}
			if of := c.flows[p.Of.ID]; of != nil && len(of.Guide) == 0 {
				b.error(f.file, p.Of.Pos, "guide-empty", "give that flow guide: with the messages that belong on this page", "the flow %q says nothing to the guide", p.Of.ID)
			}
			for _, id := range c.Part(p) {
				words += len(strings.Fields(c.Text(SourceLocale, id, nil)))
			}
		}
		if words > maxPageWords {
			b.warn(f.file, s.Pos, "page-too-long", "move something to another page", "the page %q has %d words; %d at most", s.ID, words, maxPageWords)
		}
	}
}

// BookletDate is how the month of the guide's edition is written.
const BookletDate = "2006-01"

// maxPageWords is what a page of A5 holds in 10 points beside its drawing and its box of words to say.
const maxPageWords = 180

// Part lists the messages of a part of a page, in order, without its title.
func (c *Content) Part(p flow.Part) []string {
	var ids []string
	for _, r := range p.Text {
		ids = append(ids, r.ID)
	}
	if f := c.flows[p.Of.ID]; f != nil {
		for _, r := range f.Guide {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// Booklet is the guide as pages, nil if there is none.
func (c *Content) Booklet() *flow.Booklet {
	for _, f := range c.inOrder() {
		if f.Booklet != nil {
			return f.Booklet
		}
	}
	return nil
}
