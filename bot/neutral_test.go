package bot_test

import (
	"staysafe/bot"
	"strings"
	"testing"
	"time"
)

// telling are words that no neutral screen may show: they tell what the talk is about.
func telling() []string {
	return []string{"hurt", "live", "Help now", "help", "person", "people", "right words", "emergency", "helpline", "threat", "picture"}
}

// shows is everything a turn shows, its choices too.
func shows(t bot.Turn) string {
	var b strings.Builder
	b.WriteString(whole(t))
	for _, c := range t.Choices {
		b.WriteString("[" + c.Label + "]")
	}
	return b.String()
}

// TestNeutralScreensStayNeutral puts somebody else in front of the screen, who taps and writes.
func TestNeutralScreensStayNeutral(t *testing.T) {
	for name, reach := range map[string]func(*line){
		"hide":     func(l *line) { l.write("someone is coming") },
		"resume":   func(l *line) { l.now = l.now.Add(11 * time.Minute); l.write("hey you") },
		"late":     func(l *line) { l.do(bot.Inbound{Text: bot.NewText("hey you"), At: l.now.Add(-6 * time.Minute)}) },
		"known":    func(l *line) { l.write("what do you know about me") },
		"safeword": func(l *line) { l.write("pineapple") },
	} {
		for _, before := range []string{"i want to die", "my uncle touches me", "hi"} {
			l := call(t)
			l.write(before)
			reach(l)
			for _, text := range []string{"", "what is all this", "what did she say here", "zxcv qwer", "asdf poiu", "kenya", "💀", "hello", "lol"} {
				if text != "" && l.write(text) == "" {
					t.Errorf("%s after %q: silence after %q", name, before, text)
				}
				said := strings.ReplaceAll(shows(l.lastTurn()), "Help?", "")
				for _, word := range telling() {
					if strings.Contains(said, word) {
						t.Errorf("%s after %q shows %q to somebody who wrote %q: %q", name, before, word, text, said)
					}
				}
			}
		}
	}
}

func TestYesGoesOnFromANeutralQuestion(t *testing.T) {
	l := call(t)
	l.write("my uncle touches me")
	l.now = l.now.Add(11 * time.Minute)
	l.expect(l.write("hey you"), "Do you want to go on?")
	l.expect(l.write("yeah"), "Did I get that right?")
}

// TestUnsureWordsLeaveANeutralScreen: whoever writes of despair is heard, and finds Help now.
func TestUnsureWordsLeaveANeutralScreen(t *testing.T) {
	for _, before := range []string{"my uncle touches me", "hi"} {
		l := call(t)
		l.write(before)
		l.now = l.now.Add(11 * time.Minute)
		for range 2 {
			l.expect(l.write("i feel so empty"), "Help now is right here")
			if !offersLabel(l.lastTurn(), "Help now") {
				t.Errorf("after %q: Help now is not offered: %v", before, l.lastTurn().Choices)
			}
			l.write("someone is coming")
		}
	}
}

// TestTheGentleLineOffersHelpNow: it says that Help now is right here.
func TestTheGentleLineOffersHelpNow(t *testing.T) {
	l := call(t)
	for _, text := range []string{"i feel so empty", "how do i delete my picture, nobody understands me"} {
		l.expect(l.write(text), "Help now is right here")
		if !offersLabel(l.lastTurn(), "Help now") {
			t.Errorf("%q: Help now is not offered: %v", text, l.lastTurn().Choices)
		}
	}
	l.write("menu")
	if offersLabel(l.lastTurn(), "Help now") {
		t.Error("the row stays after a clear choice")
	}
}

// TestYesAndNoInOtherWords answers questions the way people type.
func TestYesAndNoInOtherWords(t *testing.T) {
	for _, talk := range [][3]string{
		{"my uncle touches me", "yeah", "Are you safe right now?"},
		{"my uncle touches me", "no", "What is it closer to?"},
		{"my uncle touches me", "nope", "What is it closer to?"},
		{"mi tio me toca", "sip", "¿Estás a salvo ahora mismo?"},
		{"i want to die", "no", "Then let's bring someone near"},
		{"i want to die", "yep", "Please go to them now"},
		{"my uncle touches me", "ok", "Did I get that right?"},
		{"my uncle touches me", "lol", "Did I get that right?"},
		{"my uncle touches me", "idk", "Did I get that right?"},
	} {
		l := call(t)
		l.write(talk[0])
		l.expect(l.write(talk[1]), talk[2])
	}
}
