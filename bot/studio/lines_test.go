package studio

import (
	"errors"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// line is a service as a person sees it.
func line(t *testing.T, d *Desk, who Person, country, id string) Line {
	t.Helper()
	all, err := d.Lines(who.ID, country)
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(l Line) bool { return l.ID == id })
	if at < 0 {
		t.Fatalf("%s is not in %s", id, country)
	}
	return all[at]
}

// TestCallingALine: what a person found out is a draft, then everybody is told it with its day; two people who call different
// lines of one country lose nothing; and a line that stopped working is verified no more.
func TestCallingALine(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana, eva := person(t, "Ana <ana@example.org>: translator, publisher"), person(t, "Eva <eva@example.org>: approver, publisher")
	const first, second = "km-ligne-verte-1710-listening-and-protectio", "km-ligne-verte-1760-listening-and-protectio"
	was := line(t, d, ana, "KM", first)
	if !was.Due || was.Source.Verified != "" {
		t.Fatalf("%+v", was)
	}
	if err := d.Called(ana, "KM", first, was.Stamp(), true); err != nil {
		t.Fatal(err)
	}
	if err := d.Called(ana, "KM", first, was.Stamp(), false); !errors.Is(err, ErrMoved) {
		t.Errorf("from another window: %v", err)
	}
	if err := d.Called(eva, "KM", second, line(t, d, eva, "KM", second).Stamp(), false); err != nil {
		t.Fatal(err)
	}
	if now := line(t, d, ana, "KM", first); now.Due || now.Source.Verified != "2026-11-26" || !now.Changed {
		t.Errorf("%+v", now)
	}
	if now := line(t, d, eva, "KM", first); now.Source.Verified != "" {
		t.Errorf("a draft is told: %+v", now)
	}
	for _, p := range []Person{ana, eva} {
		if _, err := d.Publish(t.Context(), p, p.ID); err != nil {
			t.Fatal(err)
		}
	}
	c, issues := content.Load(content.Folder{FS: os.DirFS(dir)})
	if c == nil {
		t.Fatal(issues)
	}
	a, _ := c.Service(first)
	b, _ := c.Service(second)
	if a.Source.Verified != "2026-11-26" || b.Source.Verified != "" || b.Confidence != "low" {
		t.Errorf("%+v\n%+v", a, b)
	}
	history, err := d.History(1)
	if err != nil || !strings.Contains(history[0].Says, second+": confidence low") {
		t.Errorf("%+v %v", history, err)
	}
	if err := d.Called(eva, "KM", first, line(t, d, eva, "KM", first).Stamp(), false); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), eva, eva.ID); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "flows", "help", "km.yaml"))
	if err != nil || strings.Contains(string(data), "verified") {
		t.Errorf("a line that does not work is verified: %v", err)
	}
	for name, err := range map[string]error{
		"a viewer":   d.Called(person(t, "V <v@example.org>: viewer"), "KM", first, "", true),
		"no service": d.Called(ana, "KM", "nobody", "", true),
		"elsewhere":  d.Called(ana, "KE", first, "", true),
		"nowhere":    d.Called(ana, "", first, "", true),
	} {
		if !errors.Is(err, ErrMayNot) && !errors.Is(err, ErrNoText) {
			t.Errorf("%s: %v", name, err)
		}
	}
	clean(t, dir)
}

var lineForm = regexp.MustCompile(`action="/lines/KM/(km-police)"><input type="hidden" name="seen" value="([^"]+)"`)

// TestTheListToCall: in the browser, with no button to call an emergency number.
func TestTheListToCall(t *testing.T) {
	o := newOffice(t)
	v := o.signIn(staff(t)[1])
	_, page := v.do("GET", "/lines?country=km", nil)
	form := lineForm.FindStringSubmatch(page)
	if form == nil || strings.Contains(page, "tel:") || !strings.Contains(page, "studio.lines.named") || !strings.Contains(page, "studio.lines.emergency") {
		t.Fatalf("%s", page)
	}
	if resp, _ := v.do("POST", "/lines/KM/km-police", url.Values{"seen": {form[2]}, "works": {"yes"}}); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("%d", resp.StatusCode)
	}
	if resp, page := v.do("POST", "/lines/KM/km-police", url.Values{"seen": {form[2]}, "works": {"no"}}); resp.StatusCode != http.StatusConflict || !strings.Contains(page, "studio.lines.on2026-11-26") {
		t.Errorf("from another window: %d", resp.StatusCode)
	}
	if _, page := v.do("GET", "/changes/translator-example-org", nil); !strings.Contains(page, "km-police") {
		t.Error("it is not among the changes")
	}
	if _, page := v.do("GET", "/lines", nil); strings.Count(page, "<tr id=") != perPage {
		t.Errorf("%d lines on a page", strings.Count(page, "<tr id="))
	}
	if strings.Contains(o.log.String(), "ERROR") {
		t.Errorf("the log says %s", o.log)
	}
}
