package studio

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/transcript"
)

// Problem is what stands in the way of publishing a draft.
type Problem struct {
	content.Issue
	Locale, ID string // the message it is about, "" if it is about none
	Flow, Step string // the step it is about, "" if it is about none
	Talk       string // the written conversation it is about, "" if it is about none
	Page       string // another page where it can be mended, "" if there is none
}

// Unused tells whether it is a text that nothing says, which can be taken out.
func (p Problem) Unused() bool { return p.Code == unused && p.ID != "" }

// Review is a draft as it would be published.
type Review struct {
	Changes  []Change
	Talks    []NewTalk
	Dropped  []NewTalk // conversations that are taken out
	Gone     []GoneText
	Lines    []LineChange
	Heard    []HeardChange
	Flows    []FlowChange
	Problems []Problem
	main     Version
	files    map[string][]byte // with the conversations staff wrote, played anew
}

// Blocked tells whether it can't be published.
func (r *Review) Blocked() bool {
	return len(r.files) == 0 || slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Severity == content.Error })
}

// clashes tells whether something was published in the meantime for what the draft changes.
func (r *Review) clashes() bool {
	return slices.ContainsFunc(r.Changes, func(c Change) bool { return c.Clash }) || slices.ContainsFunc(r.Flows, func(c FlowChange) bool { return c.Clash })
}

// candidate is a draft as it would be published, loaded but not played.
type candidate struct {
	Review
	content *content.Content  // nil with errors
	rough   *content.Content  // with errors too; nil where a file can't be read
	all     map[string][]byte // its files
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
	r = &Review{Changes: k.Changes, Talks: k.Talks, Dropped: k.Dropped, Gone: k.Gone, Lines: k.Lines, Heard: k.Heard, Flows: k.Flows, Problems: slices.Clone(k.Problems), main: k.main, files: maps.Clone(k.files)}
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
	files, err := d.store.overlay(main, k.files)
	if err != nil {
		return nil, err
	}
	c, issues := d.loader.Files(files).Draft()
	if c != nil {
		k.Problems = append(k.Problems, left(c, k.Changes)...)
	}
	for _, i := range issues {
		k.Problems = append(k.Problems, Problem{Issue: i})
	}
	k.rough, k.all = c, files
	if !content.HasErrors(issues) {
		k.content = c
	}
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
	if r.Talks, r.Dropped, err = d.talks(person); err != nil {
		return err
	}
	if r.main, r.files, err = d.merged(person, r.Changes); err != nil {
		return err
	}
	if err := d.mergeTalks(r); err != nil {
		return err
	}
	if r.Gone, err = d.goneTexts(person); err != nil {
		return err
	}
	if err := d.mergeGone(r); err != nil {
		return err
	}
	if r.Lines, err = d.lineChanges(person); err != nil {
		return err
	}
	if err := d.mergeLines(r); err != nil {
		return err
	}
	if r.Heard, err = d.heardChanges(person); err != nil {
		return err
	}
	if err := d.mergeHeard(r); err != nil {
		return err
	}
	main, flows, changed, err := d.mergedFlows(person)
	if err != nil {
		return err
	}
	if main != r.main {
		return ErrMoved
	}
	r.Flows = changed
	maps.Copy(r.files, flows)
	r.Problems = append(r.Problems, flowProblems(changed)...)
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
	return nil
}

// flowProblems are what stands in the way of publishing steps before anything is loaded.
func flowProblems(changes []FlowChange) []Problem {
	var all []Problem
	for _, c := range changes {
		issue := content.Issue{File: flowName(c.Flow), Severity: content.Error}
		switch {
		case c.Clash:
			issue.Code, issue.Message, issue.Fix = "changed-by-two", fmt.Sprintf("step %q was published otherwise in the meantime", c.Step), "look at both, and make it what it should be"
		case c.Care && c.Approved == "" && !slices.ContainsFunc(all, func(p Problem) bool { return p.File == issue.File && p.Code == "not-approved" }):
			issue.Code, issue.Message, issue.Fix = "not-approved", fmt.Sprintf("%q is a conversation about danger, and nobody else has read how it goes now", c.Flow), "ask a safeguarding lead to approve it"
		default:
			continue
		}
		all = append(all, Problem{Issue: issue, Flow: c.Flow, Step: c.Step})
	}
	return all
}

// merging is a file of what would be published, as far as the draft was put onto it by now.
func (d *Desk) merging(r *Review, name string) ([]byte, error) {
	if data, changed := r.files[name]; changed {
		return data, nil
	}
	return d.store.file(r.main, name)
}

// left are the languages that a draft would leave without words in danger: where the source of one text changed and its
// translation was not read again, all of that language's answers in danger are given in another one.
func left(c *content.Content, changes []Change) []Problem {
	var all []Problem
	for _, locale := range c.Locales() {
		for _, ch := range changes {
			state := c.State(locale, ch.ID)
			if !ch.Safety || ch.Locale != content.SourceLocale || state != content.Stale && state != content.Missing {
				continue
			}
			all = append(all, Problem{Locale: locale, ID: ch.ID, Issue: content.Issue{
				File: wordsFile(locale), Severity: content.Error, Code: "stale-in-danger",
				Message: fmt.Sprintf("the source of %q changed: until its translation is read again, nobody in danger is answered in this language", ch.ID),
				Fix:     "open it, and mend it or tick that you have read it",
			}})
		}
	}
	return all
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
		changed := slices.ContainsFunc(r.Flows, func(c FlowChange) bool { return "flows/"+c.Flow+".txtar" == name })
		now, lost, err := transcript.Renew(c, name, data, changed)
		if err != nil {
			return err //nolint:wrapcheck // it names the file and the talk
		}
		for _, l := range lost {
			r.Problems = append(r.Problems, Problem{Talk: l.Name, Issue: content.Issue{
				File: name, Severity: content.Error, Code: "talk-can-not-be-played", Message: l.Err.Error(),
				Fix: "mend what it meets, or take the talk out; where it answers in another language, read the stale texts of its own that are said in danger",
			}})
		}
		if string(now) != string(data) {
			r.files[name] = now
		}
	}
	return nil
}
