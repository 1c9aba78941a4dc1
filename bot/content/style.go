package content

import (
	"maps"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/readable"
	"staysafe/bot/understand"

	"golang.org/x/text/language"
)

// style is one locale's style.<lang>.toml, with packs laid over it: what our own texts must not
// say. It is the other side of words.<lang>.toml, in the same patterns.
type style struct {
	rules  []rule
	finder *understand.Finder // of all rules, in their order
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

func (b *builder) addStyle(file, lang string, data []byte) {
	if _, err := language.Parse(lang); err != nil {
		b.error(file, flow.Pos{}, "not-a-language", "name the file style.<BCP 47 tag>.toml, like style.es.toml", "%q is not a language tag", lang)
		return
	}
	var f styleFile
	if !b.decodeTOML(file, data, &f) {
		return
	}
	whole, checker := true, understand.NewChecker(nil)
	check := func(section, pattern string) {
		if err := checker.Check(pattern); err != nil {
			whole = false
			b.error(file, findString(data, pattern), "bad-pattern", "compare with CONTRIBUTING, \"words we listen for\"", "the pattern %q in %s can't be read: %s", pattern, section, err)
		}
	}
	for _, r := range f.rules() {
		check(r.list, r.pattern)
		if r.list != sensitiveList && r.list != fineList && r.instead == "" {
			b.error(file, findString(data, r.pattern), "no-way-to-say-it", "write what to say instead behind the pattern", "%q is not to be said, but nothing says what is", r.pattern)
		}
	}
	if b.breaks(file, !whole); !whole {
		return
	}
	if b.pack {
		for _, p := range f.Fine {
			b.error(file, findString(data, p), "pack-weakens-style", "take it out; only the built-in lists can let words pass", "a pack can't add %q to fine", p)
		}
		f.Fine = nil
	}
	s := b.style[lang]
	if s == nil {
		s = &style{}
		b.style[lang] = s
	}
	s.rules = append(s.rules, f.rules()...)
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

// ready makes the finder, once all packs are laid over. Styles of languages without texts need
// none.
func (s *style) ready() {
	patterns := make([]string, len(s.rules))
	for i, r := range s.rules {
		patterns[i] = r.pattern
	}
	s.finder, _ = understand.NewFinder(patterns) // each was checked where it stands
}

// find lists the rules of some lists that a text breaks, each once. It reads sentence by sentence,
// so that ^ and $ are where a sentence begins and ends.
func (s *style) find(text string, lists ...string) []rule {
	var broken []rule
	for _, sentence := range readable.Sentences(text) {
		all := s.finder.Find(sentence)
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

// unsaid lists what a text says that it must not: the words that are banned anywhere, and what is
// on some lists of our own voice, outside quotations.
func (s *style) unsaid(text string, own []string) []rule {
	ours := quotation.ReplaceAllString(text, " ")
	if ours == text {
		return s.find(text, append([]string{bannedList}, own...)...)
	}
	return append(s.find(text, bannedList), s.find(ours, own...)...)
}

// quotation is what somebody else says, or what a person is offered to say.
var quotation = regexp.MustCompile(`"[^"]*"|“[^”]*”|«[^»]*»|„[^“”]*[“”]`)

// styleFor is the style that watches over a locale's texts, nil if there is none.
func (b *builder) styleFor(tag string) *style {
	for _, t := range chain(tag) {
		if s := b.style[t]; s != nil && (t == tag || t != SourceLocale) {
			if s.finder == nil {
				s.ready()
			}
			return s
		}
	}
	return nil
}
