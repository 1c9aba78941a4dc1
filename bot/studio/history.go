package studio

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// historyLength is how far back is looked.
const historyLength = 10_000

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
func (d *Desk) Restore(ctx context.Context, who Person, to Version) (Version, error) {
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
	then, err := d.store.overlay(to, nil)
	if err != nil {
		return Version{}, err
	}
	if c, _ := d.loader.Files(then).Load(); c == nil {
		return Version{}, ErrBlocked
	}
	files, err := d.store.differ(main, to)
	if err != nil {
		return Version{}, err
	}
	if len(files) == 0 {
		return Version{}, ErrBlocked
	}
	return d.put(ctx, who, main, files, fmt.Sprintf("restore %.10s\n\nThat is: %s", to.String(), strings.SplitN(all[at].Says, "\n", 2)[0]))
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

// draftForm is the form of a person's id.
var draftForm = regexp.MustCompile(`^[a-z0-9-]{1,200}$`)

// begun is who began a draft, by what it says itself; they have no role by that.
func (d *Desk) begun(id string) (Person, bool) {
	if !draftForm.MatchString(id) {
		return Person{}, false
	}
	main, own, err := d.base(id)
	if err != nil || own.IsZero() {
		return Person{}, false
	}
	_, mine, err := d.forks(main, own)
	if err != nil || len(mine) == 0 {
		return Person{}, false
	}
	who := mine[len(mine)-1].Who
	return Person{ID: id, Name: who.Name, Email: who.Email}, true
}
