package understand

import (
	"cmp"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
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
	r.topics = r.topics[:min(len(r.topics), maxTopics)]
	lessons, sentences := lessons(r.topics, words)
	halves(len(lessons), func(i int) { lessons[i].seen = x.see(sentences[i]) })
	r.model = train(lessons, len(r.topics))
	return r
}

// lessons are what all examples teach, and their sentences.
func lessons(topics []string, words []Words) (all []lesson, sentences []string) {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // which sentences a line stands for, not a secret
	crisis, taught := slices.BinarySearch(topics, Crisis)
	for lang, w := range words {
		from, grammar := len(all), w.grammar()
		for number, topic := range topics {
			for _, line := range w.Topics[topic] {
				for _, s := range grammar.expand(line, rng) {
					all, sentences = append(all, lesson{lang: lang, topic: number, danger: topic == Crisis}), append(sentences, s)
				}
			}
		}
		if taught {
			for _, s := range grammar.spoken(w.Danger[Crisis].Certain, rng) {
				all, sentences = append(all, lesson{lang: lang, topic: crisis, danger: true}), append(sentences, s)
			}
			for _, s := range slices.Concat(grammar.spoken(w.Danger[Crisis].Figurative, rng), w.Danger[Crisis].Calm) {
				all, sentences = append(all, lesson{lang: lang, topic: crisis, not: true}), append(sentences, s)
			}
		}
		balance(all[from:], len(topics))
	}
	return all, sentences
}

// spoken are sentences that phrases of danger stand for, so that what is like them is heard, too.
func (g grammar) spoken(phrases []string, rng *rand.Rand) []string {
	var all []string
	for _, p := range phrases {
		some := g.expand("("+strings.Trim(p, "^$ ")+")", rng)
		all = append(all, some[:min(len(some), perPhrase)]...)
	}
	return all
}

// perPhrase is how many sentences of a phrase of danger are learnt from.
const perPhrase = 1

// balance makes topics with many examples count less by example, so that they are not guessed just
// for being frequent here.
func balance(lessons []lesson, topics int) {
	count := make([]float64, topics)
	for _, l := range lessons {
		if !l.not {
			count[l.topic]++
		}
	}
	mean := float64(len(lessons)) / float64(topics)
	for i := range lessons {
		l := &lessons[i]
		l.weight = 1
		if !l.not {
			l.weight = float32(min(1, math.Pow(mean/count[l.topic], balancing)))
		}
	}
}

// balancing is how far that goes, from 0, not at all, to 1, all topics count the same.
const balancing = 1.0

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
	return picture(tokens, x.concepts.find(x.read(tokens), nil), nil)
}

// Train makes the router ready; without it the first text that needs it waits. It is safe to call
// from several goroutines and does its work once.
func (x *Index) Train() { x.router() }

// Adopt takes over what another index learnt from the very same words, if it has learnt already.
func (x *Index) Adopt(other *Index) {
	if other != nil && x.words == other.words {
		x.router = other.router
	}
}

// Topics tells what a text may be about, best first, three at most; nil for a text without a word.
func (h *Heard) Topics() []Guess {
	r := h.x.router()
	if len(h.tokens) == 0 || len(r.topics) == 0 {
		return nil
	}
	scores := h.likelihoods()
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
	r := h.x.router()
	if _, taught := slices.BinarySearch(r.topics, Crisis); !taught || len(h.tokens) == 0 {
		return 0
	}
	return float64(h.likelihoods()[len(r.topics)])
}

// likelihoods are those of the topics, and that of danger.
func (h *Heard) likelihoods() []float32 {
	if h.scores == nil {
		m := h.x.router().model
		l := h.look()
		scores := m.likelihoods(l.entries)
		h.scores = slices.Clone(scores[:m.topics+1])
		h.x.lenses.Put(l)
	}
	return h.scores
}

// lens is what looking at a text for its topic needs for a moment; it is used again.
type lens struct {
	ideas   []uint16
	seen    []feature
	entries []entry
}

// look finds what the router knows of a text, of its first maxTopicText words.
func (h *Heard) look() *lens {
	l, ok := h.x.lenses.Get().(*lens)
	if !ok {
		l = &lens{}
	}
	tokens, r := h.tokens, h.reading()
	if len(tokens) > maxTopicText {
		tokens = tokens[:maxTopicText]
		r = &reading{is: r.is[:maxTopicText]}
	}
	l.ideas = h.x.concepts.find(r, l.ideas)
	l.seen = picture(tokens, l.ideas, l.seen)
	l.entries = h.x.router().model.entries(l.seen, l.entries)
	return l
}
