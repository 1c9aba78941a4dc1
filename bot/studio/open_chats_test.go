package studio

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/inmem"
	"strings"
	"testing"
	"time"
)

// phone is a network with one chat on it.
type phone struct{ last bot.Turn }

func (*phone) Name() string                   { return "phone" }
func (*phone) Capabilities() bot.Capabilities { return bot.Capabilities{Choices: 100} }
func (p *phone) Send(_ context.Context, _ bot.Inbound, t bot.Turn) (bot.Sent, error) {
	p.last = t
	return bot.Sent{}, nil
}

// chat is a conversation that goes on while the content changes.
type chat struct {
	t   *testing.T
	bot *bot.Bot
	now *content.Content
	at  *phone
	n   int
}

func newChat(t *testing.T, c *content.Content) *chat {
	t.Helper()
	keys, err := bot.NewKeyring([]byte(strings.Repeat("open chats", 4)))
	if err != nil {
		t.Fatal(err)
	}
	clock := func() time.Time { return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC) }
	ch := &chat{t: t, now: c, at: &phone{}}
	ch.bot = &bot.Bot{Content: func() *content.Content { return ch.now }, Store: inmem.New(inmem.Config{TTL: time.Hour, Now: clock}), Keys: keys, Now: clock, Log: slog.New(slog.DiscardHandler)}
	return ch
}

func (ch *chat) tell(in bot.Inbound) bot.Turn {
	ch.t.Helper()
	ch.n++
	in.ID, in.From, in.Locale = fmt.Sprint(ch.n), "somebody", "en"
	if err := ch.bot.Handle(ch.t.Context(), ch.at, in); err != nil {
		ch.t.Fatal(err)
	}
	return ch.at.last
}

// stand puts the chat to a step, and returns what stands on the phone there.
func (ch *chat) stand(at flow.Entry) bot.Turn {
	ch.t.Helper()
	state := flow.State{Locale: "en", Stack: []flow.Frame{{Flow: at.Flow, Step: at.Step, Waiting: true}}, Care: ch.now.Flow(at.Flow).Care}
	err := ch.bot.Store.Update(ch.t.Context(), ch.bot.Keys.Key("phone", "somebody"), "", func(s *bot.Session, _ bool) error {
		*s = bot.Session{State: state, Began: ch.bot.Now(), Seen: ch.bot.Now()}
		return nil
	})
	if err != nil {
		ch.t.Fatal(err)
	}
	return ch.bot.Show(ch.now, ch.at.Capabilities(), flow.State{Locale: "en", Care: state.Care}, at)
}

func heard(t bot.Turn) string {
	var all []string
	for _, m := range t.Messages {
		all = append(all, m.Text)
	}
	for _, c := range t.Choices {
		all = append(all, "["+c.Label+"]")
	}
	return strings.Join(all, "\n")
}

// contents are the content of a desk with a flow changed, and without.
func changedContent(t *testing.T, d *Desk, edits func(files map[string][]byte)) (before, after *content.Content) {
	t.Helper()
	main := mustAt(t, d)
	load := func(files map[string][]byte) *content.Content {
		all, err := d.store.overlay(main, files)
		if err != nil {
			t.Fatal(err)
		}
		c, issues := d.loader.Files(all).Load()
		if c == nil {
			t.Fatal(issues)
		}
		return c
	}
	files, err := d.flowFiles(main)
	if err != nil {
		t.Fatal(err)
	}
	before = load(files)
	edits(files)
	return before, load(files)
}

// TestOpenChatsGoOnAtStepsThatWereRenamedAndMoved: at every question of a flow whose steps were all renamed and moved, each button that
// was on the phone before does what it did.
func TestOpenChatsGoOnAtStepsThatWereRenamedAndMoved(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, _ := desk(t)
	var names []string
	before, after := changedContent(t, d, func(files map[string][]byte) {
		f, err := readFlow(files["flows/sextortion.yaml"])
		if err != nil {
			t.Fatal(err)
		}
		names = order(f)
		for i, id := range names {
			f, _ := readFlow(files["flows/sextortion.yaml"])
			edits := []Edit{{Op: RenameStep, Step: id, Stamp: f.step(id).stamp(), To: "x" + fmt.Sprint(i)}}
			if err := editFlow(files, "sextortion", edits, func(string) bool { return true }); err != nil {
				t.Fatal(id, err)
			}
			f, _ = readFlow(files["flows/sextortion.yaml"])
			if i > 0 { // all but the door, each above the one before: the order is turned round
				id = "x" + fmt.Sprint(i)
				if err := editFlow(files, "sextortion", []Edit{{Op: MoveStep, Step: id, Stamp: f.step(id).stamp(), After: "x0"}}, nil); err != nil {
					t.Fatal(id, err)
				}
			}
		}
	})
	if got := stepNames(after.Flow("sextortion")); slices.Equal(got, names) || got[1] != "x"+fmt.Sprint(len(names)-1) {
		t.Fatalf("nothing was renamed: %v", got)
	}
	taps := 0
	for _, step := range names {
		at := flow.Entry{Flow: "sextortion", Step: step}
		if !before.Flow("sextortion").Step(step).Waits() {
			continue
		}
		for _, c := range newChat(t, before).stand(at).Choices {
			same, other := newChat(t, before), newChat(t, before)
			same.stand(at)
			other.stand(at)
			other.now = after
			want, got := heard(same.tell(bot.Inbound{Choice: c.ID})), heard(other.tell(bot.Inbound{Choice: c.ID}))
			if got != want || got == "" {
				t.Errorf("%s, [%s]:\n%s\n\nbefore the edit it was\n%s", at, c.Label, got, want)
			}
			taps++
		}
		same, other := newChat(t, before), newChat(t, before)
		same.stand(at)
		other.stand(at)
		other.now = after
		if want, got := heard(same.tell(bot.Inbound{Text: bot.NewText("zzzz")})), heard(other.tell(bot.Inbound{Text: bot.NewText("zzzz")})); got != want {
			t.Errorf("%s, words: %s\n\nbefore the edit it was\n%s", at, got, want)
		}
		other.stand(flow.Entry{Flow: "sextortion", Step: "x0"})
		if got := other.tell(bot.Inbound{Text: bot.NewText("I want to kill myself")}); !got.Care || !strings.Contains(heard(got), "116") && len(got.Messages) == 0 {
			t.Errorf("%s: danger is not heard: %s", at, heard(got))
		}
	}
	if taps < 30 {
		t.Errorf("only %d buttons were tapped", taps)
	}
}

// TestOpenChatsLandKindlyWhereAStepIsGone: a kind sentence, then the step where people land; an old button leads nowhere else, and whoever may be in
// danger stays in care.
func TestOpenChatsLandKindlyWhereAStepIsGone(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	d, _ := desk(t)
	before, after := changedContent(t, d, func(files map[string][]byte) {
		f, err := readFlow(files["flows/sextortion.yaml"])
		if err != nil {
			t.Fatal(err)
		}
		s := f.step("now")
		fields := s.fields()
		asks := fields["ask"].([]Pair)
		fields["ask"] = slices.DeleteFunc(slices.Clone(asks), func(p Pair) bool { return p.To == "shared" })
		edits := []Edit{{Op: SetStep, Step: "now", Stamp: s.stamp(), Fields: fields}, {Op: RemoveStep, Step: "shared", Stamp: f.step("shared").stamp()}}
		if err := editFlow(files, "sextortion", edits, nil); err != nil {
			t.Fatal(err)
		}
	})
	at := flow.Entry{Flow: "sextortion", Step: "shared"}
	sorry := before.Text("en", "common.moved_on", nil)
	old := newChat(t, before).stand(at)
	inputs := []bot.Inbound{{Text: bot.NewText("zzzz")}, {Text: bot.NewText("yes")}}
	for _, c := range old.Choices {
		if !flow.Standing(c.ID) {
			inputs = append(inputs, bot.Inbound{Choice: c.ID})
		}
	}
	land := after.Flow("sextortion").Land()
	for _, in := range inputs {
		ch := newChat(t, before)
		ch.stand(at)
		ch.now = after
		got := ch.tell(in)
		if !got.Care || len(got.Choices) == 0 {
			t.Errorf("%+v: %s", in, heard(got))
		}
		if in.Choice == "" && !strings.Contains(heard(got), sorry) {
			t.Errorf("nobody is told that it changed: %s", heard(got))
		}
	}
	if land != "check" {
		t.Errorf("people land at %s", land)
	}
}
