package remote_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"staysafe/bot/remote"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5"
)

// run runs git in a folder.
func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir, "-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "init.defaultBranch=main"}, args...)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, dir, "add", ".")
	run(t, dir, "commit", "-qm", text)
}

// home is a bare repository with one version, and a folder it was pushed from.
func home(t *testing.T) (bare, work string, r *remote.Remote) {
	t.Helper()
	bare, work = filepath.Join(t.TempDir(), "home.git"), t.TempDir()
	run(t, work, "init", "-q")
	write(t, work, "a", "one")
	run(t, work, "clone", "-q", "--bare", work, bare)
	r, err := remote.New(remote.Config{URL: bare})
	if err != nil {
		t.Fatal(err)
	}
	return bare, work, r
}

func TestAFollowerIsWhatIsPublished(t *testing.T) {
	bare, work, r := home(t)
	dir := filepath.Join(t.TempDir(), "content")
	read := func() string {
		data, err := os.ReadFile(filepath.Join(dir, "a"))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, text := range []string{"one", "two", "two"} {
		if text != "one" && run(t, work, "show", "HEAD:a") != text {
			write(t, work, "a", text)
			run(t, work, "push", "-q", bare, "main")
		}
		if err := r.Follow(t.Context(), dir); err != nil || read() != text {
			t.Fatalf("%q, %v", read(), err)
		}
	}
	write(t, dir, "b", "made here")
	write(t, work, "a", "three")
	run(t, work, "push", "-q", bare, "main")
	if err := r.Follow(t.Context(), dir); !errors.Is(err, remote.ErrMoved) || read() != "two" {
		t.Errorf("a folder with work of its own became %q: %v", read(), err)
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "mine"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.Follow(t.Context(), other); err == nil {
		t.Error("a folder that holds something else is taken")
	}
}

func TestWhatIsPublishedElsewhereIsNeverOverwritten(t *testing.T) {
	bare, work, r := home(t)
	mine := filepath.Join(t.TempDir(), "mine")
	run(t, work, "clone", "-q", bare, mine)
	repo, err := git.PlainOpen(mine)
	if err != nil {
		t.Fatal(err)
	}
	write(t, mine, "a", "mine")
	if err := r.Push(t.Context(), repo, "refs/heads/main"); err != nil || run(t, bare, "show", "main:a") != "mine" {
		t.Fatal(err)
	}
	if err := r.Push(t.Context(), repo, "refs/heads/main"); err != nil {
		t.Error("pushing nothing new:", err)
	}
	run(t, work, "pull", "-q", bare, "main")
	write(t, work, "a", "theirs")
	run(t, work, "push", "-q", bare, "main")
	write(t, mine, "a", "mine again")
	if err := r.Push(t.Context(), repo, "refs/heads/main"); !errors.Is(err, remote.ErrMoved) || !r.Behind(err) || run(t, bare, "show", "main:a") != "theirs" {
		t.Errorf("%v, and there stands %q", err, run(t, bare, "show", "main:a"))
	}
	v, err := r.Fetch(t.Context(), repo)
	if err != nil || v.String() != run(t, work, "rev-parse", "HEAD") {
		t.Error(v, err)
	}
	if err := os.Rename(bare, bare+".gone"); err != nil {
		t.Fatal(err)
	}
	if err := r.Push(t.Context(), repo, "refs/heads/main"); err == nil || errors.Is(err, remote.ErrMoved) {
		t.Error("pushed to nowhere:", err)
	}
}

func TestAddressesThatAnybodyCouldChange(t *testing.T) {
	for _, cfg := range []remote.Config{
		{URL: "http://git.example.org/content.git"},
		{URL: "git://git.example.org/content.git"},
		{URL: "https://ana:secret@git.example.org/content.git"},
		{URL: "git@git.example.org:content.git", Token: "x"},
		{URL: "git@git.example.org:content.git", KeyFile: "/no/such/key"},
	} {
		if _, err := remote.New(cfg); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%+v: %v", cfg, err)
		}
	}
	if _, err := remote.New(remote.Config{URL: "https://git.example.org/content.git", Token: "x"}); err != nil {
		t.Error(err)
	}
}
