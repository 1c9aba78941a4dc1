package bot

import (
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
)

// split cuts a text into pieces within a limit, in the network's own unit: between lines, else
// between sentences, else between words, and only a word that is too long by itself between
// grapheme clusters. Nothing but white space at the cuts is lost.
func split(s string, limit Limit) []string {
	s = strings.TrimSpace(s)
	var pieces []string
	for s != "" && !limit.Fits(s) {
		at := cut(s, limit)
		if piece := strings.TrimRightFunc(s[:at], unicode.IsSpace); piece != "" {
			pieces = append(pieces, piece)
		}
		s = strings.TrimLeftFunc(s[at:], unicode.IsSpace)
	}
	if s != "" {
		pieces = append(pieces, s)
	}
	return pieces
}

// cut finds the best place to end the first piece. It is never 0.
func cut(s string, limit Limit) int {
	var line, sentence, word, cluster, pos int
	state := -1
	for rest := s; rest != ""; {
		var c string
		var boundaries int
		c, rest, boundaries, state = uniseg.StepString(rest, state)
		if !limit.Fits(s[:pos+len(strings.TrimRightFunc(c, unicode.IsSpace))]) && pos > 0 {
			break
		}
		pos += len(c)
		cluster = pos
		switch {
		case strings.HasSuffix(c, "\n"):
			line = pos
		case boundaries&uniseg.MaskSentence != 0:
			sentence = pos
		case unicode.IsSpace([]rune(c)[0]):
			word = pos
		}
	}
	for _, at := range []int{line, sentence, word, cluster} {
		if at > 0 && (at*3 > pos || at == cluster) {
			return at
		}
	}
	return len(s)
}
