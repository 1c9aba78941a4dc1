package understand

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
)

// router tells what a text is about, and whether it tells of danger. It is one model for all
// languages.
type router struct {
	topics []string
	model  *linear
}

// Crisis is the topic whose examples teach the router what danger sounds like.
const Crisis = "crisis"

// NoTopic is what a text is about that is nothing of ours: its examples are learnt like any topic's.
const NoTopic = "none"

// maxGuesses is how many topics are told.
const maxGuesses = 3

// maxTopicText is how many words of a text are looked at for its topic.
const maxTopicText = 200

func (x *Index) newRouter(words []Words) *router {
	r := &router{topics: topicNames(words)}
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // which sentences a line stands for, not a secret
	var lessons []lesson
	for _, w := range words {
		grammar := w.grammar()
		for number, topic := range r.topics {
			for _, line := range w.Topics[topic] {
				for _, s := range expand(line, grammar, rng) {
					lessons = append(lessons, lesson{x.see(s), number, topic == Crisis})
				}
			}
		}
		for _, line := range w.Danger[Crisis].Calm {
			lessons = append(lessons, lesson{x.see(line), -1, false})
		}
	}
	r.model = train(lessons, len(r.topics))
	return r
}

func topicNames(words []Words) []string {
	all := map[string]bool{}
	for _, w := range words {
		for name := range w.Topics {
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func (x *Index) see(s string) []feature {
	tokens := fold(s)
	r := x.read(tokens)
	return picture(tokens, x.ideas(r, x.hits(r, x.ideal), nil), nil)
}

// Train makes the router ready; without it the first text that needs it waits. It is safe to call
// from several goroutines and does its work once.
func (x *Index) Train() { x.router() }

// Topics tells what a text may be about, best first, three at most; nil for a text without a word.
func (h *Heard) Topics() []Guess {
	seen := h.sees()
	if len(seen) == 0 {
		return nil
	}
	r, scores := h.x.router(), h.likelihoods()
	best := make([]Guess, 0, maxGuesses+1)
	for i, s := range scores[:len(r.topics)] {
		g := Guess{r.topics[i], float64(s)}
		at, _ := slices.BinarySearchFunc(best, g, func(a, b Guess) int { return cmp.Compare(b.Score, a.Score) })
		if at < maxGuesses {
			best = slices.Insert(best, at, g)
			best = best[:min(len(best), maxGuesses)]
		}
	}
	return best
}

// peril is how likely a text tells of danger, 0 to 1.
func (h *Heard) peril() float64 {
	if len(h.sees()) == 0 {
		return 0
	}
	return float64(h.likelihoods()[len(h.x.router().topics)])
}

// likelihoods are those of the topics, and that of danger.
func (h *Heard) likelihoods() []float32 {
	if h.scores == nil {
		m := h.x.router().model
		h.scores = make([]float32, m.topics+1)
		m.score(m.entries(h.sees(), nil), h.scores)
		likelihood(h.scores, m.topics)
	}
	return h.scores
}

// sees are the features of the text, of its first maxTopicText words.
func (h *Heard) sees() []feature {
	if h.seen == nil && len(h.tokens) > 0 {
		tokens, r, hits := h.tokens, h.reading(), h.phrases()
		if len(tokens) > maxTopicText {
			tokens = tokens[:maxTopicText]
			r = &reading{is: r.is[:maxTopicText]}
			hits = slices.DeleteFunc(slices.Clone(hits), func(f hit) bool { return f.to > maxTopicText })
		}
		h.seen = picture(tokens, h.x.ideas(r, hits, nil), nil)
	}
	return h.seen
}
