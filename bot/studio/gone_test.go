package studio

import (
	"errors"
	"net/http"
	"net/url"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// TestATextThatNothingSaysIsTakenOut: of all languages and of the notes about them, with every other byte as it was; one that is said stays, and one that
// somebody wrote anew in the meantime is for a person to settle.
func TestATextThatNothingSaysIsTakenOut(t *testing.T) {
	o := newOffice(t)
	d := o.desk
	ana, ben := person(t, "Ana <ana@example.org>: editor, publisher"), person(t, "Ben <ben@example.org>: editor, publisher")
	at := func(name string) string {
		t.Helper()
		data, err := d.store.file(mustAt(t, d), name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	files, before := map[string][]byte{}, map[string]string{}
	for _, locale := range []string{"en", "es"} {
		name, end := wordsFile(locale), "\n\n"
		before[name] = at(name)
		hash := ""
		if locale == "es" {
			hash = "hash = \"" + content.SourceHash("", "Nobody says this.") + "\"\n"
		}
		files[name] = []byte(strings.Replace(before[name], "[\"act.after\"]", "[\"act.aaa\"]\n"+hash+"other = \"Nobody says this.\""+end+"[\"act.after\"]", 1))
	}
	if _, err := d.put(t.Context(), ana, mustAt(t, d), files, "a text too many"); err != nil {
		t.Fatal(err)
	}
	v := o.signIn(staff(t)[2])
	if _, page := v.do(http.MethodGet, "/problems", nil); !strings.Contains(page, `name="id" value="act.aaa"`) || strings.Contains(page, `name="id" value="act.after"`) {
		t.Error("it can't be taken out where the problem is told")
	}
	if resp, _ := v.do(http.MethodPost, "/problems/unused", url.Values{"id": {"act.aaa"}}); resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp.StatusCode)
	}
	if _, page := v.do(http.MethodGet, "/changes/"+staff(t)[2].ID, nil); !strings.Contains(page, "<del>act.aaa</del>") {
		t.Error("the review does not show that it goes")
	}
	for _, id := range []string{"act.after", "no.such", ""} {
		if err := d.RemoveText(ana, id); !errors.Is(err, ErrNoText) {
			t.Errorf("%q is taken out: %v", id, err)
		}
	}
	if err := d.RemoveText(ana, "act.aaa"); err != nil {
		t.Fatal(err)
	}
	put(t, d, ben, "en", "act.aaa", "Somebody says this by now.", false)
	if _, err := d.Publish(t.Context(), ben, ben.ID); err != nil {
		t.Fatal(err)
	}
	r, err := d.Review(ana.ID)
	if err != nil || len(r.Gone) != 1 || !r.Gone[0].Clash || !r.Blocked() {
		t.Fatalf("what somebody wrote anew is taken out: %+v %v", r, err)
	}
	if err := d.Discard(ana); err != nil {
		t.Fatal(err)
	}
	if err := d.RemoveText(ana, "act.aaa"); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal(err)
	}
	for name, was := range before {
		if at(name) != was {
			t.Errorf("%s is not as it was before", name)
		}
	}
	if strings.Contains(at(reviewFile), "act.aaa") {
		t.Error("there are notes about a text that is gone")
	}
}
