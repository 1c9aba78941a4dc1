package bot

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Compose joins the bubbles of a turn, and its note, into as few texts as there can be within a
// limit, with a blank line between: networks count messages. A bubble is only cut if it is too long
// by itself. Direction marks are balanced in each text.
func Compose(turn Turn, most Limit) []string {
	const between = "\n\n"
	var all []string
	add := func(bubble string) {
		for _, piece := range Cut(bubble, most) {
			last := len(all) - 1
			if last >= 0 && most.Fits(all[last]+between+piece) {
				all[last] += between + piece
				continue
			}
			all = append(all, piece)
		}
	}
	for _, m := range turn.Messages {
		add(m.Text)
	}
	add(turn.Note)
	return all
}

// Cut makes pieces within a limit, in the network's own unit, each with its direction marks
// balanced: cut between lines, else between sentences, else between words; never inside a number or
// a letter, unless that is too long by itself. Nothing but white space at the cuts is lost, and
// what cannot be seen has no piece.
func Cut(s string, most Limit) []string {
	s = trimLeft(strings.TrimRightFunc(s, unicode.IsSpace))
	if !Visible(s) {
		return nil
	}
	if whole := Balance(s); most.Fits(whole) {
		return []string{whole}
	}
	room := most // for the marks that are closed and opened again
	if marks := opened(s) != "" || Balance(s) != s || strings.ContainsAny(s, isolates+embeddings); marks {
		room.Max = max(1, most.Max-2*most.Len(strings.Repeat(string(closeIso), maxOpen)))
	}
	var all []string
	for open := ""; s != ""; {
		at := len(s)
		if !room.Fits(s) {
			at = place(s, room)
		}
		piece := open + strings.TrimRightFunc(s[:at], unicode.IsSpace)
		s = trimLeft(s[at:])
		open = opened(piece)
		if Visible(piece) {
			all = append(all, Balance(piece))
		}
	}
	return all
}

// trimLeft takes white space away from the beginning, but not from under a mark that stands on it.
func trimLeft(s string) string {
	for s != "" {
		if r, _ := utf8.DecodeRuneInString(s); !unicode.IsSpace(r) {
			return s
		}
		cluster, rest, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
		if strings.TrimSpace(cluster) != "" {
			return s
		}
		s = rest
	}
	return s
}

// place finds where the first piece of s ends. It is never 0.
func place(s string, most Limit) int {
	var line, sentence, word, letter, pos, used int
	before, state := "", -1
	for rest := s; rest != ""; {
		cluster, after, boundaries, next := uniseg.StepString(rest, state)
		if used += most.Len(cluster); used > most.Max {
			break
		}
		pos += len(cluster)
		torn := amidNumber(s, pos)
		switch {
		case strings.HasSuffix(cluster, "\n"):
			line = pos
		case torn:
		case boundaries&uniseg.MaskSentence != 0:
			sentence, word = pos, pos
		case strings.TrimSpace(cluster) == "":
			word = pos
		}
		if !torn {
			letter = pos
		}
		before, rest, state = cluster, after, next
	}
	if before == "" { // one letter or picture is too long by itself
		return runes(s, most)
	}
	for _, at := range []int{line, sentence, word, letter} {
		if at*3 > pos {
			return at
		}
	}
	return pos
}

// runes is how much of s fits, in whole runes; at least one.
func runes(s string, most Limit) int {
	used := 0
	for pos, r := range s {
		if used += most.Len(string(r)); used > most.Max && pos > 0 {
			return pos
		}
	}
	return len(s)
}

// amidNumber tells whether a cut at i would tear a number: digits, or groups of them with blanks
// between, stand on both sides.
func amidNumber(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	if strings.ContainsRune(".,:/", before) && numeral(after) || numeral(before) && strings.ContainsRune(".,:/", after) {
		return true
	}
	before, _ = utf8.DecodeLastRuneInString(strings.TrimRight(s[:i], " \u00a0\u202f"))
	after, _ = utf8.DecodeRuneInString(strings.TrimLeft(s[i:], " \u00a0\u202f"))
	return numeral(before) && numeral(after)
}

func numeral(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("+*#()-", r) }

// Visible tells whether there is anything to see in a text: networks take one of blanks and marks
// only for empty, and refuse it.
func Visible(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) >= 0
}
