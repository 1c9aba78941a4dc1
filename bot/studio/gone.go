package studio

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/wordfile"
	"strings"
)

// GoneText is a message that a draft takes out, in all languages it was written in.
type GoneText struct {
	ID, Words string // Words is what its source said
	Locales   []string
	Clash     bool // it was published otherwise in the meantime
}

// unused is the check's code for a text that nothing says.
const unused = "unused-text"

// RemoveText takes a message out of all languages in a person's draft, if nothing says it; of any other it returns ErrNoText. The review shows that it
// goes.
func (d *Desk) RemoveText(who Person, id string) error {
	if !who.May(Editor) {
		return ErrMayNot
	}
	k, err := d.candidate(who.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(placedIn(k, k.Problems), func(p Problem) bool { return p.Code == unused && p.ID == id && id != "" }) {
		return ErrNoText
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		w, err := d.read(from)
		if err != nil {
			return nil, "", err
		}
		files := map[string][]byte{}
		for locale, words := range w.words {
			if words[id] == nil {
				continue
			}
			name := wordsFile(locale)
			if files[name], err = wordfile.Remove(d.parsed.read, w.raw[name], id); err != nil {
				return nil, "", fmt.Errorf("%s: %w", name, err)
			}
		}
		return files, "words out: " + id, nil
	})
}

// goneTexts are the messages that a person's draft takes out, by id.
func (d *Desk) goneTexts(person string) ([]GoneText, error) {
	own, err := d.ownDraft(person)
	if err != nil || own == nil {
		return nil, err
	}
	all := map[string]*GoneText{}
	for _, name := range slices.Sorted(maps.Keys(own.changed)) {
		locale, is := localeOf(name)
		if !is {
			continue
		}
		var read []map[string]message
		for _, v := range []Version{own.fork, own.main} {
			data, err := d.store.file(v, name)
			if err != nil {
				return nil, err
			}
			words, err := d.parsed.read(data)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			read = append(read, words)
		}
		now, err := d.parsed.read(own.changed[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for id, was := range read[0] {
			if now[id] != nil {
				continue
			}
			g := all[id]
			if g == nil {
				g = &GoneText{ID: id}
				all[id] = g
			}
			if g.Locales = append(g.Locales, locale); locale == content.SourceLocale {
				g.Words = was["other"]
			}
			theirs := read[1][id]
			g.Clash = g.Clash || theirs != nil && !maps.Equal(theirs, was)
		}
	}
	var out []GoneText
	for _, id := range slices.Sorted(maps.Keys(all)) {
		out = append(out, *all[id])
	}
	return out, nil
}

// localeOf is the language whose words a file holds.
func localeOf(name string) (string, bool) {
	locale := strings.TrimSuffix(strings.TrimPrefix(path.Base(name), "active."), ".toml")
	return locale, name == wordsFile(locale)
}

// mergeGone takes the messages out of what is published now that a draft takes out. One that was published otherwise in the meantime stays, for a
// person to settle.
func (d *Desk) mergeGone(r *Review) error {
	if len(r.Gone) == 0 {
		return nil
	}
	w, err := d.read(r.main)
	if err != nil {
		return err
	}
	var signs []content.Signature
	for _, g := range r.Gone {
		if g.Clash {
			issue := content.Issue{File: wordsFile(content.SourceLocale), Severity: content.Error, Code: "changed-by-two", Message: fmt.Sprintf("%q was published otherwise in the meantime", g.ID), Fix: "look at it, and take it out again if it should still go"}
			r.Problems = append(r.Problems, Problem{Issue: issue})
			continue
		}
		for _, locale := range g.Locales {
			name := wordsFile(locale)
			data, err := d.merging(r, name)
			if err != nil {
				return err
			}
			if w.words[locale][g.ID] == nil {
				continue
			}
			if r.files[name], err = wordfile.Remove(d.parsed.read, data, g.ID); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			signs = append(signs, content.Signature{Locale: locale, ID: g.ID})
		}
	}
	raw := maps.Clone(w.raw)
	for name := range raw {
		if data, changed := r.files[name]; changed {
			raw[name] = data
		}
	}
	l, err := d.ledgerOf(r.main, raw)
	if err != nil {
		return err
	}
	if signed := l.Sign(d.now().UTC(), signs...); string(signed) != string(w.raw[reviewFile]) {
		r.files[reviewFile] = signed
	}
	return nil
}
