package readable

// Scale is the formula for one language, and how far a text for eleven-year-olds may go.
type Scale struct {
	Name   string
	Limit  float64
	Higher bool // a higher figure is easier
	score  func(Counts) float64
}

// ScaleOf finds the formula for a language; false where we have none.
//
//   - en: Flesch–Kincaid grade level. Kincaid, Fishburne, Rogers, Chissom: Derivation of New
//     Readability Formulas for Navy Enlisted Personnel, 1975.
//   - es: Fernández Huerta: Medidas sencillas de lecturabilidad, Consigna 214, 1959; with words
//     per sentence, as the printed formula must be read (G. Law, 2011).
//   - fr: Kandel, Moles: Application de l'indice de Flesch à la langue française, Cahiers d'études
//     de radio-télévision 19, 1958.
//   - ru: Oborneva: Automated assessment of the complexity of educational texts (in Russian),
//     Moscow 2006.
func ScaleOf(lang string) (Scale, bool) {
	flesch := func(base, sentence, word float64) func(Counts) float64 {
		return func(c Counts) float64 { return base - sentence*c.PerSentence() - word*c.perWord() }
	}
	switch lang {
	case "en":
		return Scale{"Flesch–Kincaid", 6, false, flesch(-15.59, -0.39, -11.8)}, true
	case "es":
		return Scale{"Fernández Huerta", 70, true, flesch(206.84, 1.02, 60)}, true
	case "fr":
		return Scale{"Kandel–Moles", 70, true, flesch(207, 1.015, 73.6)}, true
	case "ru":
		return Scale{"Oborneva", 65, true, flesch(206.835, 1.3, 60.1)}, true
	}
	return Scale{}, false
}

// Score is the figure of a text; 0 for one without words.
func (s Scale) Score(c Counts) float64 {
	if c.Words == 0 || s.score == nil {
		return 0
	}
	return s.score(c)
}

// Hard tells whether a figure is beyond the limit.
func (s Scale) Hard(score float64) bool {
	if s.Higher {
		return score < s.Limit
	}
	return score > s.Limit
}
