package understand

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// maxPlaceText is how many words a text may have to be read as the answer to "which country?".
const maxPlaceText = 9

// places is everything that names a country.
type places struct {
	names   map[string][]string // folded name -> codes; several where a name means several countries
	fuzzy   []string            // names that may be misspelt
	near    misspelt            // by their places there
	calling map[string][]string // digits of a dialling code -> codes
	codes   map[string]bool
	longest int // words in the longest name
	letters int // letters in it
}

// aliases are names of countries that CLDR does not have and that are the same in many languages.
func placeAliases() map[string]string {
	return map[string]string{
		"uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "great britain": "GB", "northern ireland": "GB",
		"usa": "US", "u s a": "US", "america": "US", "the states": "US", "united states of america": "US", "eeuu": "US", "ee uu": "US", "uae": "AE", "emirates": "AE",
		"congo": "CD CG", "georgia": "GE US", "guadalajara": "MX ES", "us": "US", "the us": "US",
		"drc": "CD", "dr congo": "CD", "congo kinshasa": "CD", "congo brazzaville": "CG", "ivory coast": "CI", "cape verde": "CV",
		"south korea": "KR", "north korea": "KP", "korea": "KR", "russia": "RU", "burma": "MM", "turkey": "TR", "czech republic": "CZ", "macedonia": "MK", "swaziland": "SZ",
		"holland": "NL", "palestine": "PS", "taiwan": "TW", "hong kong": "HK", "macau": "MO", "vatican": "VA", "kosovo": "XK", "bosnia": "BA", "trinidad": "TT", "east timor": "TL",
	}
}

// firstOfCalling are the countries named first where several share a dialling code.
func firstOfCalling() map[string][]string {
	return map[string][]string{"1": {"US", "CA"}, "7": {"RU"}, "44": {"GB"}, "39": {"IT"}, "47": {"NO"}, "61": {"AU"}, "64": {"NZ"}, "212": {"MA"}, "262": {"RE"}, "358": {"FI"}, "500": {"FK"}, "590": {"GP"}, "599": {"CW"}}
}

func newPlaces(words []Words, countries []string, calling map[string]string) *places {
	p := &places{names: map[string][]string{}, calling: map[string][]string{}, codes: map[string]bool{}}
	for _, code := range countries {
		p.codes[code] = true
	}
	for name, codes := range placeAliases() {
		p.add(name, strings.Fields(codes)...)
	}
	for _, w := range words {
		for code, names := range w.Countries {
			for _, name := range names {
				p.add(name, code)
			}
		}
	}
	p.addCLDR(words, countries)
	p.near.ready()
	for _, code := range slices.Sorted(maps.Keys(calling)) { // known or not: a shared code never names one country
		d := strings.TrimPrefix(calling[code], "+")
		p.calling[d] = append(p.calling[d], code)
	}
	for d, first := range firstOfCalling() {
		rest := slices.DeleteFunc(p.calling[d], func(code string) bool { return slices.Contains(first, code) })
		p.calling[d] = append(slices.Clone(first), rest...)
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
				name := namer.Name(region)
				p.add(name, code)
				p.add(strings.NewReplacer("&", "and", "St. ", "Saint ").Replace(name), code)
			}
		}
	}
}

// likely is the language most spoken in a region.
func likely(region language.Tag) language.Tag {
	base, _ := region.Base()
	return language.Make(base.String())
}

func (p *places) add(name string, codes ...string) {
	f := strings.TrimPrefix(Fold(name), "the ")
	codes = p.known(codes)
	if f == "" || len(codes) == 0 {
		return
	}
	if _, taken := p.names[f]; taken {
		return // aliases and word lists come first: they know better than CLDR what young people mean
	}
	p.names[f] = codes
	p.longest = max(p.longest, len(strings.Fields(f)))
	p.letters = max(p.letters, letters(f))
	if letters(f) >= 5 {
		p.near.learn(f, len(p.fuzzy), depth(f, 9))
		p.fuzzy = append(p.fuzzy, f)
	}
}

// Countries tells which countries a short text names, in order, each once. A text that says more
// than where somebody is names none.
func (x *Index) Countries(t Text) []string {
	raw := strings.TrimSpace(t.s)
	if codes := flags(raw); len(codes) > 0 {
		return x.places.known(codes)
	}
	if codes := x.places.dialled(raw); len(codes) > 0 {
		return codes
	}
	if len(raw) == 2 && raw == strings.ToUpper(raw) && x.places.codes[raw] {
		return []string{raw}
	}
	tokens := fold(raw)
	if len(tokens) == 0 || len(tokens) > maxPlaceText {
		return nil
	}
	return x.find(tokens)
}

// find looks for names among the words, longest first. A name in a longer text counts only if
// all other words are of the kind that stands around one, as in "i live in kenya": a friend
// called Georgia and a turkey sandwich name no country.
func (x *Index) find(tokens []token) []string {
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.word
	}
	p := x.places
	whole := strings.TrimPrefix(strings.Join(words, " "), "the ")
	if codes := p.named(whole, !x.familiar(whole)); len(codes) > 0 {
		return codes
	}
	var found []string
	for i := 0; i < len(words); {
		n, codes := x.longestAt(words, i)
		switch {
		case n > 0:
			for _, code := range codes {
				if !slices.Contains(found, code) {
					found = append(found, code)
				}
			}
			i += n
		case x.around[words[i]]:
			i++
		default:
			return nil
		}
	}
	return found
}

// familiar tells whether a word is one we know: then it is no misspelling of a country.
func (x *Index) familiar(word string) bool {
	if len(x.lexicon.exact[word]) > 0 || x.lexicon.real[word] || x.around[word] {
		return true
	}
	for _, common := range x.common {
		if common[word] {
			return true
		}
	}
	return false
}

// longestAt is the longest name that begins at a word: how many words it has, and its countries.
// In a longer text short names and misspellings of short ones are too likely to be something else.
func (x *Index) longestAt(words []string, at int) (int, []string) {
	for n := min(x.places.longest, len(words)-at); n > 0; n-- {
		name := strings.Join(words[at:at+n], " ")
		short := letters(name) <= 3 && (at == 0 || words[at-1] != "the") && name != "uk" && name != "usa" && name != "uae"
		if short || n == 1 && x.around[name] && name != "us" {
			continue
		}
		fuzzy := letters(name) >= 6 && !slices.ContainsFunc(words[at:at+n], x.familiar)
		if codes := x.places.named(name, fuzzy); len(codes) > 0 {
			return n, codes
		}
	}
	return 0, nil
}

// named are the countries of a name, misspelt if fuzzy.
func (p *places) named(name string, fuzzy bool) []string {
	if codes, ok := p.names[name]; ok {
		return codes
	}
	if n := letters(name); !fuzzy || n < 5 || n > p.letters+2 { // longer ones cost time and are no name
		return nil
	}
	var near []string // all names as near as the nearest: between Niger and Nigeria nobody guesses
	least := 3
	p.near.near(name, depth(name, 9), func(number int) {
		have := p.fuzzy[number]
		limit := depth(have, 9)
		switch n := edits(name, have, limit); {
		case n > limit, n > least:
		case n < least:
			near, least = []string{have}, n
		case !slices.Contains(near, have):
			near = append(near, have)
		}
	})
	slices.Sort(near)
	var codes []string
	for _, have := range near {
		for _, code := range p.names[have] {
			if !slices.Contains(codes, code) {
				codes = append(codes, code)
			}
		}
	}
	return codes
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
func (p *places) dialled(s string) []string {
	s = strings.ReplaceAll(s, " ", "")
	d, plus := strings.CutPrefix(s, "+")
	if !plus {
		if d, plus = strings.CutPrefix(s, "00"); !plus {
			return nil
		}
	}
	return p.calling[d]
}
