package content

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// aliases are other names of languages we may offer (libraries.md §5).
func aliases(tag string) string {
	switch lower := strings.ToLower(tag); {
	case lower == "tl" || strings.HasPrefix(lower, "tl-"):
		return "fil"
	case lower == "in":
		return "id"
	case lower == "iw":
		return "he"
	case lower == "prs":
		return "fa-AF"
	case lower == "zh-tw" || lower == "zh-hk" || lower == "zh-mo":
		return "zh-Hant"
	case lower == "zh" || lower == "zh-cn" || lower == "zh-sg":
		return "zh-Hans"
	}
	return tag
}

// Match finds the offered locale for a hint: a BCP 47 tag or an Accept-Language header. Only the
// same language counts; a related one never does. Without a match it is the source.
func (c *Content) Match(hint string) string {
	tag, _ := c.Speaks(hint)
	return tag
}

// Speaks is Match, and tells whether the hint was met: not where the source language stands in for it.
func (c *Content) Speaks(hint string) (string, bool) {
	if len(hint) > 256 {
		return SourceLocale, false
	}
	if slices.Contains(c.Written(), hint) && plain(hint) != hint {
		return hint, true // a pseudo-locale, asked for by its full name
	}
	tags, _, err := language.ParseAcceptLanguage(hint)
	if err != nil {
		return SourceLocale, false
	}
	for _, t := range tags {
		want := aliases(t.String())
		for _, tag := range chain(want) {
			if slices.Contains(c.Locales(), tag) && (tag != SourceLocale || sameLanguage(want, tag)) {
				return tag, true
			}
		}
		for _, tag := range c.Locales() {
			if sameLanguage(want, tag) && sameScript(want, tag) {
				return tag, true
			}
		}
	}
	return SourceLocale, false
}

func sameLanguage(a, b string) bool {
	x, _ := language.Make(a).Base()
	y, _ := language.Make(b).Base()
	return x == y
}

func sameScript(a, b string) bool {
	x, _ := language.Make(a).Script()
	y, _ := language.Make(b).Script()
	return x == y
}
