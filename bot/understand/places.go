package understand

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// maxPlaceText is how many words a text may have to be read as the answer to "which country?".
const maxPlaceText = 6

// places is everything that names a country.
type places struct {
	names   map[string]string // folded name -> code
	deletes map[string][]string
	calling map[string]string // digits of a dialling code -> code, where it is one country's
	codes   map[string]bool
	longest int // words in the longest name
}

// aliases are names of countries that CLDR does not have and that are the same in many languages.
func placeAliases() map[string]string {
	return map[string]string{
		"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "northern ireland": "GB",
		"usa": "US", "u s a": "US", "america": "US", "the states": "US", "united states of america": "US", "eeuu": "US", "ee uu": "US", "uae": "AE", "emirates": "AE",
		"drc": "CD", "dr congo": "CD", "congo kinshasa": "CD", "congo brazzaville": "CG", "ivory coast": "CI", "cape verde": "CV",
		"south korea": "KR", "north korea": "KP", "korea": "KR", "russia": "RU", "burma": "MM", "turkey": "TR", "czech republic": "CZ", "macedonia": "MK", "swaziland": "SZ",
		"holland": "NL", "palestine": "PS", "taiwan": "TW", "hong kong": "HK", "macau": "MO", "vatican": "VA", "kosovo": "XK", "bosnia": "BA", "trinidad": "TT", "east timor": "TL",
	}
}

func newPlaces(words []Words, countries []string, calling map[string]string) *places {
	p := &places{names: map[string]string{}, deletes: map[string][]string{}, calling: map[string]string{}, codes: map[string]bool{}}
	for _, code := range countries {
		p.codes[code] = true
	}
	for name, code := range placeAliases() {
		p.add(name, code)
	}
	for _, w := range words {
		for code, names := range w.Countries {
			for _, name := range names {
				p.add(name, code)
			}
		}
	}
	p.addCLDR(words, countries)
	shared := map[string]int{}
	for _, prefix := range calling {
		shared[strings.TrimPrefix(prefix, "+")]++
	}
	for code, prefix := range calling {
		if d := strings.TrimPrefix(prefix, "+"); shared[d] == 1 {
			p.calling[d] = code
		}
	}
	return p
}

// addCLDR adds the names of all countries in every language we listen in, in English, and in the
// languages spoken there.
func (p *places) addCLDR(words []Words, countries []string) {
	tags := []language.Tag{language.English}
	for _, w := range words {
		tags = append(tags, language.Make(w.Locale))
	}
	for _, code := range countries {
		region, err := language.ParseRegion(code)
		if err != nil {
			continue
		}
		own, _ := language.Compose(language.Und, region)
		for _, tag := range append(slices.Clone(tags), likely(own)) {
			if namer := display.Regions(tag); namer != nil {
				p.add(namer.Name(region), code)
			}
		}
	}
}

// likely is the language most spoken in a region.
func likely(region language.Tag) language.Tag {
	base, _ := region.Base()
	return language.Make(base.String())
}

func (p *places) add(name, code string) {
	f := strings.TrimPrefix(Fold(name), "the ")
	if f == "" || !p.codes[code] {
		return
	}
	if _, taken := p.names[f]; taken {
		return // aliases and word lists come first: they know better than CLDR what young people mean
	}
	p.names[f] = code
	p.longest = max(p.longest, len(strings.Fields(f)))
	if letters(f) >= 5 {
		depth := 1
		if letters(f) >= 9 {
			depth = 2
		}
		for d := range without(f, depth) {
			p.deletes[d] = append(p.deletes[d], f)
		}
	}
}

// Countries tells which countries a short text names, in order, each once. A text that says more
// than where somebody is names none.
func (x *Index) Countries(t Text) []string {
	raw := strings.TrimSpace(t.s)
	if codes := flags(raw); len(codes) > 0 {
		return x.places.known(codes)
	}
	if code := x.places.dialled(raw); code != "" {
		return []string{code}
	}
	if len(raw) == 2 && raw == strings.ToUpper(raw) && x.places.codes[raw] {
		return []string{raw}
	}
	tokens := fold(raw)
	if len(tokens) == 0 || len(tokens) > maxPlaceText {
		return nil
	}
	return x.places.find(tokens)
}

// find looks for names among the words, longest first. Misspelt names count only where they are
// the whole text or follow "in", "from" and the like.
func (p *places) find(tokens []token) []string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.word
	}
	if code := p.named(strings.TrimPrefix(strings.Join(words, " "), "the "), true); code != "" {
		return []string{code}
	}
	var codes []string
	for i := 0; i < len(words); {
		n, code := 0, ""
		for n = min(p.longest, len(words)-i); n > 0; n-- {
			name := strings.Join(words[i:i+n], " ")
			if code = p.named(name, n > 1 || letters(name) >= 5); code != "" && len(name) > 3 {
				break
			}
			code = ""
		}
		if code != "" && !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
		i += max(n, 1)
	}
	return codes
}

// named is the country of a name, misspelt if fuzzy.
func (p *places) named(name string, fuzzy bool) string {
	if code, ok := p.names[name]; ok {
		return code
	}
	if !fuzzy || letters(name) < 5 {
		return ""
	}
	depth := 1
	if letters(name) >= 9 {
		depth = 2
	}
	best, least := "", 3
	for d := range without(name, depth) {
		for _, have := range p.deletes[d] {
			limit := 1
			if letters(have) >= 9 {
				limit = 2
			}
			if n := edits(name, have, limit); n <= limit && (n < least || n == least && p.names[have] < best) {
				best, least = p.names[have], n
			}
		}
	}
	return best
}

// flags reads a text of flag emoji.
func flags(s string) []string {
	const first = '\U0001F1E6'
	var codes []string
	var letters []byte
	for _, r := range s {
		switch {
		case r >= first && r < first+26:
			letters = append(letters, byte('A'+r-first))
		case unicode.IsSpace(r), unicode.Is(unicode.Cf, r):
		default:
			return nil
		}
	}
	for i := 0; i+1 < len(letters); i += 2 {
		codes = append(codes, string(letters[i:i+2]))
	}
	return codes
}

func (p *places) known(codes []string) []string {
	var all []string
	for _, c := range codes {
		if p.codes[c] && !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	return all
}

// dialled reads a dialling code alone: "+254", "00254".
func (p *places) dialled(s string) string {
	s = strings.ReplaceAll(s, " ", "")
	d, plus := strings.CutPrefix(s, "+")
	if !plus {
		if d, plus = strings.CutPrefix(s, "00"); !plus {
			return ""
		}
	}
	return p.calling[d]
}
