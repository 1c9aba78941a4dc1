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
// that of the most similar example).
type topicModel struct {
	idf      map[string]float64
	examples []example
}

type example struct {
	topic   string
	weights map[string]float64 // of length 1
}

// enough is the least likeness that counts at all.
const enough = 0.25

// train makes the model of one language: a word that is rare in English may be frequent in French,
// and a language that is added must not change what the others hear.
func train(w Words) *topicModel {
	m := &topicModel{idf: map[string]float64{}}
	var docs []map[string]float64
	var topics []string
	for _, id := range slices.Sorted(maps.Keys(w.Topics)) {
		for _, p := range w.Topics[id] {
			f := features(fold(plainText(p)))
			if len(f) == 0 {
				continue
			}
			docs, topics = append(docs, f), append(topics, id)
			for k := range f {
				m.idf[k]++
			}
		}
	}
	for k, n := range m.idf {
		m.idf[k] = math.Log(float64(1+len(docs))/(1+n)) + 1
	}
	for i, f := range docs {
		m.examples = append(m.examples, example{topics[i], m.weigh(f)})
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
	f := map[string]float64{}
	for _, t := range tokens {
		f["w:"+t.word]++
		r := []rune(" " + t.word + " ")
		for n := 3; n <= 5; n++ {
			for i := 0; i+n <= len(r); i++ {
				f[string(r[i:i+n])] += 0.5
			}
		}
	}
	return f
}

func (m *topicModel) weigh(f map[string]float64) map[string]float64 {
	out, sum := make(map[string]float64, len(f)), 0.0
	for k, n := range f {
		idf, known := m.idf[k]
		if !known {
			idf = math.Log(float64(1+len(m.examples))) + 1
		}
		w := (1 + math.Log(n+0.5)) * idf
		out[k] = w
		sum += w * w
	}
	if sum > 0 {
		norm := math.Sqrt(sum)
		for k := range out {
			out[k] /= norm
		}
	}
	return out
}

// Topics tells what a text may be about, best first, three at most. Greetings and noise are
// about nothing.
func (x *Index) Topics(t Text) []Guess {
	tokens := fold(t.s)
	if len(tokens) == 0 {
		return nil
	}
	tokens = tokens[:min(len(tokens), 200)]
	scores := map[string]float64{}
	r := x.read(tokens)
	for _, h := range x.hits(r, func(p *phrase) bool { return p.kind == topic }) {
		share := float64(h.to-h.from) / float64(len(tokens))
		list := x.phrases[h.phrase].list
		scores[list] = max(scores[list], 0.7+0.3*share)
	}
	f := features(tokens)
	for _, m := range x.topics {
		m.liken(f, scores)
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

// liken raises the scores of the topics whose examples are like a text.
func (m *topicModel) liken(f, scores map[string]float64) {
	v := m.weigh(f)
	for _, e := range m.examples {
		dot := 0.0
		for k, w := range v {
			dot += w * e.weights[k]
		}
		if dot >= enough {
			scores[e.topic] = max(scores[e.topic], dot)
		}
	}
}
