package bot

import "strings"

// Marks that change the direction of text until they are closed (Unicode bidirectional algorithm).
const (
	isolates   = "\u2066\u2067\u2068"
	closeIso   = '\u2069'
	embeddings = "\u202a\u202b\u202d\u202e"
	closeEmb   = '\u202c'
)

// maxOpen is how many marks may be open at once. More than two make no sense in a short text.
const maxOpen = 8

// Balance closes what a text leaves open and drops what closes nothing, so that one bubble, such as
// the name of an organisation, can't turn the rest of the message around.
func Balance(s string) string {
	if !strings.ContainsAny(s, isolates+embeddings+string(closeIso)+string(closeEmb)) {
		return s
	}
	var b strings.Builder
	open := walk(s, func(r rune) { b.WriteRune(r) })
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteRune(closing(open[i]))
	}
	return b.String()
}

// opened are the marks that a text leaves open.
func opened(s string) string { return string(walk(s, func(rune) {})) }

// walk visits every rune of s that has a place in a balanced text, and returns the marks left open.
func walk(s string, keep func(rune)) []rune {
	var open []rune
	for _, r := range s {
		switch {
		case strings.ContainsRune(isolates+embeddings, r):
			if len(open) == maxOpen {
				continue
			}
			open = append(open, r)
		case r == closeIso, r == closeEmb:
			if len(open) == 0 || closing(open[len(open)-1]) != r {
				continue
			}
			open = open[:len(open)-1]
		}
		keep(r)
	}
	return open
}

func closing(open rune) rune {
	if strings.ContainsRune(isolates, open) {
		return closeIso
	}
	return closeEmb
}
