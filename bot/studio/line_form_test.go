package studio

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// hoursForm is the editor of hours as a browser sends it.
func hoursForm(rows []dayHours, always bool) url.Values {
	form := url.Values{"week": {"1"}}
	if always {
		form.Set("always", "1")
	}
	for _, row := range rows {
		for i, s := range row.Spans {
			form.Set(row.Name+"-from-"+string(rune('0'+i)), s.From)
			form.Set(row.Name+"-to-"+string(rune('0'+i)), s.To)
		}
		if row.Closed {
			form.Set(row.Name+"-closed", "1")
		}
	}
	return form
}

// TestHoursStayAsTheyWereWritten: a form that nobody touched leaves the hours of every service of the shipped directory as they are, letter by letter.
func TestHoursStayAsTheyWereWritten(t *testing.T) {
	d, _ := desk(t)
	lines, err := d.Lines("", "")
	if err != nil || len(lines) < 800 {
		t.Fatal(len(lines), err)
	}
	for _, l := range lines {
		before := l.Opening.String()
		rows, always := typedHours(hoursForm(hoursOf(before)))
		if now, ok := opening(rows, always, before); !ok || now != before {
			t.Errorf("%s: %q becomes %q", l.ID, before, now)
		}
	}
}

// TestHoursAreWhatWasTyped: whatever somebody fills in is refused, or is what the directory then reckons with.
func TestHoursAreWhatWasTyped(t *testing.T) {
	clock := rapid.SampledFrom([]string{"", "00:00", "09:00", "12:30", "17:00", "24:00", "9", "23:59"})
	rapid.Check(t, func(t *rapid.T) {
		rows, _ := hoursOf("")
		for i := range rows {
			for j := range rows[i].Spans {
				rows[i].Spans[j] = timeSpan{clock.Draw(t, "from"), clock.Draw(t, "to")}
			}
			rows[i].Closed = rows[i].IsHoliday() && rapid.Bool().Draw(t, "closed")
		}
		typed, always := typedHours(hoursForm(rows, false))
		text, ok := opening(typed, always, "")
		if !ok || text == "" {
			return
		}
		again, _ := hoursOf(text)
		if second, ok := opening(again, false, ""); !ok || second != text {
			t.Fatalf("%v is %q, which is shown as %v and becomes %q", rows, text, again, second)
		}
		for _, row := range rows {
			for _, s := range row.Spans {
				if s != (timeSpan{}) && (s.From == "" || s.To == "" || s.From == "24:00" || s.From == "9" || s.To == "9") {
					t.Fatalf("%v is taken for hours", s)
				}
			}
		}
	})
}

// TestAFormSaysWhatIsWrong: at the field, with all that was typed still there, and nothing is saved; what is only a warning is saved and said.
func TestAFormSaysWhatIsWrong(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	v := o.signIn(editor)
	const path = "/lines/KE/ke-childline-kenya"
	for field, tt := range map[string]struct{ value, want string }{
		"dial": {"call us", "bad_dial"}, "sms": {"call us", "bad_sms"}, "whatsapp": {"see the page", "bad_whatsapp"}, "web": {"http://plain.example", "not_https"},
		"chat_url": {"javascript:alert(1)", "not_https"}, "source/url": {"plain.example", "not_https"}, "source/checked": {"2027-01-01", "date_in_future"},
		"source/date": {"2027", "date_in_future"}, "zone": {"Africa/Nowhere", "unknown_zone"}, "audience": {"everybody", "unknown_audience"}, "kind": {"friend", "unknown_kind"},
		"rank": {"0", "bad_rank"}, "name": {"", "unnamed_service"}, "confidence": {"certain", "unknown_confidence"},
	} {
		form := formOf(t, o.desk, editor, "KE", "ke-childline-kenya")
		form.Set(field, tt.value)
		resp, page := v.do(http.MethodPost, path+"/edit", form)
		at := strings.Index(page, `id="x-`+field+`"`)
		if resp.StatusCode != http.StatusUnprocessableEntity || at < 0 || !strings.Contains(page[at:min(at+400, len(page))], "studio.line.fix."+tt.want) {
			t.Errorf("%s %q: %d, said at %d", field, tt.value, resp.StatusCode, at)
		}
		if tt.value != "" && !strings.Contains(page, `value="`+tt.value+`"`) {
			t.Errorf("%s: what was typed is gone", field)
		}
	}
	hours := formOf(t, o.desk, editor, "KE", "ke-childline-kenya")
	hours.Del("opening")
	for key, values := range hoursForm(hoursOf("Mo-Fr 09:00-17:00")) {
		hours[key] = values
	}
	hours.Set("tu-to-0", "")
	if resp, page := v.do(http.MethodPost, path+"/edit", hours); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "studio.line.fix.bad_opening") || !strings.Contains(page, `name="tu-from-0" value="09:00"`) {
		t.Errorf("a beginning without an end: %d", resp.StatusCode)
	}
	if own, err := o.desk.store.at(draft(editor.ID)); err != nil || !own.IsZero() {
		t.Fatal("something was saved", err)
	}
	hours.Set("tu-to-0", "17:00")
	hours.Set("dial", "98765432101")
	if resp, _ := v.do(http.MethodPost, path+"/edit", hours); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d", resp.StatusCode)
	}
	now := line(t, o.desk, editor, "KE", "ke-childline-kenya")
	if now.Opening.String() != "Mo-Fr 09:00-17:00" || len(now.Faults) != 1 || !now.Faults[0].Warning {
		t.Errorf("%q %v", now.Opening, now.Faults)
	}
	if _, page := v.do(http.MethodGet, path, nil); !strings.Contains(page, `id="x-dial">studio.line.fix.maybe_not_dialable`) {
		t.Error("nobody is told that the number may be none")
	}
	if _, page := v.do(http.MethodGet, "/lines?show=warned", nil); !strings.Contains(page, `<tr id="ke-childline-kenya"`) || strings.Contains(page, `<tr id="ke-emergency-number"`) {
		t.Error("it is not among those with warnings")
	}
}

// TestAClosedLineAtNight: beside the form stands what a young person there is shown at that hour, with the draft.
func TestAClosedLineAtNight(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	_, stamp, err := o.desk.LineForm(editor.ID, "KE", "ke-childline-kenya")
	if err != nil {
		t.Fatal(err)
	}
	if err := o.desk.EditLine(editor, "KE", "ke-childline-kenya", stamp, lineFields{"opening": "Mo-Fr 08:00-17:00"}); err != nil {
		t.Fatal(err)
	}
	shown := func(query string) string {
		_, page := o.signIn(editor).do(http.MethodGet, "/lines/KE/ke-childline-kenya?"+query, nil)
		_, after, ok := strings.Cut(page, `<p class="bubble this">`)
		if !ok {
			t.Fatalf("%s: the line is not shown", query)
		}
		text, _, _ := strings.Cut(after, "</p>")
		return text
	}
	day, night, spanish := shown("lang=en&day=we&time=10:00"), shown("lang=en&day=we&time=03:00"), shown("lang=es&day=we&time=03:00")
	if !strings.Contains(day, "Open now") || strings.Contains(night, "Open now") || !strings.Contains(night, "8:00") || spanish == night {
		t.Errorf("by day:\n%s\nat night:\n%s\nin Spanish:\n%s", day, night, spanish)
	}
	if _, page := o.signIn(editor).do(http.MethodGet, "/lines/KE/ke-childline-kenya?topic=remove&day=xx&time=99:99", nil); !strings.Contains(page, "Africa/Nairobi") {
		t.Error("an hour that is none breaks the page")
	}
}

// TestALineIsMoved: two lines change places, those of the last rank come up one by one, and what has no place to go stays; the check agrees after each.
func TestALineIsMoved(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor")
	ranks := func() (all []string) {
		lines, err := d.Lines(ana.ID, "GB")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if l.Kind == content.Crisis {
				all = append(all, l.ID)
			}
		}
		return all
	}
	was := ranks()
	if len(was) < 2 {
		t.Fatal(was)
	}
	move := func(id string, up bool) error {
		return d.MoveLine(ana, "GB", id, line(t, d, ana, "GB", id).Row, up)
	}
	if err := move(was[0], true); !errors.Is(err, ErrNoText) {
		t.Error("before the first:", err)
	}
	if err := move(was[1], true); err != nil {
		t.Fatal(err)
	}
	if now := ranks(); now[0] != was[1] || now[1] != was[0] {
		t.Errorf("%v became %v", was, now)
	}
	if err := move(was[1], false); err != nil {
		t.Fatal(err)
	}
	if changes, err := d.lineChanges(ana.ID); err != nil || len(changes) != 0 {
		t.Error("moved there and back:", changes, err)
	}
	if err := d.MoveLine(ana, "GB", was[0], "another", false); !errors.Is(err, ErrMoved) {
		t.Error("from another window:", err)
	}
}

// TestRanksStayInOrder: however often whatever services are moved, one is first, and no place below the last is taken twice.
func TestRanksStayInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, order := map[string]lineFields{}, []string{"a", "b", "c", "d", "e"}
		for i, rank := range rapid.SampledFrom([][]string{{"1", "2", "3", "9", "9"}, {"1", "9", "9", "9", "9"}, {"3", "1", "8", "9", "2"}, {"1", "2", "3", "4", "5"}}).Draw(t, "ranks") {
			all[order[i]] = lineFields{"kind": "crisis", "rank": rank}
		}
		for range rapid.IntRange(1, 12).Draw(t, "moves") {
			id, up := rapid.SampledFrom(order).Draw(t, "which"), rapid.Bool().Draw(t, "up")
			ranks, ok := moved(all, order, id, up)
			if !ok {
				continue
			}
			for other, rank := range ranks {
				all[other]["rank"] = string(rune('0' + rank))
			}
			var taken []string
			for _, f := range all {
				if rank := f["rank"]; rank != "9" && slices.Contains(taken, rank) || rank < "1" || rank > "9" {
					t.Fatalf("%v after %s up=%v", all, id, up)
				} else {
					taken = append(taken, rank)
				}
			}
			if !slices.Contains(taken, "1") {
				t.Fatalf("nobody is first: %v", all)
			}
		}
	})
}

// TestWhyALineGoes: without a reason it stays; with one that is read before it goes, and stands in the history. The lines of the world are as others.
func TestWhyALineGoes(t *testing.T) {
	o := newOffice(t)
	editor, approver := staff(t)[2], staff(t)[3]
	lines, err := o.desk.Lines(editor.ID, content.World)
	if err != nil || len(lines) < 3 {
		t.Fatal(len(lines), err)
	}
	gone := lines[len(lines)-1]
	v := o.signIn(editor)
	path := "/lines/ZZ/" + gone.ID
	form := url.Values{"seen": {v.seen(path)}, "reason": {"  "}}
	if resp, page := v.do(http.MethodPost, path+"/remove", form); resp.StatusCode != http.StatusConflict || !strings.Contains(page, "studio.line.no_reason") {
		t.Errorf("without a reason: %d", resp.StatusCode)
	}
	form.Set("reason", "closed since May\nline: x works")
	if resp, _ := v.do(http.MethodPost, path+"/remove", form); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d", resp.StatusCode)
	}
	if _, page := o.signIn(approver).do(http.MethodGet, "/changes/"+editor.ID, nil); !strings.Contains(page, "closed since May line: x works") {
		t.Error("nobody is told why")
	}
	changes, err := o.desk.lineChanges(editor.ID)
	if err != nil || len(changes) != 1 || changes[0].Country != content.World {
		t.Fatalf("%+v %v", changes, err)
	}
	if err := o.desk.ApproveLine(approver, editor.ID, gone.ID, changes[0].Stamp()); err != nil {
		t.Fatal(err)
	}
	if _, err := o.desk.Publish(t.Context(), person(t, "P <p@example.org>: publisher"), editor.ID); err != nil {
		t.Fatal(err)
	}
	history, err := o.desk.History(1)
	if err != nil || !strings.Contains(history[0].Says, gone.ID+": removed by editor, read by approver: closed since May") {
		t.Errorf("%+v %v", history, err)
	}
}
