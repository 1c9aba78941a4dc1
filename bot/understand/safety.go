package understand

import (
	"slices"
	"strings"
)

// order of danger lists that are heard at the same level.
func before(a, b string) bool {
	order := func(s string) int {
		switch s {
		case "crisis":
			return 0
		case "abuse":
			return 1
		case "sextortion":
			return 2
		}
		return 3
	}
	return order(a) < order(b) || order(a) == order(b) && a < b
}

// Danger is the safety layer: what a text says of danger, in any language. A figurative phrase
// takes away what it covers, and nothing else.
func (x *Index) Danger(t Text) Danger {
	tokens := fold(t.s)
	if len(tokens) == 0 {
		return Danger{}
	}
	r := x.read(tokens)
	hits := x.hits(r, func(p *phrase) bool { return p.kind == danger || p.kind == figurative })
	var worst Danger
	for _, h := range hits {
		p := &x.phrases[h.phrase]
		if p.kind == danger && !x.covered(h, hits) {
			worst = worse(worst, Danger{p.level, p.list, p.locale})
		}
	}
	if worst.Level == Certain {
		return worst
	}
	return worse(worst, x.gluedDanger(tokens))
}

func worse(a, b Danger) Danger {
	if b.Level > a.Level || b.Level == a.Level && b.Level != Calm && before(b.List, a.List) {
		return b
	}
	return a
}

// covered tells whether a figurative phrase takes a danger away: it overlaps, and is not shorter.
func (x *Index) covered(h hit, hits []hit) bool {
	for _, f := range hits {
		if x.phrases[f.phrase].kind == figurative && f.from < h.to && h.from < f.to && f.to-f.from >= h.to-h.from {
			return true
		}
	}
	return false
}

// gluedDanger hears long phrases written without blanks.
func (x *Index) gluedDanger(tokens []token) Danger {
	var worst Danger
	for _, t := range tokens {
		if len(t.word) < minGlued {
			continue
		}
		for _, g := range x.glued {
			if strings.Contains(t.word, g.text) || t.alt != "" && strings.Contains(t.alt, g.text) {
				p := &x.phrases[g.phrase]
				worst = worse(worst, Danger{p.level, p.list, p.locale})
			}
		}
	}
	return worst
}

// Command tells which global word the whole text is.
func (x *Index) Command(t Text) (Command, bool) {
	tokens := fold(t.s)
	if len(tokens) == 0 || len(tokens) > 12 {
		return Command{}, false
	}
	tokens = x.trimPolite(tokens)
	r := x.read(tokens)
	for _, h := range x.hits(r, func(p *phrase) bool { return p.kind == command }) {
		if h.from == 0 && h.to == len(tokens) {
			p := &x.phrases[h.phrase]
			return Command{p.list, p.locale}, true
		}
	}
	return Command{}, false
}

// trimPolite takes "please" and the like from the ends, never the whole text.
func (x *Index) trimPolite(tokens []token) []token {
	for _, p := range x.polite {
		switch n := len(p); {
		case len(tokens) <= n:
		case says(tokens[len(tokens)-n:], p):
			return x.trimPolite(tokens[:len(tokens)-n])
		case says(tokens[:n], p):
			return x.trimPolite(tokens[n:])
		}
	}
	return tokens
}

// says tells whether words are just these.
func says(tokens []token, words []string) bool {
	return slices.EqualFunc(tokens, words, func(t token, w string) bool { return t.word == w || t.alt == w })
}

// Personal tells whether a text holds what we never ask for: an address, a number, a name.
func (x *Index) Personal(t Text) bool {
	if holdsAddress(t.s) {
		return true
	}
	tokens := fold(t.s)
	return len(tokens) > 0 && len(x.hits(x.read(tokens), func(p *phrase) bool { return p.kind == personal })) > 0
}
