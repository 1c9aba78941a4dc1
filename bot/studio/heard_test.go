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

// TestAPhraseIsChanged: it is told as one change, read as one, and published where the other stood, whatever else was published meanwhile.
func TestAPhraseIsChanged(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	d := o.desk
	editor, approver := staff(t)[2], staff(t)[3]
	publisher := person(t, "publisher <publisher@example.org>: publisher")
	other := person(t, "other <other@example.org>: editor")
	lists, err := d.Heard("", "es")
	if err != nil {
		t.Fatal(err)
	}
	questions := lists["topics/grooming"]
	v := o.signIn(editor)
	form := url.Values{"lang": {"es"}, "list": {"all"}, "of": {"topics/grooming"}, "find": {"x"}, "old": {questions[3]}, "phrase": {"zzglorp pregunta"}, "do": {"change"}}
	if resp, page := v.do(http.MethodPost, "/listen", form); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/listen?find=x&lang=es&list=all" {
		t.Fatalf("%d %v %s", resp.StatusCode, resp.Header, page)
	}
	if resp, page := v.do(http.MethodPost, "/listen", form); resp.StatusCode != http.StatusConflict || strings.Contains(page, "zzglorp pregunta\" maxlength") {
		t.Errorf("what is not there any more is changed: %d", resp.StatusCode)
	}
	changes, err := d.heardChanges(editor.ID)
	if err != nil || len(changes) != 1 || changes[0].Instead != questions[3] || changes[0].Phrase != "zzglorp pregunta" || !changes[0].Added {
		t.Fatalf("%+v (%v)", changes, err)
	}
	if _, page := o.signIn(approver).do(http.MethodGet, "/changes/"+editor.ID, nil); !strings.Contains(page, "</del> <ins") {
		t.Error("the review does not show both")
	}
	publish := func(who Person, says string) {
		t.Helper()
		changes, err := d.heardChanges(who.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.ApproveHeard(approver, who.ID, "es", heardStamp(changes, "es")); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Publish(t.Context(), publisher, who.ID); err != nil {
			t.Fatal(err)
		}
		if commits, err := d.History(1); err != nil || !strings.Contains(commits[0].Says, says) {
			t.Errorf("the history says %v (%v)", commits[0].Says, err)
		}
	}
	if err := d.Rephrase(other, "es", "topics/grooming", questions[0], "zzglorp otra"); err != nil {
		t.Fatal(err)
	}
	publish(other, "topics/grooming: \"zzglorp otra\" put in instead of")
	publish(editor, "topics/grooming: \"zzglorp pregunta\" put in instead of")
	want := slices.Clone(questions)
	want[0], want[3] = "zzglorp otra", "zzglorp pregunta"
	if lists, err = d.Heard("", "es"); err != nil || !slices.Equal(lists["topics/grooming"], want) {
		t.Errorf("published is %q (%v)", lists["topics/grooming"][:5], err)
	}
}

// TestAChangeThatIsRefusedIsNotLost: it stands open beside the phrase it was written for; all lists are searched at once.
func TestAChangeThatIsRefusedIsNotLost(t *testing.T) {
	o := newOffice(t)
	v := o.signIn(staff(t)[2])
	lists, err := o.desk.Heard("", "en")
	if err != nil {
		t.Fatal(err)
	}
	old := lists["danger.abuse/certain"][0]
	resp, page := v.do(http.MethodPost, "/listen", url.Values{"lang": {"en"}, "list": {"all"}, "of": {"danger.abuse/certain"}, "find": {old}, "old": {old}, "phrase": {"(never closed"}, "do": {"change"}})
	if resp.StatusCode != http.StatusUnprocessableEntity || strings.Count(page, "<details open>") != 1 || strings.Count(page, `value="(never closed"`) != 1 {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	_, page = v.do(http.MethodGet, "/listen?lang=en&list=all&find=nudes", nil)
	for _, list := range []string{"topics/sexting", "danger.sextortion/certain"} {
		if !strings.Contains(page, `name="of" value="`+list) {
			t.Error("nothing is found in", list)
		}
	}
}

// TestWhatStandsInPlaceOfWhat: what was changed is told from what was put in or taken out elsewhere.
func TestWhatStandsInPlaceOfWhat(t *testing.T) {
	for name, tt := range map[string]struct{ was, now, want string }{
		"one":               {"a b c", "a x c", "x:b"},
		"two":               {"a b c", "a x y", "x:b y:c"},
		"the first":         {"a b", "x b", "x:a"},
		"put in at the end": {"a b", "a b x", ""},
		"taken out":         {"a b c", "a c", ""},
		"out and in":        {"a b c", "a c x", ""},
		"all":               {"a", "x y", "x:a"},
		"none":              {"", "x", ""},
	} {
		got := inPlaceOf(strings.Fields(tt.was), strings.Fields(tt.now))
		var all []string
		for phrase, old := range got {
			all = append(all, phrase+":"+old)
		}
		slices.Sort(all)
		if s := strings.Join(all, " "); s != tt.want {
			t.Errorf("%s: %q, not %q", name, s, tt.want)
		}
	}
}
