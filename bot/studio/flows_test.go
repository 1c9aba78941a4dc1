package studio

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/transcript"
	"strings"
	"testing"
)

// drawn is a flow as a person sees it.
func drawn(t *testing.T, d *Desk, who Person, id, locale string) *Canvas {
	t.Helper()
	c, err := d.Canvas(who, id, locale)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (c *Canvas) at(t *testing.T, id string) CanvasStep {
	t.Helper()
	i := slices.IndexFunc(c.Steps, func(s CanvasStep) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("%s has no step %s", c.Flow, id)
	}
	return c.Steps[i]
}

func (c *Canvas) problem(code string) *CanvasProblem {
	for i := range c.Problems {
		if c.Problems[i].Code == code {
			return &c.Problems[i]
		}
	}
	return nil
}

// TestAFlowIsChangedFromEndToEnd: a new choice that leads to a new step, stopped by a step that is not there, by a translation that is
// missing and by the second pair of eyes; published, and taken back.
func TestAFlowIsChangedFromEndToEnd(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana, ben := person(t, "Ana <ana@example.org>: editor, publisher"), person(t, "Ben <ben@example.org>: approver, translator, publisher")
	name := filepath.Join(dir, "flows", "sextortion.yaml")
	original, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c := drawn(t, d, ana, "sextortion", "en")
	if !c.Care || len(c.Steps) < 20 || c.Messages["sextortion.limits"].Words == "" || !c.Messages["sextortion.limits"].Safety || len(c.Callers) == 0 {
		t.Fatalf("%+v", c)
	}
	now := c.at(t, "now")
	fields := now.Fields
	asks := slices.Clone(fields["ask"].([]Pair))
	fields["ask"] = slices.Insert(asks, 3, Pair{"sextortion.now.game", "game"})
	label := NewText{Locale: "en", ID: "sextortion.now.game", Words: "It began in a game", Description: "Button. They met in a game."}
	if err := d.EditFlow(ana, "sextortion", []Edit{{Op: SetStep, Step: "now", Stamp: now.Stamp, Fields: fields}}, []NewText{label}); err != nil {
		t.Fatal(err)
	}
	c = drawn(t, d, ana, "sextortion", "en")
	if p := c.problem("unknown-step"); p == nil || p.Step != "now" || p.Mend != "new-step" {
		t.Fatalf("the step that is not there: %+v", c.Problems)
	}
	if _, err := d.Publish(t.Context(), ana, ana.ID); !errors.Is(err, ErrBlocked) {
		t.Fatal("it is published with a choice that leads nowhere", err)
	}
	text := NewText{Locale: "en", ID: "sextortion.game", Words: "Games have people who pretend, too. You did nothing wrong.", Description: "After the choice about a game. Calm."}
	add := Edit{Op: AddStep, Step: "game", After: "known", Fields: Fields{"say": []string{"sextortion.game"}, "next": "steps"}}
	if err := d.EditFlow(ana, "sextortion", []Edit{add}, []NewText{text}); err != nil {
		t.Fatal(err)
	}
	c = drawn(t, d, ana, "sextortion", "es")
	missing := c.problem("missing-text")
	if missing == nil || missing.Locale != "es" || missing.Link == "" || c.problem("unknown-step") != nil {
		t.Fatalf("what is missing in Spanish: %+v", c.Problems)
	}
	for id, words := range map[string]string{"sextortion.game": "En los juegos también hay gente que finge. No hiciste nada malo.", "sextortion.now.game": "Empezó en un juego"} {
		if err := d.EditFlow(ana, "sextortion", nil, []NewText{{Locale: "es", ID: id, Words: words}}); err != nil {
			t.Fatal(id, err)
		}
	}
	turn, err := d.Preview(ana, flow.Entry{Flow: "sextortion", Step: "now"}, "KE", []string{"en", "ar-XB"}, []transcript.Kind{{Name: "small", Can: bot.Capabilities{Choices: 9, Label: bot.Limit{Max: 20, Unit: bot.Runes}}}})
	if err != nil || len(turn) != 2 || turn[1].Direction != "rtl" || !slices.ContainsFunc(turn[0].Choices, func(c PreviewChoice) bool { return c.Label == label.Words && !c.Over && c.Length == 18 }) {
		t.Fatalf("the preview: %+v, %v", turn, err)
	}
	review, err := d.Review(ana.ID)
	if err != nil || !review.Blocked() || len(review.Flows) != 2 {
		t.Fatalf("nobody else has read it: %+v, %v", review.Flows, err)
	}
	approve(t, d, ben, ana)
	seen, err := d.current(ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.ApproveFlow(ana, ana.ID, "sextortion", seen); !errors.Is(err, ErrMayNot) {
		t.Error("an editor approves", err)
	}
	if err := d.ApproveFlow(ben, ana.ID, "sextortion", Version{}); !errors.Is(err, ErrMoved) {
		t.Error("somebody approves what they did not see", err)
	}
	if err := d.ApproveFlow(ben, ana.ID, "sextortion", seen); err != nil {
		t.Fatal(err)
	}
	review, err = d.Review(ana.ID)
	if err != nil || review.Blocked() {
		t.Fatalf("what is in the way now: %+v, %v", problems(review), err)
	}
	v, err := d.Publish(t.Context(), ana, ana.ID)
	if err != nil {
		t.Fatal(err)
	}
	laid, err := os.ReadFile(name)
	if err != nil || !strings.Contains(string(laid), "      - sextortion.now.game: game\n") || !strings.Contains(string(laid), "  - id: game\n    say: sextortion.game\n    next: steps\n") {
		t.Fatalf("%s\n%v", laid, err)
	}
	log, err := d.History(2)
	if err != nil || !strings.Contains(log[0].Says, "sextortion: step game added by Ana, read by Ben") || !strings.Contains(log[0].Says, "2 steps") {
		t.Errorf("the history tells %q, %v", log[0].Says, err)
	}
	if _, err := d.Restore(t.Context(), ben, log[1].Version); err != nil {
		t.Fatal(err)
	}
	if back, err := os.ReadFile(name); err != nil || string(back) != string(original) {
		t.Error("what was taken back is not what it was", err)
	}
	if log, err = d.History(3); err != nil || log[1].Version != v {
		t.Errorf("the history: %v, %v", log, err)
	}
}

// problems are the errors of a review.
func problems(r *Review) []Problem {
	return slices.DeleteFunc(slices.Clone(r.Problems), func(p Problem) bool { return p.Severity != content.Error })
}

// approve approves all texts of a draft that are said in danger.
func approve(t *testing.T, d *Desk, who, owner Person) {
	t.Helper()
	changes, err := d.Changes(owner.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range changes {
		if c.Safety {
			if err := d.Approve(who, owner.ID, c.Locale, c.ID, c.Stamp); err != nil {
				t.Fatal(c.ID, err)
			}
		}
	}
}

func TestStepsAreRenamedMovedAndRemoved(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor")
	edit := func(flow string, edits ...Edit) {
		t.Helper()
		for i, e := range edits {
			if e.Op != AddStep {
				edits[i].Stamp = drawn(t, d, ana, flow, "en").at(t, e.Step).Stamp
			}
		}
		if err := d.EditFlow(ana, flow, edits, nil); err != nil {
			t.Fatal(edits, err)
		}
	}
	before := drawn(t, d, ana, "crisis", "en")
	edit("crisis", Edit{Op: RenameStep, Step: "threat", To: "attacked"})
	c := drawn(t, d, ana, "crisis", "en")
	if s := c.at(t, "attacked"); !slices.Equal(s.Was, []string{"threat"}) || s.Fields["was"] != nil {
		t.Errorf("it was %v", s.Was)
	}
	files, err := d.flowFiles(mustVersion(t, d, ana))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(files["flows/sextortion.yaml"]), "crisis/threat") || !strings.Contains(string(files["flows/sextortion.yaml"]), "call crisis/attacked") {
		t.Error("other flows lead to the old name")
	}
	edit("crisis", Edit{Op: RenameStep, Step: "attacked", To: "threat"})
	if c := drawn(t, d, ana, "crisis", "en"); !reflect.DeepEqual(c.Steps, before.Steps) && len(c.at(t, "threat").Was) > 0 {
		t.Errorf("renamed back it was %v", c.at(t, "threat").Was)
	}

	edit("sextortion", Edit{Op: MoveStep, Step: "limits", After: "people"})
	c = drawn(t, d, ana, "sextortion", "en")
	if c.at(t, "limits").Fields["next"] != "safe" || c.at(t, "people").Fields["next"] != "lines" {
		t.Errorf("moved: limits leads to %v, people to %v", c.at(t, "limits").Fields["next"], c.at(t, "people").Fields["next"])
	}
	edit("sextortion", Edit{Op: RemoveStep, Step: "paid"})
	c = drawn(t, d, ana, "sextortion", "en")
	if p := c.problem("unknown-step"); p == nil || p.Step != "now" {
		t.Errorf("a choice leads to a step that was removed: %+v", c.Problems)
	}

	seen := mustVersion(t, d, ana)
	mine, err := d.store.log(seen, 2, func(Version) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(ana, seen, mine[1].Version); err != nil {
		t.Fatal(err)
	}
	if drawn(t, d, ana, "sextortion", "en").at(t, "paid").ID != "paid" {
		t.Error("undone, it is still gone")
	}
	if err := d.Undo(ana, seen, mine[1].Version); !errors.Is(err, ErrMoved) {
		t.Error("something is undone that nobody saw", err)
	}
	if err := d.Undo(ana, mustVersion(t, d, ana), seen); err != nil {
		t.Fatal(err)
	}
	if c := drawn(t, d, ana, "sextortion", "en"); slices.ContainsFunc(c.Steps, func(s CanvasStep) bool { return s.ID == "paid" }) {
		t.Error("done again, it is there")
	}
}

func mustVersion(t *testing.T, d *Desk, who Person) Version {
	t.Helper()
	v, err := d.current(who.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWhatCanNotBeDoneToAFlow(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor")
	safe := drawn(t, d, ana, "sextortion", "en").at(t, "safe")
	set := func(fields Fields) Edit { return Edit{Op: SetStep, Step: "safe", Stamp: safe.Stamp, Fields: fields} }
	says := func(id, words, note string, locale string) []NewText {
		return []NewText{{Locale: locale, ID: id, Words: words, Description: note}}
	}
	for name, e := range map[string]struct {
		edits []Edit
		texts []NewText
		want  string
	}{
		"two verbs":         {[]Edit{set(Fields{"say": []string{"sextortion.safe"}, "help": "abuse", "pages": []string{"sextortion.safe"}})}, nil, "studio.canvas.form"},
		"no destination":    {[]Edit{set(Fields{"next": "go to\n  - id: x"})}, nil, "studio.canvas.form"},
		"another key":       {[]Edit{set(Fields{"zap": "x"})}, nil, ErrForm.Error()},
		"a name too long":   {[]Edit{{Op: AddStep, Step: strings.Repeat("a", 33)}}, nil, "studio.canvas.bad_name"},
		"a name with lines": {[]Edit{{Op: AddStep, Step: "a\n  - id: b"}}, nil, "studio.canvas.bad_name"},
		"a name twice":      {[]Edit{{Op: AddStep, Step: "safe"}}, nil, "studio.canvas.taken"},
		"below nothing":     {[]Edit{{Op: AddStep, Step: "safer2", After: "zz"}}, nil, "studio.canvas.no_step"},
		"not there":         {[]Edit{{Op: RemoveStep, Step: "zz"}}, nil, "studio.canvas.no_step"},
		"what nobody knows": {[]Edit{{Op: "zap", Step: "safe", Stamp: safe.Stamp}}, nil, "studio.canvas.unknown"},
		"not as seen":       {[]Edit{{Op: RemoveStep, Step: "safe", Stamp: "x"}}, nil, ErrMoved.Error()},
		"no words":          {nil, says("sextortion.new", " ", "a note", "en"), "studio.canvas.no_words"},
		"no note":           {nil, says("sextortion.new", "words", "", "en"), "studio.canvas.no_note"},
		"ten megabytes":     {nil, says("sextortion.new", strings.Repeat("a", 10<<20), "a note", "en"), "studio.canvas.too_long"},
		"a bad id":          {nil, says("sextortion.one", "words", "a note", "en"), "studio.canvas.bad_id"},
		"a path":            {nil, says("../x.y", "words", "a note", "en"), "studio.canvas.bad_id"},
		"a locale's path":   {nil, says("sextortion.safe", "words", "a note", "../en"), ErrNoText.Error()},
		"no source":         {nil, says("sextortion.new", "palabras", "a note", "es"), ErrNoText.Error()},
		"there already":     {nil, says("sextortion.safe", "words", "a note", "en"), ErrMoved.Error()},
	} {
		err := d.EditFlow(ana, "sextortion", e.edits, e.texts)
		if err == nil || !strings.Contains(err.Error(), e.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, own, err := d.base(ana.ID); err != nil || !own.IsZero() {
		t.Error("something was written", err)
	}
	for _, id := range []string{"../../x", "zz", ""} {
		if err := d.EditFlow(ana, id, []Edit{{Op: AddStep, Step: "a"}}, nil); !errors.Is(err, ErrNoText) {
			t.Errorf("%q: %v", id, err)
		}
	}
	if err := d.EditFlow(person(t, "Tom <tom@example.org>: translator"), "sextortion", []Edit{set(safe.Fields)}, nil); !errors.Is(err, ErrMayNot) {
		t.Error("a translator changes a flow", err)
	}
}

// TestTwoEditOneFlow: what the other published in the meantime is there too, and what both changed has to be looked at.
func TestTwoEditOneFlow(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana, eve := person(t, "Ana <ana@example.org>: editor, publisher"), person(t, "Eve <eve@example.org>: editor, publisher, approver")
	turned := func(who Person, step string) []string {
		t.Helper()
		s := drawn(t, d, who, "act", "en").at(t, step)
		pages := slices.Clone(s.Fields["pages"].([]string))
		pages = append(pages[1:], pages[0])
		s.Fields["pages"] = pages
		if err := d.EditFlow(who, "act", []Edit{{Op: SetStep, Step: step, Stamp: s.Stamp, Fields: s.Fields}}, nil); err != nil {
			t.Fatal(err)
		}
		return pages
	}
	mine, hers := turned(ana, "school"), turned(eve, "day")
	for _, who := range []Person{eve, ana} {
		if _, err := d.Publish(t.Context(), who, who.ID); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "flows", "act.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := readFlow(data)
	if err != nil || !reflect.DeepEqual(f.step("school").fields()["pages"], mine) || !reflect.DeepEqual(f.step("day").fields()["pages"], hers) {
		t.Fatalf("somebody's work is lost: %s, %v", data, err)
	}
	turned(ana, "school")
	turned(eve, "school")
	turned(eve, "school")
	if _, err := d.Publish(t.Context(), eve, eve.ID); err != nil {
		t.Fatal(err)
	}
	review, err := d.Review(ana.ID)
	if err != nil || len(review.Flows) != 1 || !review.Flows[0].Clash || !review.Blocked() {
		t.Errorf("both changed it: %+v, %v", review.Flows, err)
	}
	other := turned(eve, "day") // what she does besides is not lost either
	if _, err := d.Publish(t.Context(), eve, eve.ID); err != nil {
		t.Fatal(err)
	}
	if err := d.TakeIn(ana, review.main); !errors.Is(err, ErrMoved) {
		t.Error("something is taken in that nobody has seen", err)
	}
	if err := d.TakeIn(ana, mustAt(t, d)); err != nil {
		t.Fatal(err)
	}
	review, err = d.Review(ana.ID)
	if err != nil || len(review.Flows) != 1 || review.Flows[0].Clash || review.Blocked() {
		t.Fatalf("both were seen: %+v, %v, %v", review.Flows, problems(review), err)
	}
	mineNow := mustVersion(t, d, ana)
	log, err := d.store.log(mineNow, 2, func(Version) bool { return false })
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Undo(ana, mineNow, log[1].Version); !errors.Is(err, ErrMoved) {
		t.Error("what the other published is undone in a draft", err)
	}
	wanted := review.Flows[0].Now["pages"]
	if _, err := d.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(filepath.Join(dir, "flows", "act.yaml")); err != nil {
		t.Fatal(err)
	}
	if f, err = readFlow(data); err != nil || !reflect.DeepEqual(f.step("school").fields()["pages"], wanted) || !reflect.DeepEqual(f.step("day").fields()["pages"], other) {
		t.Errorf("somebody's work is lost: %s, %v", data, err)
	}
}

func TestStaffCommentOnSteps(t *testing.T) {
	d, _ := desk(t)
	ana := person(t, "Ana <ana@example.org>: viewer")
	for range 2 {
		if err := d.Say(ana, "sextortion", "now", " keep <b>Yes</b> first "); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Done(ana, "sextortion", 1); err != nil {
		t.Fatal(err)
	}
	all, err := d.Comments("sextortion")
	if err != nil || len(all) != 1 || all[0].N != 2 || all[0].Who != "Ana" || all[0].Text != "keep <b>Yes</b> first" {
		t.Errorf("%+v, %v", all, err)
	}
	var edit *EditError
	for _, text := range []string{"", strings.Repeat("a", 501)} {
		if err := d.Say(ana, "sextortion", "now", text); !errors.As(err, &edit) {
			t.Errorf("%d characters: %v", len(text), err)
		}
	}
	if err := d.Say(ana, "../x", "now", "a"); !errors.Is(err, ErrNoText) {
		t.Error(err)
	}
	if err := d.Done(ana, "sextortion", 1); !errors.Is(err, ErrNoText) {
		t.Error(err)
	}
	if people, err := d.Drafts(); err != nil || len(people) > 0 {
		t.Error("a comment is a draft", people, err)
	}
}

// TestATalkThatCanNotBePlayedIsTakenOutByHand: a choice that a written talk taps is gone; the talk stops the publication until somebody takes it out, and a
// talk that can be played can't be taken out.
func TestATalkThatCanNotBePlayedIsTakenOutByHand(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana := person(t, "Ana <ana@example.org>: editor, publisher")
	name := filepath.Join(dir, "flows", "act.txtar")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	const talk = "a talk of a person"
	main := mustAt(t, d)
	with := append(bytes.TrimRight(data, "\n"), []byte("\n\n-- "+talk+" --\nlang: en\nstart: act\nyou: [In my school]\n")...)
	if _, err := d.put(t.Context(), ana, main, map[string][]byte{"flows/act.txtar": with}, "a talk"); err != nil {
		t.Fatal(err)
	}
	pick := drawn(t, d, ana, "act", "en").at(t, "pick")
	asks := pick.Fields["ask"].([]Pair)
	label := drawn(t, d, ana, "act", "en").Messages[asks[0].Name].Words
	with = bytes.Replace(with, []byte("[In my school]"), []byte("["+label+"]"), 1)
	if _, err := d.put(t.Context(), ana, mustAt(t, d), map[string][]byte{"flows/act.txtar": with}, "a talk"); err != nil {
		t.Fatal(err)
	}
	if err := d.DropTalk(ana, "flows/act.txtar", talk); !errors.Is(err, ErrNoText) {
		t.Error("a talk is taken out that can be played", err)
	}
	pick.Fields["ask"] = asks[1:]
	edits := []Edit{{Op: SetStep, Step: "pick", Stamp: pick.Stamp, Fields: pick.Fields}}
	if asks[0].To != "after" {
		edits = append(edits, Edit{Op: RemoveStep, Step: asks[0].To, Stamp: drawn(t, d, ana, "act", "en").at(t, asks[0].To).Stamp})
	}
	if err := d.EditFlow(ana, "act", edits, nil); err != nil {
		t.Fatal(err)
	}
	review, err := d.Review(ana.ID)
	if err != nil || len(problems(review)) != 1 || problems(review)[0].Talk != talk {
		t.Fatalf("%+v, %v", problems(review), err)
	}
	if err := d.DropTalk(ana, "flows/act.txtar", talk); err != nil {
		t.Fatal(err)
	}
	review, err = d.Review(ana.ID)
	if err != nil || review.Blocked() || len(review.Dropped) != 1 || review.Dropped[0].Name != talk {
		t.Fatalf("%+v, %v, %v", review.Dropped, problems(review), err)
	}
	if _, err := d.Publish(t.Context(), ana, ana.ID); err != nil {
		t.Fatal(err)
	}
	if data, err = os.ReadFile(name); err != nil || strings.Contains(string(data), talk) || !strings.Contains(string(data), "every choice, en 1") || strings.Contains(string(data), "["+label+"]") {
		t.Errorf("the talks are %v", err)
	}
}
