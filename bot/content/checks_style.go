package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"unicode"
)

// Emoji outside flows of care: at most one a text, and never one that frightens.
const (
	maxEmoji   = 1
	scaryEmoji = "😱🔥💀☠"
)

// Sensitive is what stands in a text that must not stand where others may read it (style.<lang>.toml), as its pattern; "" for nothing. Content that was
// packed does not know.
func (c *Content) Sensitive(tag, text string) string {
	s := c.styles[tag]
	if s == nil {
		return ""
	}
	for _, r := range s.find(text, sensitiveList) {
		return r.pattern
	}
	return ""
}

// checkStyle: no text says what the style of its language bans, promises or claims what a program
// can't, blames the person who was harmed, or, in a flow of care, shouts or gives advice that comes
// too late.
func checkStyle(c *Content, b *builder) {
	care := c.careTexts()
	b.judge()
	for _, tag := range b.real() {
		s := b.styleFor(tag)
		if s == nil {
			if slices.Contains(c.review.Offered, tag) && !b.brokenIn("locales/style."+tag) {
				b.warn(b.texts[tag].file, flow.Pos{}, "no-style", "add locales/style."+tag+".toml, written natively", "nothing watches over what is said in %s", tag)
			}
			s = &style{}
		}
		b.once("style "+tag, sumOf(s.sum, b.texts[tag].sum, names(care)), func(r *report) {
			said := b.verdicts[tag]
			c.locales[tag].each(func(id string, t *text) {
				calm := !care[strings.TrimSuffix(id, ".page")]
				for _, form := range slices.Sorted(maps.Keys(t.forms())) {
					for _, broken := range said[id][form].own {
						if broken.list != lateList || !calm {
							r.unsaid(t, id, broken)
						}
					}
					r.loud(t, id, t.forms()[form], calm)
				}
			})
		})
	}
}

// judge tells of all texts what they say that the style of their language bans. Texts without fault are not among the verdicts.
func (b *builder) judge() {
	tags := b.real()
	verdicts := make([]map[string]map[string]said, len(tags))
	parallel(len(tags), func(i int) {
		if s := b.styleFor(tags[i]); s != nil {
			verdicts[i] = b.said(b.texts[tags[i]], s)
		}
	})
	b.verdicts = map[string]map[string]map[string]said{}
	for i, tag := range tags {
		b.verdicts[tag] = verdicts[i]
	}
}

// said is what some texts say that a style bans, by id and plural form.
func (b *builder) said(t *texts, s *style) map[string]map[string]said {
	return remembered(b.memo, "said", sumOf(s.sum, t.sum), func() map[string]map[string]said {
		all := map[string]map[string]said{}
		for id, m := range t.all {
			for form, words := range m.forms() {
				what := s.judge(words)
				if len(what.own) == 0 && len(what.first) == 0 {
					continue
				}
				if all[id] == nil {
					all[id] = map[string]said{}
				}
				all[id][form] = what
			}
		}
		return all
	})
}

// once reports what a check says that depends on nothing but what it is keyed with.
func (b *builder) once(what, from string, check func(r *report)) {
	b.issues = append(b.issues, remembered(b.memo, what, from, func() []Issue {
		r := &report{}
		check(r)
		return r.issues
	})...)
}

// onceEach is once for each of some locales, several at a time.
func (b *builder) onceEach(tags []string, what string, from func(tag string) string, check func(tag string, r *report)) {
	found := make([][]Issue, len(tags))
	parallel(len(tags), func(i int) {
		found[i] = remembered(b.memo, what+" "+tags[i], from(tags[i]), func() []Issue {
			r := &report{}
			check(tags[i], r)
			return r.issues
		})
	})
	b.issues = append(b.issues, slices.Concat(found...)...)
}

// sumOf is the sum of a locale's texts, "" where it has none.
func (b *builder) sumOf(tag string) string {
	if t := b.texts[tag]; t != nil {
		return t.sum
	}
	return ""
}

// names is a set as one text.
func names(set map[string]bool) string {
	return strings.Join(slices.Sorted(maps.Keys(set)), "\n")
}

func (r *report) unsaid(t *text, id string, broken rule) {
	fix := "instead: " + broken.instead
	switch broken.list {
	case bannedList:
		r.error(t.file, t.pos, "banned-words", fix, "the text %q says %q", id, broken.pattern)
	case voiceList:
		r.error(t.file, t.pos, "wrong-voice", fix, "the text %q promises or claims what it can't: %q", id, broken.pattern)
	case blameList:
		r.error(t.file, t.pos, "blaming-words", fix, "the text %q blames the person who reads it: %q", id, broken.pattern)
	case lateList:
		r.error(t.file, t.pos, "late-advice", fix, "the text %q is for someone already harmed, and says %q", id, broken.pattern)
	}
}

// loud reports exclamation marks and emoji where they have no place.
func (r *report) loud(t *text, id, words string, calm bool) {
	emoji := 0
	for _, sign := range words {
		switch {
		case !calm && strings.ContainsRune("!！¡", sign):
			r.error(t.file, t.pos, "loud-text", "end the sentence with a full stop", "the text %q is for someone in danger, and has an exclamation mark", id)
			return
		case strings.ContainsRune(scaryEmoji, sign):
			r.error(t.file, t.pos, "loud-text", "take it out", "the text %q has an emoji that frightens", id)
			return
		case isEmoji(sign):
			emoji++
		}
	}
	if emoji > maxEmoji || emoji > 0 && !calm {
		r.error(t.file, t.pos, "loud-text", "take it out", "the text %q has %d emoji; one at most, and none in flows of care", id, emoji)
	}
}

// isEmoji tells whether a sign is a picture. Signs for a colour, a joiner or a flag's second half
// are not counted again.
func isEmoji(r rune) bool {
	return unicode.Is(unicode.So, r) && (r >= 0x1F000 || r >= 0x2600 && r <= 0x27BF) && (r < 0x1F1E6 || r > 0x1F1FF)
}

// careTexts are the messages and labels of all flows of care, and what the house says in care
// mode.
func (c *Content) careTexts() map[string]bool {
	all := map[string]bool{}
	for _, id := range saidInCare() {
		all[id] = true
	}
	for _, f := range c.inOrder() {
		if f.Care {
			f.refs(func(_ string, r flow.Ref) {
				if r.Kind == flow.RefMessage || r.Kind == flow.RefLabel {
					all[r.ID] = true
				}
			})
		}
	}
	return all
}

// saidInCare are the texts with which the engine begins a turn in a flow of care.
func saidInCare() []string {
	return []string{
		"common.gentle", "common.care_miss", "common.heard_again", "common.missed_twice", "common.personal", "common.did_you_mean",
		"common.moved_on", "common.older_chat", "common.country_set", Lifeline,
	}
}

// checkFirstLines: in a flow of care, the first line of every text that can come first in a turn
// is neutral, since it may stand on a lock screen.
func checkFirstLines(c *Content, b *builder) {
	first := c.firstTexts()
	for _, tag := range b.real() {
		s := b.styleFor(tag)
		if s == nil {
			continue
		}
		b.once("first lines "+tag, sumOf(s.sum, b.texts[tag].sum, names(first)), func(r *report) {
			said := b.verdicts[tag]
			c.locales[tag].each(func(id string, t *text) {
				if !first[strings.TrimSuffix(id, ".page")] {
					return
				}
				for _, form := range slices.Sorted(maps.Keys(said[id])) {
					for _, broken := range said[id][form].first {
						r.error(t.file, t.pos, "sensitive-first-line", "begin with a neutral sentence, then break the line", "the text %q can come first in a turn, and its first line has %q: it may stand on a lock screen", id, broken.pattern)
					}
				}
			})
		})
	}
}

// firstTexts are the messages that can come first in a turn of a flow of care: what a turn begins
// with, each page, and the last line of each question, which is repeated alone.
func (c *Content) firstTexts() map[string]bool {
	first := map[string]bool{}
	for _, id := range saidInCare() {
		first[id] = true
	}
	for _, from := range c.starts() {
		if from.said > 0 {
			continue
		}
		c.turn(from, func(f *flowFile, s *flow.Step, _ int) bool {
			if !f.Care {
				return false
			}
			if len(s.Say) > 0 {
				first[s.Say[0].ID] = true
				return false
			}
			_, helps := s.Do.(*flow.Help)
			return !helps
		})
	}
	for _, f := range c.inOrder() {
		for i := range f.Steps {
			s := &f.Steps[i]
			if f.Care && s.Waits() && len(s.Say) > 0 {
				first[s.Say[len(s.Say)-1].ID] = true
			}
			if p, ok := s.Do.(*flow.Pages); ok && f.Care {
				for n, m := range p.Pages {
					if n > 0 || len(s.Say) == 0 {
						first[m.ID] = true
					}
				}
			}
		}
	}
	return first
}
