package studio

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestAPhraseIsListenedFor: a phrase that is put into a draft is heard there and not elsewhere; nobody is answered by it before a second person has
// read it; only its line is new in the file, and the history says what was put in.
func TestAPhraseIsListenedFor(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	d := o.desk
	editor, approver := staff(t)[2], staff(t)[3]
	publisher := person(t, "publisher <publisher@example.org>: publisher")
	v := o.signIn(editor)
	form := url.Values{"lang": {"en"}, "list": {"danger.sextortion/certain"}, "phrase": {"the zzglorp man wants my zzglorps"}, "do": {"add"}}
	if resp, page := v.do(http.MethodPost, "/listen", form); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", resp.StatusCode, page)
	}
	published, drafted, err := d.Hear(editor.ID, "the zzglorp man wants my zzglorps")
	if err != nil || published.Danger == "sextortion" && published.Sure || drafted.Danger != "sextortion" || !drafted.Sure || drafted.By == "" {
		t.Errorf("published %+v, drafted %+v (%v)", published, drafted, err)
	}
	resp, page := v.do(http.MethodPost, "/listen/hear", url.Values{"lang": {"en"}, "sentence": {"<i>the zzglorp man wants my zzglorps</i>"}})
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "studio.listen.danger") || strings.Contains(page, "<i>the") {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	if strings.Contains(o.log.String(), "zzglorp") {
		t.Error("the log has the sentence:", o.log)
	}
	if _, err := d.Publish(t.Context(), publisher, editor.ID); !errors.Is(err, ErrBlocked) {
		t.Fatalf("published though nobody else has read it: %v", err)
	}
	changes, err := d.heardChanges(editor.ID)
	if err != nil || len(changes) != 1 || !changes[0].Added {
		t.Fatal(changes, err)
	}
	stamp := heardStamp(changes, "en")
	both := editor
	both.Roles = []Role{Editor, Approver}
	if err := d.ApproveHeard(both, editor.ID, "en", stamp); !errors.Is(err, ErrOwn) {
		t.Error("who changed it approves it:", err)
	}
	if err := d.ApproveHeard(approver, editor.ID, "en", "another"); !errors.Is(err, ErrMoved) {
		t.Error("something else is approved than was seen:", err)
	}
	if _, page := o.signIn(approver).do(http.MethodGet, "/changes/"+editor.ID, nil); !strings.Contains(page, "zzglorps</ins>") || !strings.Contains(page, string(stamp)) {
		t.Error("the review does not show the phrase")
	}
	if err := d.ApproveHeard(approver, editor.ID, "en", stamp); err != nil {
		t.Fatal(err)
	}
	if err := d.Listen(editor, "en", "topics/grooming", "he said zzglorp is our secret", true); err != nil {
		t.Fatal(err)
	}
	if changes, err = d.heardChanges(editor.ID); err != nil || changes[0].Approved != "" {
		t.Fatal("an approval is of more than was read:", changes, err)
	}
	if err := d.ApproveHeard(approver, editor.ID, "en", heardStamp(changes, "en")); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(d.dir, heardFile("en"))
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), publisher, editor.ID); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	new := less(strings.Split(string(after), "\n"), strings.Split(string(before), "\n"))
	slices.Sort(new)
	if !slices.Equal(new, []string{`  "he said zzglorp is our secret",`, `  "the zzglorp man wants my zzglorps",`}) || len(less(strings.Split(string(before), "\n"), strings.Split(string(after), "\n"))) > 0 {
		t.Errorf("more than the phrases changed: %q", new)
	}
	commits, err := d.History(1)
	if err != nil || !strings.Contains(commits[0].Says, `danger.sextortion/certain: "the zzglorp man wants my zzglorps" put in by `+editor.Name+", read by "+approver.Name) {
		t.Errorf("the history says %v (%v)", commits[0].Says, err)
	}
}

// TestWhatCantBeListenedFor: a pattern that can't be read is refused with what to do, and danger can't be made unheard.
func TestWhatCantBeListenedFor(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	v := o.signIn(editor)
	resp, page := v.do(http.MethodPost, "/listen", url.Values{"lang": {"en"}, "list": {"danger.crisis/certain"}, "phrase": {"(never closed"}, "do": {"add"}})
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "be read") || !strings.Contains(page, `value="(never closed"`) {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	if resp, _ := v.do(http.MethodPost, "/listen", url.Values{"lang": {"en"}, "list": {"topics/grooming"}, "phrase": {strings.Repeat("x", maxPhrase+1)}, "do": {"add"}}); resp.StatusCode != http.StatusConflict {
		t.Errorf("far too long: %d", resp.StatusCode)
	}
	lists, err := o.desk.Heard(editor.ID, "es")
	if err != nil {
		t.Fatal(err)
	}
	var refused *LineError
	for _, phrase := range lists["danger.crisis/certain"] {
		if err = o.desk.Listen(editor, "es", "danger.crisis/certain", phrase, false); err != nil {
			break
		}
	}
	if !errors.As(err, &refused) || !strings.Contains(refused.Error(), "no longer hears") {
		t.Errorf("all phrases of crisis can be taken out: %v", err)
	}
	if changes, err := o.desk.heardChanges(editor.ID); err != nil || len(changes) == len(lists["danger.crisis/certain"]) {
		t.Error("what was refused is in the draft:", len(changes), err)
	}
}

// TestExamplesAreMeasured: whoever puts a question into the wrong topic sees that it moved something, and which; nothing moves without a change.
func TestExamplesAreMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	editor := staff(t)[2]
	same, err := o.desk.Measure(editor.ID, "es")
	if err != nil || len(same.Moved) > 0 || same.Was != same.Now || same.Was.Examples < 500 || same.Was.Percent() < 80 || same.Was.Calm < 30 || same.Was.Alarms > same.Was.Calm/4 {
		t.Fatalf("%+v %+v %v (%v)", same.Was, same.Now, same.Moved, err)
	}
	right, err := o.desk.Heard(editor.ID, "es")
	if err != nil {
		t.Fatal(err)
	}
	for _, phrase := range right["topics/hacked"][:6] {
		if err := o.desk.Listen(editor, "es", "topics/scams", phrase, true); err != nil {
			t.Fatal(err)
		}
	}
	m, err := o.desk.Measure(editor.ID, "es")
	if err != nil || m.Now.Examples != m.Was.Examples+6 {
		t.Fatalf("%+v (%v)", m.Now, err)
	}
	said := 0
	for _, moved := range m.Moved {
		if moved.Topic == "scams" && moved.Was == "" && strings.Contains(strings.Join(right["topics/hacked"][:6], "\n"), moved.Phrase) {
			said++
		}
	}
	if said != 6 {
		t.Errorf("%d of six new examples are told: %+v", said, m.Moved)
	}
	resp, page := o.signIn(editor).do(http.MethodPost, "/listen/measure", url.Values{"lang": {"es"}})
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "studio.listen.confused") || !strings.Contains(page, "→ <code>") {
		t.Errorf("%d", resp.StatusCode)
	}
}
