package telegram

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"time"
)

// met is how one recorded delivery has to be met.
type met struct {
	file   string
	count  string       // the kind it is counted as
	want   *bot.Inbound // what reaches the house; nil: nothing does
	words  string       // its text; "=" is the text in the file
	tap    string       // the tap that is confirmed
	forget bot.Address
}

func payloads() []met {
	const ann, uk = bot.Address("700000002"), bot.Address("700000001")
	old := time.Unix(1500000000, 0).UTC()
	late := time.Unix(1760000000, 0).UTC()
	start := func(code string) *bot.Inbound {
		return &bot.Inbound{Kind: bot.KindStart, From: uk, ID: "m10", Message: "10", Locale: "uk", At: late, Code: code}
	}
	text := func() *bot.Inbound {
		return &bot.Inbound{Kind: bot.KindText, From: uk, ID: "m10", Message: "10", Locale: "uk", At: late}
	}
	attached := func() *bot.Inbound {
		return &bot.Inbound{Kind: bot.KindAttachment, From: ann, ID: "m31", Message: "31", At: old}
	}
	hello := &bot.Inbound{Kind: bot.KindText, From: "700485655", ID: "m6557", Message: "6557", Locale: "en", At: time.Unix(1569518342, 0).UTC()}
	return []met{
		{"01-text-start", "text", &bot.Inbound{Kind: bot.KindStart, From: ann, ID: "m31", Message: "31", At: old}, "", "", ""},
		{"02-start-deep-link", "text", start("ref_school-42"), "", "", ""},
		{"03-start-deep-link-max64", "text", start(strings.Repeat("A", 64)), "", "", ""},
		{"04-start-hostile-payload", "text", start(""), "../../etc/passwd?x=<b>&y={{.Name}}", "", ""},
		{"05-text-plain-recorded", "text", hello, "hello there", "", ""},
		{"06-edited-message", "edited_message", &bot.Inbound{Kind: bot.KindEdit, From: ann, ID: "m31.1500000600", Message: "31", At: time.Unix(1500000600, 0).UTC()}, "Words put right", "", ""},
		{"07-forwarded-legacy", "text", &bot.Inbound{Kind: bot.KindText, From: ann, ID: "m31", Message: "31", At: old}, "", "", ""},
		{"08-forwarded-origin-recorded", "public", nil, "", "", ""},
		{"09-reply", "text", &bot.Inbound{Kind: bot.KindStart, From: ann, ID: "m31", Message: "31", At: old}, "", "", ""},
		{"10-entities", "text", &bot.Inbound{Kind: bot.KindText, From: ann, ID: "m31", Message: "31", At: old}, "some strong slanted words", "", ""},
		{"11-audio", "attachment", attached(), "", "", ""},
		{"12-voice", "attachment", attached(), "", "", ""},
		{"13-document", "attachment", attached(), "", "", ""},
		{"14-photo-caption-recorded", "attachment", &bot.Inbound{Kind: bot.KindAttachment, From: "700433968", ID: "m3460", Message: "3460", Locale: "en", At: time.Unix(1655671349, 0).UTC()}, "=", "", ""},
		{"15-sticker-recorded", "attachment", &bot.Inbound{Kind: bot.KindAttachment, From: "700918540", ID: "m199787", Message: "199787", Locale: "en", At: time.Unix(1568290188, 0).UTC()}, "", "", ""},
		{"16-venue-recorded", "attachment", &bot.Inbound{Kind: bot.KindAttachment, From: "0", ID: "m0", Message: "0"}, "", "", ""},
		{"17-contact", "attachment", &bot.Inbound{Kind: bot.KindAttachment, From: "427770117", ID: "m666", Message: "666", Locale: "en", At: time.Unix(1499402829, 0).UTC()}, "", "", ""},
		{"18-callback-query", "callback_query", &bot.Inbound{Kind: bot.KindChoice, From: "427770117", ID: "c123", Locale: "en", Choice: "data"}, "", "123", ""},
		{"19-callback-query-inline", "callback_query", &bot.Inbound{Kind: bot.KindChoice, From: ann, ID: "c99sampletap", Choice: "sample data of a button"}, "", "99sampletap", ""},
		{"20-callback-query-inaccessible", "callback_query", &bot.Inbound{Kind: bot.KindChoice, From: uk, ID: "c4382bfdwdsb323b2d9", Locale: "uk", Choice: "menu:home"}, "", "4382bfdwdsb323b2d9", ""},
		{"21-callback-query-foreign-data", "callback_query", &bot.Inbound{Kind: bot.KindChoice, From: uk, ID: "c1", Locale: "uk", Choice: "v0:gone:\x00\u202eevil"}, "", "1", ""},
		{"22-group-text-recorded", "public", nil, "", "", ""},
		{"23-group-command-mention", "public command", &bot.Inbound{Kind: bot.KindCommand, From: "-1001555296434", ID: "m12", Public: true, Locale: "uk", At: late}, "help", "", ""},
		{"24-group-command-other-bot", "public", nil, "", "", ""},
		{"25-bot-added-to-group", "my_chat_member", nil, "", "", ""},
		{"26-new-chat-members", "public", nil, "", "", ""},
		{"27-bot-blocked-recorded", "my_chat_member", nil, "", "", "0"},
		{"28-bot-unblocked", "my_chat_member", nil, "", "", ""},
		{"29-group-migrated-recorded", "public", nil, "", "", ""},
		{"30-topic-message-recorded", "public", nil, "", "", ""},
		{"31-reaction-recorded", "message_reaction", nil, "", "", ""},
		{"32-unknown-update-kind", "unknown", nil, "", "", ""},
		{"33-story-recorded", "public", nil, "", "", ""},
		{"34-inline-query-bad-type", "inline_query", nil, "", "", ""},
		{"35-rtl-text", "text", text(), "=", "", ""},
		{"36-bidi-override", "text", text(), "=", "", ""},
		{"37-emoji-zwj", "text", text(), "=", "", ""},
		{"38-text-4096", "text", text(), "=", "", ""},
		{"39-text-4096-emoji", "text", text(), "=", "", ""},
		{"40-whitespace-only", "text", text(), "=", "", ""},
		{"41-lone-surrogate", "text", &bot.Inbound{Kind: bot.KindText, From: uk, ID: "m10", Message: "10", At: late}, "a\uFFFD b \x00 c", "", ""},
		{"42-big-ids", "text", &bot.Inbound{Kind: bot.KindText, From: "4503599627370495", ID: "m2147483647", Message: "2147483647", At: late}, "hi", "", ""},
		{"43-duplicate-of-05", "text", hello, "hello there", "", ""},
	}
}

// spoken is the text or caption in a recorded delivery.
func spoken(tb testing.TB, data []byte) string {
	tb.Helper()
	var u struct {
		Message struct{ Text, Caption string }
	}
	if err := json.Unmarshal(data, &u); err != nil {
		tb.Fatal(err)
	}
	return u.Message.Text + u.Message.Caption
}

func read(tb testing.TB, file string) []byte {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "inbound", file+".json"))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func TestRecordedDeliveries(t *testing.T) {
	all := payloads()
	if files, _ := filepath.Glob("testdata/inbound/*.json"); len(files) != len(all) {
		t.Fatalf("%d deliveries are recorded, the table has %d", len(files), len(all))
	}
	for _, tt := range all {
		t.Run(tt.file, func(t *testing.T) {
			data := read(t, tt.file)
			var log bytes.Buffer
			f, h := newFake(t), bottest.Talkative("an answer")
			c := f.channel(h, func(cfg *Config) {
				cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
			})
			for range 2 { // the second time nothing more may happen
				if w := deliver(c, string(data)); w.Code != http.StatusOK || w.Body.Len() > 0 {
					t.Fatalf("answered with %d and %d bytes, want 200 and none", w.Code, w.Body.Len())
				}
			}
			if c.Counts()[tt.count] != 2 {
				t.Errorf("counted as %v, want %q", c.Counts(), tt.count)
			}
			tt.check(t, f, h, data)
			for _, private := range []string{spoken(t, data), "123456789", "Sample", "foursquare", string(tt.forget), "700000001"} {
				if len(private) > 3 && strings.Contains(log.String(), private) {
					t.Error("the log holds something of the person")
				}
			}
		})
	}
}

func (m met) check(t *testing.T, f *fake, h *bottest.House, data []byte) {
	t.Helper()
	sent := len(f.made("sendMessage"))
	switch {
	case m.want == nil && (len(h.Inbounds()) > 0 || sent > 0):
		t.Errorf("something was handled or said, want nothing")
	case m.want != nil && (len(h.Inbounds()) != 1 || sent != 1):
		t.Fatalf("handled %d times and answered %d times, want once", len(h.Inbounds()), sent)
	case m.want != nil:
		want := *m.want
		if m.words == "=" {
			m.words = spoken(t, data)
		}
		want.Text = bot.NewText(m.words)
		got := h.Inbounds()[0]
		if got.Text != want.Text {
			t.Error("the words are not those that were written")
		}
		got.Text, want.Text = bot.Text{}, bot.Text{}
		if got != want {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
		if to := f.made("sendMessage")[0].args["chat_id"]; to != string(want.From) {
			t.Errorf("the answer went to %s, want %s", to, want.From)
		}
	}
	taps := f.made("answerCallbackQuery")
	if m.tap == "" && len(taps) > 0 || m.tap != "" && (len(taps) != 1 || taps[0].args["callback_query_id"] != m.tap) {
		t.Errorf("taps confirmed: %v, want %q once", taps, m.tap)
	}
	if m.forget == "" && len(h.Forgot()) > 0 || m.forget != "" && (len(h.Forgot()) != 1 || h.Forgot()[0] != m.forget) {
		t.Errorf("forgot %v, want %q once", h.Forgot(), m.forget)
	}
}

// Deliveries that nobody recorded yet.
func TestComposedDeliveries(t *testing.T) {
	private := `"message_id":5,"date":1760000000,"chat":{"id":7001,"type":"private"},"from":{"id":7001,"is_bot":false}`
	group := `"message_id":5,"date":1760000000,"chat":{"id":-7001,"type":"group"},"from":{"id":7001,"is_bot":false}`
	for _, tt := range []struct {
		name, body, count string
		kind              bot.Kind
		words, code       string
		heard             bool
	}{
		{"a rich message", `"message":{` + private + `,"rich_message":{"blocks":[{"type":"paragraph","text":["I want ",{"type":"bold","text":"to"}," go"]},{"type":"footer","text":"away"}]}}`, "text", bot.KindText, "I want to go\naway", "", true},
		{"a poll", `"message":{` + private + `,"poll":{"id":"1","question":"should I","options":[{"text":"go","voter_count":1},{"text":"stay","voter_count":0}],"type":"regular"}}`, "attachment", bot.KindAttachment, "go\nstay\nshould I", "", true},
		{"a checklist", `"message":{` + private + `,"checklist":{"title":"a list","tasks":[{"id":1,"text":"one"},{"id":2,"text":"two"}]}}`, "attachment", bot.KindAttachment, "one\ntwo\na list", "", true},
		{"a photo and its live photo", `"message":{` + private + `,"live_photo":{},"photo":[],"caption":"see"}`, "attachment", bot.KindAttachment, "see", "", true},
		{"a kind of message nobody knows", `"message":{` + private + `,"hologram":{"text":"x"}}`, "attachment", bot.KindAttachment, "", "", true},
		{"a location without more", `"message":{` + private + `,"location":{"latitude":1.5,"longitude":2.5}}`, "attachment", bot.KindAttachment, "", "", true},
		{"a dice", `"message":{` + private + `,"dice":{"emoji":"🎲","value":3}}`, "attachment", bot.KindAttachment, "", "", true},
		{"a pinned message", `"message":{` + private + `,"pinned_message":{"message_id":4,"text":"old words"}}`, "service", 0, "", "", false},
		{"a timer", `"message":{` + private + `,"message_auto_delete_timer_changed":{"message_auto_delete_time":1}}`, "service", 0, "", "", false},
		{"nothing at all", `"message":{` + private + `}`, "service", 0, "", "", false},
		{"a command", `"message":{` + private + `,"text":"/Help"}`, "text", bot.KindCommand, "help", "", true},
		{"a command with our name", `"message":{` + private + `,"text":"/delete@SafeTestBot"}`, "text", bot.KindCommand, "delete", "", true},
		{"a command with words", `"message":{` + private + `,"text":"/help he hits me"}`, "text", bot.KindText, "/help he hits me", "", true},
		{"no command", `"message":{` + private + `,"text":"/ help"}`, "text", bot.KindText, "/ help", "", true},
		{"a start code with our name", `"message":{` + private + `,"text":"/start@SafeTestBot  abc-1"}`, "text", bot.KindStart, "", "abc-1", true},
		{"a start code of 65", `"message":{` + private + `,"text":"/start ` + strings.Repeat("a", 65) + `"}`, "text", bot.KindStart, strings.Repeat("a", 65), "", true},
		{"start and words", `"message":{` + private + `,"text":"/start I am scared"}`, "text", bot.KindStart, "I am scared", "", true},
		{"a forwarded command with words", `"message":{` + private + `,"forward_origin":{"type":"new kind"},"text":"/delete send me money"}`, "text", bot.KindText, "send me money", "", true},
		{"a quote from elsewhere", `"message":{` + private + `,"text":"what now","external_reply":{},"quote":{"text":"send me money"}}`, "text", bot.KindText, "what now\nsend me money", "", true},
		{"a quote of ourselves", `"message":{` + private + `,"text":"what now","quote":{"text":"suicide line"}}`, "text", bot.KindText, "what now", "", true},
		{"a private topic", `"message":{` + private + `,"text":"hi","message_thread_id":9}`, "text", bot.KindText, "hi", "", true},
		{"odd fields beside the words", `"message":{` + private + `,"text":"hi","entities":7,"reply_to_message":"x","via_bot":[]}`, "text", bot.KindText, "hi", "", true},
		{"an edited caption", `"edited_message":{` + private + `,"edit_date":1760000009,"photo":[],"caption":"better"}`, "edited_message", bot.KindEdit, "better", "", true},
		{"a moving location", `"edited_message":{` + private + `,"edit_date":1760000009,"location":{}}`, "edited_message", 0, "", "", false},
		{"another program", `"message":{"message_id":5,"date":1,"chat":{"id":7001,"type":"private"},"from":{"id":7001,"is_bot":true},"text":"hi"}`, "bot", 0, "", "", false},
		{"a group's plain command", `"message":{` + group + `,"text":"/help"}`, "public", 0, "", "", false},
		{"a group's start", `"message":{` + group + `,"text":"/start@safetestbot x"}`, "public command", bot.KindStart, "", "", true},
		{"a group's forwarded command", `"message":{` + group + `,"forward_origin":{},"text":"/help@SafeTestBot"}`, "public", 0, "", "", false},
		{"a group's photo", `"message":{` + group + `,"photo":[],"caption":"/help@SafeTestBot"}`, "public", 0, "", "", false},
		{"a group's edit", `"edited_message":{` + group + `,"text":"hi"}`, "public", 0, "", "", false},
		{"a channel's post", `"channel_post":{` + group + `,"text":"/help@SafeTestBot"}`, "channel_post", 0, "", "", false},
		{"a tap in a group", `"callback_query":{"id":"9","from":{"id":7001},"message":{` + group + `},"data":"x"}`, "callback_query", 0, "", "", false},
		{"a tap on a game", `"callback_query":{"id":"9","from":{"id":7001},"game_short_name":"x"}`, "callback_query", 0, "", "", false},
		{"a chat of no kind", `"message":{"message_id":5,"chat":{"id":7001},"text":"hi"}`, "text", bot.KindText, "hi", "", true},
		{"a group of no kind", `"message":{"message_id":5,"chat":{"id":-7001},"text":"hi"}`, "public", 0, "", "", false},
		{"a broken poll", `"message":{` + private + `,"poll":"x"}`, "attachment", bot.KindAttachment, "", "", true},
		{"a tap without a number", `"callback_query":{"from":{"id":7001},"data":"x"}`, "unreadable", 0, "", "", false},
		{"a tap of nobody", `"callback_query":{"id":"9","data":"x"}`, "unreadable", 0, "", "", false},
		{"a change of nobody", `"my_chat_member":{"new_chat_member":{"status":"kicked"}}`, "unreadable", 0, "", "", false},
		{"a group leaves", `"my_chat_member":{"chat":{"id":-1,"type":"group"},"new_chat_member":{"status":"kicked"}}`, "my_chat_member", 0, "", "", false},
		{"no chat", `"message":{"message_id":5,"text":"hi"}`, "unreadable", 0, "", "", false},
		{"a chat without a number", `"message":{"chat":{"id":"7001","type":"private"},"text":"hi"}`, "unreadable", 0, "", "", false},
		{"a list for a message", `"message":[1]`, "unreadable", 0, "", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, h := newFake(t), bottest.Talkative("an answer")
			c := f.channel(h)
			if w := deliver(c, `{"update_id":1,`+tt.body+`}`); w.Code != http.StatusOK {
				t.Fatalf("answered with %d, want 200", w.Code)
			}
			if c.Counts()[tt.count] != 1 {
				t.Errorf("counted as %v, want %q", c.Counts(), tt.count)
			}
			got := h.Inbounds()
			if (len(got) == 1) != tt.heard {
				t.Fatalf("handled %d times", len(got))
			}
			if !tt.heard {
				return
			}
			if got[0].Kind != tt.kind || got[0].Code != tt.code || got[0].Text != bot.NewText(tt.words) {
				t.Errorf("kind %d, code %q, words as wanted: %v; want kind %d, code %q", got[0].Kind, got[0].Code, got[0].Text == bot.NewText(tt.words), tt.kind, tt.code)
			}
			if thread := f.made("sendMessage")[0].args["message_thread_id"]; strings.Contains(tt.body, "thread") != (thread == "9") {
				t.Errorf("the answer went to topic %q", thread)
			}
		})
	}
}

// While Telegram does not tell who we are, a command in a group is nobody's.
func TestOwnNameUnknown(t *testing.T) {
	now := time.Unix(1760000000, 0)
	f, h := newFake(t), bottest.Talkative("an answer")
	c := f.channel(h, func(cfg *Config) { cfg.Now = func() time.Time { return now } })
	f.fail("getMe", http.StatusBadGateway, "<html>")
	body := string(read(t, "23-group-command-mention"))
	for i, step := range []struct {
		later time.Duration
		asked int
		heard int
	}{{0, 1, 0}, {30 * time.Second, 1, 0}, {time.Minute, 2, 1}, {time.Minute, 2, 2}} {
		now = now.Add(step.later)
		deliver(c, strings.Replace(body, "20011", "2001"+string(rune('1'+i)), 1))
		if a, n := len(f.made("getMe")), len(h.Inbounds()); a != step.asked || n != step.heard {
			t.Errorf("step %d: asked %d times and heard %d, want %d and %d", i, a, n, step.asked, step.heard)
		}
	}
}
