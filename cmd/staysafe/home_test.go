package main

import (
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestServersFollowTheContentsHome: a server begins with what is published there, takes what is published later, and keeps what it has while
// the home is away.
func TestServersFollowTheContentsHome(t *testing.T) {
	work, bare, dir := t.TempDir(), filepath.Join(t.TempDir(), "home.git"), filepath.Join(t.TempDir(), "content")
	git := func(dir string, args ...string) {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir, "-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	publish := func(text string) {
		t.Helper()
		for _, name := range []string{"start", "crisis"} {
			if err := os.MkdirAll(filepath.Join(work, "flows"), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(work, "flows", name+".yaml"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		git(work, "add", ".")
		git(work, "commit", "-qm", text)
	}
	git(work, "init", "-q")
	publish("one")
	git(work, "clone", "-q", "--bare", work, bare)
	here := func() string {
		data, _ := os.ReadFile(filepath.Join(dir, "flows", "start.yaml"))
		return string(data)
	}
	var log strings.Builder
	s := &server{app: &app{env: func(string) string { return "" }}, log: slog.New(slog.NewTextHandler(&log, nil))}
	s.cmd.ContentRemote, s.cmd.ContentBranch = bare, "main"
	if err := s.goHome(t.Context()); err == nil {
		t.Error("it begins without a folder")
	}
	s.cmd.Content = dir
	if err := s.goHome(t.Context()); err != nil || here() != "one" {
		t.Fatal(here(), err)
	}
	tick := make(chan time.Time)
	following, stop := context.WithCancel(t.Context())
	defer stop()
	done := make(chan struct{})
	go func() { s.followOn(following, dir, tick); close(done) }()
	publish("two")
	git(work, "push", "-q", bare, "main")
	tick <- time.Time{}
	tick <- time.Time{} // taken when the first is done
	if here() != "two" {
		t.Error("what was published is not here:", here())
	}
	if err := os.Rename(bare, bare+".gone"); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		tick <- time.Time{}
	}
	stop()
	<-done // one at a time: what follows reads the log and the server's fields
	if here() != "two" {
		t.Error("what was here is gone")
	}
	if n := strings.Count(log.String(), "can't be had"); n > 1 || s.goHome(t.Context()) != nil {
		t.Errorf("the log says so %d times", n)
	}
	empty := &server{app: s.app, log: s.log}
	empty.cmd.ContentRemote, empty.cmd.ContentBranch, empty.cmd.Content = bare, "main", t.TempDir()
	if err := empty.goHome(t.Context()); err == nil || !strings.Contains(err.Error(), "STAYSAFE_CONTENT_REMOTE") {
		t.Error("it begins with nothing", err)
	}
}
