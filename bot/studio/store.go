// Package studio lets staff change what the bot says, see what it does, and publish it, without touching a file. Content
// stays what it is: files in a git repository. A person's changes are commits on a branch of their own, a publication is one
// commit by the person who published, and taking it back is another.
package studio

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage"
)

// ErrMoved means that somebody else was faster: what was to be changed is not what it was any more.
var ErrMoved = errors.New("somebody else changed this in the meantime")

type reference = plumbing.Reference

// Version names a commit.
type Version = plumbing.Hash

// store is the content repository.
type store struct {
	repo *git.Repository
	main plumbing.ReferenceName
	kept *kept[plumbing.Hash, []byte] // files that were read or written last
}

// maxBytes is how much of files is kept at hand: twice what a version has in some thirty languages.
const maxBytes = 64 << 20

// openStore opens the repository at a folder. What is checked out there is what is published.
func openStore(dir string) (*store, error) {
	repo, err := git.PlainOpen(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the content repository: %w", err)
	}
	head, err := repo.Head()
	if err != nil {
		return nil, fmt.Errorf("reading the content repository: %w", err)
	}
	if !head.Name().IsBranch() {
		return nil, errors.New("opening the content repository: no branch is checked out")
	}
	if _, err := repo.Worktree(); err != nil {
		return nil, fmt.Errorf("opening the content repository: %w", err)
	}
	return &store{repo: repo, main: head.Name(), kept: &kept[plumbing.Hash, []byte]{room: maxBytes, size: func(data []byte) int { return len(data) }}}, nil
}

// draft is the branch of a person.
func draft(person string) plumbing.ReferenceName {
	return plumbing.NewBranchReferenceName("draft/" + person)
}

// at is the version a branch is at; the zero Version where there is no such branch.
func (s *store) at(ref plumbing.ReferenceName) (Version, error) {
	r, err := s.repo.Reference(ref, true)
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return Version{}, nil
	}
	if err != nil {
		return Version{}, fmt.Errorf("reading a branch: %w", err)
	}
	return r.Hash(), nil
}

// files are the files of a version.
func (s *store) files(v Version) (*object.Tree, error) {
	c, err := s.repo.CommitObject(v)
	if err != nil {
		return nil, fmt.Errorf("reading a version: %w", err)
	}
	t, err := c.Tree()
	if err != nil {
		return nil, fmt.Errorf("reading a version's files: %w", err)
	}
	return t, nil
}

// file is a file of a version; nil if it is not there.
func (s *store) file(v Version, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, nil
	}
	t, err := s.files(v)
	if err != nil {
		return nil, err
	}
	e, err := t.FindEntry(name)
	if errors.Is(err, object.ErrEntryNotFound) || errors.Is(err, object.ErrDirectoryNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return s.contents(name, e.Hash)
}

// contents is what stands in a file. It is shared: nobody changes it.
func (s *store) contents(name string, h plumbing.Hash) ([]byte, error) {
	if data, ok := s.kept.get(h); ok {
		return data, nil
	}
	blob, err := s.repo.BlobObject(h)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	r, err := blob.Reader()
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	defer r.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	s.kept.put(h, data)
	return data, nil
}

// overlay are the files of content of a version, by name, in which some are others; nil for one that goes.
func (s *store) overlay(v Version, files map[string][]byte) (map[string][]byte, error) {
	t, err := s.files(v)
	if err != nil {
		return nil, err
	}
	all := maps.Clone(files)
	if all == nil {
		all = map[string][]byte{}
	}
	walk := object.NewTreeWalker(t, true, nil)
	defer walk.Close()
	for {
		name, e, err := walk.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading a version's files: %w", err)
		}
		if _, other := all[name]; other || !e.Mode.IsFile() || !isContent(name) {
			continue
		}
		if all[name], err = s.contents(name, e.Hash); err != nil {
			return nil, err
		}
	}
	maps.DeleteFunc(all, func(_ string, data []byte) bool { return data == nil })
	return all, nil
}

// isContent tells whether a file is one of those that content is made of.
func isContent(name string) bool {
	top, _, _ := strings.Cut(name, "/")
	return top == "flows" || top == "locales"
}

// differ are the files of content that another version has otherwise: nil for one that it does not have.
func (s *store) differ(v, other Version) (map[string][]byte, error) {
	ours, err := s.files(v)
	if err != nil {
		return nil, err
	}
	theirs, err := s.files(other)
	if err != nil {
		return nil, err
	}
	changes, err := ours.Diff(theirs)
	if err != nil {
		return nil, fmt.Errorf("comparing versions: %w", err)
	}
	files := map[string][]byte{}
	for _, c := range changes {
		for _, name := range []string{c.From.Name, c.To.Name} {
			if name == "" || !isContent(name) {
				continue
			}
			if files[name], err = s.file(other, name); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// change is what a commit says.
type change struct {
	files map[string][]byte // whole files, nil for one that goes; all others stay
	who   Person
	when  time.Time
	says  string
	takes Version // a version that is taken in with it, the zero Version for none
}

// commit puts a change on top of a branch that is at old; where the branch does not exist, on top of from. It returns
// ErrMoved if the branch is somewhere else by now.
func (s *store) commit(ref plumbing.ReferenceName, old, from Version, ch change) (Version, error) {
	parent := old
	if old.IsZero() {
		parent = from
	}
	root, err := s.files(parent)
	if err != nil {
		return Version{}, err
	}
	tree, err := s.with(root, ch.files)
	if err != nil {
		return Version{}, err
	}
	sig := object.Signature{Name: ch.who.Name, Email: ch.who.Email, When: ch.when}
	c := &object.Commit{Author: sig, Committer: sig, Message: ch.says + "\n", TreeHash: tree, ParentHashes: []plumbing.Hash{parent}}
	if !ch.takes.IsZero() {
		c.ParentHashes = append(c.ParentHashes, ch.takes)
	}
	v, err := s.put(c)
	if err != nil {
		return Version{}, err
	}
	return v, s.move(ref, old, v)
}

// move moves a branch, if it still is where it is thought to be.
func (s *store) move(ref plumbing.ReferenceName, old, to Version) error {
	var was *plumbing.Reference
	if !old.IsZero() {
		was = plumbing.NewHashReference(ref, old)
	} else if now, err := s.at(ref); err != nil || !now.IsZero() {
		return cmpErr(err, ErrMoved)
	}
	err := s.repo.Storer.CheckAndSetReference(plumbing.NewHashReference(ref, to), was)
	if errors.Is(err, storage.ErrReferenceHasChanged) {
		return ErrMoved
	}
	if err != nil {
		return fmt.Errorf("moving a branch: %w", err)
	}
	return nil
}

func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// settle tells git that the working tree is at a version, so that whoever uses git there finds nothing to commit.
func (s *store) settle(v Version) error {
	tree, err := s.repo.Worktree()
	if err == nil {
		err = tree.Reset(&git.ResetOptions{Commit: v, Mode: git.MixedReset})
	}
	if err != nil {
		return fmt.Errorf("noting what is laid out: %w", err)
	}
	return nil
}

// drop forgets a branch.
func (s *store) drop(ref plumbing.ReferenceName) error {
	if err := s.repo.Storer.RemoveReference(ref); err != nil {
		return fmt.Errorf("removing a branch: %w", err)
	}
	return nil
}

type encoder interface {
	Encode(plumbing.EncodedObject) error
}

func (s *store) put(what encoder) (plumbing.Hash, error) {
	obj := s.repo.Storer.NewEncodedObject()
	if err := what.Encode(obj); err != nil {
		return plumbing.ZeroHash, fmt.Errorf("writing into the content repository: %w", err)
	}
	h, err := s.repo.Storer.SetEncodedObject(obj)
	if err != nil {
		return plumbing.ZeroHash, fmt.Errorf("writing into the content repository: %w", err)
	}
	return h, nil
}

// with writes a tree in which some files are others. Names are paths below the tree.
func (s *store) with(t *object.Tree, files map[string][]byte) (plumbing.Hash, error) {
	entries, below := slices.Clone(t.Entries), map[string]map[string][]byte{}
	set := func(name string, mode filemode.FileMode, h plumbing.Hash) {
		for i := range entries {
			if entries[i].Name == name {
				entries[i].Hash = h
				return
			}
		}
		entries = append(entries, object.TreeEntry{Name: name, Mode: mode, Hash: h})
	}
	for name, data := range files {
		if first, rest, deeper := strings.Cut(path.Clean(name), "/"); deeper {
			if below[first] == nil {
				below[first] = map[string][]byte{}
			}
			below[first][rest] = data
			continue
		}
		if data == nil {
			entries = slices.DeleteFunc(entries, func(e object.TreeEntry) bool { return e.Name == name })
			continue
		}
		obj := s.repo.Storer.NewEncodedObject()
		obj.SetType(plumbing.BlobObject)
		w, err := obj.Writer()
		if err != nil {
			return plumbing.ZeroHash, fmt.Errorf("writing %s: %w", name, err)
		}
		if _, err := w.Write(data); err != nil {
			return plumbing.ZeroHash, fmt.Errorf("writing %s: %w", name, err)
		}
		if err := w.Close(); err != nil {
			return plumbing.ZeroHash, fmt.Errorf("writing %s: %w", name, err)
		}
		h, err := s.repo.Storer.SetEncodedObject(obj)
		if err != nil {
			return plumbing.ZeroHash, fmt.Errorf("writing %s: %w", name, err)
		}
		s.kept.put(h, data)
		set(name, filemode.Regular, h)
	}
	for name, inside := range below {
		sub, err := t.Tree(name)
		if errors.Is(err, object.ErrDirectoryNotFound) {
			sub, err = &object.Tree{}, nil
		}
		if err != nil {
			return plumbing.ZeroHash, fmt.Errorf("reading %s: %w", name, err)
		}
		h, err := s.with(sub, inside)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		set(name, filemode.Dir, h)
	}
	slices.SortFunc(entries, func(a, b object.TreeEntry) int { // git sorts folders as if their names ended in a slash
		return strings.Compare(sortName(a), sortName(b))
	})
	return s.put(&object.Tree{Entries: entries})
}

func sortName(e object.TreeEntry) string {
	if e.Mode == filemode.Dir {
		return e.Name + "/"
	}
	return e.Name
}

// Entry is one version in the history.
type Entry struct {
	Version Version
	Who     Person
	When    time.Time
	Says    string
	Takes   Version // what was published and taken in with it, the zero Version for nothing
}

// log are the versions from one back along first parents, at most n, or until one that stop is true for.
func (s *store) log(from Version, n int, stop func(Version) bool) ([]Entry, error) {
	var all []Entry
	for v := from; len(all) < n && !v.IsZero() && !stop(v); {
		c, err := s.repo.CommitObject(v)
		if err != nil {
			return nil, fmt.Errorf("reading the history: %w", err)
		}
		e := Entry{Version: v, Who: Person{Name: c.Author.Name, Email: c.Author.Email}, When: c.Author.When, Says: strings.TrimSpace(c.Message)}
		if len(c.ParentHashes) > 1 {
			e.Takes = c.ParentHashes[1]
		}
		all = append(all, e)
		v = Version{}
		if len(c.ParentHashes) > 0 {
			v = c.ParentHashes[0]
		}
	}
	return all, nil
}
