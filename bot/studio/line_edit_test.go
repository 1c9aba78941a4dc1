package studio

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// formOf is the form of a help service as somebody has it before them.
func formOf(t *testing.T, d *Desk, who Person, country, id string) url.Values {
	t.Helper()
	fields, stamp, err := d.LineForm(who.ID, country, id)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{"seen": {string(stamp)}}
	for _, key := range lineKeys() {
		form.Set(string(key), fields[key])
	}
	return form
}

// TestANumberIsChanged: a number that is changed is verified no more, is read by a second person before anybody is told, and only its lines
// change in the file; what is no number is refused with what to do, and nothing is lost of what was typed.
func TestANumberIsChanged(t *testing.T) {
	o := newOffice(t)
	d := o.desk
	editor, approver := staff(t)[2], staff(t)[3]
	publisher := person(t, "publisher <publisher@example.org>: publisher")
	was := line(t, d, editor, "KE", "ke-childline-kenya")
	if err := d.Called(editor, "KE", was.ID, was.Stamp(), true); err != nil {
		t.Fatal(err)
	}
	v := o.signIn(editor)
	const path = "/lines/KE/ke-childline-kenya"
	form := formOf(t, d, editor, "KE", was.ID)
	form.Set("dial", "one one six")
	form.Set("web", "http://plain.example")
	resp, page := v.do(http.MethodPost, path+"/edit", form)
	if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "studio.line.fix.bad_dial") || !strings.Contains(page, "studio.line.fix.not_https") || !strings.Contains(page, `value="one one six"`) {
		t.Fatalf("%d %s", resp.StatusCode, page)
	}
	form.Set("dial", "117")
	form.Set("web", was.Web)
	form.Set("languages", "en,  sw ")
	if resp, page := v.do(http.MethodPost, path+"/edit", form); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", resp.StatusCode, page)
	}
	if resp, page := v.do(http.MethodPost, path+"/edit", form); resp.StatusCode != http.StatusConflict || !strings.Contains(page, "studio.moved") {
		t.Errorf("from another window: %d", resp.StatusCode)
	}
	if _, page := v.do(http.MethodGet, path+"?lang=en", nil); !strings.Contains(page, "<p class=\"bubble this\">") || !strings.Contains(page, "117") {
		t.Error("a young person there is not shown the number")
	}
	now := line(t, d, editor, "KE", was.ID)
	if now.Dial != "117" || now.Source.Verified != "" || strings.Join(now.Languages, " ") != "en sw" {
		t.Errorf("%+v", now)
	}
	if _, err := d.Publish(t.Context(), publisher, editor.ID); !errors.Is(err, ErrBlocked) {
		t.Fatalf("published though nobody else has read it: %v", err)
	}
	_, page = o.signIn(approver).do(http.MethodGet, "/changes/"+editor.ID, nil)
	for _, want := range []string{"studio.line.dial", "<bdi>116</bdi>", "<bdi>117</bdi>", "approve-line"} {
		if !strings.Contains(page, want) {
			t.Errorf("the review does not show %s", want)
		}
	}
	changes, err := d.lineChanges(editor.ID)
	if err != nil || len(changes) != 1 {
		t.Fatal(changes, err)
	}
	if err := d.ApproveLine(editor, editor.ID, was.ID, changes[0].Stamp()); !errors.Is(err, ErrMayNot) {
		t.Error("who has no such role approves:", err)
	}
	both := editor
	both.Roles = []Role{Editor, Approver}
	if err := d.ApproveLine(both, editor.ID, was.ID, changes[0].Stamp()); !errors.Is(err, ErrOwn) {
		t.Error("who changed it approves it:", err)
	}
	if err := d.ApproveLine(approver, editor.ID, was.ID, "another"); !errors.Is(err, ErrMoved) {
		t.Error("something else is approved than was seen:", err)
	}
	if err := d.ApproveLine(approver, editor.ID, was.ID, changes[0].Stamp()); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(filepath.Join(d.dir, "flows/help/ke.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), publisher, editor.ID); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(filepath.Join(d.dir, "flows/help/ke.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want := string(before)
	i := strings.Index(want, `- id: "ke-childline-kenya"`)
	want = want[:i] + strings.Replace(strings.Replace(want[i:], `dial: "116"`, `dial: "117"`, 1), `languages: ["en"]`, `languages: ["en", "sw"]`, 1)
	if string(after) != want {
		t.Errorf("more than the lines changed:\n%s", after)
	}
	commits, err := d.History(2)
	if err != nil || !strings.Contains(commits[0].Says, "ke-childline-kenya: changed by "+editor.Name+", read by "+approver.Name) {
		t.Errorf("the history says %v (%v)", commits[0].Says, err)
	}
}

// TestApprovalEndsWithTheNextChange: what was approved is what was read; a later change is read again.
func TestApprovalEndsWithTheNextChange(t *testing.T) {
	d, _ := desk(t)
	ana, eva := person(t, "Ana <ana@example.org>: editor"), person(t, "Eva <eva@example.org>: approver")
	set := func(number string) {
		t.Helper()
		_, stamp, err := d.LineForm(ana.ID, "KE", "ke-childline-kenya")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.EditLine(ana, "KE", "ke-childline-kenya", stamp, lineFields{"dial": number}); err != nil {
			t.Fatal(err)
		}
	}
	approved := func() string {
		t.Helper()
		all, err := d.lineChanges(ana.ID)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		return all[0].Approved
	}
	set("117")
	all, err := d.lineChanges(ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ApproveLine(eva, ana.ID, "ke-childline-kenya", all[0].Stamp()); err != nil || approved() != "Eva" {
		t.Fatal(approved(), err)
	}
	if set("118"); approved() != "" {
		t.Error("another number is approved by", approved())
	}
}

// TestLinesAreAddedAndTakenOut: a new line is written where others stand, needs a source, and gets an id of its own; one that is taken out is gone for
// young people there once it is published, and two people who change two lines of a country lose nothing.
func TestLinesAreAddedAndTakenOut(t *testing.T) {
	o := newOffice(t)
	d := o.desk
	editor, approver := staff(t)[2], staff(t)[3]
	v := o.signIn(editor)
	form := url.Values{"kind": {"child_helpline"}, "rank": {"2"}, "audience": {"children"}, "name": {"A line, new"}, "dial": {"0800 22"}, "confidence": {"medium"}}
	if resp, page := v.do(http.MethodPost, "/lines/KE/new/edit", form); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "studio.line.fix.no_source") || !strings.Contains(page, `value="0800 22"`) {
		t.Errorf("without a source: %d %s", resp.StatusCode, page)
	}
	form.Set("source/url", "https://line.example")
	form.Set("source/checked", "2026-11-26")
	form.Set("source/verified", "2026-11-27")
	resp, page := v.do(http.MethodPost, "/lines/KE/new/edit", form)
	if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/lines/KE/ke-a-line-new" {
		t.Fatalf("%d %s %s", resp.StatusCode, resp.Header.Get("Location"), page)
	}
	if now := line(t, d, editor, "KE", "ke-a-line-new"); now.Dial != "0800 22" || now.Source.Verified != "" {
		t.Errorf("%+v", now)
	}
	if resp, _ := v.do(http.MethodPost, "/lines/KE/new/edit", form); resp.StatusCode != http.StatusConflict {
		t.Errorf("a second line of that name: %d", resp.StatusCode)
	}
	_, stamp, err := d.LineForm(approver.ID, "KE", "ke-iwf-reporting-portal-kenya")
	if err != nil {
		t.Fatal(err)
	}
	if err := d.RemoveLine(approver, "KE", "ke-iwf-reporting-portal-kenya", stamp, "closed for good"); err != nil {
		t.Fatal(err)
	}
	other := person(t, "Eva <eva@example.org>: approver, publisher")
	for _, owner := range []Person{editor, approver} {
		changes, err := d.lineChanges(owner.ID)
		if err != nil || len(changes) != 1 {
			t.Fatal(changes, err)
		}
		if err := d.ApproveLine(other, owner.ID, changes[0].ID, changes[0].Stamp()); err != nil {
			t.Fatal(err)
		}
		if _, err := d.Publish(t.Context(), other, owner.ID); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := d.Lines("", "KE")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, l := range lines {
		ids[l.ID] = true
	}
	if !ids["ke-a-line-new"] || ids["ke-iwf-reporting-portal-kenya"] || !ids["ke-childline-kenya"] {
		t.Error("published:", ids)
	}
}

// TestTwoChangeALine: what was published of the same field in the meantime is not overwritten before somebody has seen both.
func TestTwoChangeALine(t *testing.T) {
	d, _ := desk(t)
	ana, eva := person(t, "Ana <ana@example.org>: editor, translator, publisher"), person(t, "Eva <eva@example.org>: editor, approver, publisher")
	for who, set := range map[*Person]lineFields{&ana: {"dial": "117"}, &eva: {"dial": "118", "note": "two numbers"}} {
		_, stamp, err := d.LineForm(who.ID, "KE", "ke-childline-kenya")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.EditLine(*who, "KE", "ke-childline-kenya", stamp, set); err != nil {
			t.Fatal(err)
		}
	}
	third := person(t, "Ida <ida@example.org>: approver, publisher")
	publish := func(owner Person) error {
		changes, err := d.lineChanges(owner.ID)
		if err != nil || len(changes) != 1 {
			t.Fatal(changes, err)
		}
		if err := d.ApproveLine(third, owner.ID, changes[0].ID, changes[0].Stamp()); err != nil {
			t.Fatal(err)
		}
		_, err = d.Publish(t.Context(), third, owner.ID)
		return err
	}
	if err := publish(eva); err != nil {
		t.Fatal(err)
	}
	if err := publish(ana); !errors.Is(err, ErrBlocked) {
		t.Fatalf("what Eva published is overwritten unseen: %v", err)
	}
	if err := d.TakeIn(ana, mustAt(t, d)); err != nil {
		t.Fatal(err)
	}
	if err := publish(ana); err != nil {
		t.Fatal(err)
	}
	if now := line(t, d, ana, "KE", "ke-childline-kenya"); now.Dial != "117" || now.Note != "two numbers" {
		t.Errorf("%q %q", now.Dial, now.Note)
	}
}

// TestOnlyWhoCalledInVainNeedsNoSecondPerson: that a line fails is told at once; that it is surer than it was is read by somebody else first.
func TestOnlyWhoCalledInVainNeedsNoSecondPerson(t *testing.T) {
	for _, tt := range []struct {
		now  string
		read bool
	}{{"low", false}, {"medium", true}} {
		c := LineChange{Before: lineFields{"confidence": "high"}, Now: lineFields{"confidence": tt.now}}
		if c.Rewritten() != tt.read {
			t.Errorf("%s: a second person reads it: %v", tt.now, !tt.read)
		}
	}
	c := LineChange{Before: lineFields{"confidence": "low"}, Now: lineFields{"confidence": "high"}}
	if !c.Rewritten() || len(lineProblems([]LineChange{c})) != 1 {
		t.Error("a weak line is called sure, and nobody else has to read it")
	}
}
