package studio

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// ErrHome means that the repository the content lives in can't be reached: nothing was published.
var ErrHome = errors.New("the repository the content lives in can't be reached")

// Home is the repository, elsewhere, that the content lives in: servers take it from there.
type Home interface {
	// Fetch brings what is published there into a repository, and tells its version.
	Fetch(ctx context.Context, repo *git.Repository) (plumbing.Hash, error)
	// Push publishes a branch there. Behind tells of its errors which one means that something else was published there.
	Push(ctx context.Context, repo *git.Repository, branch plumbing.ReferenceName) error
	Behind(err error) bool
}

// homeTime is how long the home may take to answer.
const homeTime = 30 * time.Second

// LivesIn tells a desk that its content has a home elsewhere. It is told before anybody works there.
func (d *Desk) LivesIn(h Home) { d.home = h }

// share publishes a version at the home of the content. Where that does not succeed nothing was published, here neither: what is published
// is at main again, and ErrMoved tells that something else was published there, ErrHome everything else.
func (d *Desk) share(ctx context.Context, main, v Version) error {
	if d.home == nil {
		return nil
	}
	ctx, done := context.WithTimeout(ctx, homeTime)
	defer done()
	err := d.home.Push(ctx, d.store.repo, d.store.main)
	if err == nil {
		return nil
	}
	if back := d.store.move(d.store.main, v, main); back != nil {
		return errors.Join(err, back)
	}
	if d.home.Behind(err) {
		return ErrMoved
	}
	return fmt.Errorf("%w: %w", ErrHome, err)
}

// CatchUp takes over what was published at the home of the content by others, and lays it out here. It does nothing where there is no home, or
// nothing new. It returns ErrMoved where something is published here that is not there.
func (d *Desk) CatchUp(ctx context.Context) error {
	if d.home == nil {
		return nil
	}
	ctx, done := context.WithTimeout(ctx, homeTime)
	defer done()
	d.publishing.Lock()
	defer d.publishing.Unlock()
	there, err := d.home.Fetch(ctx, d.store.repo)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrHome, err)
	}
	main, err := d.store.at(d.store.main)
	if err != nil || there == main {
		return err
	}
	all, err := d.store.log(there, historyLength, func(v Version) bool { return v == main })
	if err != nil {
		return err
	}
	first, err := d.store.repo.CommitObject(all[len(all)-1].Version)
	if err != nil || len(first.ParentHashes) == 0 || first.ParentHashes[0] != main {
		return cmpErr(err, ErrMoved)
	}
	files, err := d.store.differ(main, there)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(d.dir)
	if err != nil {
		return fmt.Errorf("opening the content folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it after this
	if err := d.untouched(root, main, files); err != nil {
		return err
	}
	defer tidyUp(root, files)
	if err := lay(root, files); err != nil {
		return err
	}
	if err := d.store.move(d.store.main, main, there); err != nil {
		return err
	}
	return d.layOut(root, there, files)
}
