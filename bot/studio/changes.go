package studio

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/wordfile"
	"strings"
)

// Change is a message that a draft says otherwise than what is published.
type Change struct {
	Text
	Before string // as it was when the draft was begun
	By     Person // who changed it last
	Theirs string // what was published for it in the meantime
	Clash  bool   // something was: both have to be seen
}

// ownDraft is a person's draft beside what it began with.
type ownDraft struct {
	main, fork Version           // what is published now, and what was when the draft began
	mine       []Entry           // what was done in it, the newest first
	changed    map[string][]byte // its files of content that are others than when it began; nil for one that is gone
}

// ownDraft is a person's draft, nil where they have none.
func (d *Desk) ownDraft(person string) (*ownDraft, error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return nil, err
	}
	fork, mine, err := d.forks(main, own)
	if err != nil {
		return nil, err
	}
	changed, err := d.store.differ(fork, own)
	return &ownDraft{main, fork, mine, changed}, err
}

// forks is where a draft left what is published, or what it took in of it last, and its own versions, the newest first.
func (d *Desk) forks(main, own Version) (Version, []Entry, error) {
	published := map[Version]bool{}
	all, err := d.store.log(main, historyLength, func(Version) bool { return false })
	if err != nil {
		return Version{}, nil, err
	}
	for _, e := range all {
		published[e.Version] = true
	}
	mine, err := d.store.log(own, historyLength, func(v Version) bool { return published[v] })
	if err != nil || len(mine) == 0 {
		return own, mine, err
	}
	for _, e := range mine {
		if published[e.Takes] {
			return e.Takes, mine, nil
		}
	}
	first, err := d.store.repo.CommitObject(mine[len(mine)-1].Version)
	if err != nil || len(first.ParentHashes) == 0 {
		return Version{}, nil, fmt.Errorf("reading a draft: %w", cmp.Or(err, ErrMoved))
	}
	return first.ParentHashes[0], mine, nil
}

// changed are the messages a person's draft says otherwise, as "locale id".
func (d *Desk) changed(person string) (map[string]bool, error) {
	changes, err := d.Changes(person)
	all := map[string]bool{}
	for _, c := range changes {
		all[c.Locale+" "+c.ID] = true
	}
	return all, err
}

// Changes are what a person's draft says otherwise, by language and id.
func (d *Desk) Changes(person string) ([]Change, error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return nil, err
	}
	fork, mine, err := d.forks(main, own)
	if err != nil {
		return nil, err
	}
	var versions []*work
	for _, v := range []Version{main, own, fork} {
		w, err := d.read(v)
		if err != nil {
			return nil, err
		}
		versions = append(versions, w)
	}
	now, ours, before := versions[0], versions[1], versions[2]
	who := map[string]Person{}
	for _, e := range slices.Backward(mine) { // the newest comes last
		for line := range strings.SplitSeq(e.Says, "\n") {
			if text, is := strings.CutPrefix(line, "words: "); is {
				who[text] = e.Who
			}
		}
	}
	var all []Change
	for _, locale := range slices.Sorted(maps.Keys(ours.words)) {
		var changed []string
		same := bytes.Equal(before.raw[wordsFile(locale)], ours.raw[wordsFile(locale)])
		stood := before.ledger.States(locale)
		for id, state := range ours.ledger.States(locale) {
			if !same && !maps.Equal(before.words[locale][id], ours.words[locale][id]) || state != content.Stale && state != cmp.Or(stood[id], content.Missing) {
				changed = append(changed, id) // it may be stale because its source is another: that is no change of its own
			}
		}
		slices.Sort(changed)
		for _, id := range changed {
			was, is, theirs := before.words[locale][id], ours.words[locale][id], now.words[locale][id]
			c := Change{Text: ours.text(locale, id, nil), Before: was["other"], Theirs: theirs["other"], Clash: !maps.Equal(theirs, was) && !maps.Equal(theirs, is)}
			c.Changed = true
			c.By = who[locale+" "+id]
			all = append(all, c)
		}
	}
	return all, nil
}

// TakeIn takes what was published in the meantime into a person's draft. Where both changed the same thing, what the draft says stands: the person
// has seen both, and what was published stays in the history. seen is what was published when they looked: if something else is by
// now, it returns ErrMoved.
func (d *Desk) TakeIn(who Person, seen Version) error {
	if !who.May(Translator) {
		return ErrMayNot
	}
	main, own, err := d.base(who.ID)
	switch {
	case err != nil:
		return err
	case own.IsZero():
		return ErrNoText
	case main != seen:
		return ErrMoved
	}
	k, err := d.candidate(who.ID)
	if err != nil {
		return err
	}
	if k.main != main {
		return ErrMoved
	}
	files, err := d.store.differ(own, main)
	if err != nil {
		return err
	}
	maps.Copy(files, k.files)
	d.writing.Lock()
	defer d.writing.Unlock()
	_, err = d.store.commit(draft(who.ID), own, main, change{files, who, d.now(), "take in what was published", main})
	return err
}

// merged is what would be published: what is published now, with the messages of a draft.
func (d *Desk) merged(person string, changes []Change) (main Version, files map[string][]byte, err error) {
	main, own, err := d.base(person)
	if err != nil {
		return main, nil, err
	}
	w, err := d.read(main)
	if err != nil {
		return main, nil, err
	}
	ours, err := d.read(own)
	if err != nil {
		return main, nil, err
	}
	raw := maps.Clone(w.raw)
	for _, c := range changes {
		name := wordsFile(c.Locale)
		if raw[name], err = wordfile.Set(d.parsed.read, raw[name], map[string]message{c.ID: ours.words[c.Locale][c.ID]}); err != nil {
			return main, nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	l, err := d.ledgerOf(main, raw)
	if err != nil {
		return main, nil, err
	}
	var signs []content.Signature
	for _, c := range changes {
		sign := content.Signature{Locale: c.Locale, ID: c.ID, State: content.Machine}
		if c.State == content.Reviewed || c.State == content.Approved {
			sign.State, sign.By = c.State, c.Text.By
		}
		signs = append(signs, sign)
	}
	raw[reviewFile] = l.Sign(d.now().UTC(), signs...)
	files = map[string][]byte{}
	for name, data := range raw {
		if string(data) != string(w.raw[name]) {
			files[name] = data
		}
	}
	return main, files, nil
}
