package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
	"strconv"
	"strings"

	"golang.org/x/text/language"
)

// words is one locale's words.<lang>.toml, with packs laid over it.
type words struct {
	files []file // the base's first
	near  []string
	understand.Words
}

// wordsFile is the form of words.<lang>.toml. The words are written natively, not translated.
type wordsFile struct {
	Real      []string              `toml:"real"`
	Common    []string              `toml:"common"`
	Around    []string              `toml:"around"`
	Speaking  []string              `toml:"speaking"`
	Personal  []string              `toml:"personal"`
	Polite    []string              `toml:"polite"` // "please" and the like
	Near      []string              `toml:"near"`   // countries to offer first: most of the language's young people live there
	Classes   map[string][]string   `toml:"classes"`
	Danger    map[string]dangerFile `toml:"danger"`
	Commands  map[string][]string   `toml:"commands"`
	Topics    map[string][]string   `toml:"topics"`   // example questions
	Concepts  map[string][]string   `toml:"concepts"` // what an idea is called
	Countries map[string][]string   `toml:"countries"`
	Languages map[string][]string   `toml:"languages"`
}

type dangerFile struct {
	Certain    []string `toml:"certain"`
	Unsure     []string `toml:"unsure"`
	Figurative []string `toml:"figurative"`
	Calm       []string `toml:"calm"` // example sentences that sound like it and are not
}

// words understands words.<lang>.toml.
func (p *piece) words(lang string) {
	if _, err := language.Parse(lang); err != nil {
		p.fault(flow.Pos{}, "not-a-language", "name the file words.<BCP 47 tag>.toml, like words.es.toml", "%q is not a language tag", lang)
		return
	}
	var f wordsFile
	if !p.decodeTOML(&f) {
		return
	}
	if p.pack {
		p.onlyAdds(&f)
		f.Real = nil
		for list, d := range f.Danger {
			d.Figurative, d.Calm = nil, nil
			f.Danger[list] = d
		}
	}
	p.join = func(b *builder) {
		if b.words[lang] == nil {
			b.words[lang] = &words{}
			b.words[lang].Locale = lang
		}
		b.words[lang].add(p.file, &f)
	}
}

// add lays the words of a file over those there are. The file keeps its own.
func (w *words) add(from file, f *wordsFile) {
	w.files = append(w.files, from)
	w.Real = append(w.Real, f.Real...)
	w.Common = append(w.Common, f.Common...)
	w.near = append(w.near, f.Near...)
	w.Around = append(w.Around, f.Around...)
	w.Speaking = append(w.Speaking, f.Speaking...)
	w.Personal = append(w.Personal, f.Personal...)
	w.Polite = append(w.Polite, f.Polite...)
	w.Classes = merge(w.Classes, f.Classes)
	w.Commands = merge(w.Commands, f.Commands)
	w.Topics = merge(w.Topics, f.Topics)
	w.Concepts = merge(w.Concepts, f.Concepts)
	w.Countries = merge(w.Countries, f.Countries)
	w.Languages = merge(w.Languages, f.Languages)
	if w.Danger == nil {
		w.Danger = map[string]understand.Phrases{}
	}
	for list, d := range f.Danger {
		p := w.Danger[list]
		p.Certain = append(p.Certain, d.Certain...)
		p.Unsure = append(p.Unsure, d.Unsure...)
		p.Figurative = append(p.Figurative, d.Figurative...)
		p.Calm = append(p.Calm, d.Calm...)
		w.Danger[list] = p
	}
}

// onlyAdds refuses what would make the safety layer hear less: a pack may add words to listen
// for, never words to let pass.
func (p *piece) onlyAdds(f *wordsFile) {
	refuse := func(phrases []string, what string) {
		for _, phrase := range phrases {
			p.fault(findString(p.data, phrase), "pack-weakens-safety", "take it out; only the built-in lists can let words pass", "a pack can't add %q to %s", phrase, what)
		}
	}
	refuse(f.Real, "real")
	for _, list := range slices.Sorted(maps.Keys(f.Danger)) {
		refuse(f.Danger[list].Figurative, "danger."+list+".figurative")
		refuse(f.Danger[list].Calm, "danger."+list+".calm")
	}
}

func merge(into, from map[string][]string) map[string][]string {
	if into == nil {
		into = map[string][]string{}
	}
	for k, v := range from {
		into[k] = append(into[k], v...)
	}
	return into
}

// place finds where a string stands in the files of a locale.
func (w *words) place(s string) (string, flow.Pos) {
	for _, f := range w.files {
		if p := findString(f.data, s); p.Line > 0 {
			return f.name, p
		}
	}
	return w.files[0].name, flow.Pos{}
}

// section finds where a table stands in the files of a locale.
func (w *words) section(name string) (string, flow.Pos) {
	for _, f := range w.files {
		if p, ok := headers(f.data)[name]; ok {
			return f.name, p
		}
	}
	return w.files[0].name, flow.Pos{}
}

// refuse reports patterns that can't be read, where they stand.
func (b *builder) refuse(faults []understand.Fault) {
	for _, f := range faults {
		file, p := b.words[f.Locale].place(f.Pattern)
		b.breaks(file, true)
		b.error(file, p, "bad-pattern", f.Fix, "the pattern %q in %s can't be read: %s", f.Pattern, f.Section, f.Message)
	}
}

// findString finds where a string stands in a TOML file.
func findString(data []byte, s string) flow.Pos {
	for _, form := range []string{strconv.Quote(s), "'" + s + "'"} {
		for i, line := range strings.Split(string(data), "\n") {
			if at := strings.Index(line, form); at >= 0 {
				return flow.Pos{Line: i + 1, Col: at + 1}
			}
		}
	}
	return flow.Pos{}
}
