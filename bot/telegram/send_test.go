package telegram

import (
	"errors"
	"fmt"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/wire"
	"strings"
	"testing"
	"unicode/utf16"
)

func to(chat int64) bot.Inbound { return bot.Inbound{From: bot.Address(fmt.Sprint(chat))} }

// units is a text of exactly that many UTF-16 units.
func units(n int) string { return strings.Repeat("😟", n/2) + strings.Repeat("x", n%2) }

func size(s string) int { return len(utf16.Encode([]rune(s))) }

func TestBubblesAreJoined(t *testing.T) {
	const most = 4096
	for _, tt := range []struct {
		name    string
		bubbles []string
		note    string
		want    []int // sizes of the messages
	}{
		{"two short ones", []string{"one", "two"}, "", []int{8}},
		{"with a small line", []string{"one", "two"}, "note", []int{14}},
		{"empty ones are passed over", []string{"one", " ", "", "\u2066\u2069"}, "", []int{3}},
		{"at the limit", []string{units(most)}, "", []int{most}},
		{"one over", []string{units(most + 1)}, "", []int{most, 1}},
		{"joined at the limit", []string{units(2000), units(most - 2002)}, "", []int{most}},
		{"joined one over", []string{units(2000), units(most - 2001)}, "", []int{2000, most - 2001}},
		{"the first too full for the second", []string{units(most), "two", "three"}, "", []int{most, 10}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			turn := bottest.Say(tt.bubbles...)
			turn.Note = tt.note
			turn.Choices = []bot.Choice{{ID: "a", Label: "A"}}
			sent, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), turn)
			if err != nil {
				t.Fatal(err)
			}
			got := f.on(7001)
			if len(got) != len(tt.want) || len(sent.Messages) != len(tt.want) {
				t.Fatalf("%d messages and %d ids, want %d", len(got), len(sent.Messages), len(tt.want))
			}
			for i, m := range got {
				if size(m.text) != tt.want[i] {
					t.Errorf("message %d has %d units, want %d", i+1, size(m.text), tt.want[i])
				}
				if (len(m.buttons) > 0) != (i == len(got)-1) {
					t.Errorf("message %d has %d buttons; they belong to the last", i+1, len(m.buttons))
				}
				if sent.Messages[i] != fmt.Sprint(m.id) {
					t.Errorf("id %s was returned for message %d", sent.Messages[i], m.id)
				}
			}
		})
	}
}

func TestKeyboard(t *testing.T) {
	card := func(name string, links ...string) bot.Message {
		c := &bot.Card{Name: name}
		for _, l := range links {
			c.Links = append(c.Links, bot.Link{Label: "Way", URL: l})
		}
		return bot.Message{Text: name, Card: c}
	}
	reported := func(m bot.Message) bot.Message {
		m.Card.Report = bot.Choice{ID: "failed", Label: "It failed"}
		return m
	}
	choices := func(labels ...string) []bot.Choice {
		var all []bot.Choice
		for i, l := range labels {
			all = append(all, bot.Choice{ID: fmt.Sprint("id", i), Label: l})
		}
		return all
	}
	many := func(n int) []bot.Choice {
		var all []bot.Choice
		for i := range n {
			all = append(all, bot.Choice{ID: fmt.Sprint("id", i), Label: fmt.Sprint("Country number ", i)})
		}
		return all
	}
	long := strings.Repeat("x", maxPayload)
	for _, tt := range []struct {
		name string
		turn bot.Turn
		want string // rows of labels
		n    int    // of buttons, if want is too long to write
	}{
		{"none", bot.Turn{}, "", 0},
		{"two short ones beside each other", bot.Turn{Choices: choices("Yes", "No", "Not sure")}, "Yes,No|Not sure", 0},
		{"long ones alone", bot.Turn{Choices: choices("No, something quite else", "Yes", "No")}, "No, something quite else|Yes,No", 0},
		{"a long one between", bot.Turn{Choices: choices("Yes", "No, something quite else", "No")}, "Yes|No, something quite else|No", 0},
		{"links first, one a service", bot.Turn{
			Messages: []bot.Message{card("Line A", "tel:1", "https://a.example/x", "https://a.example/y"), card("Line B", "sms:1", "http://b.example"), card("Line C", "https://c.example")},
			Choices:  choices("Yes"),
		}, "Way · Line A|Way · Line C|Yes", 0},
		{"what did not work, beside its link or with its name", bot.Turn{Messages: []bot.Message{
			reported(card("Line A", "https://a.example")), reported(card("Line B", "tel:1")), card("Line C"),
		}}, "Way · Line A,It failed|It failed · Line B", 0},
		{"links Telegram would refuse", bot.Turn{Messages: []bot.Message{
			card("A", "https://localhost"), card("B", "https://a b.example"), card("C", "https://"), card("", "https://a.example"),
		}}, "", 0},
		{"data at the limit", bot.Turn{Choices: []bot.Choice{{ID: long, Label: "A"}}}, "A", 0},
		{"data one over", bot.Turn{Choices: []bot.Choice{{ID: long + "x", Label: "A"}, {ID: "b", Label: "B"}}}, "B", 0},
		{"no data, no label", bot.Turn{Choices: []bot.Choice{{ID: "", Label: "A"}, {ID: "b", Label: " "}}}, "", 0},
		{"as many as there can be", bot.Turn{Choices: many(maxButtons), Messages: []bot.Message{card("A", "https://a.example")}}, "", maxButtons},
		{"one more", bot.Turn{Choices: many(maxButtons + 1)}, "", maxButtons},
		{"a name that turns the line around", bot.Turn{Messages: []bot.Message{card("A\u202e", "https://a.example")}}, "Way · A\u202e\u202c", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k := keyboard(tt.turn)
			var rows []string
			n := 0
			if k != nil {
				for _, row := range k.InlineKeyboard {
					var labels []string
					for _, b := range row {
						labels = append(labels, b.Text)
					}
					n += len(row)
					rows = append(rows, strings.Join(labels, ","))
				}
			}
			if got := strings.Join(rows, "|"); tt.n == 0 && got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.n > 0 && n != tt.n {
				t.Errorf("%d buttons, want %d", n, tt.n)
			}
			if k == nil {
				return
			}
			f := newFake(t) // which judges the call
			turn := tt.turn
			turn.Messages = append(turn.Messages, bot.Message{Text: "x"})
			if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), turn); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCareIsSilentAndGuarded(t *testing.T) {
	for _, care := range []bool{true, false} {
		f := newFake(t)
		turn := bottest.Say("an answer")
		turn.Care = care
		if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), turn); err != nil {
			t.Fatal(err)
		}
		if m := f.on(7001)[0]; m.silent != care || m.guarded != care {
			t.Errorf("care %v: silent %v, guarded %v", care, m.silent, m.guarded)
		}
		args := f.made("sendMessage")[0].args
		if args["link_preview_options"] != `{"is_disabled":true}` || args["parse_mode"] != "" || args["reply_parameters"] != "" {
			t.Errorf("previews, markup or a reply: %v", args)
		}
	}
}

func TestCleared(t *testing.T) {
	var old []string
	for i := range 230 {
		old = append(old, fmt.Sprint(i+1))
	}
	old = append(old, "not a number", "-1", "")
	for _, tt := range []struct {
		name   string
		turn   bot.Turn
		status int
		calls  int
		says   int
	}{
		{"before the answer", bot.Turn{Messages: bottest.Say("gone").Messages, Cleared: old}, 0, 3, 1},
		{"without an answer", bot.Turn{Cleared: old[:1]}, 0, 1, 0},
		{"refused", bot.Turn{Messages: bottest.Say("gone").Messages, Cleared: old[:2]}, http.StatusBadRequest, 1, 1},
		{"server away", bot.Turn{Messages: bottest.Say("gone").Messages, Cleared: old[:2]}, http.StatusBadGateway, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := newFake(t)
			if tt.status > 0 {
				f.fail("deleteMessages", tt.status, `{"ok":false,"error_code":400,"description":"Bad Request: message can't be deleted"}`)
			}
			if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), tt.turn); err != nil {
				t.Fatal(err)
			}
			if n := len(f.made("deleteMessages")); n != tt.calls {
				t.Errorf("%d calls, want %d", n, tt.calls)
			}
			if n := len(f.on(7001)); n != tt.says {
				t.Errorf("%d messages, want %d", n, tt.says)
			}
			if f.calls[0].method != "deleteMessages" {
				t.Error("the answer came before the clearing")
			}
		})
	}
}

func TestDelete(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	sent, err := c.Send(t.Context(), to(7001), bottest.Say("one"))
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Delete(t.Context(), "7001", sent.Messages); err != nil || len(f.on(7001)) != 0 {
		t.Errorf("error %v, %d messages are left", err, len(f.on(7001)))
	}
	f.fail("deleteMessages", http.StatusBadGateway, "<html>")
	if err := c.Delete(t.Context(), "7001", []string{"1"}); !errors.Is(err, wire.ErrServer) {
		t.Errorf("error %v, want %v", err, wire.ErrServer)
	}
	f.fail("deleteMessages", http.StatusBadRequest, `{"ok":false,"error_code":400,"description":"Bad Request: message to delete not found"}`)
	if err := c.Delete(t.Context(), "7001", []string{"1"}); err != nil {
		t.Errorf("a message that is gone already: %v", err)
	}
}

func TestAddressOfNoChat(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	if _, err := c.Send(t.Context(), bot.Inbound{From: "ann"}, bottest.Say("x")); !errors.Is(err, bot.ErrGone) {
		t.Errorf("sending: %v, want %v", err, bot.ErrGone)
	}
	if err := c.Delete(t.Context(), "ann", []string{"1"}); !errors.Is(err, bot.ErrGone) {
		t.Errorf("deleting: %v, want %v", err, bot.ErrGone)
	}
}

func TestNothingToSay(t *testing.T) {
	f := newFake(t)
	turn := bottest.Say(" ")
	turn.Choices = []bot.Choice{{ID: "a", Label: "A"}}
	if _, err := f.channel(bottest.Talkative()).Send(t.Context(), to(7001), turn); !errors.Is(err, wire.ErrEmpty) || len(f.calls) > 0 {
		t.Errorf("error %v after %d calls, want %v and none", err, len(f.calls), wire.ErrEmpty)
	}
}
