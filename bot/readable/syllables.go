package readable

import "strings"

// syllables finds the counter for a language: from a word in small letters to how many syllables
// are heard in it. They are right about nine times in ten, which is what the formulas bear.
func syllables(lang string) func(string) int {
	switch lang {
	case "en":
		return english
	case "es":
		return spanish
	case "fr":
		return french
	case "ru":
		return russian
	}
	return nil
}

// parts adds up a count over what a hyphen or slash joins; a word with letters has at least one.
func parts(w string, count func(string) int) int {
	n := 0
	for _, p := range strings.FieldsFunc(w, func(r rune) bool { return r == '-' || r == '/' || r == '.' || r == '‑' }) {
		n += max(1, count(p))
	}
	return max(1, n)
}

// groups counts runs of letters out of a set.
func groups(w, set string) int {
	n, in := 0, false
	for _, r := range w {
		is := strings.ContainsRune(set, r)
		if is && !in {
			n++
		}
		in = is
	}
	return n
}

// english counts runs of vowels, less the silent e of "take", "makes", "used", more the two
// vowels of "video", "quiet", "being".
func english(w string) int {
	return parts(w, func(p string) int {
		p = strings.NewReplacer("'", "", "’", "", "some", "som").Replace(p)
		const vowels = "aeiouy"
		n := groups(p, vowels)
		for _, two := range []string{"ia", "io", "eo", "iu", "ua", "uou", "ying", "eing", "oing", "uing", "uiet", "iet", "idea"} {
			n += strings.Count(p, two)
		}
		for _, one := range []string{"tion", "sion", "cial", "tial", "cian", "gion", "cious", "tious", "geo", "quie", "qua", "people", "gua", "tual", "sual"} {
			n -= strings.Count(p, one)
		}
		return n - silentE(p)
	})
}

// silentE is 1 for a word whose last e is not heard.
func silentE(p string) int {
	consonant := func(i int) bool { return i >= 0 && !strings.ContainsRune("aeiouy", rune(p[i])) }
	n := len(p)
	switch {
	case n < 3:
		return 0
	case strings.HasSuffix(p, "e") && consonant(n-2):
		if p[n-2] == 'l' && consonant(n-3) { // lit-tle
			return 0
		}
		if groups(p, "aeiouy") > 1 {
			return 1
		}
	case strings.HasSuffix(p, "es") && consonant(n-3) && n > 3:
		if strings.ContainsRune("sxzcg", rune(p[n-3])) || strings.HasSuffix(p, "shes") || strings.HasSuffix(p, "ches") || p[n-3] == 'l' && consonant(n-4) {
			return 0
		}
		if groups(p, "aeiouy") > 1 {
			return 1
		}
	case strings.HasSuffix(p, "ed") && consonant(n-3) && p[n-3] != 't' && p[n-3] != 'd' && groups(p, "aeiouy") > 1:
		return 1
	case strings.HasSuffix(p, "ely") || strings.HasSuffix(p, "eful") || strings.HasSuffix(p, "eless") || strings.HasSuffix(p, "ement"):
		return 1
	}
	return 0
}

// spanish counts vowels, and makes one of two that are heard as one: a weak one (i, u) beside
// another. An accent on the weak one keeps them apart (país), as do two strong ones (le-er).
func spanish(w string) int {
	return parts(w, func(p string) int {
		p = strings.NewReplacer("que", "ke", "qui", "ki", "qué", "ké", "quí", "kí", "gue", "ge", "gui", "gi", "gué", "gé", "guí", "gí", "ü", "u").Replace(p)
		if strings.HasSuffix(p, "y") {
			p = strings.TrimSuffix(p, "y") + "i"
		}
		n := 0
		var before rune
		for _, r := range p {
			if strings.ContainsRune("aeiouáéíóú", r) && (before == 0 || !oneSound(before, r)) {
				n++
			}
			before = 0
			if strings.ContainsRune("aeiouáéíóú", r) {
				before = r
			}
		}
		return n
	})
}

func oneSound(a, b rune) bool {
	weak := func(r rune) bool { return r == 'i' || r == 'u' }
	stressed := func(r rune) bool { return r == 'í' || r == 'ú' }
	return (weak(a) || weak(b)) && !stressed(a) && !stressed(b) || weak(a) && stressed(b)
}

// french counts runs of vowels, without the silent e at the end, and parts what a trema or é
// parts (na-ïf, ré-el).
func french(w string) int {
	return parts(w, func(p string) int {
		p = strings.NewReplacer("'", "", "’", "", "qu", "k", "œ", "e", "gea", "ja", "geo", "jo", "gue", "ge", "gui", "gi", "gué", "gé").Replace(p)
		const vowels = "aàâæeéèêëiîïoôuùûüy"
		if groups(p, vowels) > 1 {
			p = frenchEnd(p, vowels)
		}
		p = strings.NewReplacer("éa", "é.a", "éâ", "é.â", "éo", "é.o", "ée", "é.e", "éé", "é.é", "éi", "é.i", "éu", "é.u", "ï", ".ï", "ë", ".ë", "ao", "a.o", "aé", "a.é", "oé", "o.é", "ué", "u.é", "ua", "u.a", "ayer", "é.yé", "oya", "oi.a", "eya", "é.ya").Replace(p)
		return groups(p, vowels)
	})
}

// frenchEnd takes a silent e away: "aide", "aides", "entrée".
func frenchEnd(p, vowels string) string {
	for _, end := range []string{"es", "e"} {
		if cut, ok := strings.CutSuffix(p, end); ok && groups(cut, vowels) > 0 {
			return cut
		}
	}
	return p
}

// russian counts vowels: each is a syllable. Words like "в" have none.
func russian(w string) int {
	n := 0
	for _, r := range w {
		if strings.ContainsRune("аеёиоуыэюя", r) {
			n++
		}
	}
	return n
}
