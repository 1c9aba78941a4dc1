package studio

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// TestListsOfTexts: each filter has the texts it names, and a translator goes along a list from text to text.
func TestListsOfTexts(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor")
	put(t, d, ana, "en", "act.after", "After this, another one.", false)
	put(t, d, ana, "es", "about.checked", "Nadie lo ha revisado.", true)
	all, err := d.Texts(ana.ID, "es")
	if err != nil {
		t.Fatal(err)
	}
	ids := func(l list) []string {
		var out []string
		for _, x := range all {
			if l.has(x) {
				out = append(out, x.ID)
			}
		}
		return out
	}
	if got := ids(list{Show: showStale}); !slices.Equal(got, []string{"act.after"}) {
		t.Error("stale:", got)
	}
	if got := ids(list{Show: showChanged}); !slices.Equal(got, []string{"about.checked"}) {
		t.Error("changed:", got)
	}
	if got := ids(list{Show: showSafety, Find: "sextortion.HEAR"}); !slices.Equal(got, []string{"sextortion.hear"}) {
		t.Error("found:", got)
	}
	for _, f := range counted(all) {
		if n := len(ids(list{Show: f.Show})); n != f.Count || f.Show == "" && n != len(all) {
			t.Errorf("%q counts %d of %d", f.Show, f.Count, n)
		}
	}
	safety := ids(list{Show: showSafety})
	before, after := list{Show: showSafety}.beside(all, safety[1])
	if before != safety[0] || after != safety[2] {
		t.Errorf("beside %s: %q and %q", safety[1], before, after)
	}
	if before, after := (list{Show: showStale}).beside(all, "act.after"); before != "" || after != "" {
		t.Errorf("beside the only one: %q and %q", before, after)
	}
	for _, tt := range []struct {
		wanted       string
		from, at, of int
	}{{"", 0, 1, 3}, {"2", 50, 2, 3}, {"3", 100, 3, 3}, {"99", 100, 3, 3}, {"-1", 0, 1, 3}, {"x", 0, 1, 3}} {
		part, at, of := page(all[:120], tt.wanted)
		if at != tt.at || of != tt.of || part[0].ID != all[tt.from].ID {
			t.Errorf("page %q is %d of %d, from %s", tt.wanted, at, of, part[0].ID)
		}
	}
	if part, at, of := page([]Text(nil), "7"); len(part) != 0 || at != 1 || of != 1 {
		t.Error("an empty list has pages", at, of)
	}
}

// TestSourceSince: whoever opens a stale translation sees what changed in its source since.
func TestSourceSince(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	before, err := o.desk.Text("", "en", "act.after")
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range []string{before.Words + " Truly.", before.Words + " Truly so."} {
		put(t, o.desk, editor, "en", "act.after", words, false)
	}
	v := o.signIn(editor)
	_, page := v.do(http.MethodGet, "/words/es/act.after", nil)
	if !strings.Contains(page, "studio.since") || !strings.Contains(page, "<ins> Truly so.</ins>") {
		t.Error("what changed is not shown:", page)
	}
	if _, page := v.do(http.MethodGet, "/words/es/about.checked", nil); strings.Contains(page, "studio.since") {
		t.Error("what did not change is said to have changed")
	}
	if then, err := o.desk.sourceThen(mustAt(t, o.desk), "act.after", "sha1-of-nothing"); err != nil || then != "" {
		t.Errorf("a source that never was: %q %v", then, err)
	}
}

// TestDifferences: the parts that stay or came are the newer text, those that stay or went the older one, whatever the two are.
func TestDifferences(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	text := func() string {
		var b strings.Builder
		for range rng.IntN(12) {
			b.WriteString([]string{"you ", "are\n", "not alone ", "слово ", "  ", "end"}[rng.IntN(6)])
		}
		return b.String()
	}
	for range 400 {
		was, is := text(), text()
		var old, now strings.Builder
		stay := 0
		for _, p := range differences(was, is) {
			if !p.New {
				old.WriteString(p.Text)
			}
			if !p.Gone {
				now.WriteString(p.Text)
			}
			if !p.New && !p.Gone {
				stay += len(p.Text)
			}
		}
		if old.String() != was || now.String() != is || was == is && stay != len(was) {
			t.Fatalf("%q to %q: %+v", was, is, differences(was, is))
		}
	}
	if got := differences("Stop now please", "Stop please"); !slices.Equal(got, []Piece{{Text: "Stop "}, {Text: "now ", Gone: true}, {Text: "please"}}) {
		t.Errorf("%+v", got)
	}
}

// TestReadingManyTexts: what is ticked is noted as read by this person, in one commit; what was changed meanwhile is not.
func TestReadingManyTexts(t *testing.T) {
	o := newOffice(t)
	ana := staff(t)[1]
	v := o.signIn(ana)
	all, err := o.desk.Texts(ana.ID, "es")
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"lang": {"es"}}
	for _, x := range all[:3] {
		form.Add("id", x.ID)
		form.Set("seen "+x.ID, string(x.Stamp))
	}
	put(t, o.desk, ana, "es", all[1].ID, "Otras palabras.", false)
	resp, page := v.do(http.MethodPost, "/reading", form)
	if resp.StatusCode != http.StatusConflict || !strings.Contains(page, "studio.reading.moved") || !strings.Contains(page, ">"+all[1].ID+"<") {
		t.Errorf("%d: who ticked is not told what was left", resp.StatusCode)
	}
	for i, want := range []content.State{content.Reviewed, content.Machine, content.Reviewed} {
		got, err := o.desk.Text(ana.ID, "es", all[i].ID)
		if err != nil || got.State != want || want == content.Reviewed && got.By != ana.Name {
			t.Errorf("%s is %s by %q, not %s (%v)", all[i].ID, got.State, got.By, want, err)
		}
	}
	_, own, err := o.desk.base(ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	commit, err := o.desk.store.repo.CommitObject(own)
	if err != nil || commit.Message != fmt.Sprintf("read: es %s\nread: es %s\n", all[0].ID, all[2].ID) || commit.Author.Name != ana.Name {
		t.Errorf("the history says %q by %s (%v)", commit.Message, commit.Author.Name, err)
	}
	put(t, o.desk, staff(t)[2], "en", all[4].ID, "Another source.", false)
	if left, err := o.desk.Read(staff(t)[2], "es", []Seen{{all[4].ID, all[4].Stamp}}); err != nil || !slices.Equal(left, []string{all[4].ID}) {
		t.Error("a stale translation is noted as read:", left, err)
	}
}

// TestBackToWhatIsPublished: one text of a draft is taken back, its review too; the others stay, and so does the history.
func TestBackToWhatIsPublished(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor")
	was, err := d.Text("", "es", "act.after")
	if err != nil {
		t.Fatal(err)
	}
	put(t, d, ana, "es", "act.after", "Otras palabras.", true)
	put(t, d, ana, "es", "about.checked", "Nadie lo ha revisado.", true)
	if err := d.Back(ana, "es", "act.after", was.Stamp); err == nil {
		t.Error("it is taken back by somebody who has not seen it")
	}
	now, err := d.Text(ana.ID, "es", "act.after")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Back(ana, "es", "act.after", now.Stamp); err != nil {
		t.Fatal(err)
	}
	changes, err := d.Changes(ana.ID)
	if err != nil || len(changes) != 1 || changes[0].ID != "about.checked" {
		t.Errorf("the draft changes %v (%v)", changes, err)
	}
	if got, err := d.Text(ana.ID, "es", "act.after"); err != nil || got.Words != was.Words || got.State != was.State {
		t.Errorf("it says %q, %s (%v)", got.Words, got.State, err)
	}
}
