package studio

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Edit is one thing done to a step of a flow.
type Edit struct {
	Op     EditOp `json:"op"`
	Step   string `json:"step"`
	Stamp  Stamp  `json:"stamp"`  // of the step they saw; not for Add
	Fields Fields `json:"fields"` // for Set and Add: all that stands in it
	After  string `json:"after"`  // for Add and Move: below which step, "" for the first place
	To     string `json:"to"`     // for Rename
}

// EditOp is what can be done to a step.
type EditOp string

// What can be done to a step.
const (
	SetStep    EditOp = "set"
	AddStep    EditOp = "add"
	RemoveStep EditOp = "remove"
	RenameStep EditOp = "rename"
	MoveStep   EditOp = "move"
)

// EditError is an edit that can't be done as it is. It says which text tells so.
type EditError struct {
	Step, Field string
	ID          string // of the message that says what is wrong
	Detail      string // what the check of flows says, in English; may be empty
}

// Error implements error.
func (e *EditError) Error() string {
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s %s", e.Step, e.Field, e.ID, e.Detail))
}

var stepForm = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

// UnmarshalJSON reads the fields of a step, each in its form.
func (f *Fields) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return fmt.Errorf("reading the fields of a step: %w", err)
	}
	*f = Fields{}
	for key, value := range raw {
		var one string
		var list []string
		var pairs []Pair
		switch {
		case key == "ask" || key == "cases":
			if err := json.Unmarshal(value, &pairs); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			(*f)[key] = append([]Pair{}, pairs...)
		case slices.Contains(lists(), key):
			if err := json.Unmarshal(value, &list); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			(*f)[key] = append([]string{}, list...)
		default:
			if err := json.Unmarshal(value, &one); err != nil {
				return fmt.Errorf("%s: %w", key, err)
			}
			(*f)[key] = one
		}
	}
	return nil
}

// tidy takes out what says nothing, so that a field that was emptied is one that is not there.
func (f Fields) tidy() Fields {
	now := maps.Clone(f)
	maps.DeleteFunc(now, func(key string, v any) bool {
		switch v := v.(type) {
		case string:
			return v == ""
		case []string:
			return len(v) == 0
		case []Pair:
			return len(v) == 0
		}
		return true
	})
	return now
}

// stamp tells whether a step is still what somebody saw.
func (s stepLines) stamp() Stamp {
	data, err := json.Marshal(s.fields())
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(append([]byte(s.id+"\n"), data...))
	return Stamp(base64.RawURLEncoding.EncodeToString(sum[:12]))
}

// flowName is the file of a flow.
func flowName(id string) string { return "flows/" + id + ".yaml" }

// editFlow does things to the steps of one flow. files are the files of all flows, and are changed; known tells which steps of the flow people
// may stand at. It returns an *EditError for what can't be done, ErrMoved where a step is not what was seen.
func editFlow(files map[string][]byte, id string, edits []Edit, known func(step string) bool) error {
	for _, e := range edits {
		f, err := readFlow(files[flowName(id)])
		if err != nil {
			return err
		}
		at := f.index(e.Step)
		if e.Op != AddStep {
			if at < 0 {
				return &EditError{Step: e.Step, ID: "studio.canvas.no_step"}
			}
			if f.steps[at].stamp() != e.Stamp {
				return ErrMoved
			}
		}
		switch e.Op {
		case SetStep:
			err = f.set(at, e)
		case AddStep:
			err = f.add(e)
		case RemoveStep:
			err = f.remove(at)
		case MoveStep:
			err = f.move(at, e)
		case RenameStep:
			err = f.rename(at, e, known(e.Step))
		default:
			return &EditError{Step: e.Step, ID: "studio.canvas.unknown"}
		}
		if err != nil {
			return err
		}
		files[flowName(id)] = f.bytes()
		if e.Op == RenameStep {
			if err := follow(files, id, e); err != nil {
				return err
			}
		}
	}
	return wellFormed(files, id)
}

// wellFormed tells whether a flow can be read. What it names that is not there is for the check to say: it may be there later.
func wellFormed(files map[string][]byte, id string) error {
	f, problems := flow.Decode(files[flowName(id)])
	if len(problems) == 0 {
		return nil
	}
	e := &EditError{ID: "studio.canvas.form", Detail: problems[0].Message + "; " + problems[0].Fix}
	if f != nil {
		for _, s := range f.Steps { // the last step that begins above it
			if s.Pos.Line <= problems[0].Pos.Line {
				e.Step = s.ID
			}
		}
	}
	return e
}

func (f *flowFile) set(at int, e Edit) error {
	now, err := f.steps[at].with(f.steps[at].wasOf(e.Fields.tidy()))
	f.steps[at] = now
	return err
}

// wasOf are fields with the former names of a step: those are not for people to change.
func (s stepLines) wasOf(fields Fields) Fields {
	delete(fields, "was")
	if was, has := s.fields()["was"]; has {
		fields["was"] = was
	}
	return fields
}

func (f *flowFile) free(id string) error {
	if !stepForm.MatchString(id) {
		return &EditError{Step: id, ID: "studio.canvas.bad_name"}
	}
	if f.index(id) >= 0 {
		return &EditError{Step: id, ID: "studio.canvas.taken"}
	}
	return nil
}

// below is the place below a step, 0 for "".
func (f *flowFile) below(step string) (int, error) {
	if step == "" {
		return 0, nil
	}
	at := f.index(step)
	if at < 0 {
		return 0, &EditError{Step: step, ID: "studio.canvas.no_step"}
	}
	return at + 1, nil
}

func (f *flowFile) add(e Edit) error {
	if err := f.free(e.Step); err != nil {
		return err
	}
	at, err := f.below(e.After)
	if err != nil {
		return err
	}
	fields := e.Fields.tidy()
	delete(fields, "was")
	made, err := newStep(e.Step, fields, f.steps[0])
	if err != nil {
		return err
	}
	f.steps = slices.Insert(f.steps, at, made)
	return nil
}

func (f *flowFile) remove(at int) error {
	if len(f.steps) == 1 {
		return &EditError{Step: f.steps[at].id, ID: "studio.canvas.last_step"}
	}
	f.steps = slices.Delete(slices.Clone(f.steps), at, at+1)
	return nil
}

// move puts a step elsewhere in its file. Where it leads, and what led to it, stays: who fell through to the step below and would now
// fall to another one is led there by name.
func (f *flowFile) move(at int, e Edit) error {
	was, err := f.falls()
	if err != nil {
		return err
	}
	moved := f.steps[at]
	if e.After == moved.id {
		return nil
	}
	f.steps = slices.Delete(slices.Clone(f.steps), at, at+1)
	to, err := f.below(e.After)
	if err != nil {
		return err
	}
	f.steps = slices.Insert(f.steps, to, moved)
	now, err := f.falls()
	if err != nil {
		return err
	}
	for i, s := range f.steps {
		if to, fell := was[s.id]; fell && now[s.id] != to {
			fields := s.fields()
			fields["next"] = to
			if f.steps[i], err = s.with(fields); err != nil {
				return err
			}
		}
	}
	return nil
}

// falls is where each step leads that names nothing, and so goes to the one below: "end" from the last.
func (f *flowFile) falls() (map[string]string, error) {
	decoded, problems := flow.Decode(f.bytes())
	if len(problems) > 0 || len(decoded.Steps) != len(f.steps) {
		return nil, &EditError{ID: "studio.canvas.form", Detail: fmt.Sprint(problems)}
	}
	all := map[string]string{}
	for i := range decoded.Steps {
		if !decoded.Steps[i].Falls() {
			continue
		}
		all[decoded.Steps[i].ID] = "end"
		if i+1 < len(decoded.Steps) {
			all[decoded.Steps[i].ID] = decoded.Steps[i+1].ID
		}
	}
	return all, nil
}

// rename gives a step another name, and leads there who was led to the old one. people tells whether somebody may stand at it:
// then it says what it was.
func (f *flowFile) rename(at int, e Edit, people bool) error {
	if err := f.free(e.To); err != nil {
		return err
	}
	now, err := f.steps[at].named(e.To)
	if err != nil {
		return err
	}
	fields := now.fields()
	was, _ := fields["was"].([]string)
	was = slices.DeleteFunc(slices.Clone(was), func(id string) bool { return id == e.To })
	if people {
		was = append(was, e.Step)
	}
	fields["was"] = was
	f.steps = slices.Clone(f.steps)
	if f.steps[at], err = now.with(fields.tidy()); err != nil {
		return err
	}
	return f.lead(e.Step, e.To)
}

// lead leads every way to a place elsewhere: destinations, and what the head of the file names.
func (f *flowFile) lead(from, to string) error {
	for i, s := range f.steps {
		fields := s.fields().led(from, to)
		if reflect.DeepEqual(fields, s.fields()) {
			continue
		}
		now, err := s.with(fields)
		if err != nil {
			return err
		}
		f.steps[i] = now
	}
	return f.leadHead(from, to)
}

// led are fields whose destinations that were from are to.
func (f Fields) led(from, to string) Fields {
	now := maps.Clone(f)
	for key, v := range now {
		switch v := v.(type) {
		case string:
			if (key == "next" || key == "listen") && v == from {
				now[key] = to
			}
		case []Pair:
			pairs := slices.Clone(v)
			for i := range pairs {
				if pairs[i].To == from {
					pairs[i].To = to
				}
			}
			now[key] = pairs
		}
	}
	return now
}

// leadHead changes the names of steps in the head of a file: where people land, and where words lead.
func (f *flowFile) leadHead(from, to string) error {
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(strings.Join(f.head, "")+"  - id: a\n"), &root); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	top := root.Content[0]
	var names []*yaml.Node
	if n := value(top, "landing"); n != nil {
		names = append(names, n)
	}
	if list := value(top, "interrupts"); list != nil {
		for _, in := range list.Content {
			for _, key := range []string{"at", "again"} {
				if n := value(in, key); n != nil {
					names = append(names, n)
				}
			}
		}
	}
	f.head = slices.Clone(f.head)
	for _, n := range slices.Backward(names) { // from the end of a line to its beginning
		if n.Value != from {
			continue
		}
		line := f.head[n.Line-1]
		rest, is := strings.CutPrefix(line[n.Column-1:], from)
		if !is {
			return ErrForm
		}
		f.head[n.Line-1] = line[:n.Column-1] + to + rest
	}
	return nil
}

// follow leads the other flows to a step's new name.
func follow(files map[string][]byte, id string, e Edit) error {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.Contains(string(files[name]), id+"/"+e.Step) {
			continue
		}
		f, err := readFlow(files[name])
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, verb := range []string{"call ", "jump "} {
			if err := f.lead(verb+id+"/"+e.Step, verb+id+"/"+e.To); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
		files[name] = f.bytes()
	}
	return nil
}
