package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/wire"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"
)

var ann = bot.Inbound{From: place{testTeam, annRoom, annUser}.address()}

func sendTo(t *testing.T, c *Channel, turn bot.Turn) (bot.Sent, error) {
	t.Helper()
	return c.Send(t.Context(), ann, turn)
}

// One turn is one message, in this order: bubbles with their links, the note, the choices.
func TestOneTurnIsOneMessage(t *testing.T) {
	f := newFake(t)
	turn := bottest.Say("Hi there.\nMore of it.", "A question?")
	turn.Note = "A small line."
	turn.Messages[0].Card = nil
	turn.Messages = append(turn.Messages, bot.Message{Text: "Line: 116", Card: &bot.Card{Name: "Line", Links: []bot.Link{
		{Label: "Call 116", URL: "tel:116"}, {Label: "Chat", URL: "https://line.example/?a=1&b=2"}, {Label: "Website", URL: "https://line.example"},
	}}})
	turn.Choices = []bot.Choice{{ID: "opaque1", Label: "Yes"}, {ID: "opaque2", Label: "No & never"}}
	sent, err := sendTo(t, f.channel(bottest.Talkative()), turn)
	got := f.on(annRoom)
	if err != nil || len(got) != 1 || len(sent.Messages) != 1 || sent.Messages[0] != "1700000001000100" {
		t.Fatalf("%v, %d messages, sent %v", err, len(got), sent.Messages)
	}
	m := got[0]
	if m.text != "Hi there." {
		t.Errorf("the notification is %q", m.text)
	}
	if want := []string{"Hi there.\nMore of it.", "A question?", "Line: 116", "A small line."}; !slices.Equal(m.lines, want) {
		t.Errorf("shown %q", m.lines)
	}
	var buttons []string
	for i, b := range m.buttons {
		buttons = append(buttons, b.Label+"="+b.Value+b.URL)
		if b.ActionID != fmt.Sprint("a", i+1) {
			t.Errorf("button %d is called %q", i+1, b.ActionID)
		}
	}
	if want := []string{"Chat=https://line.example/?a=1&b=2", "Website=https://line.example", "Yes=opaque1", "No & never=opaque2"}; !slices.Equal(buttons, want) {
		t.Errorf("buttons %q", buttons)
	}
	raw := f.made("chat.postMessage")[0].args.Get("blocks")
	if strings.Contains(raw, "block_id") || !strings.Contains(raw, "No \\u0026amp; never") {
		t.Errorf("blocks %s", raw)
	}
}

// A notification stands on a lock screen. In care it says nothing; else it is the first line.
func TestNotice(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative())
	care := bottest.Say("Thanks for writing that. It matters.")
	care.Care = true
	card := bot.Turn{Locale: "es", Messages: []bot.Message{{Text: "Line: 116", Card: &bot.Card{Name: "Line"}}}}
	for want, turn := range map[string]bot.Turn{
		"first & only":          bottest.Say("first & only\nsecond", "third"),
		"slack.notice in en":    care,
		"slack.notice in es":    card,
		"slack.notice in fr":    {Locale: "fr"},
		"1 < 2":                 bottest.Say("1 < 2"),
		"slack.notice in zz-zz": {Locale: "zz-zz", Messages: []bot.Message{{Text: " "}}},
	} {
		if got := plain(c.notice(turn)); got != want {
			t.Errorf("notice %q, want %q", got, want)
		}
	}
}

// At each of Slack's limits nothing is refused or lost, and one beyond neither.
func TestLimits(t *testing.T) {
	s := readSpec(t)
	check := func(name string, turn bot.Turn) []outgoing {
		t.Helper()
		all := compose(turn, "notice")
		for _, m := range all {
			data, err := json.Marshal(m.blocks)
			if err != nil {
				t.Fatal(err)
			}
			if wrong := s.message(generic(t, string(data))); len(wrong) > 0 {
				t.Errorf("%s: %v", name, wrong)
			}
		}
		return all
	}
	for _, n := range []int{maxSection - 1, maxSection, maxSection + 1, 3 * maxSection} {
		for _, unit := range []string{"x", "&", "😟", "ab ", "\u2066x\u2069", "слово. "} {
			text := strings.TrimSpace(strings.Repeat(unit, n/len([]rune(unit))))
			var shownAll strings.Builder
			for _, m := range check(fmt.Sprintf("%d of %q", n, unit), bottest.Say(text)) {
				data, _ := json.Marshal(m.blocks)
				lines, _ := screen(t, generic(t, string(data)))
				for _, line := range lines {
					shownAll.WriteString(line)
				}
			}
			clean := func(s string) string { return regexp.MustCompile(`[\s\x{2066}\x{2069}]`).ReplaceAllString(s, "") }
			if clean(shownAll.String()) != clean(text) {
				t.Errorf("%d of %q: something is lost", n, unit)
			}
		}
	}
	for _, n := range []int{1, maxButtons, maxButtons + 1, maxChoices, maxChoices + 1} {
		turn := bottest.Say("a question")
		for i := range n {
			turn.Choices = append(turn.Choices, bot.Choice{ID: strings.Repeat("v", maxValue-4) + fmt.Sprint(1000+i), Label: strings.Repeat("l", maxLabel)})
		}
		buttons := 0
		for _, m := range check(fmt.Sprint(n, " choices"), turn) {
			data, _ := json.Marshal(m.blocks)
			_, some := screen(t, generic(t, string(data)))
			buttons += len(some)
		}
		if want := min(n, maxChoices); buttons != want {
			t.Errorf("%d choices: %d buttons", n, buttons)
		}
	}
	for _, n := range []int{maxBlocks - 1, maxBlocks, maxBlocks + 1, 3*maxBlocks + 1} {
		all := check(fmt.Sprint(n, " bubbles"), bottest.Say(slices.Repeat([]string{"b"}, n)...))
		if want := (n + maxBlocks - 1) / maxBlocks; len(all) != want {
			t.Errorf("%d bubbles became %d messages, want %d", n, len(all), want)
		}
	}
	long := bot.Message{Text: "x", Card: &bot.Card{Name: strings.Repeat("&", 75), Links: []bot.Link{
		{Label: strings.Repeat("&", 80), URL: "https://a.example/" + strings.Repeat("x", maxLink-18)},
		{Label: "too long", URL: "https://a.example/" + strings.Repeat("x", maxLink-17)},
	}}}
	if all := check("links", bot.Turn{Messages: []bot.Message{long}}); len(all) != 1 || strings.Contains(fmt.Sprint(all[0].words), "too long") {
		t.Error("links")
	}
	check("choices nobody can tap", bot.Turn{Messages: bottest.Say("x").Messages, Choices: []bot.Choice{{}, {ID: "x"}, {Label: "y"}, {ID: strings.Repeat("x", maxValue+1), Label: "z"}}})
}

// A number in right-to-left text keeps the marks around it, and a name can't turn the rest around.
func TestMarks(t *testing.T) {
	for in, want := range map[string]string{
		"خط \u2066116 111\u2069": "خط \u2066116 111\u2069", "\u2067x": "\u2067x\u2069", "x\u2069y": "xy", "\u202ex\u2069": "\u202ex\u202c",
		"\u2066\u202ax": "\u2066\u202ax\u202c\u2069", "plain": "plain",
	} {
		if got := shown(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if many := shown(strings.Repeat("\u2066", 100)); utf8.RuneCountInString(many) != 16 {
		t.Errorf("%q", many)
	}
}

// Nothing that a button carries tells what it is about.
func TestButtonsSayNothing(t *testing.T) {
	f := newFake(t)
	turn := bottest.Say("x")
	turn.Choices = []bot.Choice{{ID: "Zk3_opaque-9", Label: "Someone threatens me"}}
	if _, err := sendTo(t, f.channel(bottest.Talkative()), turn); err != nil {
		t.Fatal(err)
	}
	each(generic(t, f.made("chat.postMessage")[0].args.Get("blocks")), func(m map[string]any) {
		if m["type"] != "button" {
			return
		}
		for name, value := range m {
			if s, ok := value.(string); ok && name != "type" && s != "a1" && s != "Zk3_opaque-9" {
				t.Errorf("%s is %q", name, s)
			}
		}
	})
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		one  bottest.Forced
		want error
	}{
		{busy("chat.postMessage", "30"), bot.ErrBusy},
		{busy("chat.postMessage", ""), nil}, // it did not say how long: a second
		{refused("chat.postMessage", "ratelimited"), nil},
		{refused("chat.postMessage", "account_inactive"), bot.ErrGone},
		{refused("chat.postMessage", "channel_not_found"), bot.ErrGone},
		{refused("chat.postMessage", "not_in_channel"), bot.ErrGone},
		{refused("chat.postMessage", "user_disabled"), bot.ErrGone},
		{refused("chat.postMessage", "is_archived"), bot.ErrGone},
		{refused("chat.postMessage", "token_revoked"), bot.ErrGone},
		{refused("chat.postMessage", "invalid_auth"), wire.ErrToken},
		{refused("chat.postMessage", "missing_scope"), wire.ErrToken},
		{refused("chat.postMessage", "internal_error"), wire.ErrServer},
		{refused("chat.postMessage", "something_new"), wire.ErrRefused},
		{refused("chat.postMessage", "invalid_blocks"), nil},
		{bottest.Forced{Method: "chat.postMessage", Status: 502, Body: "<html>"}, wire.ErrServer},
		{bottest.Forced{Method: "chat.postMessage", Status: 200, Body: "<html>"}, wire.ErrNetwork},
		{bottest.Forced{Method: "chat.postMessage", Err: errors.New("reset")}, wire.ErrNetwork},
		{bottest.Forced{Method: "chat.postMessage", Hang: true}, wire.ErrNetwork},
	} {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			f.fail(tt.one)
			_, err := sendTo(t, f.channel(bottest.Talkative()), bottest.Say("hello"))
			if !errors.Is(err, tt.want) || tt.want == nil && len(f.on(annRoom)) != 1 {
				t.Errorf("%s: %v, want %v", tt.one.Body, err, tt.want)
			}
			if err != nil && strings.Contains(err.Error(), "slack.test") {
				t.Errorf("the error holds an address: %v", err)
			}
		})
	}
}

// When Slack refuses the blocks the words get through, and what can be answered with them.
func TestBlocksRefused(t *testing.T) {
	f := newFake(t)
	f.fail(refused("chat.postMessage", "invalid_blocks"))
	turn := bottest.Say("a question", "2 < 3")
	turn.Choices = []bot.Choice{{ID: "y", Label: "Yes"}}
	if _, err := sendTo(t, f.channel(bottest.Talkative()), turn); err != nil {
		t.Fatal(err)
	}
	if got := f.on(annRoom); len(got) != 1 || got[0].text != "a question\n\n2 < 3\n\n• Yes" {
		t.Errorf("%v", got)
	}
}

// A short wait is waited for; nothing else is tried twice.
func TestShortBusy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		f.fail(busy("chat.postMessage", "3"))
		began := time.Now()
		if _, err := sendTo(t, f.channel(bottest.Talkative()), bottest.Say("hello")); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took != 3*time.Second || len(f.made("chat.postMessage")) != 2 {
			t.Errorf("took %s and %d calls", took, len(f.made("chat.postMessage")))
		}
	})
}

func TestNothingToSay(t *testing.T) {
	f := newFake(t)
	if _, err := sendTo(t, f.channel(bottest.Talkative()), bottest.Say(" ", "\u2069")); !errors.Is(err, wire.ErrEmpty) || len(f.calls) > 0 {
		t.Errorf("%v", err)
	}
	if _, err := f.channel(bottest.Talkative()).Send(t.Context(), bot.Inbound{From: "nobody"}, bottest.Say("x")); !errors.Is(err, bot.ErrGone) {
		t.Errorf("%v", err)
	}
}

// What is taken back disappears before the answer: at once what is in sight, the rest behind it.
func TestCleared(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	var ids []string
	for range inSight + 15 {
		sent, err := sendTo(t, c, bottest.Say("something"))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, sent.Messages...)
	}
	turn := bottest.Say("Done.")
	turn.Cleared = append(ids, "no id")
	if _, err := sendTo(t, c, turn); err != nil {
		t.Fatal(err)
	}
	c.Wait(context.Background())
	if got := f.on(annRoom); len(got) != 1 || got[0].text != "Done." {
		t.Errorf("%d messages are left", len(got))
	}
	var order []string
	for _, call := range f.calls {
		if call.method == "chat.postMessage" && call.args.Get("text") == "Done." {
			break
		}
		order = append(order, call.method)
	}
	if n := len(slices.DeleteFunc(order, func(m string) bool { return m != "chat.delete" })); n < inSight-1 {
		t.Errorf("%d were taken back before the answer", n)
	}
}

func TestDelete(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	sent, _ := sendTo(t, c, bottest.Say("one"))
	more, _ := sendTo(t, c, bottest.Say("two"))
	f.fail(refused("chat.delete", "message_not_found"))
	if err := c.Delete(t.Context(), ann.From, append(sent.Messages, more.Messages...)); err != nil {
		t.Error(err)
	}
	if got := f.on(annRoom); len(got) != 1 || got[0].text != "two" {
		t.Errorf("left: %v", got)
	}
	f.fail(refused("chat.delete", "internal_error"))
	if err := c.Delete(t.Context(), ann.From, more.Messages); !errors.Is(err, wire.ErrServer) {
		t.Errorf("%v", err)
	}
	if err := c.Delete(t.Context(), "nobody", more.Messages); !errors.Is(err, bot.ErrGone) {
		t.Errorf("%v", err)
	}
}

// A message's id is a number, and comes back as it was.
func TestMessageIDs(t *testing.T) {
	for _, ts := range []string{"1355517523.000005", "1700000001.999999"} {
		if got, ok := timestamp(messageID(ts)); !ok || got != ts {
			t.Errorf("%s came back as %s", ts, got)
		}
	}
	for _, id := range []string{"", "1", "x", "-1355517523000005"} {
		if got, ok := timestamp(id); ok {
			t.Errorf("%q is taken for %s", id, got)
		}
	}
}

func TestHome(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	post(c, eventsPath, event(`{"type":"app_home_opened","channel":"D0ANN","user":"U0ANN","tab":"home"}`))
	lines, buttons := screen(t, f.homes[annUser])
	if want := []string{"slack.home in en", "slack.home_help in en", "slack.home in es", "slack.home_help in es"}; !slices.Equal(lines, want) {
		t.Errorf("the home page says %q", lines)
	}
	if len(buttons) != 1 || buttons[0].URL != "https://chat.example.org" || buttons[0].Value != "" {
		t.Errorf("buttons %v", buttons)
	}
	c = f.channel(bottest.Talkative(), func(cfg *Config) { cfg.PublicURL = "" })
	post(c, eventsPath, event(`{"type":"app_home_opened","channel":"D0BEN","user":"U0BEN","tab":"home"}`))
	if _, buttons := screen(t, f.homes["U0BEN"]); len(buttons) != 0 {
		t.Errorf("buttons %v", buttons)
	}
	f.fail(refused("views.publish", "user_not_found"))
	if w := post(c, eventsPath, event(`{"type":"app_home_opened","channel":"D0BEN","user":"U0BEN","tab":"home"}`)); w.Code != 200 {
		t.Errorf("somebody gone: status %d", w.Code)
	}
}
