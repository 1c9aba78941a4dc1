package content

import (
	"strings"

	"golang.org/x/text/language"
)

// Pseudo-locales are made from the source: longer, accented text to see what does not fit and
// what is not translated (en-XA), and right-to-left text for layouts (ar-XB). They are never
// on offer.
const (
	PseudoLong = "en-XA"
	PseudoRTL  = "ar-XB"
)

// plain is the locale whose names of places and languages a pseudo-locale borrows.
func plain(tag string) string {
	switch tag {
	case PseudoLong:
		return SourceLocale
	case PseudoRTL:
		return "ar"
	}
	return tag
}

func (b *builder) pseudo() {
	src := b.texts[SourceLocale]
	if src == nil {
		return
	}
	for tag, change := range map[string]func(string) string{PseudoLong: accented, PseudoRTL: mirrored} {
		b.texts[tag] = remembered(b.memo, "pseudo "+tag, src.sum, func() *texts {
			t := &texts{tag: language.Make(tag), file: src.file, sum: src.sum, ids: src.ids, all: map[string]*text{}}
			for id, m := range src.all {
				t.all[id] = &text{Other: outsidePlaceholders(m.Other, change), file: m.file, pos: m.pos}
			}
			return t
		})
	}
}

// outsidePlaceholders changes the words of a template and leaves {{…}} alone.
func outsidePlaceholders(s string, change func(string) string) string {
	var out strings.Builder
	for {
		at := strings.Index(s, "{{")
		if at < 0 {
			break
		}
		end := strings.Index(s[at:], "}}")
		if end < 0 {
			break
		}
		out.WriteString(change(s[:at]))
		out.WriteString(s[at : at+end+2])
		s = s[at+end+2:]
	}
	out.WriteString(change(s))
	return out.String()
}

func accented(s string) string {
	long := strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ú", "A", "Á", "E", "É", "I", "Í", "O", "Ó", "U", "Ú").Replace(s)
	if len(strings.Fields(s)) < 3 {
		return long
	}
	return long + strings.Repeat(" ~", len(s)/24)
}

// mirrored sets Latin letters in Arabic ones, so that the text truly runs from right to left.
func mirrored(s string) string {
	const latin, arabic = "abcdefghijklmnopqrstuvwxyz", "ابثدعفغهيجكلمنوپقرستوڤخكيز"
	letters := []rune(arabic)
	return strings.Map(func(r rune) rune {
		if at := strings.IndexRune(latin, r|0x20); at >= 0 && r < 0x80 && (r|0x20) >= 'a' {
			return letters[at%len(letters)]
		}
		return r
	}, s)
}
