package telegram

import (
	"net/http"
	"staysafe/bot/bottest"
	"strings"
	"testing"
)

// words are the texts of a test: the id with its locale, or one that is set.
type words map[string]string

func (w words) text(locale, id string) string {
	if s, ok := w[locale+" "+id]; ok {
		return s
	}
	return locale + " " + id
}

func TestSetup(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	locales := []string{"en", "es", "es-MX", "zh-Hant", "fil", "kmr"}
	if err := c.Setup(t.Context(), locales, words{}.text); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ what, language, want string }{
		{"MyName", "", "en telegram.name"},
		{"MyName", "es", "es telegram.name"},
		{"MyName", "zh", "zh-Hant telegram.name"},
		{"MyName", "tl", "fil telegram.name"},
		{"MyName", "km", ""},
		{"MyDescription", "es", "es telegram.long"},
		{"MyShortDescription", "", "en telegram.short"},
	} {
		if got := f.profile[tt.what+"/"+tt.language]; got != tt.want {
			t.Errorf("%s in %q is %q, want %q", tt.what, tt.language, got, tt.want)
		}
	}
	menu := f.profile["MyCommands/es"]
	for _, name := range []string{"start", "help", "menu", "stop", "language", "country", "delete", "about"} {
		if !strings.Contains(menu, `{"command":"`+name+`","description":"es telegram.command.`+name+`"}`) {
			t.Errorf("the Spanish menu lacks %s", name)
		}
	}
	for _, call := range f.made("setMyCommands") {
		if call.args["scope"] != `{"type":"all_private_chats"}` {
			t.Errorf("the menu is offered in %s, want private chats only", call.args["scope"])
		}
	}
	before := len(f.calls)
	if err := c.Setup(t.Context(), locales, words{}.text); err != nil {
		t.Fatal(err)
	}
	for _, call := range f.calls[before:] {
		if strings.HasPrefix(call.method, "set") {
			t.Errorf("%s was called again although nothing changed", call.method)
		}
	}
}

func TestSetupMeasures(t *testing.T) {
	long := func(n int) string { return strings.Repeat("x", n) }
	for _, tt := range []struct {
		id string
		n  int
		ok bool
	}{
		{"telegram.name", 64, true},
		{"telegram.name", 65, false},
		{"telegram.name", 0, false},
		{"telegram.short", 120, true},
		{"telegram.short", 121, false},
		{"telegram.long", 512, true},
		{"telegram.long", 513, false},
		{"telegram.command.help", 256, true},
		{"telegram.command.help", 257, false},
		{"telegram.command.about", 0, false},
	} {
		f := newFake(t)
		err := f.channel(bottest.Talkative()).Setup(t.Context(), []string{"en", "es"}, words{"es " + tt.id: long(tt.n)}.text)
		if (err == nil) != tt.ok {
			t.Errorf("%s of %d characters: %v", tt.id, tt.n, err)
		}
		if err != nil && (len(f.calls) > 0 || !strings.Contains(err.Error(), tt.id) || !strings.Contains(err.Error(), "es")) {
			t.Errorf("%d calls were made, and the error is %q", len(f.calls), err)
		}
	}
	if err := newFake(t).channel(bottest.Talkative()).Setup(t.Context(), nil, words{}.text); err == nil {
		t.Error("no locales are accepted")
	}
}

func TestSetupFails(t *testing.T) {
	for _, method := range []string{
		"getMyName", "setMyName", "getMyShortDescription", "setMyShortDescription", "getMyDescription", "setMyDescription",
		"getMyCommands", "setMyCommands",
	} {
		f := newFake(t)
		f.fail(method, http.StatusBadGateway, "<html>")
		if err := f.channel(bottest.Talkative()).Setup(t.Context(), []string{"en"}, words{}.text); err == nil || !strings.Contains(err.Error(), method) {
			t.Errorf("%s failed and the error is: %v", method, err)
		}
	}
}

func TestWebhookIsSet(t *testing.T) {
	f := newFake(t)
	c := f.channel(bottest.Talkative())
	for range 2 {
		if err := c.Webhook(t.Context(), "https://bot.example"+Path); err != nil {
			t.Fatal(err)
		}
	}
	args := f.made("setWebhook")[1].args
	if args["url"] != "https://bot.example/hook/telegram" || args["secret_token"] != testSecret || args["drop_pending_updates"] != "" {
		t.Errorf("set with %v", args)
	}
	if args["allowed_updates"] != `["message","edited_message","callback_query","my_chat_member"]` {
		t.Errorf("asked for %s", args["allowed_updates"])
	}
	if err := c.Webhook(t.Context(), ""); err != nil || len(f.made("deleteWebhook")) != 1 {
		t.Errorf("not taken away: %v", err)
	}
	for _, address := range []string{"http://bot.example/hook", "bot.example", "https://bot.example:8080/hook", "https://"} {
		if err := c.Webhook(t.Context(), address); err == nil {
			t.Errorf("%s is accepted", address)
		}
	}
	open := f.channel(bottest.Talkative(), func(cfg *Config) { cfg.Secret = "" })
	if err := open.Webhook(t.Context(), "https://bot.example"); err == nil {
		t.Error("a webhook without a secret is accepted")
	}
	if len(f.made("setWebhook")) != 2 {
		t.Error("something refused was called all the same")
	}
}
