package content

import (
	"cmp"
	"slices"
	"staysafe/bot/flow"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// maxNear is how many likely countries the first screen of the country question offers.
const maxNear = 6

// regions are the parts of the world people choose from: UN M49, continents first.
func regions(parent string) []string {
	switch parent {
	case "":
		return []string{"002", "019", "142", "150", "009"}
	case "002": // Africa
		return []string{"015", "011", "017", "014", "018"}
	case "019": // the Americas
		return []string{"021", "013", "029", "005"}
	case "142": // Asia
		return []string{"143", "030", "034", "035", "145"}
	case "150": // Europe
		return []string{"154", "155", "039", "151"}
	case "009": // Oceania
		return []string{"053", "054", "057", "061"}
	}
	return nil
}

// Places names the choices of someone who picks a country. Part of flow.Library.
func (c *Content) Places(tag, hint, region string) []string {
	var ids []string
	if region == "" {
		for _, code := range c.near(tag, hint) {
			ids = append(ids, flow.ToCountry+code)
		}
	}
	if parts := regions(region); parts != nil {
		for _, part := range parts {
			ids = append(ids, flow.ToRegion+part)
		}
		return ids
	}
	return append(ids, c.within(tag, region)...)
}

// within lists the countries of a region by their names in a locale.
func (c *Content) within(tag, region string) []string {
	outer, err := language.ParseRegion(region)
	if err != nil {
		return nil
	}
	var codes []string
	for _, code := range c.directory.Countries() {
		if r, err := language.ParseRegion(code); err == nil && (outer.Contains(r) || strays(code) == region) {
			codes = append(codes, flow.ToCountry+code)
		}
	}
	c.ByName(tag, codes)
	return codes
}

// strays puts the few places that UN M49 leaves out of its regions where people look for them.
func strays(code string) string {
	switch code {
	case "XK":
		return "039"
	case "TW":
		return "030"
	case "AQ", "BV", "GS", "HM", "TF":
		return "061"
	}
	return ""
}

// ByName sorts choice ids of countries as the locale sorts their names.
func (c *Content) ByName(tag string, ids []string) {
	col := collate.New(language.Make(tag))
	names := make(map[string]string, len(ids))
	for _, id := range ids {
		names[id] = c.Place(tag, strings.TrimPrefix(id, flow.ToCountry))
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(col.CompareString(names[a], names[b]), cmp.Compare(a, b))
	})
}

// near orders countries by likelihood: the campaign's hint, then those the locale's word list
// names. It orders buttons; nobody's country is ever guessed.
func (c *Content) near(tag, hint string) []string {
	var codes []string
	if c.directory.Country(hint) != nil {
		codes = append(codes, hint)
	}
	for _, t := range chain(tag) {
		if len(c.nearby[t]) == 0 {
			continue
		}
		for _, code := range c.nearby[t] {
			if code != hint && len(codes) < maxNear {
				codes = append(codes, code)
			}
		}
		break
	}
	return codes
}

// Place is the name of a country or region in a locale.
func (c *Content) Place(tag, code string) string {
	for _, t := range chain(tag) {
		if l := c.locales[t]; l != nil && l.places[code] != "" {
			return l.places[code]
		}
	}
	return code
}

// placeNames are the CLDR names of all countries and regions in a locale.
func placeNames(tag string, codes []string) map[string]string {
	namer := display.Regions(language.Make(plain(tag)))
	if namer == nil {
		return nil
	}
	names := make(map[string]string, len(codes))
	for _, code := range codes {
		if r, err := language.ParseRegion(code); err == nil {
			names[code] = namer.Name(r)
		}
	}
	return names
}

// Regions lists every part of the world that can be opened.
func Regions() []string {
	var all []string
	for _, part := range regions("") {
		all = append(append(all, part), regions(part)...)
	}
	return all
}

// LanguageName is the name of a language in a locale.
func (c *Content) LanguageName(tag, of string) string {
	if namer := display.Tags(language.Make(plain(tag))); namer != nil {
		if name := namer.Name(language.Make(of)); name != "" {
			return name
		}
	}
	return of
}

// OwnName is the name of a language in that language.
func (c *Content) OwnName(tag string) string {
	if plain(tag) != tag {
		return tag
	}
	name := display.Self.Name(language.Make(tag))
	if name == "" {
		return tag
	}
	return cases.Title(language.Make(tag), cases.NoLower).String(name)
}
