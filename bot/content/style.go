package content

import (
	"maps"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/readable"
	"staysafe/bot/understand"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// style is one locale's style.<lang>.toml, with packs laid over it: what our own texts must not
// say. It is the other side of words.<lang>.toml, in the same patterns.
type style struct {
	rules  []rule
	sum    string                    // of the files they are from
	finder func() *understand.Finder // of all rules, in their order: made when it is first needed
}

// rule is one pattern, the list it is from, and what to write instead.
type rule struct{ list, pattern, instead string }

// styleFile is the form of style.<lang>.toml.
type styleFile struct {
	Sensitive []string          `toml:"sensitive"` // not in a line that may stand on a lock screen
	Fine      []string          `toml:"fine"`      // takes away what it covers
	Banned    map[string]string `toml:"banned"`    // in no text: pattern = what to write instead
	Voice     map[string]string `toml:"voice"`     // not in our own voice; others may be quoted
	Blame     map[string]string `toml:"blame"`     // not in our own voice: puts it on the person who was harmed
	Late      map[string]string `toml:"late"`      // not in flows of care: advice that comes too late
}

// The lists of a style.
const (
	sensitiveList = "sensitive"
	fineList      = "fine"
	bannedList    = "banned"
	voiceList     = "voice"
	blameList     = "blame"
	lateList      = "late"
)

// style understands style.<lang>.toml.
func (p *piece) style(lang string) {
	if _, err := language.Parse(lang); err != nil {
		p.fault(flow.Pos{}, "not-a-language", "name the file style.<BCP 47 tag>.toml, like style.es.toml", "%q is not a language tag", lang)
		return
	}
	var f styleFile
	if !p.decodeTOML(&f) {
		return
	}
	whole, checker := true, understand.NewChecker(nil)
	for _, r := range f.rules() {
		if err := checker.Check(r.pattern); err != nil {
			whole = false
			p.fault(findString(p.data, r.pattern), "bad-pattern", "compare with CONTRIBUTING, \"words we listen for\"", "the pattern %q in %s can't be read: %s", r.pattern, r.list, err)
		}
		if r.list != sensitiveList && r.list != fineList && r.instead == "" {
			p.fault(findString(p.data, r.pattern), "no-way-to-say-it", "write what to say instead behind the pattern", "%q is not to be said, but nothing says what is", r.pattern)
		}
	}
	if !whole {
		p.broken = true
		return
	}
	if p.pack {
		for _, pattern := range f.Fine {
			p.fault(findString(p.data, pattern), "pack-weakens-style", "take it out; only the built-in lists can let words pass", "a pack can't add %q to fine", pattern)
		}
		f.Fine = nil
	}
	own := newStyle(f.rules(), p.sum)
	p.join = func(b *builder) {
		before := b.style[lang]
		if before == nil {
			b.style[lang] = own
			return
		}
		sum := sumOf(before.sum, p.sum)
		b.style[lang] = remembered(b.memo, "style", sum, func() *style { return newStyle(slices.Concat(before.rules, own.rules), sum) })
	}
}

// rules lists all patterns of a file in one order.
func (f *styleFile) rules() []rule {
	var all []rule
	for _, p := range f.Sensitive {
		all = append(all, rule{sensitiveList, p, ""})
	}
	for _, p := range f.Fine {
		all = append(all, rule{fineList, p, ""})
	}
	for _, section := range []struct {
		list string
		all  map[string]string
	}{{bannedList, f.Banned}, {voiceList, f.Voice}, {blameList, f.Blame}, {lateList, f.Late}} {
		for _, p := range slices.Sorted(maps.Keys(section.all)) {
			all = append(all, rule{section.list, p, section.all[p]})
		}
	}
	return all
}

// newStyle is the style of some rules. Styles of languages without texts never need their finder.
func newStyle(rules []rule, sum string) *style {
	return &style{rules: rules, sum: sum, finder: sync.OnceValue(func() *understand.Finder {
		patterns := make([]string, len(rules))
		for i, r := range rules {
			patterns[i] = r.pattern
		}
		finder, _ := understand.NewFinder(patterns) // each was checked where it stands
		return finder
	})}
}

// find lists the rules of some lists that a text breaks, each once. It reads sentence by sentence,
// so that ^ and $ are where a sentence begins and ends.
func (s *style) find(text string, lists ...string) []rule {
	var broken []rule
	for _, sentence := range readable.Sentences(text) {
		all := s.finder().Find(sentence)
		for _, h := range all {
			r := s.rules[h.Pattern]
			if slices.Contains(lists, r.list) && !slices.Contains(broken, r) && !slices.ContainsFunc(all, func(f understand.Found) bool {
				return s.rules[f.Pattern].list == fineList && f.From <= h.From && h.To <= f.To
			}) {
				broken = append(broken, r)
			}
		}
	}
	return broken
}

// said is what a text says that it must not: the words that are banned anywhere and what is on the lists of our own voice, outside
// quotations; and, in its first line, what must not stand on a lock screen.
type said struct{ own, first []rule }

// judge tells what a text says that it must not.
func (s *style) judge(text string) said {
	line, _, _ := strings.Cut(text, "\n")
	ours := quotation.ReplaceAllString(text, " ")
	if ours == text && line == text { // most texts: read once
		var what said
		for _, r := range s.find(text, sensitiveList, bannedList, voiceList, blameList, lateList) {
			if r.list == sensitiveList {
				what.first = append(what.first, r)
			} else {
				what.own = append(what.own, r)
			}
		}
		return what
	}
	return said{first: s.find(line, sensitiveList), own: append(s.find(text, bannedList), s.find(ours, voiceList, blameList, lateList)...)}
}

// quotation is what somebody else says, or what a person is offered to say.
var quotation = regexp.MustCompile(`"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]`)

// styleFor is the style that watches over a locale's texts, nil if there is none.
func (b *builder) styleFor(tag string) *style {
	for _, t := range chain(tag) {
		if s := b.style[t]; s != nil && (t == tag || t != SourceLocale) {
			return s
		}
	}
	return nil
}
