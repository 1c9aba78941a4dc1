package content

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// cldr is what testdata/cldr-48.json holds of a locale: CLDR 48, main/*.xml and supplemental/plurals.xml.
type cldr struct {
	Exemplar, Auxiliary, Direction string
	Plurals                        []string `json:"plural_categories"`
}

func locales48(t *testing.T) map[string]cldr {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "cldr-48.json"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]cldr{}
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// letters are the letters of a set as CLDR writes it: single ones, some in {}, with marks of their own.
func letters(set string) map[rune]bool {
	all := map[rune]bool{}
	for _, r := range norm.NFD.String(set) + norm.NFC.String(set) {
		if unicode.IsLetter(r) || unicode.IsMark(r) {
			all[r], all[unicode.ToUpper(r)] = true, true
		}
	}
	return all
}

// TestLocalesAgreeWithCLDR: plural forms and direction of every locale, and the letters of its texts. Names of apps and services are in Latin letters anywhere.
func TestLocalesAgreeWithCLDR(t *testing.T) {
	c, issues := Load(Folder{FS: os.DirFS("../..")})
	if c == nil {
		t.Fatal(issues)
	}
	all := locales48(t)
	for _, tag := range c.Written() {
		if plain(tag) != tag {
			continue
		}
		base, _ := language.Make(tag).Base()
		want, is := all[tag]
		if !is {
			if want, is = all[base.String()]; !is {
				t.Errorf("CLDR knows no %s", tag)
				continue
			}
		}
		forms := slices.DeleteFunc(slices.Clone(want.Plurals), func(form string) bool {
			return form == "many" && !slices.Contains(PluralForms(tag), form) // in Spanish and French: of millions, which we never count
		})
		slices.Sort(forms)
		if got := PluralForms(tag); !slices.Equal(got, forms) {
			t.Errorf("%s has the plural forms %v, not %v", tag, forms, got)
		}
		if rtl := c.Direction(tag) == "rtl"; rtl != (want.Direction == "right-to-left") {
			t.Errorf("%s is written %s, not %s", tag, want.Direction, c.Direction(tag))
		}
		known := letters(want.Exemplar + want.Auxiliary)
		han := base.String() == "zh" // the file lists no letters of it
		c.locales[tag].each(func(id string, x *text) {
			for _, r := range placeholder.ReplaceAllString(x.Other, "") {
				if unicode.IsLetter(r) && r > unicode.MaxASCII && !known[r] && (!han || !unicode.Is(unicode.Han, r)) && !strings.HasPrefix(id, "help.") {
					t.Errorf("%s: %q has the letter %q, which is not of its language", tag, id, r)
					break
				}
			}
		})
	}
}
