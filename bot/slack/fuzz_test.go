package slack

import (
	"net/http"
	"os"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
)

// FuzzDoor: whatever is delivered and signed is acknowledged or delivered again, is never more than
// one thing to the house, never public words, and never a call that Slack would not know.
func FuzzDoor(f *testing.F) {
	files, err := os.ReadDir("testdata/inbound")
	if err != nil || len(files) < 16 {
		f.Fatal("no recorded deliveries")
	}
	for _, file := range files {
		body := recorded(f, file.Name())
		f.Add(0, body)
		f.Add(1, form(body))
		f.Add(2, body)
	}
	f.Add(2, ordered(1, annRoom, annUser, "start kx7"))
	f.Add(0, typed(1, annRoom, annUser, "i want to die <@U1|x> <https://a.example|b> &lt; :flag-ke:"))
	f.Add(0, event(`{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"user":"U1","text":"x","ts":"1.1","edited":{"ts":"2.1"}}}`))
	f.Fuzz(func(t *testing.T, door int, body string) {
		h := &bottest.House{}
		net := newFake(t)
		net.direct[annUser] = annRoom
		c := net.channel(h)
		path := []string{eventsPath, interactionsPath, commandsPath}[uint(door)%3]
		if w := post(c, path, body); w.Code != http.StatusOK && w.Code != http.StatusRequestEntityTooLarge && w.Code != http.StatusServiceUnavailable {
			t.Errorf("status %d", w.Code)
		}
		got := h.Inbounds()
		if len(got) > 1 {
			t.Errorf("%d inbounds", len(got))
		}
		for _, in := range got {
			where, ok := placeOf(in.From)
			switch {
			case !ok || in.ID == "":
				t.Errorf("an inbound without a place or an id: %q", in.ID)
			case in.Public && (in.Kind != bot.KindCommand || !in.Text.Empty() || in.Code != ""):
				t.Error("something in public was heard")
			case !in.Public && in.Kind == bot.KindChoice && !where.direct():
				t.Error("a tap in public")
			case in.Locale != "" || in.Message != "":
				t.Error("something of a profile, or of a message that can't be deleted")
			}
		}
	})
}

// FuzzCompose: whatever the house says, Slack takes it, and nothing is lost.
func FuzzCompose(f *testing.F) {
	f.Add("Hi.\nMore", "Yes", "opaque")
	f.Add(strings.Repeat("& ", 4000), strings.Repeat("<", 80), "x")
	f.Add("خط \u2066116 111\u2069 https://a.example/?x=1&y=2.", "شماره", "y")
	f.Fuzz(func(t *testing.T, text, label, value string) {
		net := newFake(t)
		turn := bottest.Say(text, "end")
		turn.Choices = []bot.Choice{{ID: value, Label: label}}
		if _, err := net.channel(&bottest.House{}).Send(t.Context(), ann, turn); err != nil {
			t.Error(err)
		}
		for _, m := range net.on(annRoom) {
			if m.text == "" {
				t.Error("a message without a notification")
			}
		}
	})
}
