package slack

import (
	"fmt"
	"net/url"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
)

// event is an event around an inner one.
func event(inner string) string {
	return `{"type":"event_callback","team_id":"` + testTeam + `","authorizations":[{"team_id":"` + testTeam + `","user_id":"U0BOT","is_bot":true}],"event":` + inner + `}`
}

// What is not a person writing to the bot alone is met with silence, and counted.
func TestReasonedSilence(t *testing.T) {
	for _, tt := range []struct{ kind, path, body string }{
		{"public", eventsPath, event(`{"type":"message","channel_type":"channel","channel":"C1","user":"U1","text":"i want to die","ts":"1.000001"}`)},
		{"public", eventsPath, event(`{"type":"message","channel_type":"group","channel":"G1","user":"U1","text":"x","ts":"1.000001"}`)},
		{"public", eventsPath, event(`{"type":"message","channel_type":"mpim","channel":"G1","user":"U1","text":"x","ts":"1.000001"}`)},
		{"public", eventsPath, event(`{"type":"message","channel":"C1","user":"U1","text":"x","ts":"1.000001"}`)},
		{"public", eventsPath, event(`{"type":"message","subtype":"message_changed","channel_type":"channel","channel":"C1","message":{"user":"U1","text":"x","ts":"1.1","edited":{"ts":"2.1"}}}`)},
		{"bot", eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","bot_id":"B1","text":"x","ts":"1.000001"}`)},
		{"bot", eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"U0BOT","text":"x","ts":"1.000001"}`)},
		{"bot", eventsPath, event(`{"type":"message","subtype":"bot_message","channel_type":"im","channel":"D1","text":"x","ts":"1.000001"}`)},
		{"bot", eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"USLACKBOT","text":"x","ts":"1.000001"}`)},
		{"bot", eventsPath, event(`{"type":"app_mention","channel":"C1","user":"U1","bot_id":"B1","text":"<@U0BOT>","ts":"1.000001"}`)},
		{"bot", eventsPath, event(`{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"user":"U0BOT","bot_id":"B","text":"x","ts":"1.1","edited":{"ts":"2.1"}}}`)},
		{"service", eventsPath, event(`{"type":"message","subtype":"message_deleted","channel_type":"im","channel":"D1","deleted_ts":"1.1","ts":"1.000001","previous_message":{"user":"U1","text":"i want to die"}}`)},
		{"service", eventsPath, event(`{"type":"message","subtype":"channel_join","channel_type":"im","channel":"D1","user":"U1","text":"joined","ts":"1.000001"}`)},
		{"service", eventsPath, event(`{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"user":"U1","text":"see <https://a.example>","ts":"1.1","attachments":[{"from_url":"https://a.example","text":"preview"}]}}`)},
		{"service", eventsPath, event(`{"type":"message","subtype":"message_changed","channel_type":"im","channel":"D1","message":{"user":"U1","text":"same","ts":"1.1","edited":{"ts":"2.1"}},"previous_message":{"user":"U1","text":"same"}}`)},
		{"app_mention", eventsPath, event(`{"type":"app_mention","channel":"D1","user":"U1","text":"<@U0BOT> hi","ts":"1.000001"}`)},
		{"app_home_opened", eventsPath, event(`{"type":"app_home_opened","channel":"D1","user":"U1","tab":"messages"}`)},
		{"tokens_revoked", eventsPath, event(`{"type":"tokens_revoked","tokens":{"oauth":["U1"]}}`)},
		{"reaction_added", eventsPath, event(`{"type":"reaction_added","user":"U1","reaction":"wave"}`)},
		{"member_joined_channel", eventsPath, event(`{"type":"member_joined_channel","user":"U1","channel":"C1"}`)},
		{"unknown", eventsPath, event(`{"type":"something_new","user":"U1"}`)},
		{"unknown", eventsPath, `{"type":"something_new"}`},
		{"app_rate_limited", eventsPath, `{"type":"app_rate_limited","team_id":"T"}`},
		{"public", interactionsPath, form(tapped(1, "C1", "U1", "x"))},
		{"public", interactionsPath, form(strings.Replace(tapped(1, "D1", "U1", "x"), `"is_ephemeral":false`, `"is_ephemeral":true`, 1))},
		{"link", interactionsPath, form(tapped(1, "D1", "U1", ""))},
		{"shortcut", interactionsPath, form(`{"type":"shortcut","user":{"id":"U1"}}`)},
		{"unknown", interactionsPath, form(`{"type":"something_new"}`)},
		{"check", commandsPath, "ssl_check=1&token=x"},
		{"unreadable", eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"x"}`)},
		{"unreadable", eventsPath, strings.Replace(event(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"x","ts":"1.1"}`), testTeam, "", 2)},
		{"unreadable", interactionsPath, form(`{"type":"block_actions","actions":[]}`)},
		{"unreadable", commandsPath, "team_id=T&channel_id=C"},
	} {
		h, f := bottest.Talkative("an answer"), newFake(t)
		c := f.channel(h)
		if w := post(c, tt.path, tt.body); w.Code != 200 {
			t.Errorf("%s: status %d", tt.body, w.Code)
		}
		if len(h.Inbounds()) > 0 || len(f.calls) > 0 || c.Counts()[tt.kind] != 1 {
			t.Errorf("%s: handled %d, called %d, counted %v", tt.body, len(h.Inbounds()), len(f.calls), c.Counts())
		}
	}
}

// One malformed block, file or name must not lose what was written beside it.
func TestWhatIsOddLosesNothing(t *testing.T) {
	for _, odd := range []string{
		`"blocks":[{"type":"rich_text","elements":7}]`, `"blocks":"no"`, `"attachments":{"a":1}`, `"attachments":[7,{"text":9}]`,
		`"user_profile":7`, `"edited":[]`, `"client_msg_id":{}`, `"metadata":{"event_payload":[[[]]]}`,
	} {
		h := bottest.Talkative("an answer")
		c := newFake(t).channel(h)
		post(c, eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"i want to die","ts":"1.000001",`+odd+`}`))
		if got := h.Inbounds(); len(got) != 1 || got[0].Text != bot.NewText("i want to die") {
			t.Errorf("%s: the words are lost", odd)
		}
	}
}

func TestWritten(t *testing.T) {
	for in, want := range map[string]string{
		"hello":                                 "hello",
		"a &lt;b&gt; &amp;amp; c":               "a <b> &amp; c",
		"<@U123> help":                          "help",
		"<@U123|ann> help":                      "help",
		"ask <#C123|general>":                   "ask general",
		"<!here> hi":                            "hi",
		"<!subteam^S1|@helpers> hi":             "helpers hi",
		"<https://a.example/x>":                 "https://a.example/x",
		"<http://a.example|a.example>":          "a.example",
		"<https://a.example|click>":             "click https://a.example",
		"<mailto:a@b.example|a@b.example>":      "a@b.example",
		"<tel:116111|116 111>":                  "116 111 116111",
		":flag-ke:":                             "🇰🇪",
		":flag-ke: or :wave:":                   "🇰🇪 or :wave:",
		"1 < 2":                                 "1 < 2",
		"<":                                     "<",
		"<>":                                    "",
		"&lt;@U123&gt;":                         "<@U123>",
		"i want to <https://x.example|die> now": "i want to die https://x.example now",
	} {
		if got := written(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}

// What somebody brings along from elsewhere is heard; what Slack shows of a link is not.
func TestForwardedIsHeard(t *testing.T) {
	h := bottest.Talkative("an answer")
	c := newFake(t).channel(h)
	post(c, eventsPath, event(`{"type":"message","channel_type":"im","channel":"D1","user":"U1","text":"look","ts":"1.000001",`+
		`"attachments":[{"is_msg_unfurl":true,"is_share":true,"from_url":"https://x.slack.com/1","text":"he said &lt;this&gt;"},{"from_url":"https://a.example","text":"a preview"}]}`))
	if got := h.Inbounds(); len(got) != 1 || got[0].Text != bot.NewText("look\nhe said <this>") {
		t.Error("what was brought along is not heard, or too much is")
	}
}

func TestCommands(t *testing.T) {
	for _, tt := range []struct {
		text string
		kind bot.Kind
		code string
		said string
	}{
		{"", bot.KindStart, "", ""},
		{"start", bot.KindStart, "", ""},
		{"Start kx7", bot.KindStart, "kx7", ""},
		{"start kx7 and more", bot.KindText, "", "start kx7 and more"},
		{"help", bot.KindCommand, "", "help"},
		{"ayuda", bot.KindCommand, "", "ayuda"},
		{"i want to die", bot.KindText, "", "i want to die"},
		{"  help  ", bot.KindCommand, "", "help"},
	} {
		f, h := newFake(t), bottest.Talkative("an answer")
		f.direct[annUser] = annRoom
		c := f.channel(h)
		post(c, commandsPath, ordered(1, annRoom, annUser, tt.text))
		got := h.Inbounds()
		if len(got) != 1 || got[0].Kind != tt.kind || got[0].Code != tt.code || got[0].Text != bot.NewText(tt.said) || got[0].Public || got[0].ID != "ctrigger1" {
			t.Errorf("%q: not met as it should be", tt.text)
		}
		if len(f.on(annRoom)) != 1 || len(f.whispered()) != 0 {
			t.Errorf("%q: not answered in the direct message", tt.text)
		}
	}
}

// A command in a public place says nothing of the person, whatever stands after it; so does one in
// a direct message between two people, which Slack does not tell from ours.
func TestCommandsInPublic(t *testing.T) {
	for _, tt := range []struct {
		name, room string
		lost       bool
	}{{"a channel", publicRoom, false}, {"two people", "D0OTHERS", false}, {"while Slack does not say", annRoom, true}} {
		f, h := newFake(t), bottest.Talkative("the line")
		f.direct[annUser] = annRoom
		if tt.lost {
			f.fail(refused("conversations.open", "internal_error"))
		}
		c := f.channel(h)
		post(c, commandsPath, ordered(1, tt.room, annUser, "i want to die"))
		got := h.Inbounds()
		if len(got) != 1 || !got[0].Public || got[0].Kind != bot.KindCommand || !got[0].Text.Empty() || got[0].Code != "" {
			t.Errorf("%s: not met as a public command", tt.name)
		}
		if said := f.whispered(); len(said) != 1 || said[0].text != "the line" || len(f.made("chat.postMessage")) > 0 {
			t.Errorf("%s: whispered %v", tt.name, said)
		}
	}
}

// A call for the bot in a public place is answered to one person alone, in its thread.
func TestMention(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("the line")
	c := f.channel(h)
	post(c, eventsPath, event(`{"type":"app_mention","channel":"C1","user":"U1","text":"<@U0BOT> i want to die","ts":"1.000001","thread_ts":"0.000001"}`))
	made := f.made("chat.postEphemeral")
	if len(made) != 1 || made[0].args.Get("channel") != "C1" || made[0].args.Get("user") != "U1" || made[0].args.Get("thread_ts") != "0.000001" {
		t.Errorf("calls: %d", len(made))
	}
	if got := h.Inbounds(); len(got) != 1 || !got[0].Public || !got[0].Text.Empty() {
		t.Error("words in public are heard")
	}
}

// An answer to a command goes to Slack and nowhere else.
func TestAnswerable(t *testing.T) {
	c := newFake(t).channel(bottest.Talkative("x"))
	for address, want := range map[string]bool{
		replyURL: true, "https://hooks.slack-gov.com/x": true, "https://slack.test/api/x": true, "http://hooks.slack.com/x": false,
		"https://hooks.slack.com.evil.example/x": false, "https://evil.example/hooks.slack.com": false, "": false, "1700000000.000100": false,
		"https://u@hooks.slack.com/x": true, "http://slack.test/x": false, "file:///etc/passwd": false,
	} {
		if got := c.answerable(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

// Threads are answered where they are.
func TestThreads(t *testing.T) {
	f, h := newFake(t), bottest.Talkative("an answer")
	h.Turn.Choices = []bot.Choice{{ID: "yes", Label: "Yes"}}
	c := f.channel(h)
	post(c, eventsPath, event(`{"type":"message","channel_type":"im","channel":"D0ANN","user":"U0ANN","text":"x","ts":"1.000001","thread_ts":"0.000001"}`))
	post(c, interactionsPath, form(strings.Replace(tapped(1, annRoom, annUser, "yes"), `"message_ts"`, `"thread_ts":"0.000002","message_ts"`, 1)))
	got := f.on(annRoom)
	if len(got) != 2 || got[0].thread != "0.000001" || got[1].thread != "0.000002" {
		t.Errorf("%v", got)
	}
	f.fail(refused("chat.postMessage", "thread_not_found"))
	post(c, eventsPath, event(`{"type":"message","channel_type":"im","channel":"D0ANN","user":"U0ANN","text":"x","ts":"2.000001","thread_ts":"0.000001"}`))
	if got := f.on(annRoom); len(got) != 3 || got[2].thread != "" {
		t.Errorf("a thread that is gone: %v", got)
	}
}

// An unknown workspace is met with silence, and one that took the app away is not called again.
func TestWorkspaces(t *testing.T) {
	for _, away := range []string{`{"type":"tokens_revoked","tokens":{"bot":["U0BOT"]}}`, `{"type":"app_uninstalled"}`} {
		f, h := newFake(t), bottest.Talkative("an answer")
		c := f.channel(h, func(cfg *Config) {
			cfg.Token, cfg.Tokens = "", map[string]string{testTeam: "xoxb-one", "T0OTHER": "xoxb-two"}
		})
		other := strings.ReplaceAll(typed(1, "D0BEN", "U0BEN", "hi"), testTeam, "T0OTHER")
		post(c, eventsPath, typed(1, annRoom, annUser, "hi"))
		post(c, eventsPath, other)
		post(c, eventsPath, strings.ReplaceAll(other, "T0OTHER", "T0NOBODY"))
		var tokens []string
		for _, call := range f.made("chat.postMessage") {
			tokens = append(tokens, call.args.Get("token"))
		}
		if fmt.Sprint(tokens) != "[xoxb-one xoxb-two]" || c.Counts()["unknown workspace"] != 1 {
			t.Errorf("called with %v, counted %v", tokens, c.Counts())
		}
		post(c, eventsPath, event(away))
		post(c, eventsPath, typed(2, annRoom, annUser, "hi"))
		post(c, eventsPath, other)
		if n := len(h.Inbounds()); n != 3 {
			t.Errorf("%d deliveries reached the house", n)
		}
		if err := c.Delete(t.Context(), place{testTeam, annRoom, annUser}.address(), []string{"1700000001000100"}); err == nil {
			t.Error("a workspace that is gone was called")
		}
	}
	// The only workspace can go too.
	f, h := newFake(t), bottest.Talkative("an answer")
	c := f.channel(h)
	post(c, eventsPath, event(`{"type":"app_uninstalled"}`))
	post(c, eventsPath, typed(2, annRoom, annUser, "hi"))
	if len(h.Inbounds()) > 0 {
		t.Error("heard in a workspace that is gone")
	}
}

func TestAddresses(t *testing.T) {
	p := place{"T1", "D1", "U1"}
	if got, ok := placeOf(p.address()); !ok || got != p {
		t.Errorf("%v %v", got, ok)
	}
	for _, bad := range []bot.Address{"", "T1 D1 U1", "%%", place{"", "D", "U"}.address(), place{"T", "D", "U\x00x"}.address()} {
		if _, ok := placeOf(bad); ok {
			t.Errorf("%q is taken for a place", bad)
		}
	}
	if strings.Contains(string(p.address()), "U1") {
		t.Error("an address shows what it is")
	}
}

func TestNewRefuses(t *testing.T) {
	f := newFake(t)
	good := Config{
		Token: testToken, SigningSecret: "s", HTTPClient: f.channel(bottest.Talkative()).client, Logger: (&bottest.Log{}).Logger(), Now: f.channel(bottest.Talkative()).now,
		Handler: bottest.Talkative(), Words: testWords{},
	}
	if _, err := New(good); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Config){
		"no token":        func(c *Config) { c.Token = "" },
		"two kinds":       func(c *Config) { c.Tokens = map[string]string{"T": "xoxb-x"} },
		"a user's token":  func(c *Config) { c.Token = "xoxp-zqx" },
		"a team's token":  func(c *Config) { c.Token, c.Tokens = "", map[string]string{"T": "zqx"} },
		"no secret":       func(c *Config) { c.SigningSecret = "" },
		"a strange app":   func(c *Config) { c.AppToken = "zqx" },
		"no address":      func(c *Config) { c.APIURL = "zqx" },
		"another scheme":  func(c *Config) { c.APIURL = "ftp://zqx" },
		"no client":       func(c *Config) { c.HTTPClient = nil },
		"no log":          func(c *Config) { c.Logger = nil },
		"nobody to hear":  func(c *Config) { c.Handler = nil },
		"nothing to say":  func(c *Config) { c.Words = nil },
		"no clock":        func(c *Config) { c.Now = nil },
		"address of more": func(c *Config) { c.APIURL = "https://x.example/?" + url.Values{"zqx": {"1"}}.Encode() },
	} {
		cfg := good
		spoil(&cfg)
		if _, err := New(cfg); err == nil || strings.Contains(err.Error(), "zqx") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
