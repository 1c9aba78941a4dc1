package telegram

import (
	"staysafe/bot"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// maxText is the longest text of a message, in UTF-16 units (Bot API, sendMessage).
const maxText = 4096

func textLimit(size int) bot.Limit { return bot.Limit{Max: size, Unit: bot.UTF16} }

// compose joins the bubbles of a turn into as few texts as there can be, with a blank line between.
// A bubble is only cut if it is too long by itself.
func compose(turn bot.Turn, size int) []string {
	bubbles := make([]string, 0, len(turn.Messages)+1)
	for _, m := range turn.Messages {
		bubbles = append(bubbles, m.Text)
	}
	bubbles = append(bubbles, turn.Note)

	const between = "\n\n"
	limit := textLimit(size)
	var all []string
	for _, b := range bubbles {
		for _, piece := range cut(strings.TrimSpace(b), size) {
			last := len(all) - 1
			if last >= 0 && limit.Len(all[last])+len(between)+limit.Len(piece) <= size {
				all[last] += between + piece
				continue
			}
			all = append(all, piece)
		}
	}
	return all
}

// cut makes pieces of at most size UTF-16 units, each with its direction marks balanced. Texts that
// come from the house fit; this is for the day they don't: no number may be lost or torn apart.
func cut(s string, size int) []string {
	if !visible(s) {
		return nil
	}
	limit := textLimit(size)
	if whole := balance(s); limit.Fits(whole) {
		return []string{whole}
	}
	limit.Max = max(1, size-2*maxOpen) // room for the marks that are closed and opened again
	var all []string
	for open := ""; s != ""; {
		at := len(s)
		if !limit.Fits(s) {
			at = place(s, limit)
		}
		piece := open + strings.TrimRightFunc(s[:at], unicode.IsSpace)
		s = strings.TrimLeftFunc(s[at:], unicode.IsSpace)
		open = opened(piece)
		if visible(piece) {
			all = append(all, balance(piece))
		}
	}
	return all
}

// place finds where a piece of s may end: at the end of a line, else of a sentence, else of a word,
// but not between the groups of a number; else between letters. It is never 0.
func place(s string, limit bot.Limit) int {
	var line, sentence, word, letter, any int
	used, before := 0, rune(0)
	for i, r := range s {
		switch {
		case i == 0:
		case before == '\n':
			line = i
		case unicode.IsSpace(before) && !unicode.IsSpace(r) && !amidNumber(s, i):
			word = i
			if strings.HasSuffix(strings.TrimRightFunc(s[:i], unicode.IsSpace), ".") {
				sentence = i
			}
		}
		if i > 0 && !joins(before, r) {
			letter = i
		}
		any = i
		if used += max(1, utf16.RuneLen(r)); used > limit.Max {
			break
		}
		before = r
	}
	for _, at := range []int{line, sentence, word, letter, any} {
		if at*3 > any {
			return at
		}
	}
	_, first := utf8.DecodeRuneInString(s)
	return first
}

// amidNumber tells whether the blank before i stands between two groups of digits.
func amidNumber(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(strings.TrimRightFunc(s[:i], unicode.IsSpace))
	after, _ := utf8.DecodeRuneInString(s[i:])
	return numeral(before) && numeral(after)
}

func numeral(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune("+*#()-", r) }

// joins tells whether two runes may belong to one letter or picture, or to one number.
func joins(before, r rune) bool {
	const joiner = '\u200d'
	return unicode.Is(unicode.M, r) || r == joiner || before == joiner ||
		r >= 0x1f3fb && r <= 0x1f3ff || // colours of skin
		r >= 0x1f1e6 && r <= 0x1f1ff || // halves of a flag
		numeral(before) && numeral(r)
}

// visible tells whether Telegram would take a text: one of blanks and marks only is empty to it.
func visible(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.Is(unicode.Cf, r) }) >= 0
}
