package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// Term is a term of the source and what it is called in a locale, both as patterns (CONTRIBUTING, "Words we listen for").
type Term struct {
	Source, Says string
	Enforced     bool // a translation that says it otherwise is told
}

// Name is how the source calls it, as people read a pattern: "screenshot…".
func (t Term) Name() string { return legible(t.Source) }

// Called is what it is called in the locale, as people read a pattern: "captura… / pantallazo…".
func (t Term) Called() string { return legible(t.Says) }

func legible(pattern string) string {
	return strings.NewReplacer("*", "…", "(", "", ")", "", "|", " / ").Replace(pattern)
}

// glossary is one locale's glossary.<lang>.toml, with packs laid over it.
type glossary struct {
	terms []Term
	file  string
	data  []byte
	sum   string
	look  func() (source, says *understand.Finder) // of all terms, in their order: made when they are first needed
}

// glossaryFile is the form of glossary.<lang>.toml: what the source calls something = what it is called here.
type glossaryFile struct {
	Terms map[string]string `toml:"terms"` // always said so
	Words map[string]string `toml:"words"` // said so where it fits: shown to translators, not enforced
}

// glossary understands glossary.<lang>.toml.
func (p *piece) glossary(lang string) {
	if _, err := language.Parse(lang); err != nil || lang == SourceLocale {
		p.fault(flow.Pos{}, "not-a-language", "name the file glossary.<BCP 47 tag>.toml, like glossary.es.toml; the source needs none", "%q is not a language to translate into", lang)
		return
	}
	var f glossaryFile
	if !p.decodeTOML(&f) {
		return
	}
	checker := understand.NewChecker(nil)
	var terms []Term
	for _, section := range []struct {
		all      map[string]string
		enforced bool
	}{{f.Terms, true}, {f.Words, false}} {
		for _, source := range slices.Sorted(maps.Keys(section.all)) {
			for _, pattern := range []string{source, section.all[source]} {
				if err := checker.Check(pattern); err != nil {
					p.fault(findString(p.data, pattern), "bad-pattern", "compare with CONTRIBUTING, \"words we listen for\"", "the term %q can't be read: %s", pattern, err)
					p.broken = true
				}
			}
			terms = append(terms, Term{source, section.all[source], section.enforced})
		}
	}
	if p.broken {
		return
	}
	own := newGlossary(p.name, p.data, p.sum, terms)
	p.join = func(b *builder) {
		if before := b.glossaries[lang]; before != nil {
			b.glossaries[lang] = newGlossary(p.name, p.data, sumOf(before.sum, own.sum), slices.Concat(before.terms, own.terms))
			return
		}
		b.glossaries[lang] = own
	}
}

func newGlossary(file string, data []byte, sum string, terms []Term) *glossary {
	return &glossary{file: file, data: data, sum: sum, terms: terms, look: sync.OnceValues(func() (source, says *understand.Finder) {
		var from, to []string
		for _, t := range terms {
			from, to = append(from, t.Source), append(to, t.Says)
		}
		source, _ = understand.NewFinder(from) // each was checked where it stands
		says, _ = understand.NewFinder(to)
		return source, says
	})}
}

// termsIn are the terms that a text has, by their places.
func termsIn(finder *understand.Finder, text string) []int {
	var all []int
	for _, found := range finder.Find(text) {
		if !slices.Contains(all, found.Pattern) {
			all = append(all, found.Pattern)
		}
	}
	slices.Sort(all)
	return all
}

// knownTerms are the terms of texts that were looked through before: of thousands of texts one changes at a time.
type knownTerms struct{ byText sync.Map } // []int

// in is termsIn, remembered.
func (k *knownTerms) in(finder *understand.Finder, text string) []int {
	if terms, is := k.byText.Load(text); is {
		all, _ := terms.([]int)
		return all
	}
	all := termsIn(finder, text)
	k.byText.Store(text, all)
	return all
}

// Terms are what the glossary of a locale says of the words of a source text.
func (c *Content) Terms(tag, source string) []Term {
	g := c.glossaries[tag]
	if g == nil {
		return nil
	}
	var all []Term
	finder, _ := g.look()
	for _, i := range termsIn(finder, source) {
		all = append(all, g.terms[i])
	}
	return all
}

// checkGlossary: what has a name is called by it in every translation.
func checkGlossary(c *Content, b *builder) {
	src := c.locales[SourceLocale]
	if src == nil || b.brokenIn("locales/active."+SourceLocale) {
		return
	}
	tags := slices.DeleteFunc(b.real(), func(tag string) bool { return b.glossaries[tag] == nil || tag == SourceLocale })
	b.onceEach(tags, "glossary", func(tag string) string {
		return sumOf(b.glossaries[tag].sum, b.texts[SourceLocale].sum, b.texts[tag].sum)
	}, func(tag string, r *report) {
		g := b.glossaries[tag]
		source, says := g.look()
		known := remembered(b.memo, "terms in texts of "+tag, g.sum, func() *[2]knownTerms { return &[2]knownTerms{} }) // of the source, and of the locale
		c.locales[tag].each(func(id string, t *text) {
			want := src.texts[id]
			if want == nil || t.pack {
				return
			}
			said := known[1].in(says, t.Other)
			for _, i := range known[0].in(source, want.Other) {
				if g.terms[i].Enforced && !slices.Contains(said, i) {
					r.warn(t.file, t.pos, "not-the-term", "say it so, or move the term to [words] of "+g.file, "%q does not call %q %q", id, g.terms[i].Source, g.terms[i].Says)
				}
			}
		})
	})
}
