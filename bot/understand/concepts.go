package understand

import (
	"cmp"
	"errors"
	"maps"
	"slices"
)

// A concept is an idea that a text may name, whatever the language: a picture, a threat, money. Its
// forms are words and short phrases. The router learns from concepts beside words, so that what one
// language's examples teach helps the others.

// concepts finds the concepts a text names. Forms are kept word by word in a tree: there are tens of
// thousands, and many begin alike.
type concepts struct {
	names []string // in order; a concept is its place here
	nodes []node   // 0 is the root
	edges []edge   // of all nodes, by word
	ends  []uint16 // of all nodes: concepts whose form ends there
}

// node is a place in the tree: what goes on from there, and what ends there.
type node struct{ edges, ends run }

type edge struct{ word, node int32 }

// sprout is the tree while it grows.
type sprout struct {
	next map[edge]int32     // from a node with a word
	ends map[int32][]uint16 // node -> concepts
}

func newSprout() sprout { return sprout{map[edge]int32{}, map[int32][]uint16{}} }

var errNotPlain = errors.New("it is more than words that follow each other")

// newConcepts reads the forms of all languages.
func newConcepts(words []Words, v *vocabulary) (*concepts, []Fault) {
	all := map[string]bool{}
	for _, w := range words {
		for name := range w.Concepts {
			all[name] = true
		}
	}
	c := &concepts{names: slices.Sorted(maps.Keys(all))}
	grown := newSprout()
	var faults []Fault
	for _, w := range words {
		for number, name := range c.names {
			for _, form := range w.Concepts[name] {
				if err := grown.form(form, uint16(number), v); err != nil {
					faults = append(faults, Fault{w.Locale, "concepts." + name, form, err.Error(), "write words, or the beginning of a word with a *"})
				}
			}
		}
	}
	c.plant(grown)
	return c, faults
}

// form adds one form of a concept.
func (g sprout) form(form string, number uint16, v *vocabulary) error {
	read, err := parse(form, nil, v)
	if err != nil {
		return err
	}
	at := int32(0)
	for _, it := range v.items.of(read.run) {
		if it.word < 0 || it.optional || read.start || read.end {
			return errNotPlain
		}
		by := edge{it.word, at}
		if g.next[by] == 0 {
			g.next[by] = int32(len(g.next) + 1)
		}
		at = g.next[by]
	}
	if !slices.Contains(g.ends[at], number) {
		g.ends[at] = append(g.ends[at], number)
	}
	return nil
}

// plant brings a grown tree into lists, which take less room and can be kept as they are.
func (c *concepts) plant(g sprout) {
	from := make([][]edge, len(g.next)+1)
	for by, to := range g.next {
		from[by.node] = append(from[by.node], edge{by.word, to})
	}
	c.nodes = make([]node, len(from))
	for i, edges := range from {
		slices.SortFunc(edges, func(a, b edge) int { return cmp.Compare(a.word, b.word) })
		ends := g.ends[int32(i)]
		c.nodes[i] = node{
			run{int32(len(c.edges)), int32(len(c.edges) + len(edges))},
			run{int32(len(c.ends)), int32(len(c.ends) + len(ends))},
		}
		c.edges, c.ends = append(c.edges, edges...), append(c.ends, ends...)
	}
}

// find lists the concepts that a text names, in the order of their numbers, each once.
func (c *concepts) find(r *reading, into []uint16) []uint16 {
	all := into[:0]
	for pos := range r.is {
		all = c.from(r, pos, 0, all)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// from follows the tree from a node on, with the words from a position on.
func (c *concepts) from(r *reading, pos int, at int32, all []uint16) []uint16 {
	if pos == len(r.is) {
		return all
	}
	edges := c.edges[c.nodes[at].edges.from:c.nodes[at].edges.to]
	for _, id := range r.is[pos] {
		i, found := slices.BinarySearchFunc(edges, id, func(e edge, word int32) int { return cmp.Compare(e.word, word) })
		if !found {
			continue
		}
		next := c.nodes[edges[i].node]
		all = append(all, c.ends[next.ends.from:next.ends.to]...)
		if next.edges.from < next.edges.to {
			all = c.from(r, pos+1, edges[i].node, all)
		}
	}
	return all
}
