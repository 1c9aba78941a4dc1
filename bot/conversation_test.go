package bot_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/inmem"
	"staysafe/bot/understand"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// phone is a person's telephone: what was sent to it.
type phone struct {
	can     bot.Capabilities
	turns   []bot.Turn
	fail    error
	deleted []string
}

func (p *phone) Name() string                   { return "phone" }
func (p *phone) Capabilities() bot.Capabilities { return p.can }
func (p *phone) Send(_ context.Context, _ bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	if p.fail != nil {
		return bot.Sent{}, p.fail
	}
	p.turns = append(p.turns, turn)
	return bot.Sent{Messages: []string{"m" + string(rune('0'+len(p.turns)))}}, nil
}

func (p *phone) Delete(_ context.Context, _ bot.Address, messages []string) error {
	p.deleted = append(p.deleted, messages...)
	return nil
}

// line is a talk over a telephone, with a clock.
type line struct {
	t   *testing.T
	b   *bot.Bot
	p   *phone
	now time.Time
	ids int
}

func call(t *testing.T) *line {
	t.Helper()
	l := &line{t: t, b: house(t), p: &phone{can: buttons()}, now: noon()}
	l.b.Now = func() time.Time { return l.now }
	l.b.Store = inmem.New(inmem.Config{TTL: time.Hour, Now: l.b.Now})
	return l
}

// do delivers one inbound and tells what was newly said, "" for silence.
func (l *line) do(in bot.Inbound) string {
	l.t.Helper()
	before := len(l.p.turns)
	if in.ID == "" {
		l.ids++
		in.ID = "id" + string(rune('a'+l.ids))
	}
	in.From = "ann"
	if in.At.IsZero() {
		in.At = l.now
	}
	if err := l.b.Handle(context.Background(), l.p, in); err != nil {
		l.t.Logf("handle: %v", err)
	}
	if len(l.p.turns) == before {
		return ""
	}
	return whole(l.p.turns[len(l.p.turns)-1])
}

func (l *line) write(text string) string { return l.do(bot.Inbound{Text: bot.NewText(text)}) }

func (l *line) lastTurn() bot.Turn { return l.p.turns[len(l.p.turns)-1] }

func (l *line) expect(got string, want ...string) {
	l.t.Helper()
	for _, w := range want {
		if w == "" && got != "" || !strings.Contains(got, w) {
			l.t.Errorf("said %q, want %q", got, w)
		}
	}
}

func TestTheSameDeliveryIsAnsweredOnce(t *testing.T) {
	l := call(t)
	first := bot.Inbound{ID: "1", Text: bot.NewText("i want to die")}
	l.expect(l.do(first), "really heavy")
	l.expect(l.do(first), "")
	l.write("kenya")
	l.expect(l.do(first), "")
	l.expect(l.write("delete"), "I forgot everything")
	l.expect(l.do(first), "")
}

func TestAnAnswerThatMayNotHaveArrivedIsSentAgain(t *testing.T) {
	l := call(t)
	l.p.fail = errors.New("network down")
	first := bot.Inbound{ID: "1", Text: bot.NewText("i want to die")}
	l.expect(l.do(first), "")
	l.p.fail = nil
	l.expect(l.do(first), "really heavy", "emergency number where you are")
	l.expect(l.do(first), "")
}

func TestSomebodyGoneIsForgotten(t *testing.T) {
	l := call(t)
	l.write("i want to die")
	l.p.fail = bot.ErrGone
	l.write("hello")
	l.p.fail = nil
	l.expect(l.write("hello"), "I'm a program, not a person")
}

func TestLateAndQuiet(t *testing.T) {
	l := call(t)
	l.write("someone threatens to post my nudes")
	late := l.now.Add(-6 * time.Minute)
	l.expect(l.do(bot.Inbound{Text: bot.NewText("are you there"), At: late}), "You wrote a while ago")
	l.expect(l.do(bot.Inbound{Text: bot.NewText("i want to die"), At: late}), "Thanks for writing", "really heavy")
	l.now = l.now.Add(11 * time.Minute)
	said := l.write("hey you")
	l.expect(said, "Do you want to go on?")
	if strings.Contains(said, "threat") || offersLabel(l.lastTurn(), "Help now") || l.lastTurn().Note != "" {
		t.Errorf("the neutral question tells what the talk was about: %q", said)
	}
	l.now = l.now.Add(11 * time.Minute)
	l.expect(l.write("help"), "people you can reach")
	l.now = l.now.Add(11 * time.Minute)
	l.expect(l.write("quiero morir"), "muy pesado")
}

func TestHideShowsNothing(t *testing.T) {
	l := call(t)
	l.write("my uncle touches me")
	said := l.write("my mum is coming")
	l.expect(said, "Phone tips")
	if offersLabel(l.lastTurn(), "Help now") || l.lastTurn().Line != nil {
		t.Error("the neutral screen shows help")
	}
	if len(l.lastTurn().Cleared) == 0 {
		t.Error("what was said before is not taken back")
	}
	l.expect(l.write("pineapple"), "Help?")
}

// The button and the word on it hide as the other words do: what was said is taken back.
func TestHideByItsButton(t *testing.T) {
	for _, tapped := range []bool{false, true} {
		l := call(t)
		l.write("my uncle touches me")
		hide := bot.Inbound{Text: bot.NewText("Hide")}
		if tapped {
			for _, ch := range l.lastTurn().Choices {
				if ch.Label == "Hide" {
					hide = bot.Inbound{Kind: bot.KindChoice, Choice: ch.ID}
				}
			}
		}
		l.expect(l.do(hide), "Phone tips")
		if len(l.lastTurn().Cleared) == 0 {
			t.Errorf("tapped %v: what was said before is not taken back", tapped)
		}
	}
}

func TestDeleteTakesMessagesBack(t *testing.T) {
	l := call(t)
	l.do(bot.Inbound{Text: bot.NewText("my uncle touches me"), Message: "in1"})
	l.expect(l.write("delete"), "I forgot everything")
	if got := strings.Join(l.lastTurn().Cleared, " "); got != "in1 m1" {
		t.Errorf("taken back: %q", got)
	}
}

func TestAttachmentsCaptionsAndEditsAreHeard(t *testing.T) {
	l := call(t)
	l.expect(l.do(bot.Inbound{Kind: bot.KindAttachment}), "I can't see or hear that")
	l.expect(l.do(bot.Inbound{Kind: bot.KindAttachment, Text: bot.NewText("i want to die")}), "really heavy")
	l.expect(l.do(bot.Inbound{Kind: bot.KindEdit, Text: bot.NewText("i like tea")}), "")
	l.expect(l.do(bot.Inbound{Kind: bot.KindEdit, Text: bot.NewText("my uncle touches me")}), "I'm glad you told this")
}

func TestAnotherLanguage(t *testing.T) {
	l := call(t)
	l.expect(l.write("hi"), "I'm a program")
	l.expect(l.write("quiero que me digas algo por favor"), "español")
	l.expect(l.write("english"), "English it is")
	if got := l.lastTurn().Locale; got != "en" {
		t.Errorf("asked for English, got %s", got)
	}
	l.expect(l.write("me quiero morir"), "Sigo en español", "muy pesado")
}

func TestCountries(t *testing.T) {
	l := call(t)
	l.write("help")
	for text, want := range map[string]string{"kenya": "Childline Kenya", "🇲🇽": "Línea de la Vida", "i live in uganda": "Uganda", "+353": "Ireland", "Nairobi": "116"} {
		l.expect(l.write(text), want)
	}
	l.expect(l.write("kenya or uganda"), "Is it one of these?")
	if !offersLabel(l.lastTurn(), "Kenya") || !offersLabel(l.lastTurn(), "Uganda") {
		t.Error("two countries named, and not asked which")
	}
}

func TestGroupsGetOneNeutralLineAnHour(t *testing.T) {
	l := call(t)
	in := bot.Inbound{Kind: bot.KindCommand, Text: bot.NewText("help"), Public: true}
	l.expect(l.do(in), "private chat")
	l.expect(l.do(in), "")
	l.expect(l.do(bot.Inbound{Public: true, Text: bot.NewText("i want to die")}), "")
	l.now = l.now.Add(time.Hour)
	l.expect(l.do(in), "private chat")
}

func TestTwoMissesBringHelp(t *testing.T) {
	l := call(t)
	l.do(bot.Inbound{Kind: bot.KindStart})
	l.expect(l.write("zxcv qwer"), "I don't have an answer for those words yet")
	l.expect(l.write("asdf poiu"), "A person can help better", "findahelpline")
}

func TestSafetyTextsBelowTheReviewNeedFallBack(t *testing.T) {
	l := call(t)
	l.b.SafetyReview = content.Reviewed
	l.expect(l.write("i want to die"), "findahelpline.com", "Something didn't work on my side")
}

// TestNobodysCountryIsGuessed: words that only look like a country's name, or may mean two, never
// lead to the numbers of one.
func TestNobodysCountryIsGuessed(t *testing.T) {
	for _, text := range []string{"my friend needs help", "mi amiga se va a casar", "i ate a turkey sandwich", "my name is jordan", "me llamo india", "my friend chad is nice", "the russian girl in my class", "do you speak russian", "morir", "georgia", "congo", "+1", "nigera", "i dont live in kenya"} {
		l := call(t)
		l.write("help")
		l.write(text)
		if got := l.lastTurn().Country; got != "" {
			t.Errorf("%q was taken for %s", text, got)
		}
	}
}

// TestNobodyInDangerIsSentToAForm: somebody answers on every service that is shown.
func TestNobodyInDangerIsSentToAForm(t *testing.T) {
	for _, text := range []string{"i want to die", "my uncle touches me"} {
		l := call(t)
		l.write(text)
		l.write("yes")
		l.write("no") // shows help, in a disclosure
		if said := l.write("kenya"); strings.Contains(said, "You report a link") || !strings.Contains(said, "116") {
			t.Errorf("%q leads to %q", text, said)
		}
	}
}

// TestAnEmergencyNumberTypedHereLeadsToHelp: it was not dialled, so somebody must say what to do.
func TestAnEmergencyNumberTypedHereLeadsToHelp(t *testing.T) {
	for _, text := range []string{"911", "999", "112"} {
		l := call(t)
		l.expect(l.write(text), "emergency number where you are")
	}
}

// brokenStore never remembers.
type brokenStore struct{}

func (brokenStore) Update(context.Context, bot.Key, string, func(*bot.Session, bool) error) error {
	return errors.New("no memory")
}

func TestWithoutMemoryATapStillGoesOn(t *testing.T) {
	l := call(t)
	l.do(bot.Inbound{Kind: bot.KindStart})
	picture := l.lastTurn().Choices[1].ID
	l.b.Store = brokenStore{}
	l.expect(l.do(bot.Inbound{Kind: bot.KindChoice, Choice: picture}), "What about the picture?")
	more := l.lastTurn().Choices[4].ID
	l.expect(l.do(bot.Inbound{Kind: bot.KindChoice, Choice: more}), "Which one is closest?")
	remove := l.lastTurn().Choices[0].ID
	l.expect(l.do(bot.Inbound{Kind: bot.KindChoice, Choice: remove}), "Where is it?")
	app := l.lastTurn().Choices[0].ID
	l.expect(l.do(bot.Inbound{Kind: bot.KindChoice, Choice: app}), "How old were you")
	l.expect(l.do(bot.Inbound{Kind: bot.KindChoice, Choice: "nonsense"}), "older chat")
	l.expect(l.write("i want to die"), "really heavy", "findahelpline")
}

// panicStore breaks in the middle of a turn.
type panicStore struct{}

func (panicStore) Update(context.Context, bot.Key, string, func(*bot.Session, bool) error) error {
	panic("marked words of a person")
}

func TestAPanicLeadsToTheLifelineAndTellsNothing(t *testing.T) {
	l := call(t)
	var log strings.Builder
	l.b.Log = slog.New(slog.NewTextHandler(&log, nil))
	l.b.Store = panicStore{}
	l.expect(l.write("hello"), "findahelpline.com")
	if strings.Contains(log.String(), "marked") {
		t.Errorf("the log holds what panicked: %s", log.String())
	}
}

func TestContentChangesUnderATalk(t *testing.T) {
	l := call(t)
	l.write("someone threatens to post my nudes")
	data, err := os.ReadFile("../flows/sextortion.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(data), "- id: check", "- id: ask_first", 1)
	pack := fstest.MapFS{"flows/sextortion.yaml": {Data: []byte(changed)}}
	c, issues := content.Load(content.Folder{FS: layered{pack, os.DirFS("..")}})
	if c == nil {
		t.Fatal(issues)
	}
	l.b.Content = func() *content.Content { return c }
	l.expect(l.write("yes"), "This page has changed a little")
	if top := peek(t, l).State.Top(); top.Flow != "sextortion" {
		t.Errorf("landed in %+v", top)
	}
}

func peek(t *testing.T, l *line) (s bot.Session) {
	t.Helper()
	err := l.b.Store.Update(context.Background(), l.b.Keys.Key("phone", "ann"), "", func(have *bot.Session, _ bool) error {
		s = *have
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWhatIsKnownIsToldAfterANeutralQuestion(t *testing.T) {
	l := call(t)
	l.write("someone threatens to post my nudes")
	l.write("kenya")
	said := l.write("what do you know about me")
	l.expect(said, "settings of this chat")
	if strings.Contains(said, "hreat") || strings.Contains(said, "Kenya") {
		t.Errorf("told before it was asked for: %q", said)
	}
	l.expect(l.write("yes"), "Language: English", "Country: Kenya", "Someone threatens me")
}

// A screen that can empty itself is told when: someone may be looking, or everything is forgotten.
func TestNeutralTurnsSaySo(t *testing.T) {
	for _, tt := range []struct {
		write string
		wait  time.Duration
		want  bool
	}{
		{"someone is looking", 0, true},
		{"pineapple", 0, true},
		{"what do you know about me", 0, true},
		{"hello again", 11 * time.Minute, true},
		{"delete", 0, true},
		{"i want to die", 0, false},
		{"kenya", 0, false},
	} {
		l := call(t)
		l.write("someone wants money or posts my pic")
		if l.lastTurn().Neutral {
			t.Error("an answer is taken for a neutral screen")
		}
		l.now = l.now.Add(tt.wait)
		l.write(tt.write)
		if got := l.lastTurn().Neutral; got != tt.want {
			t.Errorf("%q: neutral is %v, want %v", tt.write, got, tt.want)
		}
	}
}

// Words that no list holds, and that are most like crisis: nobody is asked whether they meant it.
func TestCrisisCountsAsSoonAsItIsTheBestGuess(t *testing.T) {
	for _, text := range []string{"it all has to end soon", "it will be quiet for everybody after tomorrow"} {
		l := call(t)
		heard := l.b.Content().Heard()
		if d := heard.Alarm(bot.NewText(text)); d.Level == understand.Certain {
			t.Fatalf("%q is on a list by now (%s): take another", text, d.Pattern)
		}
		l.expect(l.write(text), "really heavy", "emergency number")
		if topics, crisis := bot.Route(l.b.Content(), bot.NewText(text)); !crisis {
			t.Errorf("%q is routed to %v", text, topics)
		}
	}
}
