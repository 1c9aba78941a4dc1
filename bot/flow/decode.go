package flow

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Problem is a fault in the form of a flow file, written to its author.
type Problem struct {
	Pos                Pos
	Code, Message, Fix string
}

// Step and flow ids are for ever: they stand in sessions, buttons and transcripts.
var idForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// messageForm is the form of message ids: flow.step or flow.step.choice.
var messageForm = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$`)

// Decode reads one flow file. With any problem the flow is incomplete and must not be run;
// what could be read is returned, so that further checks can go on.
func Decode(data []byte) (*Flow, []Problem) {
	d := &decoder{}
	root := d.parse(data)
	if root == nil {
		return nil, d.problems
	}
	f := &Flow{Pos: pos(root)}
	d.flow(root, f)
	return f, d.problems
}

type decoder struct{ problems []Problem }

func (d *decoder) report(n *yaml.Node, code, fix, format string, args ...any) {
	d.problems = append(d.problems, Problem{pos(n), code, fmt.Sprintf(format, args...), fix})
}

func pos(n *yaml.Node) Pos { return Pos{n.Line, n.Column} }

func (d *decoder) parse(data []byte) *yaml.Node {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		p := Problem{Code: "yaml-syntax", Message: "this is not valid YAML: " + firstLine(err), Fix: "check the indentation and the quotes around this line"}
		var one *yaml.LoadError
		if errors.As(err, &one) {
			p.Pos = Pos{one.Mark.Line, one.Mark.Column}
			p.Message = "this is not valid YAML: " + one.Message
		}
		d.problems = append(d.problems, p)
		return nil
	}
	n := &doc
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	if n.Kind != yaml.MappingNode {
		d.problems = append(d.problems, Problem{Pos{1, 1}, "not-a-flow", "a flow file is a list of names and values", "begin with flow: and the file's name"})
		return nil
	}
	return n
}

func firstLine(err error) string {
	s, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return s
}

// fields visits the pairs of a mapping, and refuses names that are not in known.
func (d *decoder) fields(n *yaml.Node, what string, known []string, visit func(key string, k, v *yaml.Node)) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case seen[k.Value]:
			d.report(k, "duplicate-name", "keep one of them", "%q stands twice in this %s", k.Value, what)
		case !slices.Contains(known, k.Value):
			d.report(k, "unknown-name", DidYouMean(k.Value, known), "a %s has nothing called %q", what, k.Value)
		default:
			visit(k.Value, k, v)
		}
		seen[k.Value] = true
	}
}

func (d *decoder) flow(n *yaml.Node, f *Flow) {
	known := []string{"flow", "was", "about", "care", "landing", "guide", "booklet", "interrupts", "steps"}
	d.fields(n, "flow", known, func(key string, k, v *yaml.Node) {
		switch key {
		case "flow":
			f.ID, f.Pos = d.id(v, "flow"), pos(v)
		case "was":
			f.Was = d.was(v, "flow", false)
		case "about":
			f.About = d.text(v, "about")
		case "care":
			f.Care = d.truth(v)
		case "landing":
			f.Landing = d.id(v, "step")
		case "guide":
			f.Guide = d.messages(v, "guide")
		case "booklet":
			f.Booklet = d.booklet(v)
		case "interrupts":
			d.each(v, "interrupts", func(item *yaml.Node) { f.Interrupts = append(f.Interrupts, d.interrupt(item)) })
		case "steps":
			d.each(v, "steps", func(item *yaml.Node) { f.Steps = append(f.Steps, d.step(item)) })
		}
	})
	if f.ID == "" {
		d.report(n, "no-flow-id", "begin the file with flow: and the file's name", "this file does not say which flow it is")
	}
	if f.About == "" {
		d.report(n, "no-about", "add about: with one line for your colleagues", "this flow does not say whom it is for")
	}
	if len(f.Steps) == 0 {
		d.report(n, "no-steps", "add steps: with at least one step", "this flow has no steps")
	}
}

func (d *decoder) interrupt(n *yaml.Node) Interrupt {
	in := Interrupt{Pos: pos(n)}
	if n.Kind != yaml.MappingNode {
		d.report(n, "wrong-form", "write {words: LIST, rank: NUMBER}", "an interrupt needs the name of its word list and a rank")
		return in
	}
	d.fields(n, "interrupt", []string{"words", "rank", "at", "again"}, func(key string, k, v *yaml.Node) {
		switch key {
		case "words":
			in.Words, in.Pos = d.id(v, "word list"), pos(v)
		case "rank":
			in.Rank = d.number(v, "rank")
		case "at":
			in.At = d.id(v, "step")
		case "again":
			in.Again = d.id(v, "step")
		}
	})
	if in.Words == "" {
		d.report(n, "wrong-form", "add words: with the name of a list in words.<lang>.toml", "this interrupt does not say which words it listens for")
	}
	if in.Rank < 1 {
		d.report(n, "wrong-form", "add rank: with a number from 1 (heard first)", "this interrupt has no rank")
	}
	return in
}

// each visits the items of a list.
func (d *decoder) each(n *yaml.Node, what string, visit func(*yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		d.report(n, "wrong-form", "put each one on a line of its own, with a dash before it", "%s must be a list", what)
		return
	}
	for _, item := range n.Content {
		visit(item)
	}
}

func (d *decoder) scalar(n *yaml.Node, what string) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		d.report(n, "wrong-form", "write one word or text after the colon", "%s must be a single value", what)
		return "", false
	}
	return n.Value, true
}

func (d *decoder) text(n *yaml.Node, what string) string {
	s, _ := d.scalar(n, what)
	return strings.TrimSpace(s)
}

func (d *decoder) id(n *yaml.Node, what string) string {
	s, ok := d.scalar(n, what+" name")
	if ok && !idForm.MatchString(s) {
		d.report(n, "bad-id", "use small letters, digits, - and _, beginning with a letter, 32 at most", "%q cannot be the name of a %s", s, what)
		return ""
	}
	return s
}

func (d *decoder) number(n *yaml.Node, what string) int {
	s, _ := d.scalar(n, what)
	i, err := strconv.Atoi(s)
	if err != nil {
		d.report(n, "wrong-form", "write a whole number", "%s must be a number, not %q", what, s)
	}
	return i
}

func (d *decoder) truth(n *yaml.Node) bool {
	s, _ := d.scalar(n, "care")
	if s != "true" && s != "false" {
		d.report(n, "wrong-form", "write true or false", "care is true or false, not %q", s)
	}
	return s == "true"
}

// message reads one message id.
func (d *decoder) message(n *yaml.Node, kind string) Ref {
	s, ok := d.scalar(n, "message id")
	if ok && !messageForm.MatchString(s) {
		d.report(n, "bad-message-id", "write it in full: flow.step or flow.step.choice", "%q is not the form of a message id", s)
		s = ""
	}
	return Ref{kind, s, pos(n)}
}

// messages reads one message id or a list of them.
func (d *decoder) messages(n *yaml.Node, what string) []Ref {
	if n.Kind == yaml.ScalarNode {
		return []Ref{d.message(n, RefMessage)}
	}
	var refs []Ref
	d.each(n, what, func(item *yaml.Node) { refs = append(refs, d.message(item, RefMessage)) })
	return refs
}

// was reads former names, one or a list.
func (d *decoder) was(n *yaml.Node, what string, elsewhere bool) []Ref {
	var refs []Ref
	one := func(n *yaml.Node) {
		s, ok := d.scalar(n, what+" name")
		e := ParseEntry(s)
		named := idForm.MatchString(s)
		if elsewhere {
			named = named || idForm.MatchString(e.Flow) && idForm.MatchString(e.Step) && s == e.String()
		}
		if ok && !named {
			d.report(n, "bad-id", "write the name it had; of a step of another flow FLOW/step", "%q can't have been the name of a %s", s, what)
			return
		}
		refs = append(refs, Ref{refWas, s, pos(n)})
	}
	if n.Kind == yaml.SequenceNode {
		d.each(n, "was", one)
	} else {
		one(n)
	}
	return refs
}

// dest reads a destination.
func (d *decoder) dest(n *yaml.Node) Dest {
	s, ok := d.scalar(n, "destination")
	if !ok {
		return Dest{}
	}
	verb, name, two := strings.Cut(s, " ")
	name = strings.TrimSpace(name)
	e := ParseEntry(name)
	switch {
	case !two && s == toEnd:
		return Dest{toEnd, "", pos(n)}
	case !two && idForm.MatchString(s):
		return Dest{toStep, s, pos(n)}
	case two && (verb == toCall || verb == toJump) && idForm.MatchString(e.Flow) && (e.Step == "" || idForm.MatchString(e.Step)):
		return Dest{verb, name, pos(n)}
	}
	d.report(n, "bad-destination", "write the name of a step, call FLOW, jump FLOW, or end", "%q is not a destination", s)
	return Dest{}
}
