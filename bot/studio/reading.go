package studio

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/wordfile"
	"strings"
)

// Seen is a text of a locale, as somebody read it.
type Seen struct {
	ID    string
	Stamp Stamp
}

// Read notes in a person's draft that they have read some texts of a locale beside their sources and vouch for them: all in one commit. It
// returns the ids of those it left alone, since they are not what was read any more, or have no words for what the source says now.
func (d *Desk) Read(who Person, locale string, texts []Seen) (left []string, err error) {
	if !who.May(Translator) {
		return nil, ErrMayNot
	}
	if !localeForm.MatchString(locale) || len(texts) == 0 {
		return nil, ErrNoText
	}
	err = d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		w, err := d.read(from)
		if err != nil {
			return nil, "", err
		}
		if w.words[locale] == nil {
			return nil, "", ErrNoText
		}
		var signs []content.Signature
		var says []string
		left = nil
		for _, t := range texts {
			state := w.ledger.State(locale, t.ID)
			if stamp(w.words[locale][t.ID]) != t.Stamp || state != content.Machine {
				left = append(left, t.ID)
				continue
			}
			signs = append(signs, content.Signature{Locale: locale, ID: t.ID, State: content.Reviewed, By: who.Name})
			says = append(says, "read: "+locale+" "+t.ID)
		}
		if len(signs) == 0 {
			return nil, "", nil
		}
		return map[string][]byte{reviewFile: w.ledger.Sign(d.now().UTC(), signs...)}, strings.Join(says, "\n"), nil
	})
	return left, err
}

// Back takes a message of a person's draft back to what is published, its review too; what was written stays in the draft's history. It
// returns ErrNoText for a message that is not published.
func (d *Desk) Back(who Person, locale, id string, seen Stamp) error {
	if !who.May(Translator) || locale == content.SourceLocale && !who.May(Editor) {
		return ErrMayNot
	}
	main, own, err := d.base(who.ID)
	if err != nil {
		return err
	}
	published, err := d.read(main)
	if err != nil {
		return err
	}
	was := published.words[locale][id]
	if was == nil || own.IsZero() {
		return ErrNoText
	}
	return d.edit(who, who.ID, locale, id, seen, func(w *work) (map[string][]byte, error) {
		file, err := wordfile.Set(d.parsed.read, w.raw[wordsFile(locale)], map[string]message{id: was})
		if err != nil {
			return nil, err
		}
		state := published.ledger.State(locale, id)
		by, _ := published.ledger.By(locale, id)
		if !slices.Contains([]content.State{content.Reviewed, content.Approved}, state) {
			state, by = content.Machine, ""
		}
		return d.signed(w, locale, id, file, state, by)
	}, "back: "+locale+" "+id)
}
