package understand

import (
	"cmp"
	"slices"
	"strings"
)

// Reason is something in a text that speaks for an answer of the router, and how strongly.
type Reason struct {
	What   string // a concept in {braces}, two of them joined with " + ", or words as they were folded
	Weight float64
}

// maxReasons is how many reasons are told.
const maxReasons = 4

// Why tells what in a text speaks most for a topic. It is for staff who try a text out: reasons hold
// words of the text.
func (h *Heard) Why(topic string) []Reason {
	r := h.x.router()
	at, known := slices.BinarySearch(r.topics, topic)
	if !known || len(h.tokens) == 0 {
		return nil
	}
	return h.reasons(r.model, at)
}

// WhyDanger tells what in a text speaks most for danger, as Why does.
func (h *Heard) WhyDanger() []Reason {
	if len(h.tokens) == 0 {
		return nil
	}
	return h.reasons(h.x.router().model, len(h.x.router().topics))
}

func (h *Heard) reasons(m *linear, class int) []Reason {
	weight := map[uint32]float64{}
	for _, e := range h.look().entries {
		row, mean := m.weight[e.row], float32(0)
		if class < m.topics {
			for _, w := range row[:m.topics] {
				mean += w / float32(m.topics)
			}
		}
		weight[m.keys[e.row]] = float64((row[class] - mean) * e.value)
	}
	var all []Reason
	add := func(what string, key uint32) {
		if w := weight[key]; w > 0 {
			all = append(all, Reason{what, w})
		}
	}
	before := "^"
	for _, t := range h.tokens {
		add(t.word, wordKey(t.word))
		add(strings.TrimPrefix(before+" "+t.word, "^ "), pairKey(before, t.word))
		before = t.word
	}
	ideas := h.x.concepts.find(h.reading(), nil)
	for i, a := range ideas {
		add("{"+h.x.concepts.names[a]+"}", ideaKey(a))
		for _, b := range ideas[:i] {
			add("{"+h.x.concepts.names[b]+"} + {"+h.x.concepts.names[a]+"}", ideaPairKey(b, a))
		}
	}
	slices.SortFunc(all, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.What, b.What))
	})
	all = slices.CompactFunc(all, func(a, b Reason) bool { return a.What == b.What })
	return all[:min(len(all), maxReasons)]
}
