package understand

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// token is one word of a text, folded. alt is the same word with its stretched letters made
// single, "" if that changes nothing.
type token struct{ word, alt string }

// Fold brings a text into the form in which words are compared: compatible forms made one,
// small letters, no marks, no apostrophes, digits that stand for letters read as letters,
// look-alike letters of other scripts brought home, single words separated by single blanks.
func Fold(s string) string {
	var words []string
	for _, t := range fold(s) {
		words = append(words, t.word)
	}
	return strings.Join(words, " ")
}

func fold(s string) []token {
	var tokens []token
	var word []rune
	flush := func() {
		n := len(tokens)
		switch {
		case len(word) == 0:
			return
		case !unspaced(word[0]):
			tokens = append(tokens, newToken(word))
		case n < 2 || tokens[n-1].word != string(word) || tokens[n-2].word != string(word): // stretched
			tokens = append(tokens, token{word: string(word)})
		}
		word = word[:0]
	}
	add := func(letters ...rune) {
		if len(word) > 0 && unspaced(word[0]) {
			flush()
		}
		word = append(word, letters...)
	}
	for _, r := range norm.NFKD.String(s) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			add(r)
		case 'A' <= r && r <= 'Z':
			add(r + 'a' - 'A')
		case r == ' ':
			flush()
		case unicode.Is(unicode.Mn, r) && !isVowel(r), unicode.Is(unicode.Cf, r), isApostrophe(r), r == tatweel:
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Mc, r): // with the letter before it
			word = append(word, plainLetter(r))
		case r == 'œ', r == 'Œ':
			add('o', 'e')
		case r == 'æ', r == 'Æ':
			add('a', 'e')
		case unicode.IsDigit(r):
			add('0' + rune(digit(r)))
		case unicode.IsLetter(r):
			if unspaced(r) {
				flush()
			}
			add(plainLetter(unicode.ToLower(r)))
		case r == '@' || r == '$' || r == '!' && len(word) > 0:
			add(r)
		default:
			flush()
		}
	}
	flush()
	return join(tokens)
}

// unspaced tells whether a letter is of a script that puts no blanks between words. Each letter of it, with its marks, is a word of its own: what is
// listened for is then heard wherever it stands.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// isVowel tells whether a mark is part of how a word is spelled, as in Thai and in the scripts of India, and not one that many leave out.
func isVowel(r rune) bool {
	return r >= 0x0900 && !unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew, unicode.Cyrillic) && norm.NFKD.PropertiesString(string(r)).CCC() != nukta
}

// nukta is the combining class of the dot below letters of India that many leave out (UAX 44, table 15).
const nukta = 7

// tatweel stretches Arabic words and means nothing.
const tatweel = 'ـ'

func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘`´ʼ＇", r) }

// plainLetter makes one letter of those that people write for each other and Unicode takes for different ones: the forms of alef, ya, kaf and ta marbuta, and
// letters with a stroke.
func plainLetter(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ँ':
		return 'ं'
	case 'ß':
		return 's'
	case 'ı':
		return 'i'
	case 'ł', 'Ł':
		return 'l'
	case 'đ', 'Đ':
		return 'd'
	case 'ø', 'Ø':
		return 'o'
	}
	return r
}

func (t token) unspaced() bool {
	r, _ := utf8.DecodeRuneInString(t.word)
	return unspaced(r)
}

func newToken(word []rune) token {
	w := leet(strings.TrimRight(homoglyphs(word), "!@$"))
	if w == "1" {
		return token{word: w, alt: "i"}
	}
	t := token{word: limitRuns(w, 2)}
	if single := limitRuns(w, 1); single != t.word {
		t.alt = single
	}
	return t
}

// homoglyphs brings letters of another script that look like Latin ones home, in a word that has
// Latin letters too (and Latin ones in a Cyrillic or Greek word).
func homoglyphs(word []rune) string {
	if !slices.ContainsFunc(word, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return string(word)
	}
	latin, cyrillic, greek := scripts(word)
	if latin == 0 || cyrillic+greek == 0 {
		return string(word)
	}
	const (
		cyrillicOther, cyrillicHome = "аеіорсухкмтнвипгԁɡ", "aeiopcyxkmthbunrdg"
		greekOther, greekHome       = "αεικορτυνχ", "aeikoptuvx"
	)
	from, to := cyrillicOther+greekOther, cyrillicHome+greekHome
	switch {
	case cyrillic > latin:
		from, to = cyrillicHome, cyrillicOther
	case greek > latin:
		from, to = greekHome, greekOther
	}
	other, home := []rune(from), []rune(to)
	return strings.Map(func(r rune) rune {
		if i := slices.Index(other, r); i >= 0 {
			return home[i]
		}
		return r
	}, string(word))
}

// scripts counts the letters of a word that are Latin, Cyrillic and Greek.
func scripts(word []rune) (latin, cyrillic, greek int) {
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic++
		case unicode.Is(unicode.Greek, r):
			greek++
		}
	}
	return latin, cyrillic, greek
}

// leet reads digits and signs that stand for letters, in a word that has letters too.
func leet(w string) string {
	odd := strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
	if !odd || !strings.ContainsFunc(w, unicode.IsLetter) {
		return w
	}
	from, to := []rune("01!34@5$78"), []rune("oiieaasstb")
	if latin, cyrillic, _ := scripts([]rune(w)); cyrillic > latin {
		from, to = []rune("01!34@6$"), []rune("оиизчабс")
	}
	return strings.Map(func(r rune) rune {
		if i := slices.Index(from, r); i >= 0 {
			return to[i]
		}
		return r
	}, w)
}

// limitRuns shortens letters repeated more than n times; runs of two are kept at n = 2.
func limitRuns(w string, n int) string {
	var last rune
	if !strings.ContainsFunc(w, func(r rune) bool {
		same := r == last
		last = r
		return same
	}) {
		return w
	}
	last = 0
	var b strings.Builder
	run := 0
	for _, r := range w {
		if r == last {
			run++
		} else {
			last, run = r, 1
		}
		if run <= n || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// join puts spelled-out words together: "d i e" is "die".
func join(tokens []token) []token {
	var out []token
	for i := 0; i < len(tokens); {
		j := i
		for j < len(tokens) && len([]rune(tokens[j].word)) == 1 && !isNumber(tokens[j].word) && !tokens[j].unspaced() {
			j++
		}
		if j-i >= 3 && !allWords(tokens[i:j]) {
			var w strings.Builder
			for _, t := range tokens[i:j] {
				w.WriteString(t.word)
			}
			out = append(out, token{word: w.String()})
			i = j
			continue
		}
		out = append(out, tokens[i])
		i++
	}
	return out
}

// allWords tells whether single letters are words one after the other, as in "а я с мамой".
func allWords(tokens []token) bool {
	return !slices.ContainsFunc(tokens, func(t token) bool { return !strings.Contains("авжиіїйкосуяєз", t.word) })
}

func isNumber(w string) bool {
	for _, r := range w {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return w != ""
}

// letters is how long a word is; letters outside ASCII take more than one byte each.
func letters(w string) int { return utf8.RuneCountInString(w) }

// near tells whether a word of a text may be a misspelling of a listened word: one edit from five
// letters on, two from nine; a swap of neighbours is one.
func near(got, want string) bool {
	have, n := letters(got), letters(want)
	switch {
	case got == want:
		return true
	case n < 5 || have < 4:
		return false
	}
	limit := 1
	if n >= 9 {
		limit = 2
	}
	if have-n > limit || n-have > limit {
		return false
	}
	return edits(got, want, limit) <= limit
}

// edits counts edits up to limit+1.
func edits(a, b string, limit int) int {
	var buf [3][64]int
	x, y := []rune(a), []rune(b)
	if len(y) > 62 || len(x) > 62 {
		return limit + 1
	}
	prev2, prev, row := buf[0][:], buf[1][:], buf[2][:]
	for j := range len(y) + 1 {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		best := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
			best = min(best, row[j])
		}
		if best > limit {
			return limit + 1
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(y)]
}
