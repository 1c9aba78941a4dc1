package studio

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestADraftIsMeasured: nothing moves without a change; whoever puts a question into the wrong topic sees what that moved, on the page too, and it is
// worked out once.
func TestADraftIsMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	editor := staff(t)[2]
	same, err := o.desk.Measure(editor.ID, "es")
	if err != nil || len(same.Moved)+len(same.Topics) > 0 {
		t.Fatalf("%+v %+v (%v)", same.Moved, same.Topics, err)
	}
	for _, f := range same.Figures {
		least, most := map[string]int{figureFirst: 50, figureThree: 75, figureCrisis: 70, figurePhrases: 90, figureAlarms: 0, figureTalks: 60}[f.Name], 100
		if f.Name == figureAlarms {
			most = 50
		}
		if f.Was != f.Now || f.Now.Of < 20 && f.Name != figureTalks || f.Now.Of == 0 || f.Now.Percent() < least || f.Now.Percent() > most {
			t.Errorf("%+v", f)
		}
	}
	lists, err := o.desk.Heard(editor.ID, "es")
	if err != nil {
		t.Fatal(err)
	}
	for _, phrase := range lists["topics/hacked"][:6] {
		if err := o.desk.Listen(editor, "es", "topics/scams", phrase, true); err != nil {
			t.Fatal(err)
		}
	}
	m, err := o.desk.Measure(editor.ID, "es")
	if err != nil || m.Figures[0].Now.Of != m.Figures[0].Was.Of+6 || m.Figures[0].Was != same.Figures[0].Was {
		t.Fatalf("%+v (%v)", m, err)
	}
	said := 0
	for _, moved := range m.Moved {
		if moved.List == "topics/scams" && moved.Was == "" && slices.Contains(lists["topics/hacked"][:6], moved.Line) {
			said++
		}
	}
	if said != 6 || !slices.ContainsFunc(m.Topics, func(f Figure) bool { return f.Name == "scams" && f.Worse() }) {
		t.Errorf("%d of six new examples are told: %+v %+v", said, m.Moved, m.Topics)
	}
	resp, page := o.signIn(editor).do(http.MethodPost, "/listen/measure", url.Values{"lang": {"es"}})
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "studio.listen.figure.crisis") || !strings.Contains(page, "<code>scams</code>") || !strings.Contains(page, "studio.listen.worse") {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	if n := len(o.desk.exams.recent) + len(o.desk.exams.before); n != 2 {
		t.Errorf("%d exams were held for two states of the words", n)
	}
}

// TestWhatADraftMakesOfIt: each line is told once, under what happened to it, and counts for its figure.
func TestWhatADraftMakesOfIt(t *testing.T) {
	line := func(list, line string, danger bool, route ...string) heardSo {
		return heardSo{list, line, route, danger}
	}
	was := outcome{
		line("topics/scams", "stays", false, "scams", "hacked"),
		line("topics/scams", "gets lost", false, "scams"),
		line("topics/hacked", "is found", false, "scams", "hacked"),
		line("topics/crisis", "is heard", false, "none"),
		line("topics/scams", "goes", false, "none"),
		line("danger.crisis/certain", "phrase", true, "crisis"),
		line("danger.crisis/calm", "calm", false, "none"),
		line("danger.abuse/unsure", "is asked about", false, "abuse"),
		line("flows/hacked", "first words", false, "hacked"),
	}
	now := outcome{
		line("topics/scams", "stays", false, "scams", "hacked"),
		line("topics/scams", "gets lost", false, "hacked", "scams"),
		line("topics/hacked", "is found", false, "hacked"),
		line("topics/crisis", "is heard", true, "crisis"),
		line("topics/scams", "new", false, "about"),
		line("danger.crisis/certain", "phrase", false, "none"),
		line("danger.crisis/calm", "calm", true, "crisis"),
		line("danger.abuse/unsure", "is asked about", false, "abuse"),
		line("flows/hacked", "first words", false, "hacked"),
	}
	m := compare(was, now)
	want := map[string]Figure{
		figureFirst: {"", Share{2, 5}, Share{3, 5}}, figureThree: {"", Share{3, 5}, Share{4, 5}}, figureCrisis: {"", Share{0, 1}, Share{1, 1}},
		figurePhrases: {"", Share{1, 1}, Share{0, 1}}, figureAlarms: {"", Share{0, 1}, Share{1, 1}}, figureTalks: {"", Share{1, 1}, Share{1, 1}},
	}
	for _, f := range m.Figures {
		w := want[f.Name]
		w.Name = f.Name
		worse, better := f.Name == figurePhrases || f.Name == figureAlarms, f.Name == figureFirst || f.Name == figureThree || f.Name == figureCrisis
		if f != w || f.Worse() != worse || f.Better() != better {
			t.Errorf("%+v, not %+v", f, w)
		}
	}
	var moved []string
	for _, c := range m.Moved {
		s := c.Line + ": " + c.Was + " → " + c.Now
		if c.Better {
			s += " better"
		}
		if c.Worse {
			s += " worse"
		}
		moved = append(moved, s)
	}
	if want := []string{"new:  → about", "gets lost: scams → hacked worse", "is found: scams → hacked better", "is heard: none → crisis better", "phrase: crisis → none", "calm: none → crisis"}; !slices.Equal(moved, want) {
		t.Errorf("%q, not %q", moved, want)
	}
	if len(m.Confused) != 2 || m.Confused[0].Topic != "scams" || m.Confused[0].As != "about" || m.Confused[1].Some[0] != "gets lost" || m.Confused[1].Was != 0 {
		t.Errorf("%+v", m.Confused)
	}
	if !slices.Equal(m.Missed.Some, []HeardLine{{"danger.crisis/certain", "phrase"}}) || !slices.Equal(m.Alarmed.Some, []HeardLine{{"danger.crisis/calm", "calm"}}) {
		t.Errorf("%+v %+v", m.Missed, m.Alarmed)
	}
}
