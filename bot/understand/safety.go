package understand

import (
	"slices"
	"strings"
)

// Danger is the safety layer: what a text says of danger, in any language. Phrases are heard first;
// what none of them is certain of, the router judges: most danger is told without its words.
func (h *Heard) Danger() Danger {
	worst := h.Alarm()
	if worst.Level == Certain && worst.List == Crisis {
		return worst
	}
	if _, whole := h.Command(); whole {
		return worst // "someone is coming" means hide, and nothing may be said
	}
	switch p := h.peril(); {
	case worst.Level == Certain && (p < overruling || p < plainOverruling && h.plain()):
		return worst // a disclosure has a flow of its own, which asks whether they are safe
	case p >= plainPeril, p >= certainPeril && worst.Level == Calm && !h.plain():
		return h.x.worse(worst, Danger{Level: Certain, List: Crisis, Locale: h.x.writtenIn(h.tokens), Peril: p})
	case p >= certainPeril, p >= unsurePeril && !h.plain():
		return h.x.worse(worst, Danger{Level: Unsure, List: Crisis, Locale: h.x.writtenIn(h.tokens), Peril: p})
	}
	return worst
}

// Alarm is what phrases alone say of danger. A figurative one takes away what it covers, and
// nothing else.
func (h *Heard) Alarm() Danger {
	x, hits := h.x, h.phrases()
	var worst Danger
	for _, found := range hits {
		p := &x.phrases[found.phrase]
		if p.kind == danger && !x.covered(found, hits) {
			worst = x.worse(worst, p.verdict())
		}
	}
	if worst.Level == Certain {
		return worst
	}
	return x.worse(worst, x.gluedDanger(h.tokens))
}

// From these likelihoods on a text without a phrase of danger is taken for danger, or asked about
// gently. A check costs little, a miss costs much.
const certainPeril, unsurePeril = 0.3, 0.1

// plainPeril is from where on nothing else counts: neither that a list is unsure of the words, nor
// that they are plainly about something else.
const plainPeril = 0.5

// plain tells whether examples are sure what the text is about.
func (h *Heard) plain() bool {
	g := h.Topics()
	return len(g) > 0 && g[0].Topic != Crisis && g[0].Score >= 0.8
}

// overruling is how likely danger must be to be answered before a disclosure that a phrase tells of;
// plainOverruling where examples, too, are sure what is disclosed.
const overruling, plainOverruling = 0.5, 0.8

// verdict is what a phrase says of danger.
func (p *phrase) verdict() Danger {
	return Danger{Level: p.level, List: p.list, Locale: p.locale, Pattern: p.source, Phrase: 1 + int(newHash(words).text(p.source).key()>>17)}
}

// worse is the graver of two verdicts: the surer one, then the one whose list is heard first.
func (x *Index) worse(a, b Danger) Danger {
	if b.Level > a.Level || b.Level == a.Level && b.Level != Calm && x.before(b.List, a.List) {
		return b
	}
	return a
}

// before tells which of two lists heard at the same level goes first. A list without a rank
// starts no flow of its own and comes last.
func (x *Index) before(a, b string) bool {
	ra, rb := x.ranks[a], x.ranks[b]
	switch {
	case ra == rb:
		return a < b
	case ra == 0 || rb == 0:
		return rb == 0
	}
	return ra < rb
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
		if letters(t.word) < minGlued {
			continue
		}
		for _, g := range x.glued {
			if strings.Contains(t.word, g.text) || t.alt != "" && strings.Contains(t.alt, g.text) {
				p := &x.phrases[g.phrase]
				worst = x.worse(worst, p.verdict())
			}
		}
	}
	return worst
}

// Command tells which global word the whole text is.
func (h *Heard) Command() (Command, bool) {
	tokens := h.tokens
	if len(tokens) == 0 || len(tokens) > 12 {
		return Command{}, false
	}
	if c, ok := h.x.commandOf(h.phrases(), len(tokens)); ok {
		return c, true // what is polite in one language is a word like any other in the next
	}
	if short := h.x.trimPolite(tokens); len(short) < len(tokens) {
		return h.x.commandOf(h.x.hits(h.x.read(short)), len(short))
	}
	return Command{}, false
}

// commandOf is the global word that all of a text of so many words is.
func (x *Index) commandOf(hits []hit, words int) (Command, bool) {
	for _, found := range hits {
		if p := &x.phrases[found.phrase]; p.kind == command && found.from == 0 && found.to == words {
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
func (h *Heard) Personal() bool {
	return holdsAddress(h.text) || slices.ContainsFunc(h.phrases(), func(found hit) bool {
		return h.x.phrases[found.phrase].kind == personal
	})
}
