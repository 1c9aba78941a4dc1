package understand

import (
	"fmt"
	"slices"
	"strings"
)

// Finder looks for patterns in texts that we write ourselves. It reads the same patterns as the
// safety layer, but forgives no misspelling: what stands there is what counts. It never changes
// once it is made.
type Finder struct {
	vocab    vocabulary
	exact    map[string][]int32 // word -> vocabulary ids
	prefixes []int32
	patterns []pattern
	byFirst  map[int32][]int // vocabulary id -> patterns that can begin with it
}

// Found is one pattern in a text: its number, and the folded words it covers.
type Found struct{ Pattern, From, To int }

// NewFinder reads patterns; their numbers are their places in the list.
func NewFinder(patterns []string) (*Finder, error) {
	f := &Finder{vocab: newVocabulary(), exact: map[string][]int32{}, byFirst: map[int32][]int{}}
	for i, p := range patterns {
		read, err := parse(p, nil, &f.vocab)
		if err != nil {
			return nil, fmt.Errorf("%q: %w", p, err)
		}
		f.patterns = append(f.patterns, read)
		first := map[int32]bool{}
		f.vocab.items.firsts(f.vocab.items.of(read.run), first)
		for id := range first {
			f.byFirst[id] = append(f.byFirst[id], i)
		}
	}
	for i, w := range f.vocab.words {
		id := int32(i)
		if w.prefix {
			f.prefixes = append(f.prefixes, id)
			continue
		}
		f.exact[w.text] = append(f.exact[w.text], id)
	}
	return f, nil
}

// Find lists where patterns stand in a text, in the order of the text.
func (f *Finder) Find(s string) []Found {
	tokens := fold(s)
	r := &reading{items: &f.vocab.items, is: make([][]int32, len(tokens)), gap: gapIn(tokens)}
	for i, t := range tokens {
		r.is[i] = f.candidates(t.word)
	}
	var all []Found
	for pos, ids := range r.is {
		tried := map[int]bool{}
		for _, id := range ids {
			for _, i := range f.byFirst[id] {
				if tried[i] {
					continue
				}
				tried[i] = true
				if end := r.match(&f.patterns[i], pos); end > pos {
					all = append(all, Found{i, pos, end})
				}
			}
		}
	}
	return all
}

// candidates are the vocabulary ids a word stands for, in order; nil for most words.
func (f *Finder) candidates(word string) []int32 {
	ids := slices.Clone(f.exact[word])
	for _, id := range f.prefixes {
		if strings.HasPrefix(word, f.vocab.words[id].text) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}
