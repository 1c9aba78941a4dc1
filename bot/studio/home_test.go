package studio

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"staysafe/bot/remote"
	"testing"
)

// TestTwoStudiosWithOneHome: what one publishes the other takes over before it publishes; where the home is away nothing is published, and
// what somebody else published there is never overwritten.
func TestTwoStudiosWithOneHome(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	bare, second := filepath.Join(t.TempDir(), "home.git"), filepath.Join(t.TempDir(), "second")
	for _, args := range [][]string{{"clone", "-q", "--bare", dir, bare}, {"clone", "-q", bare, second}} {
		if out, err := exec.CommandContext(t.Context(), "git", args...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	other, err := OpenDesk(second, d.now)
	if err != nil {
		t.Fatal(err)
	}
	home, err := remote.New(remote.Config{URL: bare, Branch: d.store.main.Short()})
	if err != nil {
		t.Fatal(err)
	}
	d.LivesIn(home)
	other.LivesIn(home)
	ana := person(t, "Ana <ana@example.org>: editor, publisher")
	write := func(d *Desk, id, words string) error {
		t.Helper()
		m, err := d.Text(ana.ID, "es", id)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ana, "es", id, m.Stamp, words, true); err != nil {
			t.Fatal(err)
		}
		_, err = d.Publish(t.Context(), ana, ana.ID)
		return err
	}
	if err := write(d, "act.after", "¿Y ahora?"); err != nil {
		t.Fatal(err)
	}
	if err := write(other, "act.pick", "Elige algo."); !errors.Is(err, ErrMoved) {
		t.Fatal("what is published elsewhere is overwritten", err)
	}
	if m, err := other.Text("", "es", "act.pick"); err != nil || m.Words == "Elige algo." {
		t.Error("it is published here, and not there", err)
	}
	if err := other.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("locales", "active.es.toml")
	here, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if there, err := os.ReadFile(filepath.Join(second, name)); err != nil || string(there) != string(here) {
		t.Error("what was published is not laid out in the other folder", err)
	}
	if _, err := other.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal("the draft is lost", err)
	}
	if err := os.Rename(bare, bare+".gone"); err != nil {
		t.Fatal(err)
	}
	before := mustAt(t, other)
	if err := write(other, "act.pick", "Elige una cosa."); !errors.Is(err, ErrHome) || mustAt(t, other) != before {
		t.Error("it is published where nobody can take it", err)
	}
	if err := os.Rename(bare+".gone", bare); err != nil {
		t.Fatal(err)
	}
	if err := d.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m, err := d.Text("", "es", "act.pick"); err != nil || m.Words != "Elige algo." {
		t.Error(m.Words, err)
	}
}
