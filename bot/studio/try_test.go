package studio

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot"
	"staysafe/bot/transcript"
	"strings"
	"testing"
)

// said is all that the bot answered in a try-out.
func said(t *TryOut) string {
	var all []string
	for _, lines := range t.Result.Lines {
		all = append(all, lines...)
	}
	return strings.Join(all, "\n")
}

// TestTryingADraft: the real bot answers with a person's draft and with nobody else's; what was tried can be kept, is played before
// publishing, and two people who keep one at the same time both have it.
func TestTryingADraft(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, dir := desk(t)
	ana, eva := person(t, "Ana <ana@example.org>: editor, publisher"), person(t, "Eva <eva@example.org>: editor, publisher")
	talk := transcript.Talk{Name: "one voice", Turns: []transcript.Turn{{Do: transcript.Start}, transcript.You("what can i do")}}
	was, err := d.Try(ana, talk, transcript.Kinds()[0], "")
	if err != nil || was.Problem != "" || len(was.Result.Answers) != 2 || len(was.Result.Answers[1].Choices) == 0 {
		t.Fatalf("%+v %v", was, err)
	}
	tap := was.Result.Answers[1].Choices[0].Label
	talk.Turns = append(talk.Turns, transcript.You("["+tap+"]"))
	if now, err := d.Try(ana, talk, transcript.Kinds()[0], ""); err != nil || now.Problem != "" {
		t.Fatalf("a tap on %q: %s %v", tap, now.Problem, err)
	}
	if now, err := d.Try(ana, transcript.Talk{Turns: []transcript.Turn{{Do: transcript.Start}, transcript.You("[no such button]")}}, transcript.Kinds()[0], ""); err != nil || now.Problem == "" {
		t.Errorf("a button that is not there: %+v %v", now, err)
	}
	front, err := d.Text(ana.ID, "en", "start.menu")
	if err != nil {
		t.Fatal(err)
	}
	put(t, d, ana, "en", "start.menu", front.Words+" We have time.", false)
	mine, err := d.Try(ana, talk, transcript.Kinds()[0], "")
	if err != nil || !strings.Contains(said(mine), "We have time.") {
		t.Errorf("her draft is not what answers: %s %v", said(mine), err)
	}
	if theirs, err := d.Try(eva, talk, transcript.Kinds()[0], ""); err != nil || strings.Contains(said(theirs), "We have time.") {
		t.Errorf("her draft answers somebody else: %v", err)
	}
	for _, p := range []Person{ana, eva} {
		talk.Name = "kept by both"
		if err := d.Keep(p, talk); err != nil {
			t.Fatal(err)
		}
		if err := d.Keep(p, talk); !errors.Is(err, ErrName) {
			t.Errorf("the same name twice: %v", err)
		}
	}
	for _, bad := range []string{"", "two\nlines --", strings.Repeat("x", 81)} {
		if err := d.Keep(ana, transcript.Talk{Name: bad, Turns: talk.Turns}); !errors.Is(err, ErrName) {
			t.Errorf("named %q: %v", bad, err)
		}
	}
	if err := d.Keep(person(t, "V <v@example.org>: viewer"), talk); !errors.Is(err, ErrMayNot) {
		t.Errorf("a viewer keeps it: %v", err)
	}
	for _, p := range []Person{ana, eva} {
		r, err := d.Review(p.ID)
		if err != nil || len(r.Talks) != 1 || r.Talks[0].Name != "kept by both" {
			t.Fatalf("%+v %v", r, err)
		}
		if _, err := d.Publish(t.Context(), p, p.ID); err != nil {
			t.Fatalf("%s: %v %+v", p.Name, err, r.Problems)
		}
	}
	file := talkOf(t, d, "kept by both")
	if !says(t, dir, file, "-- kept by both --") || !says(t, dir, file, "-- kept by both (2) --") || !says(t, dir, file, "We have time.") {
		t.Error("a kept talk was lost, or is not what is said now")
	}
	clean(t, dir)
}

// talkOf is the file a talk stands in.
func talkOf(t *testing.T, d *Desk, name string) string {
	t.Helper()
	for _, file := range []string{"flows/start.txtar", "flows/act.txtar"} {
		data, err := d.store.file(mustAt(t, d), file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "-- "+name+" --") {
			return file
		}
	}
	t.Fatalf("%s is nowhere", name)
	return ""
}

// TestTryingInTheBrowser: a form is all the memory there is; words are shown as words; and a hostile form does no harm.
func TestTryingInTheBrowser(t *testing.T) {
	o := newOffice(t)
	v := o.signIn(staff(t)[1])
	form := url.Values{"lang": {"en"}, "country": {"ke"}, "kind": {"buttons"}, "say": {"<b>someone</b> wants money or posts my pic"}}
	resp, page := v.do("POST", "/try", form)
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, "&lt;b&gt;someone") || strings.Contains(page, "<b>someone") || !strings.Contains(page, `name="tap"`) || !strings.Contains(page, "sextortion") {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	if _, page := v.do("POST", "/try", url.Values{"you": {"hello", "hello"}, "undo": {"1"}}); strings.Count(page, `class="you"`) != 1 {
		t.Error("one step back is not one step")
	}
	for name, form := range map[string]url.Values{
		"no country":  {"country": {"QQ"}, "say": {"help"}},
		"no language": {"lang": {"../../etc"}, "say": {"help"}},
		"no kind":     {"kind": {"telepathy"}, "say": {"help"}},
		"very long":   {"you": strings.Split(strings.Repeat("hello ", 300), " ")},
		"no button":   {"tap": {"no such button"}},
		"brackets":    {"you": {"[", "]", "(", "[]", "bot: x", "later: 5h"}},
	} {
		if resp, page := v.do("POST", "/try", form); resp.StatusCode != http.StatusOK || strings.Count(page, `class="you"`) > maxTurns {
			t.Errorf("%s: %d", name, resp.StatusCode)
		}
	}
	if resp, _ := v.do("POST", "/try/keep", url.Values{"you": {"hello"}, "name": {""}}); resp.StatusCode != http.StatusConflict {
		t.Errorf("kept without a name: %d", resp.StatusCode)
	}
	if resp, _ := v.do("POST", "/try/keep", url.Values{"you": {"hello"}, "name": {"hello there"}}); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("kept: %d", resp.StatusCode)
	}
	if _, page := v.do("GET", "/changes/translator-example-org", nil); !strings.Contains(page, "hello there") {
		t.Error("it is not among the changes")
	}
	if strings.Contains(o.log.String(), "ERROR") {
		t.Errorf("the log says %s", o.log)
	}
}

// TestTwoLanguagesAtAnHour: what is tapped in one language is tapped in the other, on networks with buttons and with numbers; help is that of the hour
// that was asked for, and a talk that is kept begins then.
func TestTwoLanguagesAtAnHour(t *testing.T) {
	o := newOffice(t)
	v := o.signIn(staff(t)[1])
	for _, kind := range []string{"buttons", "numbers", "tiny"} {
		d := o.desk
		talk := transcript.Talk{Turns: []transcript.Turn{{Do: transcript.Start}, transcript.You("what can i do")}}
		at := transcript.Kinds()[slices.IndexFunc(transcript.Kinds(), func(k transcript.Kind) bool { return k.Name == kind })]
		first, err := d.Try(staff(t)[1], talk, at, "")
		if err != nil {
			t.Fatal(err)
		}
		k, err := d.candidate(staff(t)[1].ID)
		if err != nil {
			t.Fatal(err)
		}
		label := bot.Labels(k.content, first.Result.Session.State, at.Can)[0]
		talk.Turns = append(talk.Turns, transcript.You("["+label+"]"))
		both, err := d.Try(staff(t)[1], talk, at, "es")
		if err != nil || both.Problem != "" || both.Beside == nil {
			t.Fatalf("%s: %+v %v", kind, both, err)
		}
		here, there := both.Result.Session.State, both.Beside.Session.State
		if h, t2 := here.Top(), there.Top(); h.Flow != t2.Flow || h.Step != t2.Step || h.Step == "menu" || here.Locale != "en" || there.Locale != "es" {
			t.Errorf("%s: %s/%s is %s/%s in the other language", kind, h.Flow, h.Step, t2.Flow, t2.Step)
		}
	}
	form := url.Values{"lang": {"en"}, "country": {"KE"}, "kind": {"buttons"}, "beside": {"ar-XB"}, "day": {"su"}, "time": {"03:00"}, "say": {"help"}}
	resp, page := v.do("POST", "/try", form)
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, `<div lang="ar-XB"`) || !strings.Contains(page, `value="03:00"`) {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	form.Set("name", "in the night")
	form.Set("you", "help")
	form.Del("say")
	if resp, _ := v.do("POST", "/try/keep", form); resp.StatusCode != http.StatusSeeOther {
		t.Fatal(resp.StatusCode)
	}
	if _, page := v.do("GET", "/changes/"+staff(t)[1].ID, nil); !strings.Contains(page, "at: 20") || !strings.Contains(page, "T00:00:00Z") {
		t.Error("the talk does not begin at three in Nairobi")
	}
	for _, bad := range []url.Values{{"beside": {"../x"}}, {"day": {"su"}, "time": {"99:99"}}, {"day": {"<b>"}, "time": {"10:00"}}} {
		if resp, _ := v.do("POST", "/try", bad); resp.StatusCode != http.StatusOK {
			t.Errorf("%v: %d", bad, resp.StatusCode)
		}
	}
}
