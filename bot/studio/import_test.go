package studio

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"slices"
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
	req, err := http.NewRequestWithContext(v.o.t.Context(), http.MethodPost, v.o.at.URL+path, &body)
	if err != nil {
		v.o.t.Fatal(err)
	}
	req.Header.Set("Content-Type", form.FormDataContentType())
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

// TestATableIsTakenIn: what differs becomes a change of the draft, line by line; what somebody called later stays; countries the table does not name stay
// as they are to the byte; nothing is published without a second person.
func TestATableIsTakenIn(t *testing.T) {
	o := newOffice(t)
	d := o.desk
	editor, approver := staff(t)[2], staff(t)[3]
	approver.Roles = append(approver.Roles, Publisher)
	called := line(t, d, approver, "KE", "ke-iwf-reporting-portal-kenya")
	if err := d.Called(approver, "KE", called.ID, called.Stamp(), true); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Publish(t.Context(), approver, approver.ID); err != nil {
		t.Fatal(err)
	}
	table := tableHead +
		"KE\temergency\t1\tall\tEmergency number\t112\thigh\thttps://www.gov.uk/foreign-travel-advice/kenya\t2026-11-25\n" +
		"KE\tchild_helpline\t1\tchildren\tA new line\t0800 22\tmedium\thttps://new.example\t2026-11-25\t2026-11-25\n"
	v := o.signIn(editor)
	code, page := v.upload("/lines/import", "table", []byte(table))
	if code != http.StatusOK || !strings.Contains(page, "studio.import.done") || !strings.Contains(page, "<code>ke-iwf-reporting-portal-kenya</code>") {
		t.Fatalf("%d %s", code, page)
	}
	changes, err := d.lineChanges(editor.ID)
	if err != nil {
		t.Fatal(err)
	}
	what := map[string]string{}
	for _, c := range changes {
		what[c.ID] = strings.TrimPrefix(c.says(), c.ID+": ")
		if c.Country != "KE" {
			t.Errorf("%s of another country changes", c.ID)
		}
	}
	if !strings.HasPrefix(what["ke-emergency-number"], "changed") || !strings.HasPrefix(what["ke-a-new-line"], "added") || !strings.HasPrefix(what["ke-childline-kenya"], "removed") || what["ke-iwf-reporting-portal-kenya"] != "" {
		t.Errorf("%v", what)
	}
	if now := line(t, d, editor, "KE", "ke-a-new-line"); now.Source.Verified != "" {
		t.Error("a table says that somebody called:", now.Source.Verified)
	}
	if _, err := d.Publish(t.Context(), approver, editor.ID); !errors.Is(err, ErrBlocked) {
		t.Errorf("published unread: %v", err)
	}
	before, err := os.ReadFile(filepath.Join(d.dir, "flows/help/km.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if err := d.ApproveLine(approver, editor.ID, c.ID, c.Stamp()); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Publish(t.Context(), approver, editor.ID); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(filepath.Join(d.dir, "flows/help/km.yaml"))
	if err != nil || !bytes.Equal(before, after) {
		t.Error("another country changed", err)
	}
	if again, err := d.Import(editor, []byte(table)); err != nil || again.Changed+again.Added+again.Gone > 0 || !slices.Equal(again.Kept, []string{"ke-iwf-reporting-portal-kenya"}) {
		t.Errorf("a second time it changes %+v (%v)", again, err)
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
		"another file":        {"\x89PNG\r\n\x1a\n", "studio.import.no_table", 422},
		"nothing":             {"", "studio.import.no_table", 422},
		"no such country":     {tableHead + "XX\thotline\t1\tall\tA\t1\thigh\thttps://a.example\t2026-11-25\n", "XX", 422},
		"a number that isn't": {tableHead + "KE\temergency\t1\tall\tEmergency number\tcall us <b>now</b>\thigh\thttps://a.example\t2026-11-25\n", "write only what is dialled", 422},
		"far too much":        {strings.Repeat("x", maxTable+1), "studio.", 400},
	} {
		code, page := v.upload("/lines/import", "table", []byte(tt.data))
		if code != tt.code || !strings.Contains(page, tt.says) || strings.Contains(page, "<b>now") {
			t.Errorf("%s: %d %s", name, code, page)
		}
	}
	if code, _ := v.upload("/lines/import", "another", []byte(tableHead)); code != http.StatusBadRequest {
		t.Errorf("no table: %d", code)
	}
	if changes, err := o.desk.lineChanges(editor.ID); err != nil || len(changes) > 0 {
		t.Error("something changed:", changes, err)
	}
}
