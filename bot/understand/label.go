package understand

import (
	"regexp"
	"strings"
	"unicode"
)

// Label tells which of the labels just offered a text wholly is, or whose number it is; -1 if
// none. Never by a misspelling, a beginning, or a number inside a sentence.
func (x *Index) Label(t Text, labels []string) int {
	if n := number(t.s); n >= 1 && n <= len(labels) {
		return n - 1
	}
	text := Fold(t.s)
	if text == "" {
		return -1
	}
	for i, l := range labels {
		if Fold(l) == text {
			return i
		}
	}
	return -1
}

// number reads a text that is a number alone: "2", "2.", "2)", "#2", a keycap; 0 if it is not.
func number(s string) int {
	s = strings.Trim(strings.TrimSpace(s), ".)(#: ")
	n, digits := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			n = n*10 + digit(r)
			if digits++; digits > 3 {
				return 0
			}
		case r == '\uFE0F', r == '\u20E3', unicode.Is(unicode.Cf, r):
		default:
			return 0
		}
	}
	return n
}

// digit is the value of a decimal digit of any script: they stand in runs of ten.
func digit(r rune) int {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	if r < 0x80 {
		return int(r - '0')
	}
	return int(r-zero) % 10
}

var (
	mail  = regexp.MustCompile(`[^\s@]+@[^\s@]+\.[a-zA-Z]{2,}`)
	phone = regexp.MustCompile(`(?:\+|00)?\d(?:[\s().-]?\d){6,14}`)
)

// holdsAddress finds an e-mail address or a telephone number of at least seven digits.
func holdsAddress(s string) bool {
	return mail.MatchString(s) || phone.MatchString(s)
}
