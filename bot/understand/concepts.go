package understand

import (
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
	names []string           // in order; a concept is its place here
	next  map[branch]int32   // node and vocabulary id -> node; 0 is the root
	ends  map[int32][]uint16 // node -> concepts whose form ends there
	nodes int32
}

type branch struct {
	node int32
	word int32
}

func newConcepts(words []Words) *concepts {
	all := map[string]bool{}
	for _, w := range words {
		for name := range w.Concepts {
			all[name] = true
		}
	}
	return &concepts{names: slices.Sorted(maps.Keys(all)), next: map[branch]int32{}, ends: map[int32][]uint16{}}
}

var errNotPlain = errors.New("it is more than words that follow each other")

// add adds a language's forms.
func (c *concepts) add(w Words, v *vocabulary) []Fault {
	var faults []Fault
	for number, name := range c.names {
		for _, form := range w.Concepts[name] {
			if err := c.form(form, uint16(number), v); err != nil {
				faults = append(faults, Fault{w.Locale, "concepts." + name, form, err.Error(), "write words, or the beginning of a word with a *"})
			}
		}
	}
	return faults
}

func (c *concepts) form(form string, number uint16, v *vocabulary) error {
	read, err := parse(form, nil, v)
	if err != nil {
		return err
	}
	node := int32(0)
	for _, it := range read.items {
		if it.word < 0 || it.optional || read.start || read.end {
			return errNotPlain
		}
		at := branch{node, int32(it.word)}
		if c.next[at] == 0 {
			c.nodes++
			c.next[at] = c.nodes
		}
		node = c.next[at]
	}
	if !slices.Contains(c.ends[node], number) {
		c.ends[node] = append(c.ends[node], number)
	}
	return nil
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
func (c *concepts) from(r *reading, pos int, node int32, all []uint16) []uint16 {
	if pos == len(r.is) {
		return all
	}
	for _, id := range r.is[pos] {
		if next := c.next[branch{node, int32(id)}]; next != 0 {
			all = append(all, c.ends[next]...)
			all = c.from(r, pos+1, next, all)
		}
	}
	return all
}
