package bot_test

import (
	"fmt"
	"staysafe/bot"
	"strings"
	"testing"
)

func TestANumberThatFailedIsOneTapAndCountedInTens(t *testing.T) {
	l := call(t)
	l.write("help")
	l.write("kenya")
	failed := bot.Choice{}
	for _, m := range l.lastTurn().Messages {
		if m.Card != nil && m.Card.Name == "Childline Kenya" {
			failed = m.Card.Report
		}
	}
	if failed.ID == "" || failed.Label == "" {
		t.Fatal("the card can't be reported")
	}
	for i := range 21 {
		l.expect(l.do(bot.Inbound{ID: fmt.Sprint("tap", i), Kind: bot.KindChoice, Choice: failed.ID}), "did not work")
		l.do(bot.Inbound{ID: fmt.Sprint("tap", i), Kind: bot.KindChoice, Choice: failed.ID}) // delivered again
		want := fmt.Sprint([]bot.Report(nil))
		if n := (i + 1) / 10 * 10; n > 0 {
			want = fmt.Sprint([]bot.Report{{What: "number ke-childline-kenya", AtLeast: n}})
		}
		if got := fmt.Sprint(l.b.Reports.List()); got != want {
			t.Fatalf("after %d reports the list is %s, want %s", i+1, got, want)
		}
	}
}

func TestTypedReports(t *testing.T) {
	l := call(t)
	l.write("help")
	l.write("kenya")
	l.expect(l.write("the number doesn't work"), "Which one")
	if !offersLabel(l.lastTurn(), "Childline Kenya") {
		t.Errorf("the services shown can't be chosen: %+v", l.lastTurn().Choices)
	}
	l.expect(l.write("Childline Kenya"), "did not work", "What would help you next?")
	for range 10 {
		l.expect(l.write("wrong answer"), "not right", "What would help you next?")
	}
	if got := fmt.Sprint(l.b.Reports.List()); got != "[{answer hotline 10}]" {
		t.Errorf("the list is %s", got)
	}
}

func TestReportsAreNotOfferedInCrisisOrOnANeutralScreen(t *testing.T) {
	l := call(t)
	l.write("kenya")
	l.write("i want to die")
	for _, m := range l.lastTurn().Messages {
		if m.Card != nil && m.Card.Report.ID != "" {
			t.Error("a crisis answer asks for reports")
		}
	}
	l.write("hide")
	if l.lastTurn().Report.ID != "" || strings.Contains(whole(l.lastTurn()), "wrong") {
		t.Error("the neutral screen asks for reports")
	}
}
