package studio

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
)

// FlowChange is a step that a draft has otherwise than what is published.
type FlowChange struct {
	Flow, Step  string  // Step is "" for the head of the file, and for the order of its steps
	Was         string  // what it was called before, "" if the same
	Before, Now Fields  // nil where it is not there
	Said, Says  *Spoken // the same, with its words
	Care        bool    // it belongs to a conversation about danger
	By          Person  // who changed the flow last
	Approved    string  // who approved the flow as it stands, "" for nobody
	Clash       bool    // somebody published it otherwise in the meantime
}

// flowChanges are the steps a person's draft has otherwise.
func (d *Desk) flowChanges(person string) ([]FlowChange, error) {
	_, _, changes, err := d.mergedFlows(person)
	return changes, err
}

// mergedFlows puts a draft's flows onto what is published now.
func (d *Desk) mergedFlows(person string) (main Version, files map[string][]byte, changes []FlowChange, err error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return main, nil, nil, err
	}
	fork, mine, err := d.forks(main, own)
	if err != nil {
		return main, nil, nil, err
	}
	differ, err := d.store.differ(fork, own)
	if err != nil {
		return main, nil, nil, err
	}
	files = map[string][]byte{}
	for _, name := range slices.Sorted(maps.Keys(differ)) {
		if path.Dir(name) != "flows" || path.Ext(name) != ".yaml" {
			continue
		}
		var f threeFlows
		if err := f.read(d, name, fork, own, main); err != nil {
			return main, nil, nil, err
		}
		id := strings.TrimSuffix(path.Base(name), ".yaml")
		was, err := d.source(fork)
		if err != nil {
			return main, nil, nil, err
		}
		is, err := d.source(own)
		if err != nil {
			return main, nil, nil, err
		}
		merged, clashes := f.merge()
		if merged != nil {
			files[name] = merged
		}
		by, approved := signedFlow(mine, id, f.raw[1])
		for _, c := range f.changes() {
			c.Flow, c.By, c.Approved, c.Clash = id, by, approved, slices.Contains(clashes, c.Step)
			c.Said, c.Says = c.Before.spoken(was), c.Now.spoken(is)
			changes = append(changes, c)
		}
	}
	return main, files, changes, nil
}

// touched are the steps, as they are published, that a draft changes or removes.
func (r *Review) touched() []flow.Entry {
	var all []flow.Entry
	for _, c := range r.Flows {
		if c.Before != nil {
			all = append(all, flow.Entry{Flow: c.Flow, Step: cmp.Or(c.Was, c.Step)})
		}
	}
	return all
}

// source are the messages of the source language in a version.
func (d *Desk) source(v Version) (map[string]message, error) {
	data, err := d.store.file(v, wordsFile(content.SourceLocale))
	if err != nil {
		return nil, err
	}
	return d.parsed.read(data)
}

// Spoken is a step as it is said, in the source language.
type Spoken struct {
	Bubbles []string
	Choices []Pair   // the words of each, and where it leads
	Does    []string // what else it does, as it is written: "help abuse"
	Next    string
}

// spoken is a step with its words, nil for one that is not there.
func (f Fields) spoken(words map[string]message) *Spoken {
	if f == nil {
		return nil
	}
	say := func(id string) string { return cmp.Or(words[id]["other"], id) }
	s := &Spoken{}
	for _, key := range keyOrder() {
		switch v := f[key].(type) {
		case []Pair:
			for _, p := range v {
				s.Choices = append(s.Choices, Pair{say(p.Name), p.To})
			}
		case []string:
			if key != "say" && key != "pages" {
				s.Does = append(s.Does, key+" "+strings.Join(v, ", "))
				continue
			}
			for _, id := range v {
				s.Bubbles = append(s.Bubbles, say(id))
			}
		case string:
			if key == "next" {
				s.Next = v
			} else {
				s.Does = append(s.Does, key+" "+v)
			}
		}
	}
	return s
}

// signedFlow is who changed a flow last in a draft, and who approved it as it stands. mine are the draft's versions, the newest first.
func signedFlow(mine []Entry, id string, data []byte) (by Person, approved string) {
	sum := content.SourceHash(id, string(data))
	for _, e := range mine {
		lines := strings.Split(e.Says, "\n")
		switch {
		case by.Name == "" && slices.Contains(lines, "flow: "+id):
			by = e.Who
		case approved == "" && slices.Contains(lines, "approve: flow "+id+" "+sum):
			approved = e.Who.Name
		}
	}
	return by, approved
}

// ApproveFlow says that a person has read a flow in somebody's draft, as it stands, and vouches for it as a safeguarding lead. seen is the
// version of the draft they saw. It returns ErrOwn where they changed it themselves.
func (d *Desk) ApproveFlow(who Person, owner, id string, seen Version) error {
	if !who.May(Approver) {
		return ErrMayNot
	}
	changes, err := d.flowChanges(owner)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(changes, func(c FlowChange) bool { return c.Flow == id })
	switch {
	case at < 0:
		return ErrNoText
	case changes[at].By.Email == who.Email:
		return ErrOwn
	}
	return d.draft(who, owner, func(from Version) (map[string][]byte, string, error) {
		if from != seen {
			return nil, "", ErrMoved
		}
		data, err := d.store.file(from, flowName(id))
		return map[string][]byte{}, "approve: flow " + id + " " + content.SourceHash(id, string(data)), err
	})
}

// threeFlows is one file in the three versions that a merge needs: where the draft began, the draft, what is published now.
type threeFlows struct {
	raw  [3][]byte
	file [3]*flowFile
	care bool
}

func (f *threeFlows) read(d *Desk, name string, versions ...Version) (err error) {
	for i, v := range versions {
		if f.raw[i], err = d.store.file(v, name); err != nil {
			return err
		}
		if f.raw[i] == nil {
			f.file[i] = &flowFile{}
			continue
		}
		if f.file[i], err = readFlow(f.raw[i]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if decoded, _ := flow.Decode(f.raw[i]); decoded != nil && decoded.Care {
			f.care = true
		}
	}
	return nil
}

// merge is the file as it would be published, nil where nothing would change.
func (f *threeFlows) merge() ([]byte, []string) {
	if f.raw[2] == nil && f.raw[0] == nil {
		return f.raw[1], nil // a flow that is new
	}
	merged, clashes := mergeFlows(f.file[0], f.file[1], f.file[2])
	data := merged.bytes()
	if bytes.Equal(data, f.raw[2]) {
		return nil, clashes
	}
	return data, clashes
}

// changes are the steps that the draft has otherwise than where it began.
func (f *threeFlows) changes() []FlowChange {
	was, now := f.file[0], f.file[1]
	var all []FlowChange
	renamed := map[string]bool{}
	for i := range now.steps {
		s := &now.steps[i]
		before := was.step(s.id)
		c := FlowChange{Step: s.id, Now: s.fields(), Care: f.care}
		if before == nil {
			old, _ := s.fields()["was"].([]string)
			for _, id := range slices.Backward(old) {
				if b := was.step(id); b != nil && now.step(id) == nil {
					before, c.Was, renamed[id] = b, id, true
					break
				}
			}
		}
		if before != nil {
			c.Before = before.fields()
		}
		if before == nil || c.Was != "" || !reflect.DeepEqual(c.Before, c.Now) {
			all = append(all, c)
		}
	}
	for i := range was.steps {
		if s := &was.steps[i]; now.step(s.id) == nil && !renamed[s.id] {
			all = append(all, FlowChange{Step: s.id, Before: s.fields(), Care: f.care})
		}
	}
	stay := func(ids []string, other *flowFile) []string {
		return slices.DeleteFunc(ids, func(id string) bool { return other.step(id) == nil })
	}
	if !slices.Equal(was.head, now.head) || !slices.Equal(stay(order(was), now), stay(order(now), was)) {
		all = append(all, FlowChange{Care: f.care})
	}
	return all
}
