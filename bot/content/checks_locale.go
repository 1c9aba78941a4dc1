package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
	"strings"
)

// checkReview: what review.toml says is about texts that exist, in words that mean something.
func checkReview(c *Content, b *builder) {
	rv := c.review
	if b.brokenIn("locales/review.toml") {
		return
	}
	if !slices.Contains(rv.Offered, SourceLocale) {
		b.error(rv.file, flow.Pos{}, "source-not-offered", "add \""+SourceLocale+"\" to offered", "the source language must be on offer")
	}
	for _, tag := range rv.Offered {
		if b.texts[tag] == nil && !b.brokenIn("locales/active."+tag) {
			b.error(rv.file, rv.position(tag, ""), "unknown-locale", flow.DidYouMean(tag, b.real()), "there are no texts in %q", tag)
		} else if plain(tag) != tag {
			b.error(rv.file, rv.position(tag, ""), "unknown-locale", "take it off the list", "%q is only for trying out layouts", tag)
		}
		if b.words[tag] == nil && !b.brokenIn("locales/words."+tag) {
			b.error(rv.file, rv.position(tag, ""), "no-words", "add locales/words."+tag+".toml, written natively", "%q is on offer, but nothing is listened for in it", tag)
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(rv.Texts)) {
		l := c.locales[tag]
		doubtful := remembered(b.memo, "doubtful "+tag, sumOf(rv.sums[tag], b.sumOf(tag)), func() []string {
			var ids []string
			for id, e := range rv.Texts[tag] {
				if l == nil || l.texts[id] == nil || e.State != Machine && (e.By == "" || e.State != Reviewed && e.State != Approved) {
					ids = append(ids, id)
				}
			}
			slices.Sort(ids)
			return ids
		})
		for _, id := range doubtful {
			e := rv.Texts[tag][id]
			if (l == nil || l.texts[id] == nil) && !b.brokenIn("locales/active."+tag) {
				b.warn(rv.file, rv.position(tag, id), "review-of-nothing", "remove the line", "%s has no text %q", tag, id)
			}
			if !slices.Contains([]State{Machine, Reviewed, Approved}, e.State) {
				b.error(rv.file, rv.position(tag, id), "unknown-state", flow.DidYouMean(string(e.State), []string{"machine", "reviewed", "approved"}), "%q is not a review state", string(e.State))
			}
			if e.State != Machine && e.By == "" {
				b.error(rv.file, rv.position(tag, id), "nobody-reviewed", "say by whom and when, or set it to machine", "%q is marked %s, but not by whom", id, e.State)
			}
		}
	}
}

// checkCanaries: the safety layer hears twenty phrases of danger in every language it listens in, whether anything is said in it or not.
func checkCanaries(c *Content, b *builder) {
	if b.brokenIn("locales/words.") {
		return
	}
	deaf := remembered(b.memo, "deaf", b.heardFrom, func() map[string][]string {
		missed := map[string][]string{}
		for tag := range b.words {
			missed[tag] = deaf(c.heard, tag)
		}
		return missed
	})
	for _, tag := range slices.Sorted(maps.Keys(b.words)) {
		file := b.words[tag].files[0].name
		if n := len(canaries(tag)); n < Canaries {
			b.error(file, flow.Pos{}, "no-canaries", "add "+tag+".txt beside the others", "there are only %d canary phrases in %s; %d are needed", n, tag, Canaries)
		}
		for _, phrase := range deaf[tag] {
			b.error(file, flow.Pos{}, "deaf-to-danger", "put the words back that were listened for", "the safety layer no longer hears %q", phrase)
		}
	}
}

// checkWordLists: every list of danger words starts a flow, and every topic has one.
func checkWordLists(c *Content, b *builder) {
	for _, tag := range slices.Sorted(maps.Keys(b.words)) {
		w := b.words[tag]
		for _, list := range slices.Sorted(maps.Keys(w.Danger)) {
			if e, ok := c.lists[list]; (!ok || c.flows[e.Flow] == nil) && !b.brokenIn("flows/") {
				file, p := w.section("danger." + list)
				b.error(file, p, "list-starts-nothing", flow.DidYouMean(list, slices.Sorted(maps.Keys(c.lists))), "no flow listens for the danger words %q", list)
			}
		}
		for _, topic := range slices.Sorted(maps.Keys(w.Topics)) {
			if topic != understand.NoTopic && c.flows[topic] == nil && !b.brokenIn("flows/") {
				file, p := w.place(first(w.Topics[topic]))
				b.error(file, p, "unknown-topic", flow.DidYouMean(topic, c.Flows()), "there is no flow for the topic %q", topic)
			}
		}
		for _, code := range slices.Sorted(maps.Keys(w.Countries)) {
			if c.directory.Country(code) == nil && !b.brokenIn("flows/help/") {
				file, p := w.place(first(w.Countries[code]))
				b.error(file, p, "unknown-country", "use the two letters of ISO 3166-1", "there is no country %q", code)
			}
		}
	}
}

// checkWordsAreWhole: whatever is listened for in the source is listened for in each other language too. One that is not on offer yet is told what it lacks.
func checkWordsAreWhole(c *Content, b *builder) {
	source := b.words[SourceLocale]
	if source == nil || b.brokenIn("locales/words.") {
		return
	}
	answered := maps.Clone(source.Danger)
	maps.DeleteFunc(answered, func(list string, _ understand.Phrases) bool { _, ok := c.lists[list]; return !ok }) // told where it stands
	heard := func(p understand.Phrases) bool { return len(p.Certain) > 0 }
	for _, tag := range slices.Sorted(maps.Keys(b.words)) {
		w := b.words[tag]
		for section, lacks := range map[string][]string{
			"danger":   lacking(answered, w.Danger, heard),
			"commands": lacking(source.Commands, w.Commands, listed),
			"topics":   lacking(source.Topics, w.Topics, listed),
			"concepts": lacking(source.Concepts, w.Concepts, listed),
		} {
			if len(lacks) == 0 {
				continue
			}
			file, p := w.section(section)
			if all := strings.Join(lacks, ", "); slices.Contains(c.review.Offered, tag) {
				b.error(file, p, "words-lacking", "write them as young people there do", "nothing is listened for in [%s] for %s", section, all)
			} else {
				b.warn(file, p, "words-lacking", "write them before it is on offer", "nothing is listened for in [%s] for %s", section, all)
			}
		}
	}
}

func listed(all []string) bool { return len(all) > 0 }

// lacking are the ids for which there is something in a map, and nothing in another.
func lacking[V any](source, other map[string]V, something func(V) bool) []string {
	var ids []string
	for id, v := range source {
		if something(v) && !something(other[id]) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
