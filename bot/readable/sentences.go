package readable

import (
	"strings"
	"unicode"
)

// Sentences splits a text where a sentence ends: at . ! ? … and their kin before a blank, at the
// end of a line, and at a colon before a quotation, which is read on its own. What holds no word
// (the "1." of a list) is no sentence.
func Sentences(text string) []string {
	var all []string
	runes := []rune(text)
	from := 0
	cut := func(to int) {
		if s := strings.TrimSpace(string(runes[from:to])); len(Words(s)) > 0 {
			all = append(all, s)
		}
		from = to
	}
	for i, r := range runes {
		switch {
		case r == '\n':
			cut(i + 1)
		case strings.ContainsRune(".!?…。！？؟۔।", r) && endsAfter(runes[i+1:]):
			cut(i + 1)
		case r == ':' && quoteFollows(runes[i+1:]):
			cut(i + 1)
		}
	}
	cut(len(runes))
	return all
}

// endsAfter tells whether a mark is followed by a blank, or by closing signs and a blank.
func endsAfter(rest []rune) bool {
	for _, r := range rest {
		if unicode.IsSpace(r) {
			return true
		}
		if !strings.ContainsRune(`"'”’“»)!?.…`, r) {
			return false
		}
	}
	return true
}

func quoteFollows(rest []rune) bool {
	s := strings.TrimLeft(string(rest), " \u00a0\u202f")
	return s != "" && strings.ContainsRune(`"“«„‘`, []rune(s)[0])
}

// Words lists the words of a sentence: what holds a letter, with the apostrophes and hyphens
// inside it ("don't", "l'ami", "peut-être" are one word each). Placeholders are left out.
func Words(s string) []string {
	var all []string
	for _, field := range strings.Fields(withoutPlaceholders(s)) {
		w := strings.TrimFunc(field, func(r rune) bool { return !unicode.IsLetter(r) })
		if w != "" {
			all = append(all, w)
		}
	}
	return all
}

func withoutPlaceholders(s string) string {
	for {
		from := strings.Index(s, "{{")
		if from < 0 {
			return s
		}
		to := strings.Index(s[from:], "}}")
		if to < 0 {
			return s
		}
		s = s[:from] + s[from+to+2:]
	}
}
