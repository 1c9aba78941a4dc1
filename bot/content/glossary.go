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
	g := &glossary{file: p.name, data: p.data, sum: p.sum}
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
			g.terms = append(g.terms, Term{source, section.all[source], section.enforced})
		}
	}
	if p.broken {
		return
	}
	p.join = func(b *builder) {
		if before := b.glossaries[lang]; before != nil {
			own := *g
			own.terms = slices.Concat(before.terms, g.terms)
			own.sum = sumOf(before.sum, g.sum)
			g = &own
		}
		g.look = sync.OnceValues(g.finders)
		b.glossaries[lang] = g
	}
}

func (g *glossary) finders() (source, says *understand.Finder) {
	var from, to []string
	for _, t := range g.terms {
		from, to = append(from, t.Source), append(to, t.Says)
	}
	source, _ = understand.NewFinder(from) // each was checked where it stands
	says, _ = understand.NewFinder(to)
	return source, says
}

// of are the terms that a source text has, by their places.
func (g *glossary) of(source string) []int {
	finder, _ := g.look()
	var all []int
	for _, found := range finder.Find(source) {
		if !slices.Contains(all, found.Pattern) {
			all = append(all, found.Pattern)
		}
	}
	slices.Sort(all)
	return all
}

// Terms are what the glossary of a locale says of the words of a source text.
func (c *Content) Terms(tag, source string) []Term {
	g := c.glossaries[tag]
	if g == nil {
		return nil
	}
	var all []Term
	for _, i := range g.of(source) {
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
	for _, tag := range b.real() {
		g := b.glossaries[tag]
		if g == nil || tag == SourceLocale {
			continue
		}
		b.once("glossary "+tag, sumOf(g.sum, b.texts[SourceLocale].sum, b.texts[tag].sum), func(r *report) {
			_, says := g.look()
			c.locales[tag].each(func(id string, t *text) {
				want := src.texts[id]
				if want == nil || t.pack {
					return
				}
				said := says.Find(t.Other)
				for _, i := range g.of(want.Other) {
					if g.terms[i].Enforced && !slices.ContainsFunc(said, func(f understand.Found) bool { return f.Pattern == i }) {
						r.warn(t.file, t.pos, "not-the-term", "say it so, or move the term to [words] of "+g.file, "%q does not call %q %q", id, g.terms[i].Source, g.terms[i].Says)
					}
				}
			})
		})
	}
}
