package flow

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// verbs are the names a step can act by.
func verbs() []string {
	return []string{"ask", "listen", "pages", "help", "language", "country", "branch", "forget", "recount", "report", "more", "send"}
}

func (d *decoder) step(n *yaml.Node) Step {
	s := Step{Pos: pos(n)}
	if n.Kind != yaml.MappingNode {
		d.report(n, "wrong-form", "write - id: NAME, and below it say: and what the step does", "a step needs a name")
		return s
	}
	var verb string
	var with, keep, cases, audience, as, count *yaml.Node
	named := false
	known := append([]string{"id", "was", "say", "next", "keep", "cases", "audience", "as", "count"}, verbs()...)
	d.fields(n, "step", known, func(key string, k, v *yaml.Node) {
		switch key {
		case "id":
			s.ID, s.Pos, named = d.id(v, "step"), pos(v), true
		case "was":
			s.Was = d.was(v, "step", true)
		case "say":
			s.Say = d.messages(v, "say")
		case "next":
			s.Next = d.dest(v)
		case "keep":
			keep = v
		case "cases":
			cases = v
		case "audience":
			audience = v
		case "as":
			as = v
		case "count":
			count = v
		default:
			if verb != "" {
				d.report(k, "two-verbs", "make two steps of it", "a step does one thing, this one wants to %s and to %s", verb, key)
				return
			}
			verb, with = key, v
		}
	})
	if !named {
		d.report(n, "no-step-id", "add id: with a name that will never change", "this step has no name")
	}
	if keep != nil && verb != "ask" {
		d.report(keep, "wrong-form", "put keep: into a step with ask:", "only a choice can be kept")
	}
	if cases != nil && verb != "branch" {
		d.report(cases, "wrong-form", "put cases: into a step with branch:", "only a branch has cases")
	}
	if audience != nil && verb != "more" {
		d.report(audience, "wrong-form", "put audience: into a step with more:", "only pages of the library have an audience")
	}
	if as != nil && verb != "send" {
		d.report(as, "wrong-form", "put as: into a step with send:", "only the guide is sent as something")
	}
	s.Do = d.verb(verb, with, keep, cases, audience, as)
	if count != nil {
		d.count(count, keep, s.Do)
	}
	return s
}

// verb is the list of everything a step can do. A new verb is one case here and one file.
func (d *decoder) verb(verb string, n, keep, cases, audience, as *yaml.Node) Action {
	switch verb {
	case "ask":
		return d.ask(n, keep)
	case "listen":
		return &Listen{d.dest(n)}
	case "pages":
		return &Pages{d.messages(n, "pages")}
	case "help":
		return &Help{Ref{RefTopic, d.id(n, "help topic"), pos(n)}}
	case "language":
		return word(d, n, "ask", &Language{})
	case "country":
		return word(d, n, "ask", &Country{})
	case "branch":
		return d.branch(n, cases)
	case "forget":
		return word(d, n, "everything", &Forget{})
	case "recount":
		return word(d, n, "everything", &Recount{})
	case "report":
		return word(d, n, "number", &Report{})
	case "more":
		return d.more(n, audience)
	case "send":
		return d.send(n, as)
	}
	return nil
}

func (d *decoder) more(n, audience *yaml.Node) Action {
	m := &More{}
	topic := func(n *yaml.Node) { m.Topics = append(m.Topics, Ref{RefShelf, d.id(n, "topic"), pos(n)}) }
	if n.Kind == yaml.SequenceNode {
		d.each(n, "more", topic)
	} else {
		topic(n)
	}
	if audience != nil {
		m.Audience = Ref{RefAudience, d.id(audience, "audience"), pos(audience)}
	}
	return m
}

func (d *decoder) send(n, as *yaml.Node) Action {
	s := &Send{Edition: d.edition(n)}
	if as != nil {
		word(d, as, "page", nil)
		s.Page = true
	}
	return s
}

// count reads that the answers to a question are counted. What was answered is kept, so that it counts
// once.
func (d *decoder) count(n, keep *yaml.Node, do Action) {
	ask, asks := do.(*Ask)
	if !asks || keep == nil {
		d.report(n, "wrong-form", "put count: into a step with ask: and keep:", "only a choice that is kept can be counted")
		return
	}
	word(d, n, "taps", nil)
	ask.Count = true
}

// word reads a verb that takes only one word.
func word(d *decoder, n *yaml.Node, want string, a Action) Action {
	if s, ok := d.scalar(n, "it"); ok && s != want {
		d.report(n, "wrong-form", "write "+want, "this takes the word %q, not %q", want, s)
	}
	return a
}

func (d *decoder) ask(n, keep *yaml.Node) Action {
	a := &Ask{}
	if keep != nil {
		a.Keep = d.id(keep, "kept choice")
	}
	d.pairs(n, "ask", func(k, v *yaml.Node) {
		a.Choices = append(a.Choices, Choice{d.message(k, RefLabel), d.dest(v)})
	})
	return a
}

func (d *decoder) branch(n, cases *yaml.Node) Action {
	b := &Branch{On: Ref{RefKept, d.id(n, "kept choice"), pos(n)}}
	if cases == nil {
		d.report(n, "wrong-form", "add cases: below it", "this branch has no cases")
		return b
	}
	d.pairs(cases, "cases", func(k, v *yaml.Node) {
		b.Cases = append(b.Cases, Case{k.Value, d.dest(v)})
	})
	if len(b.Cases) == 0 || b.Cases[len(b.Cases)-1].Is != Else {
		d.report(cases, "no-else", "end the cases with else:", "this branch does not say where everybody else goes")
	}
	return b
}

// pairs reads a list of single pairs, "- name: value".
func (d *decoder) pairs(n *yaml.Node, what string, visit func(k, v *yaml.Node)) {
	seen := map[string]bool{}
	d.each(n, what, func(item *yaml.Node) {
		if item.Kind != yaml.MappingNode || len(item.Content) != 2 {
			d.report(item, "wrong-form", "write - name: destination", "each line of %s is one name and where it leads", what)
			return
		}
		k, v := item.Content[0], item.Content[1]
		if seen[k.Value] {
			d.report(k, "duplicate-name", "take one away, or give it another label", "%q stands twice in this %s", k.Value, what)
			return
		}
		seen[k.Value] = true
		visit(k, v)
	})
}

// DidYouMean offers the nearest of the names, or says which there are.
func DidYouMean(got string, names []string) string {
	best, least := "", 3
	for _, name := range names {
		if d := distance(got, name); d < least {
			best, least = name, d
		}
	}
	if best != "" {
		return `did you mean "` + best + `"?`
	}
	if len(names) > 0 && len(names) <= 16 {
		return "there are: " + strings.Join(names, ", ")
	}
	return "look for the right name, or create it"
}

// distance counts the edits between two short names; two letters swapped are one.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, row := []int(nil), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, make([]int, len(y)+1)
	}
	return prev[len(y)]
}
