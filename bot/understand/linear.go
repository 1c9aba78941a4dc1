package understand

import (
	"math"
	"math/rand/v2"
	"slices"
)

// linear is a model that gives every class a score: a weighted sum of what is seen in a text.
type linear struct {
	rows    map[uint32]int32 // feature -> row of weight
	keys    []uint32         // by row: the feature
	idf     []float32        // by row: how telling the feature is
	weight  []float32        // row by row, one weight a class
	bias    []float32
	classes int
}

// example is one example: its features and its class.
type example struct {
	seen  []feature
	class int
}

// entry is a feature of a text that the model knows.
type entry struct {
	row   int32
	value float32
}

// plan is how a model is trained.
type plan struct {
	epochs  int
	rate    float64 // of the first step; it falls to a tenth
	decay   float64 // how much weights shrink for being used
	rare    int     // features seen in fewer examples are left out
	seed    uint64  // of the order of the examples
	classes int
	weigh   []float32 // by class: how much a mistake costs; nil is 1
}

func train(samples []example, p plan) *linear {
	m := &linear{rows: map[uint32]int32{}, classes: p.classes, bias: make([]float32, p.classes)}
	count := map[uint32]int{}
	for _, s := range samples {
		for _, f := range s.seen {
			count[f.key]++
		}
	}
	for _, s := range samples {
		for _, f := range s.seen {
			n := count[f.key]
			if _, known := m.rows[f.key]; known || n < p.rare && f.group != ideas {
				continue
			}
			m.rows[f.key] = int32(len(m.idf))
			m.keys = append(m.keys, f.key)
			m.idf = append(m.idf, float32(math.Log(float64(1+len(samples))/float64(n))))
		}
	}
	m.weight = make([]float32, len(m.idf)*p.classes)
	texts := make([][]entry, len(samples))
	for i, s := range samples {
		texts[i] = slices.Clone(m.entries(s.seen, nil))
	}
	order := make([]int, len(samples))
	for i := range order {
		order[i] = i
	}
	rng := rand.New(rand.NewPCG(p.seed, 1)) //nolint:gosec // an order, not a secret
	scores := make([]float32, p.classes)
	steps, step := float64(p.epochs*len(samples)), 0.0
	for range p.epochs {
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			rate := float32(p.rate * (1 - 0.9*step/steps))
			step++
			m.learn(texts[i], samples[i].class, rate, float32(p.decay), p.weigh, scores)
		}
	}
	return m
}

// learn takes one step towards an example.
func (m *linear) learn(text []entry, class int, rate, decay float32, weigh, scores []float32) {
	m.score(text, scores)
	softmax(scores)
	if weigh != nil {
		rate *= weigh[class]
	}
	for c := range scores {
		scores[c] = -rate * scores[c]
	}
	scores[class] += rate
	for c := range scores {
		m.bias[c] += scores[c] * 0.1
	}
	shrink := 1 - rate*decay
	for _, e := range text {
		row := m.weight[int(e.row)*m.classes:][:m.classes]
		for c, g := range scores {
			row[c] = row[c]*shrink + g*e.value
		}
	}
}

// entries are the features of a text that the model knows, each group brought to its weight.
func (m *linear) entries(seen []feature, into []entry) []entry {
	into = into[:0]
	var sum [groups]float32
	for _, f := range seen {
		if row, known := m.rows[f.key]; known {
			v := m.idf[row]
			sum[f.group] += v * v
		}
	}
	var scale [groups]float32
	var total float32
	for g, s := range sum {
		if s > 0 {
			scale[g] = weights[g] / float32(math.Sqrt(float64(s)))
			total += weights[g] * weights[g]
		}
	}
	if total > 0 {
		for g := range scale {
			scale[g] /= float32(math.Sqrt(float64(total)))
		}
	}
	for _, f := range seen {
		if row, known := m.rows[f.key]; known {
			into = append(into, entry{row, m.idf[row] * scale[f.group]})
		}
	}
	return into
}

func (m *linear) score(text []entry, scores []float32) {
	copy(scores, m.bias)
	for _, e := range text {
		row := m.weight[int(e.row)*m.classes:][:m.classes]
		for c, w := range row {
			scores[c] += w * e.value
		}
	}
}

// shares are the scores of a text, brought to a sum of 1.
func (m *linear) shares(seen []feature) []float32 {
	scores := make([]float32, m.classes)
	m.score(m.entries(seen, nil), scores)
	softmax(scores)
	return scores
}

func softmax(scores []float32) {
	top := slices.Max(scores)
	var sum float32
	for c, s := range scores {
		scores[c] = float32(math.Exp(float64(s - top)))
		sum += scores[c]
	}
	for c := range scores {
		scores[c] /= sum
	}
}
