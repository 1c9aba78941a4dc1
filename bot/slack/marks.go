package slack

import "strings"

// balance closes the directions that a text leaves open and drops marks that close nothing, so
// that a name can't turn the text after it around. More than a few open at once make no sense.
func balance(s string) string {
	const (
		opening = "\u2066\u2067\u2068\u202a\u202b\u202d\u202e"
		closing = "\u2069\u202c"
		most    = 8
	)
	if !strings.ContainsAny(s, opening+closing) {
		return s
	}
	var b strings.Builder
	var open []rune // what closes each of those that are open
	for _, r := range s {
		switch {
		case strings.ContainsRune(opening, r) && len(open) == most:
			continue
		case strings.ContainsRune(opening, r):
			closes := '\u202c'
			if r >= '\u2066' {
				closes = '\u2069'
			}
			open = append(open, closes)
		case strings.ContainsRune(closing, r):
			if len(open) == 0 || open[len(open)-1] != r {
				continue
			}
			open = open[:len(open)-1]
		}
		b.WriteRune(r)
	}
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteRune(open[i])
	}
	return b.String()
}
