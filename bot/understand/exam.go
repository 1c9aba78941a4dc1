package understand

import (
	"cmp"
	"hash/fnv"
	"maps"
	"math/rand/v2"
	"slices"
)

// Example is a line to be heard by who has not learnt it.
type Example struct {
	List string // where it stands: "topics/grooming", "danger.crisis/calm"
	Line string
	Text Text // a sentence it stands for
}

// Examine asks how the examples and phrases of danger of one locale, and others, are understood by who has not learnt them: lines are dealt
// out into shares, and each share is heard by a router that learnt from the other ones, in this language alone. heard is called once for each
// line, on two goroutines. The routers are nearly the same where one line more is there, so that what moves is moved by that line.
func (x *Index) Examine(w Words, others []Example, heard func(e Example, h *Heard)) {
	exam := x.exam(w)
	exam.examples = append(exam.examples, others...)
	halves(shares, func(share int) {
		y := x.taught(exam.router(share))
		for _, e := range exam.examples {
			if shareOf(e.Line) == share {
				heard(e, y.Hear(e.Text))
			}
		}
	})
}

// shares is into how many shares lines are dealt out: more would learn from more, and take longer.
const shares = 4

// shareOf is the share of a line, whatever else is there.
func shareOf(line string) int { return int(sum(line) % shares) }

// sum is a number for a text that stays the same.
func sum(s string) uint32 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return hash(h.Sum64()).key()
}

// taught is an index with another router.
func (x *Index) taught(r *router) *Index {
	return &Index{
		vocab: x.vocab, lexicon: x.lexicon, phrases: x.phrases, byFirst: x.byFirst, glued: x.glued, places: x.places, langs: x.langs,
		speaking: x.speaking, common: x.common, known: x.known, around: x.around, polite: x.polite, concepts: x.concepts, words: x.words, locales: x.locales,
		ranks: x.ranks, router: func() *router { return r },
	}
}

// exam is what is asked, and what is learnt from.
type exam struct {
	examples []Example
	topics   []string
	lessons  []lesson
	share    []int    // of each lesson
	turn     []uint32 // of each lesson: it decides when it is learnt
}

// exam makes lessons as newRouter does, but those of a line do not depend on the lines above it.
func (x *Index) exam(w Words) *exam {
	m := &exam{topics: topicNames([]Words{w})}
	m.topics = m.topics[:min(len(m.topics), maxTopics)]
	grammar := w.grammar()
	var sentences []string
	ask := func(list, line string, some []string) {
		if len(some) > 0 {
			m.examples = append(m.examples, Example{list, line, NewText(some[0])})
		}
	}
	teach := func(line string, l lesson, some []string) {
		for _, s := range some {
			m.lessons, m.share, m.turn = append(m.lessons, l), append(m.share, shareOf(line)), append(m.turn, sum(s))
			sentences = append(sentences, s)
		}
	}
	for number, topic := range m.topics {
		for _, line := range w.Topics[topic] {
			some := grammar.expand(line, chanceOf(line))
			ask("topics/"+topic, line, some)
			teach(line, lesson{topic: number, danger: topic == Crisis}, some)
		}
	}
	crisis, taught := slices.BinarySearch(m.topics, Crisis)
	for _, list := range slices.Sorted(maps.Keys(w.Danger)) {
		d := w.Danger[list]
		taught := taught && list == Crisis
		for _, of := range []struct {
			kind  string
			lines []string
			about lesson
		}{{"certain", d.Certain, lesson{topic: crisis, danger: true}}, {"figurative", d.Figurative, lesson{topic: crisis, not: true}}, {"calm", d.Calm, lesson{topic: crisis, not: true}}} {
			for _, line := range of.lines {
				some := []string{line}
				if of.kind != "calm" {
					some = grammar.spoken(some, chanceOf(line))
				}
				ask("danger."+list+"/"+of.kind, line, some)
				if taught {
					teach(line, of.about, some)
				}
			}
		}
	}
	halves(len(m.lessons), func(i int) { m.lessons[i].seen = x.see(sentences[i]) })
	if len(m.topics) > 0 {
		balance(m.lessons, len(m.topics))
	}
	return m
}

// chanceOf chooses which sentences a line stands for.
func chanceOf(line string) *rand.Rand {
	return rand.New(rand.NewPCG(1, uint64(sum(line)))) //nolint:gosec // which sentences a line stands for, not a secret
}

// router learns from all shares but one.
func (m *exam) router(without int) *router {
	var lessons []lesson
	var turn []uint32
	for i, l := range m.lessons {
		if m.share[i] != without {
			lessons, turn = append(lessons, l), append(turn, m.turn[i])
		}
	}
	if len(lessons) == 0 || len(m.topics) == 0 {
		return &router{nil, newLinear(nil, 0)}
	}
	model := newLinear(lessons, len(m.topics))
	texts := make([][]entry, len(lessons))
	for i, l := range lessons {
		texts[i] = model.entries(l.seen, make([]entry, 0, len(l.seen)))
	}
	epoch := uint32(0)
	model.study(texts, lessons, func(order []int) { // a lesson's turn is its own: one more does not send the others elsewhere
		epoch++
		slices.SortFunc(order, func(i, j int) int {
			return cmp.Or(cmp.Compare(turn[i]*(2*epoch+1)>>8, turn[j]*(2*epoch+1)>>8), cmp.Compare(i, j))
		})
	})
	return &router{m.topics, model}
}
