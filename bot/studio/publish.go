package studio

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/transcript"
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

// Problem is what stands in the way of publishing a draft.
type Problem struct {
	content.Issue
	Locale, ID string // the message it is about, "" if it is about none
}

// forks is where a draft left what is published, and its own versions, the newest first.
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
	first, err := d.store.repo.CommitObject(mine[len(mine)-1].Version)
	if err != nil || len(first.ParentHashes) == 0 {
		return Version{}, nil, fmt.Errorf("reading a draft: %w", cmp.Or(err, ErrMoved))
	}
	return first.ParentHashes[0], mine, nil
}

// historyLength is how far back is looked.
const historyLength = 10_000

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
	var all []Change
	for _, locale := range slices.Sorted(maps.Keys(ours.words)) {
		for _, id := range slices.Sorted(maps.Keys(ours.words[locale])) {
			was, is, theirs := before.words[locale][id], ours.words[locale][id], now.words[locale][id]
			state := ours.ledger.State(locale, id)
			if maps.Equal(was, is) && (state == content.Stale || state == before.ledger.State(locale, id)) {
				continue // it may be stale because its source is another: that is no change of its own
			}
			c := Change{Text: ours.text(locale, id, nil), Before: was["other"], Theirs: theirs["other"], Clash: !maps.Equal(theirs, was) && !maps.Equal(theirs, is)}
			c.Changed = true
			for _, e := range mine {
				if e.Says == "words: "+locale+" "+id {
					c.By = e.Who
					break
				}
			}
			all = append(all, c)
		}
	}
	return all, nil
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
		if raw[name], err = setMessage(raw[name], c.ID, ours.words[c.Locale][c.ID]); err != nil {
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

// Review is a draft as it would be published.
type Review struct {
	Changes  []Change
	Talks    []NewTalk
	Lines    []LineChange
	Problems []Problem
	main     Version
	files    map[string][]byte // with the conversations staff wrote, played anew
}

// Blocked tells whether it can't be published.
func (r *Review) Blocked() bool {
	return len(r.files) == 0 || slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Severity == content.Error })
}

// candidate is a draft as it would be published, loaded but not played.
type candidate struct {
	Review
	content *content.Content // nil with errors
}

// Review loads a person's draft as it would be published, checks it and plays all written conversations. That takes some
// seconds, once for each state of the draft.
func (d *Desk) Review(person string) (*Review, error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return &Review{main: main}, err
	}
	key := [2]Version{main, own}
	d.mu.Lock()
	r := d.reviews[key]
	d.mu.Unlock()
	if r != nil {
		return r, nil
	}
	k, err := d.candidate(person)
	if err != nil {
		return nil, err
	}
	r = &Review{Changes: k.Changes, Talks: k.Talks, Lines: k.Lines, Problems: slices.Clone(k.Problems), main: k.main, files: maps.Clone(k.files)}
	if k.content != nil && !r.Blocked() { // what can't be published anyway need not be played
		if err := d.play(r, k.content); err != nil {
			return nil, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.reviews) > maxKept {
		clear(d.reviews)
	}
	d.reviews[key] = r
	return r, nil
}

// candidate loads a person's draft as it would be published; where they have none, what is published.
func (d *Desk) candidate(person string) (*candidate, error) {
	main, own, err := d.base(person)
	if err != nil {
		return nil, err
	}
	key := [2]Version{main, own}
	d.mu.Lock()
	k := d.candidates[key]
	d.mu.Unlock()
	if k != nil {
		return k, nil
	}
	k = &candidate{Review: Review{main: main}}
	if !own.IsZero() {
		if err := d.draftOf(person, &k.Review); err != nil {
			return nil, err
		}
	}
	tree, err := d.store.overlay(main, k.files)
	if err != nil {
		return nil, err
	}
	c, issues := content.Load(content.Folder{FS: tree})
	for _, i := range issues {
		k.Problems = append(k.Problems, Problem{Issue: i})
	}
	k.content = c
	d.mu.Lock()
	defer d.mu.Unlock()
	if len(d.candidates) >= maxLoaded {
		clear(d.candidates)
	}
	d.candidates[key] = k
	return k, nil
}

// maxLoaded is how many drafts are kept loaded: each takes some tens of megabytes.
const maxLoaded = 4

// draftOf is what a draft changes, and what stands in its way before anything is loaded.
func (d *Desk) draftOf(person string, r *Review) (err error) {
	if r.Changes, err = d.Changes(person); err != nil {
		return err
	}
	if r.Talks, err = d.talks(person); err != nil {
		return err
	}
	if r.main, r.files, err = d.merged(person, r.Changes); err != nil {
		return err
	}
	if err := d.mergeTalks(r); err != nil {
		return err
	}
	if r.Lines, err = d.lineChanges(person); err != nil {
		return err
	}
	if err := d.mergeLines(r); err != nil {
		return err
	}
	for _, c := range r.Changes {
		p := Problem{Locale: c.Locale, ID: c.ID, Issue: content.Issue{File: wordsFile(c.Locale), Severity: content.Error}}
		switch {
		case c.Clash:
			p.Code, p.Message, p.Fix = "changed-by-two", fmt.Sprintf("%q was published otherwise in the meantime", c.ID), "look at both, and write what should stand"
			r.Problems = append(r.Problems, p)
		case c.Safety && c.State != content.Approved && c.Words != c.Before:
			p.Code, p.Message, p.Fix = "not-approved", fmt.Sprintf("%q is said in danger, and nobody else has read it yet", c.ID), "ask a safeguarding lead to approve it"
			r.Problems = append(r.Problems, p)
		}
	}
	left, err := d.left(r)
	r.Problems = append(r.Problems, left...)
	return err
}

// left are the languages that a draft would leave without words in danger: where the source of one text changed and its
// translation was not read again, all of that language's answers in danger are given in another one.
func (d *Desk) left(r *Review) ([]Problem, error) {
	raw, err := d.read(r.main)
	if err != nil {
		return nil, err
	}
	files := maps.Clone(raw.raw)
	for name, data := range r.files {
		files[name] = data
	}
	l, err := d.ledgerOf(r.main, files)
	if err != nil {
		return nil, err
	}
	var all []Problem
	for _, standing := range l.Standings() {
		for _, c := range r.Changes {
			state := l.State(standing.Locale, c.ID)
			if !standing.Offered || !c.Safety || c.Locale != content.SourceLocale || state != content.Stale && state != content.Missing {
				continue
			}
			all = append(all, Problem{Locale: standing.Locale, ID: c.ID, Issue: content.Issue{
				File: wordsFile(standing.Locale), Severity: content.Error, Code: "stale-in-danger",
				Message: fmt.Sprintf("the source of %q changed: until its translation is read again, nobody in danger is answered in this language", c.ID),
				Fix:     "open it, and mend it or tick that you have read it",
			}})
		}
	}
	return all, nil
}

// play plays the written conversations with new content. Those whose answers are others are published with it; one that
// can't be played is a problem: a button it taps is gone, or a language lost its reviewed words.
func (d *Desk) play(r *Review, c *content.Content) error {
	t, err := d.store.files(r.main)
	if err != nil {
		return err
	}
	flows, err := t.Tree("flows")
	if err != nil {
		return fmt.Errorf("reading the flows: %w", err)
	}
	for _, e := range flows.Entries {
		if path.Ext(e.Name) != ".txtar" {
			continue
		}
		name := "flows/" + e.Name
		data, err := d.store.file(r.main, name)
		if err != nil {
			return err
		}
		if with, changed := r.files[name]; changed {
			data = with
		}
		now, err := transcript.Rewrite(c, name, data)
		if err != nil {
			r.Problems = append(r.Problems, Problem{Issue: content.Issue{
				File: name, Severity: content.Error, Code: "talk-can-not-be-played", Message: err.Error(),
				Fix: "mend what it meets; where it answers in another language, read the stale texts of its own that are said in danger",
			}})
			continue
		}
		if string(now) != string(data) {
			r.files[name] = now
		}
	}
	return nil
}

// Publish makes a person's draft what everybody is told. It returns ErrBlocked while there are errors, a text that is said in
// danger was not approved by a second person, or somebody published another text for the same message.
func (d *Desk) Publish(who Person, owner string) (Version, error) {
	if !who.May(Publisher) {
		return Version{}, ErrMayNot
	}
	r, err := d.Review(owner)
	if err != nil {
		return Version{}, err
	}
	if r.Blocked() {
		return Version{}, ErrBlocked
	}
	says := []string{fmt.Sprintf("publish %d texts", len(r.Changes)), ""}
	if len(r.Changes) == 1 {
		says[0] = "publish " + r.Changes[0].Locale + " " + r.Changes[0].ID
	} else if len(r.Changes) == 0 {
		says[0] = fmt.Sprintf("publish %d talks and %d help lines", len(r.Talks), len(r.Lines))
	}
	for _, l := range r.Lines {
		said := "confidence " + l.Confidence
		if l.Verified != "" && l.Verified != never {
			said = "called or opened on " + l.Verified
		}
		says = append(says, l.ID+": "+said)
	}
	for _, t := range r.Talks {
		says = append(says, fmt.Sprintf("%s: new talk %q", t.File, t.Name))
	}
	for _, c := range r.Changes {
		line := fmt.Sprintf("%s %s: %s", c.Locale, c.ID, c.State)
		if c.By.Name != "" {
			line += ", changed by " + c.By.Name
		}
		if c.Text.By != "" {
			line += ", read by " + c.Text.By
		}
		says = append(says, line)
	}
	v, err := d.put(who, r.main, r.files, strings.Join(says, "\n"))
	if err != nil {
		return v, err
	}
	return v, d.store.drop(draft(owner))
}

// put commits files to what is published, and lays them into the working tree, where servers find them. It returns ErrByHand
// where somebody changed one of them there and did not commit it.
func (d *Desk) put(who Person, main Version, files map[string][]byte, says string) (Version, error) {
	d.publishing.Lock()
	defer d.publishing.Unlock()
	root, err := os.OpenRoot(d.dir)
	if err != nil {
		return Version{}, fmt.Errorf("opening the content folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it after this
	if err := d.untouched(root, main, files); err != nil {
		return Version{}, err
	}
	for name, data := range files {
		if data == nil {
			continue
		}
		if err := root.WriteFile(name+waiting, data, 0o644); err != nil {
			return Version{}, fmt.Errorf("writing %s: %w", name, err)
		}
		defer root.Remove(name + waiting) //nolint:errcheck // it is gone if all went well
	}
	v, err := d.store.commit(d.store.main, main, main, change{files, who, d.now(), says})
	if err != nil {
		return v, err
	}
	for name, data := range files {
		if data == nil {
			err = root.Remove(name)
		} else {
			err = root.Rename(name+waiting, name)
		}
		if err != nil {
			return v, fmt.Errorf("laying out %s: %w", name, err)
		}
	}
	return v, d.store.settle(v)
}

// waiting ends the name of a file that is about to be published.
const waiting = ".new"

// untouched tells whether files in the working tree are those of a version.
func (d *Desk) untouched(root *os.Root, v Version, files map[string][]byte) error {
	for name := range files {
		was, err := d.store.file(v, name)
		if err != nil {
			return err
		}
		is, err := root.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if string(is) != string(was) {
			return fmt.Errorf("%s: %w", name, ErrByHand)
		}
	}
	return nil
}

// Discard forgets a person's draft.
func (d *Desk) Discard(who Person) error { return d.store.drop(draft(who.ID)) }

// History is what was published, the newest first.
func (d *Desk) History(n int) ([]Entry, error) {
	main, err := d.store.at(d.store.main)
	if err != nil {
		return nil, err
	}
	return d.store.log(main, n, func(Version) bool { return false })
}

// Restore publishes an older version again. It returns ErrBlocked if that has errors.
func (d *Desk) Restore(who Person, to Version) (Version, error) {
	if !who.May(Publisher) {
		return Version{}, ErrMayNot
	}
	main, err := d.store.at(d.store.main)
	if err != nil {
		return Version{}, err
	}
	all, err := d.store.log(main, historyLength, func(Version) bool { return false })
	if err != nil {
		return Version{}, err
	}
	at := slices.IndexFunc(all, func(e Entry) bool { return e.Version == to })
	if at <= 0 {
		return Version{}, ErrNoText
	}
	tree, err := d.store.tree(to)
	if err != nil {
		return Version{}, err
	}
	if c, _ := content.Load(content.Folder{FS: tree}); c == nil {
		return Version{}, ErrBlocked
	}
	files, err := d.store.differ(main, to)
	if err != nil {
		return Version{}, err
	}
	if len(files) == 0 {
		return Version{}, ErrBlocked
	}
	return d.put(who, main, files, fmt.Sprintf("restore %.10s\n\nThat is: %s", to.String(), strings.SplitN(all[at].Says, "\n", 2)[0]))
}

// Drafts are the people who have one.
func (d *Desk) Drafts() ([]string, error) {
	refs, err := d.store.repo.References()
	if err != nil {
		return nil, fmt.Errorf("reading the branches: %w", err)
	}
	var all []string
	err = refs.ForEach(func(r *reference) error {
		if person, is := strings.CutPrefix(r.Name().String(), "refs/heads/draft/"); is {
			all = append(all, person)
		}
		return nil
	})
	slices.Sort(all)
	return all, err //nolint:wrapcheck // nothing above fails
}
