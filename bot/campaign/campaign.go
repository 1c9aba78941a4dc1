// Package campaign is the code in a school's links. It holds all that it says: a locale and a country, as
// hints, and chance, so that two schools differ. There is nothing to look up, and nothing in it is about a
// pupil. It opens no topic and chooses nothing.
package campaign

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// Hint is what a code says. Either may be empty.
type Hint struct {
	Locale  string // BCP 47: language, script, region
	Country string // ISO 3166-1
}

// ErrHint is returned for a hint that no code can hold.
var ErrHint = errors.New("not a language or a country")

// MaxCode is how long a code may be, in characters: any network's link takes it.
const MaxCode = 32

// letters are Crockford's: no I, L, O or U, so that a code can be read aloud and typed.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// version is the first character of a code made here; another one means that it was not.
const version = 1

// chance is how many bits keep the codes of two schools apart.
const chance = 20

var hintForm = regexp.MustCompile(`^([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}))?$`)

// New makes a code. It returns ErrHint, or what random returns.
func New(h Hint, random io.Reader) (string, error) {
	m := hintForm.FindStringSubmatch(h.Locale)
	if h.Locale != "" && m == nil || h.Country != "" && !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(h.Country) {
		return "", fmt.Errorf("making a code: %w", ErrHint)
	}
	var seed [3]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return "", fmt.Errorf("making a code: %w", err)
	}
	var b bits
	b.put(version, 5)
	if m == nil {
		m = make([]string, 4)
	}
	for i, part := range []string{m[1], m[2], m[3], h.Country} {
		b.word(part, sizes()[i], i > 0)
	}
	b.put(uint32(seed[0])<<16|uint32(seed[1])<<8|uint32(seed[2]), chance)
	return b.code(), nil
}

// sizes are the letters of a language, a script, a region and a country.
func sizes() [4]int { return [4]int{3, 4, 2, 2} }

// Read tells what a code says. Anything that New did not make, mistyped or foreign, says nothing.
func Read(code string) (Hint, bool) {
	digits, ok := digitsOf(code)
	if !ok || !sound(digits) || digits[0] != version {
		return Hint{}, false
	}
	b := bits{all: digits[1 : len(digits)-checks]}
	var parts [4]string
	for i, size := range sizes() {
		parts[i] = b.readWord(size, i > 0)
	}
	b.take(chance)
	h := Hint{Locale: parts[0], Country: parts[3]}
	for _, part := range parts[1:3] {
		if part != "" {
			h.Locale += "-" + part
		}
	}
	if b.broken || h.Locale != "" && !hintForm.MatchString(h.Locale) {
		return Hint{}, false
	}
	return h, true
}

// digitsOf are the values of the letters, as somebody may have typed them.
func digitsOf(code string) ([]byte, bool) {
	if len(code) > MaxCode {
		return nil, false
	}
	var digits []byte
	for _, c := range strings.ToUpper(code) {
		switch c {
		case '-', ' ':
			continue
		case 'I', 'L':
			c = '1'
		case 'O':
			c = '0'
		}
		at := strings.IndexRune(letters, c)
		if at < 0 {
			return nil, false
		}
		digits = append(digits, byte(at))
	}
	return digits, len(digits) > checks+1
}
