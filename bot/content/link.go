package content

import (
	"fmt"
	"maps"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
)

// Ids that Go code knows.
const (
	CrisisFlow = "crisis"
	Lifeline   = "common.lifeline" // complete by itself: shown when everything else fails
)

// link puts what was read together into one value.
func (b *builder) link() *Content {
	if b.review == nil {
		b.review = newReview("locales/review.toml", nil)
		b.review.Offered = []string{SourceLocale}
		if !b.brokenIn("locales/review.toml") {
			b.error(b.review.file, flow.Pos{}, "no-review", "add the file: offered = [\"en\"], and a state for each text", "nothing says which locales are on offer")
		}
	}
	c := &Content{
		version: b.version, sum: b.sum, flows: b.flows, review: b.review, locales: map[string]*locale{},
		directory: NewDirectory(b.countries), shelf: b.shelf, drawings: b.drawings, nearby: map[string][]string{}, glossaries: b.glossaries, styles: b.style,
	}
	b.pseudo()
	codes := append(c.directory.Countries(), Regions()...)
	places := sumOf(codes...)
	for _, tag := range slices.Sorted(maps.Keys(b.texts)) {
		l, err := b.speak(tag, b.texts[tag])
		if err != nil {
			b.breaks(b.texts[tag].file, true)
			b.error(b.texts[tag].file, flow.Pos{}, "unreadable-text", "compare with the built-in file of the same name", "the texts of %s can't be used: %s", tag, err)
			delete(b.texts, tag)
			continue
		}
		l.places = remembered(b.memo, "places "+tag, places, func() map[string]string { return placeNames(tag, codes) })
		c.locales[tag] = l
	}
	c.interrupts()
	b.hear(c)
	b.standings(c)
	b.weigh(c)
	return c
}

// hear builds the index of everything that is listened for.
func (b *builder) hear(c *Content) {
	type index struct {
		*understand.Index
		faults []understand.Fault
	}
	from := []string{fmt.Sprint(c.ranks, c.directory.Countries(), c.review.Offered, c.directory.Calling())}
	var all []understand.Words
	for _, tag := range slices.Sorted(maps.Keys(b.words)) {
		c.nearby[tag] = b.words[tag].near
		all = append(all, b.words[tag].Words)
		for _, f := range b.words[tag].files {
			from = append(from, f.sum)
		}
	}
	b.heardFrom = sumOf(from...)
	x := remembered(b.memo, "index", b.heardFrom, func() index {
		heard, faults := understand.Build(all, c.ranks, c.directory.Countries(), c.review.Offered, c.directory.Calling())
		return index{heard, faults}
	})
	b.refuse(x.faults)
	c.heard = x.Index
}
