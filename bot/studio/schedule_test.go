package studio

import (
	"errors"
	"strings"
	"testing"
	"time"
)

// TestADraftIsPublishedAtItsTime: not before, only as it was looked at, and only while who planned it still may.
func TestADraftIsPublishedAtItsTime(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, _ := desk(t)
	now := time.Date(2026, 11, 27, 10, 0, 0, 0, time.UTC)
	d.now = func() time.Time { return now }
	ana, ben := person(t, "Ana <ana@example.org>: editor"), person(t, "Ben <ben@example.org>: publisher")
	text := func(words string) {
		t.Helper()
		m, err := d.Text(ana.ID, "es", "act.after")
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Write(ana, "es", "act.after", m.Stamp, words, true); err != nil {
			t.Fatal(err)
		}
	}
	published := func() string {
		t.Helper()
		m, err := d.Text("", "es", "act.after")
		if err != nil {
			t.Fatal(err)
		}
		return m.Words
	}
	before := published()
	text("¿Y ahora?")
	for at, want := range map[time.Time]error{now: ErrTime, now.Add(-time.Hour): ErrTime, now.Add(366 * 24 * time.Hour): ErrTime} {
		if err := d.Plan(ben, ana.ID, at); !errors.Is(err, want) {
			t.Errorf("%s: %v", at, err)
		}
	}
	if err := d.Plan(ana, ana.ID, now.Add(time.Hour)); !errors.Is(err, ErrMayNot) {
		t.Error("an editor plans", err)
	}
	if err := d.Plan(ben, ben.ID, now.Add(time.Hour)); !errors.Is(err, ErrBlocked) {
		t.Error("nothing is planned", err)
	}
	if err := d.Plan(ben, ana.ID, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if who, at, err := d.Planned(ana.ID); err != nil || who.Name != "Ben" || !at.Equal(now.Add(time.Hour)) {
		t.Fatal(who, at, err)
	}
	if err := d.publishDue(t.Context(), []Person{ana, ben}); err != nil || published() != before {
		t.Fatal("it is published before its time", err)
	}
	text("¿Y ahora qué?") // whoever changes it has to look again
	if _, at, err := d.Planned(ana.ID); err != nil || !at.IsZero() {
		t.Fatal("another text is planned too", err)
	}
	now = now.Add(2 * time.Hour)
	if err := d.publishDue(t.Context(), []Person{ana, ben}); err != nil || published() != before {
		t.Fatal("it is published without a plan", err)
	}
	if err := d.Plan(ben, ana.ID, now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Hour)
	if err := d.publishDue(t.Context(), []Person{ana}); !errors.Is(err, ErrMayNot) || published() != before {
		t.Fatal("it is published for somebody who left", err)
	}
	if err := d.publishDue(t.Context(), []Person{ana, ben}); err != nil || published() != "¿Y ahora qué?" {
		t.Fatal(published(), err)
	}
	if log, err := d.History(1); err != nil || log[0].Who.Name != "Ben" || !strings.HasPrefix(log[0].Says, "publish es act.after") {
		t.Error(log, err)
	}
	if err := d.Unplan(ben, ana.ID); !errors.Is(err, ErrNoText) {
		t.Error("a plan that was not there is taken away", err)
	}
}
