package understand

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
)

// linear is a model that gives every topic a score, and one more to danger: weighted sums of what is
// seen in a text. Topics share out a likelihood of 1 among them; danger has its own.
type linear struct {
	keys   []uint32         // of features, in order; the place of one is its row
	below  []int32          // by the upper half of a key: how many keys begin with less
	idf    []float32        // by row: how telling the feature is
	weight [][width]float32 // by row: one weight a topic, then that of danger
	bias   [width]float32
	topics int
}

// width is how many weights a feature has: for topics, danger, and some to spare, so that rows begin
// where the processor likes them to.
const width = 32

// maxTopics is how many topics there can be.
const maxTopics = width - 1

// lesson is one example to learn from.
type lesson struct {
	seen   []feature
	lang   int // which of the languages it is in
	topic  int
	not    bool    // it is about anything but the topic
	weight float32 // how much it counts for topics
	danger bool
}

// entry is a feature of a text that the model knows.
type entry struct {
	row   int32
	value float32
}

// How the model is trained. The figures are what did best on examples of a hand the model had not
// learnt from; they matter little around these values.
const (
	epochs    = 10
	firstRate = 3.0  // of the first step; it falls to a tenth
	decay     = 1e-4 // how much weights shrink for being used
	rare      = 2    // features of fewer examples are left out
	known     = 0.05 // a mistake smaller than this teaches nothing more
	missCost  = 2.5  // what a danger not heard costs, by a false alarm
)

// train learns from examples. The same lessons make the same model.
func train(lessons []lesson, topics int) *linear {
	if topics == 0 {
		return newLinear(nil, 0)
	}
	m := newLinear(lessons, topics)
	texts := make([][]entry, len(lessons))
	halves(len(lessons), func(i int) {
		texts[i] = m.entries(lessons[i].seen, make([]entry, 0, len(lessons[i].seen)))
	})
	other := &linear{weight: make([][width]float32, len(m.weight)), topics: topics}
	halves(2, func(i int) {
		rng := rand.New(rand.NewPCG(1, uint64(i+1))) //nolint:gosec // an order, not a secret
		[]*linear{m, other}[i].study(texts, lessons, func(order []int) {
			shuffle(order, lessons, rng)
		})
	})
	for r := range m.weight {
		mean(&m.weight[r], &other.weight[r])
	}
	mean(&m.bias, &other.bias)
	return m
}

// mean makes a the mean of two.
func mean(a, b *[width]float32) {
	for c := range a {
		a[c] = (a[c] + b[c]) / 2
	}
}

// study goes through all lessons several times, each time in another order. What it calls is left alone by the race detector, which makes it twenty times
// slower: a model is studied by one goroutine, shared only when it has learnt, and never changed again.
func (m *linear) study(texts [][]entry, lessons []lesson, reorder func(order []int)) {
	order := make([]int, len(lessons))
	for i := range order {
		order[i] = i
	}
	rested := make([]bool, len(lessons))
	steps, step := float64(epochs*len(lessons)), 0.0
	for range epochs {
		reorder(order)
		for _, i := range order {
			step++
			if rested[i] { // it was known the last time: once it may be passed over
				rested[i] = false
				continue
			}
			rested[i] = !m.learn(texts[i], lessons[i], float32(firstRate*(1-0.9*step/steps)))
		}
	}
}

// inARow is how many lessons of one language are learnt in a row.
const inARow = 256

// shuffle puts lessons in another order, some of one language in a row: what is known of a language stays near the processor, which is
// what learning waits for.
func shuffle(order []int, lessons []lesson, rng *rand.Rand) {
	rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	slices.SortStableFunc(order, func(i, j int) int { return lessons[i].lang - lessons[j].lang })
	var rows [][]int
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && j < i+inARow && lessons[order[j]].lang == lessons[order[i]].lang {
			j++
		}
		rows = append(rows, slices.Clone(order[i:j]))
		i = j
	}
	rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	copy(order, slices.Concat(rows...))
}

// halves does something with every number below n, half of them on another core.
func halves(n int, do func(i int)) {
	var both sync.WaitGroup
	for _, part := range [][2]int{{0, n / 2}, {n / 2, n}} {
		both.Go(func() {
			for i := part[0]; i < part[1]; i++ {
				do(i)
			}
		})
	}
	both.Wait()
}

// newLinear finds the features that are worth a row.
func newLinear(lessons []lesson, topics int) *linear {
	n := 0
	for _, l := range lessons {
		n += len(l.seen)
	}
	all := make([]uint64, 0, n) // keys, then groups: plain numbers sort fastest
	for _, l := range lessons {
		for _, f := range l.seen {
			all = append(all, uint64(f.key)<<8|uint64(f.group))
		}
	}
	slices.Sort(all)
	m := &linear{topics: topics}
	for i := 0; i < len(all); {
		j := i
		for j < len(all) && all[j] == all[i] {
			j++
		}
		if key := uint32(all[i] >> 8); (j-i >= rare || group(all[i]&0xff) == ideas) && (len(m.keys) == 0 || m.keys[len(m.keys)-1] != key) {
			m.keys = append(m.keys, key)
			m.idf = append(m.idf, float32(math.Log(float64(1+len(lessons))/float64(j-i))))
		}
		i = j
	}
	m.weight = make([][width]float32, len(m.keys))
	m.index()
	return m
}

// index notes where the keys of each upper half begin. Keys are hashes: each half has but a few.
func (m *linear) index() {
	m.below = make([]int32, 1<<16+1)
	for _, key := range m.keys {
		m.below[key>>16+1]++
	}
	for i := range m.below[1:] {
		m.below[i+1] += m.below[i]
	}
}

// row is where the weights of a feature are, -1 if it is not known.
func (m *linear) row(key uint32) int32 {
	for i := m.below[key>>16]; i < m.below[key>>16+1]; i++ {
		if m.keys[i] == key {
			return i
		}
	}
	return -1
}

// learn takes one step towards an example, and tells whether there was one to take.
//
//go:norace
func (m *linear) learn(text []entry, l lesson, rate float32) bool {
	scores := m.likelihoods(text)
	step := scores[:m.topics+1]
	m.teach(step[:m.topics], l, rate)
	if l.danger {
		step[m.topics] = rate * missCost * (1 - step[m.topics])
	} else {
		step[m.topics] *= -rate
	}
	if !slices.ContainsFunc(step, func(g float32) bool { return g > rate*known || g < -rate*known }) {
		return false
	}
	for c, g := range step {
		m.bias[c] += g * 0.1
	}
	shrink := 1 - rate*decay
	for _, e := range text {
		move(&m.weight[e.row], &scores, shrink, e.value)
	}
	return true
}

// move makes row*shrink + step*by of a row, which is what training spends its time on.
//
//go:norace
func move(row, step *[width]float32, shrink, by float32) {
	for c := range row {
		row[c] = row[c]*shrink + step[c]*by
	}
}

// add adds row*by to scores.
//
//go:norace
func add(scores, row *[width]float32, by float32) {
	for c := range scores {
		scores[c] += row[c] * by
	}
}

// teach turns likelihoods of topics into the step towards what is right: one topic, or any but one.
//
//go:norace
func (m *linear) teach(step []float32, l lesson, rate float32) {
	rate *= l.weight
	if p := step[l.topic]; l.not {
		for t := range step {
			step[t] *= rate * p / (1.0001 - p)
		}
		step[l.topic] = -rate * p
		return
	}
	for t := range step {
		step[t] *= -rate
	}
	step[l.topic] += rate
}

// entries are the features of a text that the model knows, each group brought to its weight.
func (m *linear) entries(seen []feature, into []entry) []entry {
	into = into[:0]
	var sum [groups]float32
	for _, f := range seen {
		if row := m.row(f.key); row >= 0 {
			v := m.idf[row]
			sum[f.group] += v * v
			into = append(into, entry{row, v})
		}
	}
	var scale [groups]float32
	var total float32
	for g, s := range sum {
		if s > 0 {
			w := weightOf(group(g))
			scale[g] = w / float32(math.Sqrt(float64(s)))
			total += w * w
		}
	}
	if total == 0 {
		return into
	}
	length := float32(math.Sqrt(float64(total)))
	at := 0
	for _, f := range seen {
		if at < len(into) && m.keys[into[at].row] == f.key {
			into[at].value *= scale[f.group] / length
			at++
		}
	}
	return into
}

// likelihoods are those of the topics, which share 1, and that of danger; the rest stays nothing.
//
//go:norace
func (m *linear) likelihoods(text []entry) [width]float32 {
	scores := m.bias
	for _, e := range text {
		add(&scores, &m.weight[e.row], e.value)
	}
	likelihood(scores[:m.topics+1])
	return scores
}

// likelihood makes likelihoods of scores: of the topics together, and of danger, the last.
//
//go:norace
func likelihood(scores []float32) {
	topics, danger := scores[:len(scores)-1], &scores[len(scores)-1]
	top := slices.Max(topics)
	var sum float32
	for c, s := range topics {
		topics[c] = float32(math.Exp(float64(s - top)))
		sum += topics[c]
	}
	for c := range topics {
		topics[c] /= sum
	}
	*danger = float32(1 / (1 + math.Exp(-float64(*danger))))
}
