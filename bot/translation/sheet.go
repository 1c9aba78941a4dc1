// Package translation hands the texts of a locale to translators and takes their work back: as PO for their editors, as XLIFF for their tools, as CSV for
// their spreadsheets. What it is given and gives back are bytes; nothing is ever overwritten that is newer than what was handed out, and nothing that
// comes back is dropped without being told.
package translation

import (
	"maps"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/wordfile"
	"strings"
)

// Unit is one text to translate: a message, or one plural form of it.
type Unit struct {
	ID, Form string         // Form is "other" for a message without plurals
	About    string         // what the text is for
	Terms    []content.Term // what the glossary calls words of its source
	Where    []string
	Limit    int // characters at most, as people count them; of a text on a button it is content.MaxLabel
	Source   string
	Target   string // "" where there is none yet
	State    content.State
	Hash     string // of the source, as the message will say it
	Base     string // Stamp of the target that was handed out; "" where that is not known
	Fuzzy    bool   // the translator's editor says that it has to be looked at again
	Line     int    // where it stands in the file it was read from, from 1
}

// Key names a unit within a locale: the id, and the plural form behind a colon. No id has one.
func (u Unit) Key() string {
	if u.Form == other {
		return u.ID
	}
	return u.ID + ":" + u.Form
}

// other is the plural form that every message has.
const other = "other"

// keyed are the id and the form of a key.
func keyed(key string) (id, form string) {
	id, form, found := strings.Cut(key, ":")
	if !found {
		form = other
	}
	return id, form
}

// Sheet is what is handed to the translators of a locale, or what comes back.
type Sheet struct {
	Locale string
	Units  []Unit
}

// Stamp tells whether a text is still what was handed out.
func Stamp(text string) string { return strings.TrimPrefix(content.SourceHash("", text), "sha1-")[:12] }

// Only keeps some of the units.
func (s Sheet) Only(keep func(Unit) bool) Sheet {
	s.Units = slices.DeleteFunc(slices.Clone(s.Units), func(u Unit) bool { return !keep(u) })
	return s
}

// Of is all there is to translate into a locale, by id: what is said to young people, and what the studio says to staff where the locale speaks it.
func Of(loader *content.Loader, tree Tree, locale string) (Sheet, error) {
	now, err := tree.read(loader, locale)
	if err != nil {
		return Sheet{}, err
	}
	where, labels := uses(now.content)
	s := Sheet{Locale: locale}
	staff := now.target[content.StaffName] != nil
	for _, id := range slices.Sorted(maps.Keys(now.source)) {
		if content.StaffOnly(id) && !staff {
			continue
		}
		src, own := now.source[id], now.target[id]
		u := Unit{
			ID: id, Form: other, About: src["description"], Where: where[id], Limit: content.MaxBubble,
			Source: src[other], Target: own[other], State: now.ledger.State(locale, id), Hash: content.SourceHash(src["description"], src[other]), Base: Stamp(own[other]),
		}
		u.Terms = now.content.Terms(locale, u.Source)
		if labels[id] {
			u.Limit = content.MaxLabel
		}
		if src["one"] == "" {
			s.Units = append(s.Units, u)
			continue
		}
		for _, form := range content.PluralForms(locale) {
			u.Form, u.Target, u.Base = form, own[form], Stamp(own[form])
			if u.Source = src[other]; form == "one" {
				u.Source = src["one"]
			}
			s.Units = append(s.Units, u)
		}
	}
	return s, nil
}

// uses are the steps that say each message, and which messages stand on buttons.
func uses(c *content.Content) (where map[string][]string, labels map[string]bool) {
	where, labels = map[string][]string{}, map[string]bool{}
	for _, id := range c.Labels() {
		labels[id] = true
	}
	for _, id := range c.Flows() {
		f := c.Flow(id)
		for i := range f.Steps {
			at := flow.Entry{Flow: id, Step: f.Steps[i].ID}.String()
			f.Steps[i].Refs(func(r flow.Ref) {
				if (r.Kind == flow.RefMessage || r.Kind == flow.RefLabel) && !slices.Contains(where[r.ID], at) {
					where[r.ID] = append(where[r.ID], at)
				}
			})
		}
	}
	return where, labels
}

// Tree is content as files by name, whole: flows/ and locales/.
type Tree map[string][]byte

// standing is what a tree says of one locale.
type standing struct {
	locale         string
	content        *content.Content
	ledger         *content.Ledger
	issues         []content.Issue
	source, target map[string]wordfile.Message
}

func wordsFile(locale string) string { return "locales/active." + locale + ".toml" }

// Translations are the locales a tree has texts in, without the one they are translated from.
func (t Tree) Translations() []string {
	var all []string
	for name := range t {
		if locale, ok := strings.CutPrefix(name, "locales/active."); ok {
			if locale, ok = strings.CutSuffix(locale, ".toml"); ok && locale != content.SourceLocale {
				all = append(all, locale)
			}
		}
	}
	slices.Sort(all)
	return all
}

const reviewFile = "locales/review.toml"

// BrokenError is why content can't be translated: what the check says of it.
type BrokenError struct{ Issues []content.Issue }

// Error implements error.
func (e *BrokenError) Error() string { return "the content can't be read whole" }

func (t Tree) read(loader *content.Loader, locale string) (*standing, error) {
	src := loader.Files(t)
	c, issues := src.Draft()
	if c == nil {
		return nil, &BrokenError{issues}
	}
	l, broken := src.Ledger()
	if l == nil {
		return nil, &BrokenError{broken}
	}
	s := &standing{locale: locale, content: c, ledger: l, issues: issues}
	var err error
	if s.source, err = wordfile.Read(t[wordsFile(content.SourceLocale)]); err != nil {
		return nil, err //nolint:wrapcheck // it says all there is to say
	}
	s.target, err = wordfile.Read(t[wordsFile(locale)])
	return s, err //nolint:wrapcheck // see above
}
