package understand

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// languageNames maps folded names to BCP 47 tags: each language's own name, and its names in
// every language we listen in.
func languageNames(words []Words) map[string]string {
	names := map[string]string{}
	add := func(name, tag string) {
		if f := Fold(name); f != "" && names[f] == "" {
			names[f] = tag
		}
	}
	for _, w := range words {
		for tag, all := range w.Languages {
			for _, name := range all {
				add(name, tag)
			}
		}
	}
	for _, tag := range display.Supported.Tags() {
		base, conf := tag.Base()
		if conf == language.No || tag.String() != base.String() && tag.String() != "zh-Hant" && tag.String() != "zh-Hans" {
			continue
		}
		add(display.Self.Name(tag), tag.String())
		for _, w := range words {
			if namer := display.Languages(language.Make(w.Locale)); namer != nil {
				add(namer.Name(tag), tag.String())
			}
		}
	}
	return names
}

// maxLanguageText is how many words a text may have to be read as the wish for a language.
const maxLanguageText = 8

// Locale is the language that a text names and says nothing else, also if we don't speak it; ""
// if none.
func (x *Index) Locale(t Text) string {
	tokens := fold(t.s)
	if len(tokens) == 0 || len(tokens) > maxLanguageText {
		return ""
	}
	text := Fold(t.s)
	if tag := x.langs[text]; tag != "" {
		return tag
	}
	var words []string
	for _, tok := range x.trimPolite(tokens) {
		words = append(words, tok.word)
	}
	text = strings.Join(words, " ")
	for _, s := range x.speaking {
		if name, ok := strings.CutPrefix(text, s); ok && x.langs[name] != "" {
			return x.langs[name]
		}
	}
	return x.langs[text]
}

// Written tells in which of our languages a text is written, "" unless it is plain: at least two
// of its words are frequent there, and against every other language clearly more words speak for
// it than for the other. Words frequent in both speak for neither.
func (x *Index) Written(t Text) string { return x.writtenIn(fold(t.s)) }

func (x *Index) writtenIn(tokens []token) string {
	tokens = tokens[:min(len(tokens), 60)]
	if len(tokens) < 2 {
		return ""
	}
	for _, tag := range x.sortedLocales() {
		n := x.frequent(tokens, tag, "")
		if n < 2 || n*4 < len(tokens) {
			continue
		}
		if !slices.ContainsFunc(x.sortedLocales(), func(other string) bool {
			return other != tag && x.frequent(tokens, tag, other) < 2*x.frequent(tokens, other, tag)+1
		}) {
			return tag
		}
	}
	return ""
}

// frequent counts the words of a text that are frequent in one language and not in another.
func (x *Index) frequent(tokens []token, tag, not string) int {
	n := 0
	for _, tok := range tokens {
		if x.common[tag][tok.word] && !x.common[not][tok.word] {
			n++
		}
	}
	return n
}

func (x *Index) sortedLocales() []string {
	var all []string
	for tag := range x.common {
		all = append(all, tag)
	}
	slices.Sort(all)
	return all
}
