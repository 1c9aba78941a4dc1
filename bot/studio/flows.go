package studio

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"reflect"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strconv"
	"strings"
)

// NewText are words written together with the step that says them.
type NewText struct {
	Locale      string `json:"locale"`
	ID          string `json:"id"`
	Stamp       Stamp  `json:"stamp"` // of the words they started from; "" for a message that is new
	Words       string `json:"words"`
	Description string `json:"description"` // what translators are told; a new message needs one
}

// messageForm is the form of the ids of messages, as flows name them.
var messageForm = regexp.MustCompile(`^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$`)

// reservedNames are last parts of an id that go-i18n reads as parts of a message.
func reservedNames() []string {
	return []string{"zero", "one", "two", "few", "many", "other", "id", "description", "hash", "leftdelim", "rightdelim"}
}

// Count is how many steps it has, in words' form.
func (f FlowLine) Count() string { return strconv.Itoa(f.Steps) }

// FlowLine is a flow in the list of flows.
type FlowLine struct {
	ID, About string
	Care      bool
	Steps     int
	Changed   bool
}

// flowFiles are the files of the flows of a version.
func (d *Desk) flowFiles(v Version) (map[string][]byte, error) {
	t, err := d.store.files(v)
	if err != nil {
		return nil, err
	}
	flows, err := t.Tree("flows")
	if err != nil {
		return nil, fmt.Errorf("reading the flows: %w", err)
	}
	files := map[string][]byte{}
	for _, e := range flows.Entries {
		if path.Ext(e.Name) != ".yaml" {
			continue
		}
		if files["flows/"+e.Name], err = d.store.file(v, "flows/"+e.Name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// Flows are all flows as a person sees them, by id.
func (d *Desk) Flows(person string) ([]FlowLine, error) {
	v, err := d.current(person)
	if err != nil {
		return nil, err
	}
	files, err := d.flowFiles(v)
	if err != nil {
		return nil, err
	}
	changes, err := d.flowChanges(person)
	if err != nil {
		return nil, err
	}
	var all []FlowLine
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, _ := flow.Decode(files[name])
		if f == nil {
			continue
		}
		all = append(all, FlowLine{f.ID, f.About, f.Care, len(f.Steps), slices.ContainsFunc(changes, func(c FlowChange) bool { return c.Flow == f.ID })})
	}
	return all, nil
}

// EditFlow changes steps of a flow in a person's draft, and words with them: all of it or nothing. It returns an *EditError for what
// can't be done, ErrMoved where a step or a text is not what they saw any more.
func (d *Desk) EditFlow(who Person, id string, edits []Edit, texts []NewText) error {
	if len(edits) > 0 && !who.May(Editor) {
		return ErrMayNot
	}
	if !stepForm.MatchString(id) {
		return ErrNoText
	}
	main, err := d.store.at(d.store.main)
	if err != nil {
		return err
	}
	published, err := d.store.file(main, flowName(id))
	if err != nil {
		return err
	}
	known := func(step string) bool {
		f, _ := flow.Decode(published)
		return f != nil && f.Step(step) != nil
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		before, err := d.flowFiles(from)
		if err != nil {
			return nil, "", err
		}
		if before[flowName(id)] == nil {
			return nil, "", ErrNoText
		}
		says := []string{"flow: " + id}
		if len(edits) == 0 {
			says = nil
		}
		after := maps.Clone(before)
		if err := editFlow(after, id, edits, known); err != nil {
			return nil, "", err
		}
		files, said, err := d.writeAll(who, from, texts)
		if err != nil {
			return nil, "", err
		}
		for name, data := range after {
			if !bytes.Equal(data, before[name]) {
				files[name] = data
			}
		}
		if len(files) == 0 {
			files = nil
		}
		return files, strings.Join(append(says, said...), "\n"), nil
	})
}

// writeAll writes several texts, new ones too, onto a version: the files, and what the commit says of each.
func (d *Desk) writeAll(who Person, from Version, texts []NewText) (map[string][]byte, []string, error) {
	files := map[string][]byte{}
	if len(texts) == 0 {
		return files, nil, nil
	}
	w, err := d.read(from)
	if err != nil {
		return nil, nil, err
	}
	raw := maps.Clone(w.raw)
	var signs []content.Signature
	var says []string
	source := maps.Clone(w.words[content.SourceLocale])
	for _, t := range texts {
		set, err := t.message(who, w.words[t.Locale], source)
		if err != nil {
			return nil, nil, err
		}
		if t.Locale == content.SourceLocale {
			source[t.ID] = set
		}
		if raw[wordsFile(t.Locale)], err = setMessage(raw[wordsFile(t.Locale)], t.ID, set); err != nil {
			return nil, nil, err
		}
		signs = append(signs, content.Signature{Locale: t.Locale, ID: t.ID, State: content.Machine})
		says = append(says, "words: "+t.Locale+" "+t.ID)
	}
	l, err := d.ledgerOf(from, raw)
	if err != nil {
		return nil, nil, err
	}
	raw[reviewFile] = l.Sign(d.now().UTC(), signs...)
	for name, data := range raw {
		if !bytes.Equal(data, w.raw[name]) {
			files[name] = data
		}
	}
	return files, says, nil
}

// message is a text as its file holds it. have are the messages of its locale, source those of the source, new ones among them.
func (t NewText) message(who Person, have, source map[string]message) (message, error) {
	role := Translator
	if t.Locale == content.SourceLocale {
		role = Editor
	}
	words := strings.ReplaceAll(strings.TrimSpace(t.Words), "\r\n", "\n")
	switch {
	case !who.May(role):
		return nil, ErrMayNot
	case have == nil || !localeForm.MatchString(t.Locale):
		return nil, ErrNoText
	case words == "":
		return nil, &EditError{Field: t.ID, ID: "studio.canvas.no_words"}
	case len(words) > maxWords:
		return nil, &EditError{Field: t.ID, ID: "studio.canvas.too_long"}
	}
	if t.Locale != content.SourceLocale {
		src, known := source[t.ID]
		if !known {
			return nil, ErrNoText
		}
		if was, there := have[t.ID]; there && stamp(was) != t.Stamp {
			return nil, ErrMoved
		}
		return message{"other": words, "hash": content.SourceHash(src["description"], src["other"]), "description": src["description"]}, nil
	}
	was, there := have[t.ID]
	description := strings.Join(strings.Fields(cmp.Or(t.Description, was["description"])), " ")
	last := t.ID[strings.LastIndex(t.ID, ".")+1:]
	switch {
	case there && stamp(was) != t.Stamp, !there && t.Stamp != "":
		return nil, ErrMoved
	case !messageForm.MatchString(t.ID) || len(t.ID) > 96 || slices.Contains(reservedNames(), last):
		return nil, &EditError{Field: t.ID, ID: "studio.canvas.bad_id"}
	case description == "":
		return nil, &EditError{Field: t.ID, ID: "studio.canvas.no_note"}
	}
	return message{"other": words, "description": description}, nil
}

// Undo makes a person's draft what it was at an earlier version of it. seen is the version they saw: if the draft is elsewhere by now
// it returns ErrMoved. What was undone stays in the draft's history, so that it can be done again.
func (d *Desk) Undo(who Person, seen, to Version) error {
	if !who.May(Translator) {
		return ErrMayNot
	}
	main, own, err := d.base(who.ID)
	if err != nil {
		return err
	}
	if own.IsZero() || own != seen {
		return ErrMoved
	}
	fork, mine, err := d.forks(main, own)
	if err != nil {
		return err
	}
	if to != fork {
		at := slices.IndexFunc(mine, func(e Entry) bool { return e.Version == to })
		if at < 0 {
			return ErrNoText
		}
		if slices.ContainsFunc(mine[:at], func(e Entry) bool { return !e.Takes.IsZero() }) {
			return ErrMoved // it would take back what others published
		}
	}
	files, err := d.store.differ(own, to)
	if err != nil {
		return err
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	_, err = d.store.commit(draft(who.ID), own, main, change{files: files, who: who, when: d.now(), says: "undo: " + to.String()})
	return err
}

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
	return readMessages(data)
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
