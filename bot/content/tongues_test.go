package content

import (
	"os"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/language"
)

// scriptOf is the script that a locale is written in, as package unicode calls it.
func scriptOf(tag string) *unicode.RangeTable {
	script, _ := language.Make(tag).Script()
	switch name := script.String(); name {
	case "Latn":
		return unicode.Latin
	case "Cyrl":
		return unicode.Cyrillic
	case "Arab":
		return unicode.Arabic
	case "Deva":
		return unicode.Devanagari
	case "Hans", "Hant":
		return unicode.Han
	case "Thai":
		return unicode.Thai
	default:
		return unicode.Scripts[name]
	}
}

// TestEveryTextIsInItsLanguage: in its script, and where two languages share one, no text is plainly in another of ours; nothing is left as the source has it,
// and no two locales say the same.
func TestEveryTextIsInItsLanguage(t *testing.T) {
	c, issues := Load(Folder{FS: os.DirFS("../..")})
	if c == nil {
		t.Fatal(issues)
	}
	said := map[string]string{} // by text: the locale and id that says it
	for _, tag := range c.Written() {
		if plain(tag) != tag {
			continue
		}
		script, seen := scriptOf(tag), 0
		_, unheard := os.Stat("../../locales/words." + tag + ".toml") // without words of its own nobody can tell it from its neighbours
		if script == nil {
			t.Errorf("nobody knows how %s is written", tag)
			continue
		}
		c.locales[tag].each(func(id string, x *text) {
			words := placeholder.ReplaceAllString(x.Other, "")
			own, others := 0, 0
			for _, r := range words {
				if unicode.Is(script, r) {
					own++
				} else if unicode.IsLetter(r) {
					others++
				}
			}
			seen++
			if own < others && own+others > 40 && !slices.Contains(alike(), id) { // a name of an app may stand alone
				t.Errorf("%s: %q is in another script: %q", tag, id, x.Other)
			}
			if is := c.Heard().Written(textOf(words)); is != "" && is != tag && unheard == nil && len(strings.Fields(words)) >= minRead {
				t.Errorf("%s: %q reads as %s: %q", tag, id, is, x.Other)
			}
			key := strings.TrimSpace(words)
			if len(strings.Fields(key)) < 4 || !speaks(x.Other) || slices.Contains(alike(), id) {
				return
			}
			if before, is := said[key]; is && !strings.HasPrefix(before, tag+" ") {
				t.Errorf("%s %s says what %s says: %q", tag, id, before, x.Other)
			}
			said[key] = tag + " " + id
		})
		if seen < 2000 {
			t.Errorf("%s has only %d texts", tag, seen)
		}
	}
}

// minRead is how many words a text must have for its language to be told.
const minRead = 6

// alike are messages that hold names only, which are the same in all languages.
func alike() []string { return []string{"kit.embed", "studio.line.audience"} }
