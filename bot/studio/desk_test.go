package studio

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing/object"
	"golang.org/x/tools/txtar"
)

// clock moves by a minute each time it is read.
func clock(now time.Time) func() time.Time {
	var mu sync.Mutex
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Minute)
		return now
	}
}

func person(t *testing.T, s string) Person {
	t.Helper()
	p, err := ParsePerson(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// desk is a desk on the shipped content, in a repository of its own, whose clock moves by a minute each time it is read.
func desk(t testing.TB) (*Desk, string) {
	t.Helper()
	dir := t.TempDir()
	for _, top := range []string{"flows", "locales"} {
		if err := os.CopyFS(filepath.Join(dir, top), os.DirFS(filepath.Join("..", "..", top))); err != nil {
			t.Fatal(err)
		}
	}
	for _, pattern := range []string{"flows/*.txtar", "locales/*.*.toml"} { // two languages and few talks say as much
		names, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, name := range names {
			base := filepath.Base(name)
			switch {
			case base == "act.txtar" || base == "crisis.txtar":
				talksIn(t, name, "lang: en", "lang: es")
			case ours(base):
			default:
				if err := os.Remove(name); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	review := filepath.Join(dir, "locales", "review.toml")
	data, err := os.ReadFile(review)
	if err != nil {
		t.Fatal(err)
	}
	head, sections, _ := strings.Cut(string(data), "\n[texts.")
	kept := regexp.MustCompile(`(?m)^offered = .*$`).ReplaceAllString(head, `offered = ["en", "es"]`)
	for section := range strings.SplitSeq(sections, "\n[texts.") {
		if ours("." + strings.SplitN(section, "]", 2)[0] + ".") {
			kept += "\n[texts." + section
		}
	}
	if err := os.WriteFile(review, []byte(kept), 0o600); err != nil {
		t.Fatal(err)
	}
	return openedDesk(t, dir), dir
}

// ours tells whether a file or section is of a language that is kept for these tests.
func ours(name string) bool { return strings.Contains(name, ".en.") || strings.Contains(name, ".es.") }

// openedDesk is a desk on a folder that gets a repository of its own.
func openedDesk(t testing.TB, dir string) *Desk {
	t.Helper()
	repo, err := git.PlainInit(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	for _, top := range []string{"flows", "locales"} {
		if _, err := tree.Add(top); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := tree.Commit("begin", &git.CommitOptions{Author: &object.Signature{Name: "Nobody", Email: "n@example.org", When: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}}); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	d, err := OpenDesk(dir, clock(now))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// put writes words as a person sees them.
func put(t *testing.T, d *Desk, who Person, locale, id, words string, read bool) {
	t.Helper()
	text, err := d.Text(who.ID, locale, id)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(who, locale, id, text.Stamp, words, read); err != nil {
		t.Fatalf("%s %s: %v", locale, id, err)
	}
}

// talksIn leaves a file's talks in some languages.
func talksIn(t testing.TB, name string, langs ...string) {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool {
		return !slices.ContainsFunc(langs, func(lang string) bool { return strings.Contains(string(f.Data), lang+"\n") })
	})
	if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

func says(t *testing.T, dir, name, want string) bool {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(data), want)
}

// TestFromAWordToEverybody: somebody changes a text that is said in danger; it can't go live before a second person approved it as it
// stands; then it does, with the conversations that quote it; the history tells who did what, and it is taken back.
func TestFromAWordToEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana, ben := person(t, "Ana Ruiz <ana@example.org>: editor, publisher, approver"), person(t, "Ben <ben@example.org>: approver")
	const id, words = "sextortion.after", "You are not alone with this now. What would help?"
	before, err := d.Text(ana.ID, "en", id)
	if err != nil || !before.Safety || before.State != content.Machine {
		t.Fatalf("%+v %v", before, err)
	}
	put(t, d, ana, "en", id, words, true)
	if text, err := d.Text(ana.ID, "en", id); err != nil || text.Words != words || text.State != content.Reviewed || text.By != "Ana Ruiz" || !text.Changed {
		t.Errorf("%+v %v", text, err)
	}
	if text, err := d.Text(ben.ID, "en", id); err != nil || text.Words != before.Words {
		t.Errorf("another person sees the draft: %+v %v", text, err)
	}
	if text, err := d.Text(ana.ID, "es", id); err != nil || text.State != content.Stale {
		t.Errorf("the translation is %s: %v", text.State, err)
	}
	if says(t, dir, "locales/active.en.toml", words) {
		t.Error("a draft is in the folder that servers read")
	}
	if r, err := d.Review(ana.ID); err != nil || !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Code == "stale-in-danger" && p.Locale == "es" && p.ID == id }) {
		t.Errorf("nobody is told that Spanish would be left without words: %v", err)
	}
	spanish, _ := d.Text(ana.ID, "es", id)
	put(t, d, ana, "es", id, spanish.Words, true)
	if _, err := d.Publish(t.Context(), ana, ana.ID); !errors.Is(err, ErrBlocked) {
		t.Errorf("published without a second person: %v", err)
	}
	draftText, _ := d.Text(ana.ID, "en", id)
	if err := d.Approve(ana, ana.ID, "en", id, draftText.Stamp); !errors.Is(err, ErrOwn) {
		t.Errorf("she approves her own: %v", err)
	}
	if err := d.Approve(ben, ana.ID, "en", id, before.Stamp); !errors.Is(err, ErrMoved) {
		t.Errorf("he approves what he has not seen: %v", err)
	}
	if err := d.Approve(ben, ana.ID, "en", id, draftText.Stamp); err != nil {
		t.Fatal(err)
	}
	put(t, d, ana, "en", id, words+" Breathe.", false) // after the approval
	if _, err := d.Publish(t.Context(), ana, ana.ID); !errors.Is(err, ErrBlocked) {
		t.Errorf("published after an approval of something else: %v", err)
	}
	put(t, d, ana, "en", id, words, false)
	if err := d.Approve(ben, ana.ID, "en", id, draftText.Stamp); err != nil {
		t.Fatal(err)
	}
	r, err := d.Review(ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		if p.Severity == content.Error {
			t.Errorf("%s: %v", p.Code, p)
		}
	}
	if _, err := d.Publish(t.Context(), ben, ana.ID); !errors.Is(err, ErrMayNot) {
		t.Errorf("somebody without that role publishes: %v", err)
	}
	if _, err := d.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal(err)
	}
	if !says(t, dir, "locales/active.en.toml", words) || !says(t, dir, "locales/review.toml", `by = "Ben"`) {
		t.Error("it was published and is not in the folder")
	}
	c, issues := content.Load(content.Folder{FS: os.DirFS(dir)})
	if c == nil || c.State("en", id) != content.Approved || c.State("es", id) != content.Reviewed {
		t.Fatalf("%v", issues)
	}
	if changes, err := d.Changes(ana.ID); err != nil || len(changes) > 0 {
		t.Errorf("the draft is still there: %v %v", changes, err)
	}
	clean(t, dir)
	history, err := d.History(10)
	if err != nil || len(history) != 2 || history[0].Who.Name != "Ana Ruiz" || !strings.Contains(history[0].Says, "en "+id+": approved, changed by Ana Ruiz, read by Ben") {
		t.Fatalf("%+v %v", history, err)
	}
	if _, err := d.Restore(t.Context(), ben, history[1].Version); !errors.Is(err, ErrMayNot) {
		t.Errorf("somebody without that role takes it back: %v", err)
	}
	if _, err := d.Restore(t.Context(), ana, history[1].Version); err != nil {
		t.Fatal(err)
	}
	if says(t, dir, "locales/active.en.toml", words) || !says(t, dir, "locales/active.en.toml", before.Words) {
		t.Error("it was taken back and is still there")
	}
	clean(t, dir)
	if diff, err := d.store.differ(history[1].Version, mustAt(t, d)); err != nil || len(diff) > 0 {
		t.Errorf("after taking back %d files differ: %v", len(diff), err)
	}
}

// clean tells whether git finds nothing to commit.
func clean(t *testing.T, dir string) {
	t.Helper()
	repo, err := git.PlainOpen(dir)
	if err != nil {
		t.Fatal(err)
	}
	tree, err := repo.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	status, err := tree.Status()
	if err != nil || !status.IsClean() {
		t.Errorf("git finds %s: %v", status, err)
	}
}

// TestWorkByHandIsKept: what somebody changed in the folder and did not commit is not overwritten, and nothing is
// published then.
func TestWorkByHandIsKept(t *testing.T) {
	d, dir := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor, publisher")
	put(t, d, ana, "es", "act.voice_said", "Gracias. Su voz cuenta, una vez por chat.", false)
	name := filepath.Join(dir, "locales", "active.es.toml")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	data = append([]byte("# a note\n"), data...)
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	before := mustAt(t, d)
	if _, err := d.Publish(t.Context(), ana, ana.ID); !errors.Is(err, ErrByHand) {
		t.Errorf("it is published: %v", err)
	}
	now, err := os.ReadFile(name)
	if err != nil || string(now) != string(data) || mustAt(t, d) != before {
		t.Errorf("work by hand is gone: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*", "*"+waiting)); err != nil || len(left) > 0 {
		t.Errorf("left over: %v %v", left, err)
	}
}

func mustAt(t *testing.T, d *Desk) Version {
	t.Helper()
	v, err := d.store.at(d.store.main)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestTwoPeople: who changes other texts loses nothing; who changes the same one is stopped, and sees both.
func TestTwoPeople(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana, eva := person(t, "Ana <ana@example.org>: editor, publisher"), person(t, "Eva <eva@example.org>: editor, publisher")
	put(t, d, ana, "en", "act.after", "Every small step counts. What next?", false)
	put(t, d, eva, "en", "act.after", "Small steps matter. What next?", false)
	put(t, d, eva, "es", "act.voice_said", "Gracias. Su voz cuenta, una vez por chat.", false)
	if _, err := d.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), eva, eva.ID); !errors.Is(err, ErrBlocked) {
		t.Fatalf("the second one overwrites the first: %v", err)
	}
	changes, err := d.Changes(eva.ID)
	if err != nil || len(changes) != 2 || !changes[0].Clash || changes[0].Theirs != "Every small step counts. What next?" || changes[0].Words != "Small steps matter. What next?" || changes[1].Clash {
		t.Fatalf("%+v %v", changes, err)
	}
	put(t, d, eva, "en", "act.after", "Every small step counts. What next?", false) // she takes Ana's
	if _, err := d.Publish(t.Context(), eva, eva.ID); err != nil {
		t.Fatal(err)
	}
	if !says(t, dir, "locales/active.en.toml", "Every small step counts.") || !says(t, dir, "locales/active.es.toml", "Su voz cuenta") {
		t.Error("something was lost")
	}
	stale, err := d.Text(eva.ID, "en", "act.after")
	if err != nil {
		t.Fatal(err)
	}
	put(t, d, eva, "en", "act.after", "In another window.", false)
	if err := d.Write(eva, "en", "act.after", stale.Stamp, "In this one.", false); !errors.Is(err, ErrMoved) {
		t.Errorf("two windows: %v", err)
	}
}

// TestBothAreSeenAndOneStands: who comes second may write what should stand after seeing both: it is published, and what the first one published
// stays in the history.
func TestBothAreSeenAndOneStands(t *testing.T) {
	d, dir := desk(t)
	ana, eva := person(t, "Ana <ana@example.org>: editor, publisher"), person(t, "Eva <eva@example.org>: editor, publisher")
	if err := d.TakeIn(eva, mustAt(t, d)); !errors.Is(err, ErrNoText) {
		t.Error("something is taken into no draft", err)
	}
	put(t, d, ana, "en", "act.after", "Every small step counts. What next?", false)
	put(t, d, eva, "en", "act.after", "Small steps matter. What next?", false)
	if _, err := d.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal(err)
	}
	put(t, d, eva, "en", "act.after", "Every small step matters. What next?", false)
	if _, err := d.Publish(t.Context(), eva, eva.ID); !errors.Is(err, ErrBlocked) {
		t.Fatal("what was published is overwritten unseen", err)
	}
	if err := d.TakeIn(person(t, "Vic <vic@example.org>: viewer"), mustAt(t, d)); !errors.Is(err, ErrMayNot) {
		t.Error(err)
	}
	if err := d.TakeIn(eva, mustAt(t, d)); err != nil {
		t.Fatal(err)
	}
	changes, err := d.Changes(eva.ID)
	if err != nil || len(changes) != 1 || changes[0].Clash || changes[0].Before != "Every small step counts. What next?" || changes[0].By.Name != "Eva" {
		t.Fatalf("%+v %v", changes, err)
	}
	if _, err := d.Publish(t.Context(), eva, eva.ID); err != nil || !says(t, dir, "locales/active.en.toml", "Every small step matters. What next?") {
		t.Fatal(err)
	}
	log, err := d.History(2)
	if err != nil {
		t.Fatal(err)
	}
	was, err := d.read(log[1].Version)
	if err != nil || was.words["en"]["act.after"]["other"] != "Every small step counts. What next?" {
		t.Error("what the first one published is not in the history", err)
	}
}

// TestManyWindowsAtOnce: changes to several texts of one draft at the same time are all there afterwards; of several to
// the same text exactly one is, and the others are told.
func TestManyWindowsAtOnce(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor")
	ids := []string{"act.after", "act.voice", "act.voice_said", "act.voice_rules"}
	stamps := map[string]Stamp{}
	for _, id := range ids {
		stamps[id] = stampOf(t, d, ana, "es", id)
	}
	failed := make(chan error, 2*len(ids))
	var work sync.WaitGroup
	for i, id := range append(slices.Clone(ids), ids...) {
		work.Go(func() { failed <- d.Write(ana, "es", id, stamps[id], fmt.Sprintf("Texto %d de %s.", i, id), false) })
	}
	work.Wait()
	close(failed)
	done := 0
	for err := range failed {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, ErrMoved):
			t.Error(err)
		}
	}
	changes, err := d.Changes(ana.ID)
	if err != nil || done != len(ids) || len(changes) != len(ids) {
		t.Errorf("%d were saved, %d are there: %v", done, len(changes), err)
	}
	for _, c := range changes {
		if !strings.HasPrefix(c.Words, "Texto ") || !strings.HasSuffix(c.Words, " de "+c.ID+".") {
			t.Errorf("%s says %q", c.ID, c.Words)
		}
	}
}

// TestRoles: who may do what, and what nobody can.
func TestRoles(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, _ := desk(t)
	for _, role := range Roles() {
		p := person(t, "P <p@example.org>: "+string(role))
		for locale, may := range map[string]bool{"en": role == Editor, "es": role == Editor || role == Translator} {
			text, err := d.Text(p.ID, locale, "act.after")
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Write(p, locale, "act.after", text.Stamp, "x "+locale+string(role), false); may != (err == nil) || err != nil && !errors.Is(err, ErrMayNot) {
				t.Errorf("%s writes %s: %v", role, locale, err)
			}
		}
		if err := d.Approve(p, p.ID, "es", "act.voice", stampOf(t, d, p, "es", "act.voice")); (role == Approver) != (err == nil) {
			t.Errorf("%s approves: %v", role, err)
		}
		if _, err := d.Publish(t.Context(), p, "nobody"); role != Publisher && !errors.Is(err, ErrMayNot) || err == nil {
			t.Errorf("%s publishes: %v", role, err)
		}
		if err := d.Discard(p); err != nil {
			t.Fatal(err)
		}
	}
	ed := person(t, "E <e@example.org>: editor")
	for _, bad := range [][2]string{{"../x", "act.after"}, {"en", "no.such"}, {"xx", "act.after"}, {"", ""}} {
		if err := d.Write(ed, bad[0], bad[1], "", "x", false); !errors.Is(err, ErrNoText) {
			t.Errorf("%v: %v", bad, err)
		}
	}
	for _, s := range []string{"", "Ana", "ana@example.org: editor", "Ana <ana>: editor", "Ana <a@example.org>: boss", "Ana <a@example.org>"} {
		if p, err := ParsePerson(s); !errors.Is(err, ErrPerson) {
			t.Errorf("%q is %+v", s, p)
		}
	}
}

func stampOf(t *testing.T, d *Desk, p Person, locale, id string) Stamp {
	t.Helper()
	text, err := d.Text(p.ID, locale, id)
	if err != nil {
		t.Fatal(err)
	}
	return text.Stamp
}
