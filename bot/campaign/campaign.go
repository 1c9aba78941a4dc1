// Package campaign is the code in a school's links. It holds all that it says: a locale and a country, as
// hints, and chance, so that two schools differ. There is nothing to look up, and nothing in it is about a
// pupil. It opens no topic and chooses nothing.
//
// A school may ask that the talks of its code are counted. Such a code carries a signature, so that only codes
// that were made here are counted, and nothing needs to be kept about them either.
package campaign

import (
	"crypto/subtle"
	"encoding/binary"
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
	Counts  bool   // it asks that its talks are counted; Signed tells whether they may be
}

// Sign is a keyed mark of a code's content. The low 30 bits are used.
type Sign func(content string) uint32

// ErrHint is returned for a hint that no code can hold.
var ErrHint = errors.New("not a language or a country")

// MaxCode is how long a code may be, in characters: any network's link takes it.
const MaxCode = 32

// letters are Crockford's: no I, L, O or U, so that a code can be read aloud and typed.
const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// plain and counted are the first character of a code made here; another one means that it was not.
const plain, counted = 1, 2

// chance is how many bits keep the codes of two schools apart. Codes that are counted may not meet: of 10,000 in
// one language and country, two do with a probability of one in twenty.
const chance, countedChance = 20, 30

// signature is how many characters sign a code that is counted: who guesses is right once in 2^30.
const signature = 6

var hintForm = regexp.MustCompile(`^([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}))?$`)

// New makes a code. It returns ErrHint, or what random returns. With a nil sign the code is not counted.
func New(h Hint, random io.Reader, sign Sign) (string, error) {
	m := hintForm.FindStringSubmatch(h.Locale)
	if h.Locale != "" && m == nil || h.Country != "" && !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(h.Country) {
		return "", fmt.Errorf("making a code: %w", ErrHint)
	}
	var seed [4]byte
	if _, err := io.ReadFull(random, seed[:]); err != nil {
		return "", fmt.Errorf("making a code: %w", err)
	}
	if m == nil {
		m = make([]string, 4)
	}
	kind, apart := uint32(plain), chance
	if sign != nil {
		kind, apart = counted, countedChance
	}
	var b bits
	b.put(kind, 5)
	for i, part := range []string{m[1], m[2], m[3], h.Country} {
		b.word(part, sizes()[i], i > 0)
	}
	b.put(binary.BigEndian.Uint32(seed[:]), apart)
	b.fill()
	if sign != nil {
		b.put(sign(spelled(b.all)), signature*5)
	}
	return spelled(checked(b.all)), nil
}

// sizes are the letters of a language, a script, a region and a country.
func sizes() [4]int { return [4]int{3, 4, 2, 2} }

// Read tells what a code says. Anything that New did not make, mistyped or foreign, says nothing.
func Read(code string) (Hint, bool) {
	digits, ok := digitsOf(code)
	if !ok {
		return Hint{}, false
	}
	apart, content := chance, digits[1:len(digits)-checks]
	h := Hint{Counts: digits[0] == counted}
	if h.Counts {
		apart, content = countedChance, content[:max(0, len(content)-signature)]
	}
	b := bits{all: content}
	var parts [4]string
	for i, size := range sizes() {
		parts[i] = b.readWord(size, i > 0)
	}
	b.take(apart)
	h.Locale, h.Country = parts[0], parts[3]
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

// Signed tells whether a code asks to be counted and sign made its signature.
func Signed(code string, sign Sign) bool {
	h, ok := Read(code)
	if !ok || !h.Counts {
		return false
	}
	digits, _ := digitsOf(code)
	signed := digits[:len(digits)-checks]
	var b bits
	b.put(sign(spelled(signed[:len(signed)-signature])), signature*5)
	return subtle.ConstantTimeCompare(b.all, signed[len(signed)-signature:]) == 1
}

// Spelled is a code as New wrote it, from however somebody typed it; "" if it is none.
func Spelled(code string) string {
	digits, ok := digitsOf(code)
	if !ok {
		return ""
	}
	return spelled(digits)
}

func spelled(digits []byte) string {
	all := make([]byte, len(digits))
	for i, d := range digits {
		all[i] = letters[d]
	}
	return string(all)
}

// digitsOf are the values of the letters of a code that was made here, as somebody may have typed them.
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
	made := len(digits) > checks+1 && sound(digits) && (digits[0] == plain || digits[0] == counted)
	return digits, made
}
