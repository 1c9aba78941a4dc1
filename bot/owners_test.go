package bot_test

import (
	"errors"
	"os"
	"regexp"
	"staysafe/bot"
	"strings"
	"testing"
)

const (
	ownersLine = "People who run this workspace may be able to read this chat."
	ownersCare = "Good to know:"
	webChat    = "https://chat.example.org"
)

// callWorkspace is a talk on a network whose owners may read along.
func callWorkspace(t *testing.T) *line {
	t.Helper()
	l := call(t)
	l.p.can.OwnersMayRead = true
	l.b.PublicURL = webChat
	return l
}

// order expects texts in an answer, one after the other.
func order(t *testing.T, said string, texts ...string) {
	t.Helper()
	rest := said
	for _, want := range texts {
		_, after, ok := strings.Cut(rest, want)
		if !ok {
			t.Fatalf("said %q, without %q in its place", said, want)
		}
		rest = after
	}
}

func TestOwnersAreNamedInTheFirstAnswer(t *testing.T) {
	for _, first := range []bot.Inbound{
		{Kind: bot.KindStart}, {Text: bot.NewText("hello")}, {Text: bot.NewText("what is this")}, {Kind: bot.KindAttachment},
	} {
		l := callWorkspace(t)
		said := l.do(first)
		l.expect(said, ownersLine)
		if strings.HasPrefix(said, ownersLine) {
			t.Errorf("the warning comes before the answer: %q", said)
		}
		if again := l.write("menu"); strings.Contains(again, ownersLine) {
			t.Errorf("the warning is said again: %q", again)
		}
		l.write("delete")
		l.expect(l.do(first), ownersLine)
	}
}

func TestOwnersAreNamedBeforeADisclosure(t *testing.T) {
	l := callWorkspace(t)
	l.do(bot.Inbound{Kind: bot.KindStart})
	said := l.write("someone threatens to post my nudes")
	order(t, said, "\n", ownersCare, webChat, "Did I get that right?")
	if first, _, _ := strings.Cut(said, "\n"); strings.Contains(first, "workspace") {
		t.Errorf("the warning comes before the acknowledgement: %q", said)
	}
	if n := strings.Count(said, "workspace may be able"); n != 1 {
		t.Errorf("warned %d times in one answer: %q", n, said)
	}
	for _, text := range []string{"yes", "yes", "menu"} {
		if again := l.write(text); strings.Contains(again, ownersCare) {
			t.Errorf("after %q warned again: %q", text, again)
		}
	}
}

// A tap leads into care as words do, and the first turn of a talk does not warn twice.
func TestOwnersAreNamedOnceWhenTheTalkBeginsWithCare(t *testing.T) {
	l := callWorkspace(t)
	said := l.write("he hits me every night")
	order(t, said, ownersCare, webChat)
	if n := strings.Count(said, "workspace may be able"); n != 1 {
		t.Errorf("warned %d times: %q", n, said)
	}
}

func TestInCrisisTheNumbersComeFirst(t *testing.T) {
	l := callWorkspace(t)
	l.write("kenya")
	said := l.write("i want to die")
	order(t, said, "really heavy", "there is no person behind this chat", "999", ownersCare, webChat, "?")
	card := 0
	for i, m := range l.lastTurn().Messages {
		if m.Card != nil {
			card = i
		}
		if strings.HasPrefix(m.Text, ownersCare) && i != card+1 {
			t.Errorf("the warning is message %d, the last help card %d", i, card)
		}
	}
}

func TestWithoutAPublicAddressOnlyTheWarning(t *testing.T) {
	l := callWorkspace(t)
	l.b.PublicURL = ""
	said := l.write("someone threatens to post my nudes")
	l.expect(said, ownersCare)
	if strings.Contains(said, "web page") || strings.Contains(said, "{{") {
		t.Errorf("a page that is not there: %q", said)
	}
}

func TestTheWarningIsSentAgainWithItsTurn(t *testing.T) {
	l := callWorkspace(t)
	l.p.fail = errors.New("network down")
	first := bot.Inbound{ID: "1", Text: bot.NewText("someone threatens to post my nudes")}
	l.expect(l.do(first), "")
	l.p.fail = nil
	l.expect(l.do(first), ownersCare, webChat)
}

func TestOthersAreNotWarned(t *testing.T) {
	l := call(t)
	l.b.PublicURL = webChat
	for _, said := range []string{l.do(bot.Inbound{Kind: bot.KindStart}), l.write("i want to die"), l.write("what is this")} {
		if strings.Contains(said, "workspace") || strings.Contains(said, webChat) {
			t.Errorf("warned of owners that are not there: %q", said)
		}
	}
}

// A promise is shown only where it is true: whatever says that nobody reads along has other words
// for networks whose owners may.
func TestNoPromiseThatNobodyReads(t *testing.T) {
	c := load(t)
	entry := regexp.MustCompile(`(?m)^\["([^"]+)"\]\n(?:description = .*\n)?(?:hash = .*\n)?other = (.*)$`)
	promise := regexp.MustCompile(`(?i)nobody (is reading|reads)|nadie (lee|está leyendo)|i can't tell .*school|(this is|it is|es) (a|un) (private chat|chat privado)`)
	found := 0
	for _, tag := range []string{"en", "es"} {
		data, err := os.ReadFile("../locales/active." + tag + ".toml")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range entry.FindAllStringSubmatch(string(data), -1) {
			id, text := m[1], m[2]
			elsewhere := strings.HasPrefix(id, "telegram.") || strings.HasPrefix(id, "web.") || strings.HasSuffix(id, ".page")
			if elsewhere || !promise.MatchString(text) || strings.Contains(text, "espacio de trabajo") || strings.Contains(text, "workspace") {
				continue
			}
			found++
			if !c.Has(tag, id+".workspace") && !strings.Contains(text, "It doesn't work in") && !strings.Contains(text, "No funciona en") {
				t.Errorf("%s: %q promises %q, and has no .workspace", tag, id, text)
			}
		}
	}
	if found < 6 {
		t.Errorf("only %d promises were found: does this test still look at the words?", found)
	}
}

// In a public place of a workspace nothing is called private.
func TestGroupLineOfAWorkspace(t *testing.T) {
	l := callWorkspace(t)
	said := l.do(bot.Inbound{Kind: bot.KindCommand, Public: true})
	if said == "" || strings.Contains(said, "private") {
		t.Errorf("said %q", said)
	}
}
