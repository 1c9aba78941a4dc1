package readable

import (
	"math"
	"slices"
	"testing"
)

func TestSyllables(t *testing.T) {
	words := map[string]map[string]int{
		"en": {
			"a": 1, "the": 1, "you": 1, "take": 1, "makes": 1, "used": 1, "wanted": 2, "needed": 2, "little": 2, "people": 2, "picture": 2,
			"video": 3, "quiet": 2, "being": 2, "someone": 2, "helpline": 2, "number": 2, "emergency": 4, "conversation": 4, "family": 3,
			"trying": 2, "beautiful": 3, "safe": 1, "safely": 2, "changes": 2, "wishes": 2, "don't": 1, "i'm": 1, "police": 2, "website": 2,
			"telephone": 3, "together": 3, "remember": 3, "question": 2, "special": 2, "idea": 3, "one-way": 2, "be": 1, "threatened": 2, "why": 1,
		},
		"es": {
			"sol": 1, "país": 2, "leer": 2, "ayuda": 3, "línea": 3, "policía": 4, "ciudad": 2, "cuidado": 3, "aéreo": 4, "guerra": 2, "quien": 1,
			"gratuito": 3, "hoy": 1, "muy": 1, "pingüino": 3, "oír": 2, "construir": 2, "teléfono": 4, "nadie": 2, "miedo": 2, "y": 1, "confianza": 3, "veintiún": 2,
		},
		"fr": {
			"ami": 2, "aide": 1, "aides": 1, "numéro": 3, "personne": 2, "école": 2, "quelqu'un": 2, "naïf": 2, "réel": 2, "théâtre": 2, "eau": 1,
			"toi": 1, "police": 2, "image": 2, "entrée": 2, "peut-être": 2, "l'ami": 2, "je": 1, "les": 1, "appelle": 2, "sécurité": 4, "urgence": 2, "confiance": 2,
		},
		"ru": {"в": 0, "я": 1, "помощь": 2, "полиция": 4, "ребёнок": 3, "телефон": 3, "доверие": 4},
	}
	for lang, all := range words {
		count := syllables(lang)
		for w, want := range all {
			if got := count(w); got != want {
				t.Errorf("%s: %q has %d syllables, want %d", lang, w, got, want)
			}
		}
	}
}

func TestSentences(t *testing.T) {
	tests := map[string][]string{
		"Thanks.\nIt is not your fault.":             {"Thanks.", "It is not your fault."},
		"1. Stop. See findahelpline.com now":         {"Stop.", "See findahelpline.com now"},
		`You can say: "I'm not safe. Can you stay?"`: {"You can say:", `"I'm not safe.`, `Can you stay?`},
		"„Bist du da?“ Frag so.":                     {"„Bist du da?", "“ Frag so."},
		"Write: pineapple":                           {"Write: pineapple"},
		"97 % in 2025 were boys…":                    {"97 % in 2025 were boys…"},
		"…":                                          nil,
	}
	for text, want := range tests {
		if got := Sentences(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := Words(`{{.Name}} in {{.Country}}: "don't" peut-être 112`); !slices.Equal(got, []string{"in", "don't", "peut-être"}) {
		t.Errorf("words: %q", got)
	}
}

// The figures were worked out by hand from the published formulas.
func TestScores(t *testing.T) {
	tests := []struct {
		lang, text string
		counts     Counts
		want       float64
		hard       bool
	}{
		{"en", "The cat sat on the mat.", Counts{1, 6, 6}, 0.39*6 + 11.8*1 - 15.59, false},
		{"en", "Confidential conversations necessitate considerable organisational preparation.", Counts{1, 6, 27}, 0.39*6 + 11.8*27/6 - 15.59, true},
		{"es", "La casa es azul. El sol sale.", Counts{2, 7, 10}, 206.84 - 1.02*3.5 - 60*10.0/7, false},
		{"fr", "Le chat dort. Il est bien.", Counts{2, 6, 6}, 207 - 1.015*3 - 73.6, false},
		{"ru", "Кот спит. Он дома.", Counts{2, 4, 5}, 206.835 - 1.3*2 - 60.1*5/4, false},
	}
	for _, tt := range tests {
		scale, ok := ScaleOf(tt.lang)
		if !ok {
			t.Fatalf("no scale for %s", tt.lang)
		}
		c := Count(tt.lang, tt.text)
		if c != tt.counts {
			t.Errorf("%q: %+v, want %+v", tt.text, c, tt.counts)
		}
		if got := scale.Score(tt.counts); math.Abs(got-tt.want) > 1e-9 || scale.Hard(got) != tt.hard {
			t.Errorf("%q: %.3f (hard: %v), want %.3f (hard: %v)", tt.text, got, scale.Hard(got), tt.want, tt.hard)
		}
	}
	if _, ok := ScaleOf("sw"); ok {
		t.Error("a language without a formula has a figure")
	}
	if s, _ := ScaleOf("es"); s.Score(Counts{}) != 0 {
		t.Error("a text without words has a figure")
	}
}
