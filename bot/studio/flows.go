package studio

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/wordfile"
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
		if raw[wordsFile(t.Locale)], err = wordfile.Set(d.parsed.read, raw[wordsFile(t.Locale)], map[string]message{t.ID: set}); err != nil {
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
