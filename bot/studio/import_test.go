package studio

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// upload sends a file as a browser does.
func (v *visitor) upload(path, field string, data []byte) (int, string) {
	v.o.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile(field, "services.tsv")
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, form.Close()); err != nil {
		v.o.t.Fatal(err)
	}
	return v.sendBody(path, form.FormDataContentType(), &body)
}

// sendBody posts a body of some kind.
func (v *visitor) sendBody(path, kind string, body io.Reader) (int, string) {
	v.o.t.Helper()
	req, err := http.NewRequestWithContext(v.o.t.Context(), http.MethodPost, v.o.at.URL+path, body)
	if err != nil {
		v.o.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	resp, err := v.client.Do(req)
	if err != nil {
		v.o.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // the test has read it
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		v.o.t.Fatal(err)
	}
	return resp.StatusCode, string(page)
}

const tableHead = "iso2\tkind\trank\taudience\tname\tphone\tconfidence\tsource_url\tchecked_on\tverified_on\n"

// readFor is a dataset as a person has it before them, with what it proposes.
func readFor(t *testing.T, d *Desk, who Person, table string) (*dataset, map[string]Proposal) {
	t.Helper()
	set, err := d.readDataset(who.ID, []byte(table))
	if err != nil {
		t.Fatal(err)
	}
	all, err := d.Proposals(who.ID, set)
	if err != nil {
		t.Fatal(err)
	}
	by := map[string]Proposal{}
	for _, p := range all {
		by[p.ID] = p
	}
	return set, by
}

const kenya = tableHead +
	"KE\temergency\t1\tall\tEmergency number\t112\thigh\thttps://www.gov.uk/foreign-travel-advice/kenya\t2026-11-25\n" +
	"KE\tchild_helpline\t1\tchildren\tA new line\t0800 22\tmedium\thttps://new.example\t2026-11-25\t2026-11-25\n"

// TestATableIsTakenIn: what differs is shown line by line, and only what was ticked becomes changes of the draft, in one commit; what somebody called
// later stays, whoever ticks it; countries the table does not name stay as they are; nothing is published without a second person.
func TestATableIsTakenIn(t *testing.T) {
	o := newOffice(t)
	d := o.desk
	editor, approver := staff(t)[2], staff(t)[3]
	approver.Roles = append(approver.Roles, Publisher)
	const portal = "ke-iwf-reporting-portal-kenya"
	if err := d.Called(approver, "KE", portal, line(t, d, approver, "KE", portal).Stamp(), true); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), approver, approver.ID); err != nil {
		t.Fatal(err)
	}
	v := o.signIn(editor)
	if code, page := v.upload("/lines/import", "table", []byte(kenya)); code != http.StatusSeeOther {
		t.Fatalf("%d %s", code, page)
	}
	_, page := v.do(http.MethodGet, "/lines/import", nil)
	for _, want := range []string{"<bdi>999</bdi>", "<bdi>112</bdi>", "studio.import.kept_byapprover, 2026-11-26", `id="t-ke-a-new-line"`, `id="t-ke-childline-kenya"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
	if strings.Contains(page, `id="t-`+portal) || strings.Contains(page, "Comoros") {
		t.Error("what was called later, or another country, can be ticked")
	}
	set, all := readFor(t, d, editor, kenya)
	tick := func(ids ...string) url.Values {
		form := url.Values{}
		for _, id := range ids {
			form.Add("tick", id+" "+string(all[id].Stamp()))
		}
		return form
	}
	if resp, page := v.do(http.MethodPost, "/lines/import/take", tick("ke-a-new-line")); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "studio.import.refused") || !strings.Contains(page, "ke-childline-kenya") {
		t.Errorf("two lines in one place: %d", resp.StatusCode)
	}
	if resp, page := v.do(http.MethodPost, "/lines/import/take", nil); resp.StatusCode != http.StatusConflict || !strings.Contains(page, "studio.reading.nothing") {
		t.Errorf("nothing ticked: %d", resp.StatusCode)
	}
	if err := d.TakeProposals(editor, set, []Seen{{portal, all[portal].Stamp()}}); !errors.Is(err, ErrMoved) {
		t.Error("what somebody called later is overwritten:", err)
	}
	if err := d.TakeProposals(editor, set, []Seen{{"ke-a-new-line", "another"}}); !errors.Is(err, ErrMoved) {
		t.Error("something else is taken in than was seen:", err)
	}
	if own, err := d.store.at(draft(editor.ID)); err != nil || !own.IsZero() {
		t.Fatal("something was taken in", err)
	}
	if resp, page := v.do(http.MethodPost, "/lines/import/take", tick("ke-a-new-line", "ke-childline-kenya", "ke-emergency-number")); resp.StatusCode != http.StatusOK || !strings.Contains(page, "studio.import.done") {
		t.Fatalf("%d %s", resp.StatusCode, page)
	}
	_, mine, err := d.forks(mustAt(t, d), mustDraft(t, d, editor))
	if err != nil || len(mine) != 1 {
		t.Fatal("not one commit:", mine, err)
	}
	changes, err := d.lineChanges(editor.ID)
	if err != nil || len(changes) != 3 {
		t.Fatal(changes, err)
	}
	if now := line(t, d, editor, "KE", "ke-a-new-line"); now.Source.Verified != "" {
		t.Error("a table says that somebody called:", now.Source.Verified)
	}
	if _, err := d.Publish(t.Context(), approver, editor.ID); !errors.Is(err, ErrBlocked) {
		t.Errorf("published unread: %v", err)
	}
	_, page = o.signIn(approver).do(http.MethodGet, "/changes/"+editor.ID, nil)
	if !strings.Contains(page, "not in the dataset of 2026-11-25 any more") || !strings.Contains(page, `id="lines-read"`) {
		t.Error("the review does not tell why a line goes, or can't be ticked")
	}
	form := url.Values{}
	for _, c := range changes {
		form.Add("tick", c.ID+" "+string(c.Stamp()))
	}
	if resp, page := o.signIn(approver).do(http.MethodPost, "/changes/"+editor.ID+"/approve-line", form); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", resp.StatusCode, page)
	}
	before, err := os.ReadFile(filepath.Join(d.dir, "flows/help/km.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), approver, editor.ID); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(filepath.Join(d.dir, "flows/help/km.yaml"))
	if err != nil || !bytes.Equal(before, after) {
		t.Error("another country changed", err)
	}
	if _, again := readFor(t, d, editor, kenya); len(again) != 1 || again[portal].Kept == "" {
		t.Errorf("a second time it proposes %+v", again)
	}
}

func mustDraft(t *testing.T, d *Desk, who Person) Version {
	t.Helper()
	v, err := d.store.at(draft(who.ID))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestWhatATableProposes: a service that has another name is the same one; that somebody called it stays as long as its number does, and a number
// that nobody called is not called because the old one was.
func TestWhatATableProposes(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor, translator")
	const childline, emergency = "ke-childline-kenya", "ke-emergency-number"
	for _, id := range []string{childline, emergency} {
		if err := d.Called(ana, "KE", id, line(t, d, ana, "KE", id).Stamp(), true); err != nil {
			t.Fatal(err)
		}
	}
	row := func(name, number, day string) string {
		return tableHead + "KE\tchild_helpline\t1\tchildren\t" + name + "\t" + number + "\thigh\thttps://a.example\t" + day + "\n"
	}
	_, renamed := readFor(t, d, ana, tableHead+"KE\temergency\t1\tall\tPolice\t999\thigh\thttps://a.example\t2026-11-26\n")
	if p := renamed[emergency]; p.Sort() != "changed" || p.Now["name"] != "Police" || p.Now["source/verified"] != "2026-11-26" {
		t.Errorf("with another name: %s %v", p.Sort(), p.Now)
	}
	_, other := readFor(t, d, ana, row("Childline Kenya", "117", "2026-11-26"))
	if p := other[childline]; p.Sort() != "changed" || p.Now["source/verified"] != "" {
		t.Errorf("with another number: %s %v", p.Sort(), p.Now)
	}
	_, older := readFor(t, d, ana, row("Childline Kenya", "117", "2026-11-25"))
	if p := older[childline]; p.Sort() != "kept" || p.KeptOn() != "Ana, 2026-11-26" {
		t.Errorf("from an older table: %s %s", p.Sort(), p.KeptOn())
	}
	_, future := readFor(t, d, ana, row("Childline Kenya", "call us", "2027-11-25"))
	if p := future[childline]; !p.Wrong() || len(p.Faults) < 2 {
		t.Errorf("%+v", p.Faults)
	}
}

// TestWhatIsNoTable: other files, tables the check refuses, and far too much are refused with a reason, and change nothing.
func TestWhatIsNoTable(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	v := o.signIn(editor)
	for name, tt := range map[string]struct {
		data, says string
		code       int
	}{
		"another file":    {"\x89PNG\r\n\x1a\n", "studio.import.no_table", 422},
		"nothing":         {"", "studio.import.none", 400},
		"no such country": {tableHead + "X<b>X\thotline\t1\tall\tA\t1\thigh\thttps://a.example\t2026-11-25\n", "there is no country", 422},
		"far too much":    {strings.Repeat("x", maxTable+1), "studio.import.too_large", 413},
		"a flood":         {strings.Repeat("x", maxTable+maxForm), "studio.import.too_large", 413},
	} {
		code, page := v.upload("/lines/import", "table", []byte(tt.data))
		if code != tt.code || !strings.Contains(page, tt.says) || strings.Contains(page, "<b>X") {
			t.Errorf("%s: %d %s", name, code, page)
		}
	}
	if code, _ := v.upload("/lines/import", "another", []byte(tableHead)); code != http.StatusBadRequest {
		t.Errorf("no table: %d", code)
	}
	if resp, _ := v.do(http.MethodPost, "/lines/import/take", url.Values{"tick": {"ke-childline-kenya x"}}); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("without a table: %d", resp.StatusCode)
	}
	wrong := tableHead + "KE\temergency\t1\tall\tEmergency number\tcall us <b>now</b>\thigh\thttps://a.example\t2026-11-25\n"
	if code, _ := v.upload("/lines/import", "table", []byte(wrong)); code != http.StatusSeeOther {
		t.Fatalf("%d", code)
	}
	_, page := v.do(http.MethodGet, "/lines/import", nil)
	if !strings.Contains(page, "studio.line.fix.bad_dial") || strings.Contains(page, "<b>now") || strings.Contains(page, `name="tick" value="ke-emergency-number`) && strings.Contains(page, " checked>") {
		t.Error("a number that is none is ticked, or nothing is said of it")
	}
	_, all := readFor(t, o.desk, editor, wrong)
	if resp, _ := v.do(http.MethodPost, "/lines/import/take", url.Values{"tick": {"ke-emergency-number " + string(all["ke-emergency-number"].Stamp())}}); resp.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a number that is none: %d", resp.StatusCode)
	}
	if changes, err := o.desk.lineChanges(editor.ID); err != nil || len(changes) > 0 {
		t.Error("something changed:", changes, err)
	}
	if resp, _ := v.do(http.MethodPost, "/lines/import/take", url.Values{"away": {"1"}}); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("put away: %d", resp.StatusCode)
	}
	if strings.Contains(o.log.String(), "ERROR") {
		t.Errorf("the log says %s", o.log)
	}
}
