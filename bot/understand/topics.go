package understand

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Topics are found in two ways: a pattern of the topic stands in the text, or the text is like
// one of its example questions (TF-IDF cosine over words and 3- to 5-letter pieces; the figure is
// that of the most similar example). Each language has a model of its own, so that a language that
// comes in moves nothing in the others.
type topicModel struct {
	ids      map[string]int // features, numbered
	idf      []float64      // by feature
	unknown  float64        // of a feature that no example has
	examples []string       // the topic of each
	postings [][]posting    // by feature: the examples that have it
}

// posting is the weight of a feature in an example; all weights of an example have length 1.
type posting struct {
	example int
	weight  float64
}

// enough is the least likeness that counts at all.
const enough = 0.25

// maxTopicText is how many words of a text are compared with the examples.
const maxTopicText = 200

func train(w Words) *topicModel {
	m := &topicModel{ids: map[string]int{}}
	var docs []map[string]float64
	for _, id := range slices.Sorted(maps.Keys(w.Topics)) {
		for _, p := range w.Topics[id] {
			if f := features(fold(plainText(p))); len(f) > 0 {
				docs, m.examples = append(docs, f), append(m.examples, id)
			}
		}
	}
	for _, f := range docs {
		for k := range f {
			id, known := m.ids[k]
			if !known {
				id = len(m.idf)
				m.ids[k], m.idf = id, append(m.idf, 0)
			}
			m.idf[id]++
		}
	}
	for id, n := range m.idf {
		m.idf[id] = math.Log(float64(1+len(docs))/(1+n)) + 1
	}
	m.unknown = math.Log(float64(1+len(docs))) + 1
	m.postings = make([][]posting, len(m.idf))
	for i, f := range docs {
		for _, w := range m.weigh(f) {
			m.postings[w.feature] = append(m.postings[w.feature], posting{i, w.weight})
		}
	}
	return m
}

// plainText takes the signs out of a pattern, so that it reads like a question.
func plainText(p string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("()|?<>^$=*.", r) {
			return ' '
		}
		return r
	}, p)
}

func features(tokens []token) map[string]float64 {
	f := make(map[string]float64, 32*len(tokens))
	for _, t := range tokens {
		f["w:"+t.word]++
		s := " " + t.word + " "
		at := make([]int, 0, 32) // where letters begin
		for i := range s {
			at = append(at, i)
		}
		at = append(at, len(s))
		for n := 3; n <= 5; n++ {
			for i := 0; i+n < len(at); i++ {
				f[s[at[i]:at[i+n]]] += 0.5
			}
		}
	}
	return f
}

// weighted is a feature of a text that some example has, too.
type weighted struct {
	feature int
	weight  float64
}

func (m *topicModel) weigh(f map[string]float64) []weighted {
	out, sum := make([]weighted, 0, len(f)), 0.0
	for k, n := range f {
		id, known := m.ids[k]
		idf := m.unknown
		if known {
			idf = m.idf[id]
		}
		w := (1 + math.Log(n+0.5)) * idf
		sum += w * w
		if known {
			out = append(out, weighted{id, w})
		}
	}
	if sum > 0 {
		norm := math.Sqrt(sum)
		for i := range out {
			out[i].weight /= norm
		}
	}
	// Sums of floats depend on their order, and that of a map changes.
	slices.SortFunc(out, func(a, b weighted) int { return cmp.Compare(a.feature, b.feature) })
	return out
}

// likeness is how like each example a text is, 0 to 1.
func (m *topicModel) likeness(f map[string]float64) []float64 {
	like := make([]float64, len(m.examples))
	for _, w := range m.weigh(f) {
		for _, p := range m.postings[w.feature] {
			like[p.example] += w.weight * p.weight
		}
	}
	return like
}

// Topics tells what a text may be about, best first, three at most. Greetings and noise are
// about nothing.
func (h *Heard) Topics() []Guess {
	x, tokens, r := h.x, h.tokens, h.reading()
	if len(tokens) == 0 {
		return nil
	}
	if len(tokens) > maxTopicText {
		tokens = tokens[:maxTopicText]
		r = x.read(tokens)
	}
	scores := map[string]float64{}
	for _, found := range x.hits(r, topic) {
		share := float64(found.to-found.from) / float64(len(tokens))
		list := x.phrases[found.phrase].list
		scores[list] = max(scores[list], 0.7+0.3*share)
	}
	f := features(tokens)
	for _, m := range x.topics {
		for i, like := range m.likeness(f) {
			if id := m.examples[i]; like >= enough {
				scores[id] = max(scores[id], like)
			}
		}
	}
	var all []Guess
	for id, s := range scores {
		all = append(all, Guess{id, min(s, 1)})
	}
	slices.SortFunc(all, func(a, b Guess) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Topic, b.Topic))
	})
	return all[:min(3, len(all))]
}
