package main

import (
	"context"
	"fmt"
	"os"
	"staysafe/bot/remote"
	"time"
)

// homeFlags say where content lives, if it has a home elsewhere: a git repository.
type homeFlags struct {
	ContentRemote     string `help:"Git repository that the content lives in: https or ssh. Its password is STAYSAFE_CONTENT_TOKEN." placeholder:"URL"`
	ContentBranch     string `default:"main" help:"Branch of it that is published."`
	ContentKey        string `help:"File with a deploy key for it, for ssh." placeholder:"FILE" type:"path"`
	ContentKnownHosts string `help:"File with the hosts that are trusted, for ssh." placeholder:"FILE" type:"path"`
}

// home is where content lives; nil where it lives in its folder alone.
func (f homeFlags) home(env func(string) string) (*remote.Remote, error) {
	if f.ContentRemote == "" {
		return nil, nil //nolint:nilnil // no home is no fault
	}
	r, err := remote.New(remote.Config{
		URL: f.ContentRemote, Branch: f.ContentBranch, KeyFile: f.ContentKey, KnownHosts: f.ContentKnownHosts, Token: env("STAYSAFE_CONTENT_TOKEN"),
	})
	if err != nil {
		return nil, badSetting("STAYSAFE_CONTENT_REMOTE: %s", reason(err))
	}
	return r, nil
}

const (
	// followEvery is how often a server asks whether something was published: with a look at the folder it is taken up within half a minute.
	followEvery = 20 * time.Second
	followTime  = 60 * time.Second
)

// goHome takes what is published at the content's home into the first content folder. Where that can't be had, what is in the folder is
// good enough to begin with.
func (s *server) goHome(ctx context.Context) error {
	home, err := s.cmd.home(s.app.env)
	if err != nil || home == nil {
		return err
	}
	dirs := folders(s.cmd.Content)
	if len(dirs) == 0 {
		return badSetting("STAYSAFE_CONTENT: needed with STAYSAFE_CONTENT_REMOTE: the folder that what is published is kept in")
	}
	s.home = home
	err = s.follow(ctx, dirs[0])
	if err != nil && !whole(os.DirFS(dirs[0])) {
		return badSetting("STAYSAFE_CONTENT_REMOTE: %s", reason(err))
	}
	if err != nil {
		s.log.WarnContext(ctx, "content: what is published can't be had; what is here stays", "cause", err)
	}
	return nil
}

// follow makes a folder what is published at the content's home.
func (s *server) follow(ctx context.Context, dir string) error {
	ctx, done := context.WithTimeout(ctx, followTime)
	defer done()
	if err := s.home.Follow(ctx, dir); err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	return nil
}

// followOn asks again at every tick; what can't be had now is had later, and what is here stays.
func (s *server) followOn(ctx context.Context, dir string, tick <-chan time.Time) {
	away := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		err := s.follow(ctx, dir)
		if err != nil && !away && ctx.Err() == nil {
			s.log.WarnContext(ctx, "content: what is published can't be had; what is here stays", "cause", err)
		}
		away = err != nil
	}
}
