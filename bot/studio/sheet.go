package studio

import (
	"fmt"
	"staysafe/bot/content"
	"staysafe/bot/translation"
	"strings"
)

// Sheet is what translators of a locale are handed, as a person sees it: all texts, or those in some states.
func (d *Desk) Sheet(person, locale string, only func(translation.Unit) bool) (translation.Sheet, error) {
	v, err := d.current(person)
	if err != nil {
		return translation.Sheet{}, err
	}
	w, err := d.read(v)
	if err != nil {
		return translation.Sheet{}, err
	}
	if w.words[locale] == nil || locale == content.SourceLocale {
		return translation.Sheet{}, ErrNoText
	}
	tree, err := d.store.overlay(v, nil)
	if err != nil {
		return translation.Sheet{}, err
	}
	sheet, err := translation.Of(d.loader, tree, locale)
	if err != nil {
		return sheet, fmt.Errorf("%w: %w", ErrBlocked, err)
	}
	return sheet.Only(only), nil
}

// TakeSheet takes the work of translators into a person's draft, in one commit. read says that the person has read all of it beside the source and
// vouches for it; else nobody has. What could not be taken is in the outcome. It returns ErrNoText for a locale that has no file of words yet.
func (d *Desk) TakeSheet(who Person, sheet translation.Sheet, read bool) (translation.Outcome, error) {
	var out translation.Outcome
	if !who.May(Translator) {
		return out, ErrMayNot
	}
	by := translation.Reviewer{}
	if read {
		by = translation.Reviewer{Name: who.Name, State: content.Reviewed}
	}
	return out, d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		w, err := d.read(from)
		if err != nil {
			return nil, "", err
		}
		if w.words[sheet.Locale] == nil || sheet.Locale == content.SourceLocale {
			return nil, "", ErrNoText
		}
		tree, err := d.store.overlay(from, nil)
		if err != nil {
			return nil, "", err
		}
		if out, err = translation.Take(d.loader, tree, sheet, by, d.now().UTC()); err != nil {
			return nil, "", fmt.Errorf("%w: %w", ErrBlocked, err)
		}
		if len(out.Files) == 0 {
			return nil, "", nil
		}
		says := []string{fmt.Sprintf("words: %d texts of %s brought home", len(out.Taken), sheet.Locale), ""}
		for _, u := range out.Taken {
			says = append(says, "words: "+sheet.Locale+" "+u.ID)
		}
		for _, id := range out.Read {
			says = append(says, "words: "+sheet.Locale+" "+id)
		}
		return out.Files, strings.Join(says, "\n"), nil
	})
}
