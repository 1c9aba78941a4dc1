// Package remote keeps a folder of content and a git repository elsewhere the same: what is published here goes there, and what was
// published there comes here. It only ever moves forward; nothing is merged and nothing is forced.
package remote

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/plumbing/transport/ssh"
)

// ErrMoved means that the repository elsewhere has something that is not here: it has to be fetched first.
var ErrMoved = errors.New("something else was published in the meantime")

// Config is where the repository is, and how to be let in.
type Config struct {
	URL    string // https, ssh, or a folder
	Branch string // "main" if empty
	// KeyFile is a private key that may be used for this repository alone (a deploy key), for ssh; KnownHosts the file of hosts that are
	// trusted, "" for the user's own.
	KeyFile, KnownHosts string
	// Token is a password for https.
	Token string
}

// Remote is a repository elsewhere.
type Remote struct {
	url    string
	branch plumbing.ReferenceName
	auth   transport.AuthMethod
}

// New reads how to be let in. It asks nobody yet.
func New(cfg Config) (*Remote, error) {
	end, err := transport.NewEndpoint(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("reading the address: %w", err)
	}
	if end.Protocol == "http" || end.Protocol == "git" {
		return nil, errors.New("reading the address: anybody between could change what children read; use https or ssh")
	}
	if end.Password != "" {
		return nil, errors.New("reading the address: leave the password out of it")
	}
	branch := cfg.Branch
	if branch == "" {
		branch = "main"
	}
	r := &Remote{url: cfg.URL, branch: plumbing.NewBranchReferenceName(branch)}
	switch {
	case cfg.Token != "" && end.Protocol != "https":
		return nil, errors.New("a token is only sent over https")
	case cfg.Token != "":
		r.auth = &http.BasicAuth{Username: "staysafe", Password: cfg.Token}
	case cfg.KeyFile != "":
		user := end.User
		if user == "" {
			user = "git"
		}
		key, err := ssh.NewPublicKeysFromFile(user, cfg.KeyFile, "")
		if err != nil {
			return nil, fmt.Errorf("reading the key: %w", err)
		}
		if cfg.KnownHosts != "" {
			if key.HostKeyCallback, err = ssh.NewKnownHostsCallback(cfg.KnownHosts); err != nil {
				return nil, fmt.Errorf("reading the known hosts: %w", err)
			}
		}
		r.auth = key
	}
	return r, nil
}

// fetched is where what is there stands here.
const fetched = plumbing.ReferenceName("refs/remotes/staysafe/published")

// Fetch brings what is there into a repository, and tells at which version it is; nothing is checked out.
func (r *Remote) Fetch(ctx context.Context, repo *git.Repository) (plumbing.Hash, error) {
	there := git.NewRemote(repo.Storer, &config.RemoteConfig{Name: "staysafe", URLs: []string{r.url}})
	err := there.FetchContext(ctx, &git.FetchOptions{Auth: r.auth, RefSpecs: []config.RefSpec{config.RefSpec("+" + r.branch + ":" + fetched)}, Tags: git.NoTags})
	if err != nil && !errors.Is(err, git.NoErrAlreadyUpToDate) {
		return plumbing.ZeroHash, fmt.Errorf("fetching what is published: %w", err)
	}
	ref, err := repo.Reference(fetched, true)
	if err != nil {
		return plumbing.ZeroHash, fmt.Errorf("fetching what is published: %w", err)
	}
	return ref.Hash(), nil
}

// Push publishes a branch there. It returns ErrMoved where that is not ahead of what is there.
func (r *Remote) Push(ctx context.Context, repo *git.Repository, branch plumbing.ReferenceName) error {
	there := git.NewRemote(repo.Storer, &config.RemoteConfig{Name: "staysafe", URLs: []string{r.url}})
	err := there.PushContext(ctx, &git.PushOptions{RemoteName: "staysafe", Auth: r.auth, RefSpecs: []config.RefSpec{config.RefSpec(branch + ":" + r.branch)}})
	switch {
	case err == nil, errors.Is(err, git.NoErrAlreadyUpToDate):
		return nil
	case errors.Is(err, git.ErrNonFastForwardUpdate), errors.Is(err, git.ErrForceNeeded):
		return ErrMoved
	}
	if now, ferr := r.Fetch(ctx, repo); ferr == nil { // not every server says why it refused
		if ahead, aerr := ahead(repo, branch, now); aerr == nil && !ahead {
			return ErrMoved
		}
	}
	return fmt.Errorf("publishing: %w", err)
}

// Behind tells whether an error of Push means that something else was published there.
func (*Remote) Behind(err error) bool { return errors.Is(err, ErrMoved) }

// ahead tells whether a branch has everything that a version has.
func ahead(repo *git.Repository, branch plumbing.ReferenceName, v plumbing.Hash) (bool, error) {
	ref, err := repo.Reference(branch, true)
	if err != nil {
		return false, fmt.Errorf("reading a branch: %w", err)
	}
	return isAncestor(repo, v, ref.Hash())
}

func isAncestor(repo *git.Repository, old, young plumbing.Hash) (bool, error) {
	if old == young {
		return true, nil
	}
	a, err := repo.CommitObject(old)
	if err != nil {
		return false, fmt.Errorf("reading a version: %w", err)
	}
	b, err := repo.CommitObject(young)
	if err != nil {
		return false, fmt.Errorf("reading a version: %w", err)
	}
	is, err := a.IsAncestor(b)
	if err != nil {
		return false, fmt.Errorf("reading the history: %w", err)
	}
	return is, nil
}

// Follow makes a folder that nobody works in what is published there: it clones what is not there yet, else it moves forward. It returns
// ErrMoved, and changes nothing, where the folder has something that is not there: it is not a follower's.
func (r *Remote) Follow(ctx context.Context, dir string) error {
	repo, err := git.PlainOpen(dir)
	if errors.Is(err, git.ErrRepositoryNotExists) {
		if entries, err := os.ReadDir(dir); err == nil && len(entries) > 0 {
			return fmt.Errorf("following: %s holds something else", dir)
		}
		_, err = git.PlainCloneContext(ctx, dir, false, &git.CloneOptions{URL: r.url, Auth: r.auth, ReferenceName: r.branch, SingleBranch: true, Tags: git.NoTags})
		if err != nil {
			return fmt.Errorf("following: %w", err)
		}
		return nil
	}
	if err != nil {
		return fmt.Errorf("following: %w", err)
	}
	there, err := r.Fetch(ctx, repo)
	if err != nil {
		return err
	}
	head, err := repo.Head()
	if err != nil {
		return fmt.Errorf("following: %w", err)
	}
	if head.Hash() == there {
		return nil
	}
	if forward, err := isAncestor(repo, head.Hash(), there); err != nil || !forward {
		return errors.Join(err, ErrMoved)
	}
	tree, err := repo.Worktree()
	if err == nil {
		err = tree.Reset(&git.ResetOptions{Commit: there, Mode: git.MergeReset})
	}
	if err != nil {
		return fmt.Errorf("following: %w", err)
	}
	return nil
}
