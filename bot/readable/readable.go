// Package readable measures how hard a text is to read: sentences, words, syllables, and the
// formula people use for the language. It knows no content and judges nothing but length; a low
// figure never proves that a text is clear.
package readable

import "strings"

// Counts are what the formulas are made of.
type Counts struct{ Sentences, Words, Syllables int }

// Add puts two counts together.
func (c Counts) Add(o Counts) Counts {
	return Counts{c.Sentences + o.Sentences, c.Words + o.Words, c.Syllables + o.Syllables}
}

// PerSentence is the average number of words in a sentence.
func (c Counts) PerSentence() float64 { return ratio(c.Words, c.Sentences) }

func (c Counts) perWord() float64 { return ratio(c.Syllables, c.Words) }

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Count counts a text in a language; syllables only where there is a Scale for it.
func Count(lang, text string) Counts {
	var c Counts
	count := syllables(lang)
	for _, s := range Sentences(text) {
		c.Sentences++
		for _, w := range Words(s) {
			c.Words++
			if count != nil {
				c.Syllables += count(strings.ToLower(w))
			}
		}
	}
	return c
}
