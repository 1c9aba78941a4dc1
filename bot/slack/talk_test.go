package slack

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/content"
	"staysafe/bot/inmem"
	"strings"
	"sync"
	"testing"
	"time"
)

// shipped loads the content in this repository, once.
var shipped = sync.OnceValues(func() (*content.Content, []content.Issue) {
	return content.Load(content.Folder{FS: os.DirFS("../..")})
})

// realHouse is the house itself, with a clock.
func realHouse(tb testing.TB, now func() time.Time) *bot.Bot {
	tb.Helper()
	c, issues := shipped()
	if c == nil {
		tb.Fatalf("the shipped content is refused: %v", issues)
	}
	c.Heard().Train() // as a program that has been running does: Slack's three seconds are not for learning
	keys, err := bot.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		tb.Fatal(err)
	}
	return &bot.Bot{
		Content: func() *content.Content { return c }, Keys: keys, Now: now, Log: slog.New(slog.DiscardHandler),
		Store: inmem.New(inmem.Config{TTL: time.Hour, Now: now}), PublicURL: "https://chat.example.org",
	}
}

// realWords are the words of the shipped content.
type realWords struct{ c *content.Content }

func (w realWords) Text(locale, id string, args map[string]string) string {
	return w.c.Text(locale, id, args)
}
func (w realWords) Locales() []string          { return w.c.Locales() }
func (w realWords) Match(locale string) string { return w.c.Match(locale) }

// talk is one person talking with the real house.
type talk struct {
	*people
	b *bot.Bot
}

func newTalk(t *testing.T) *talk {
	t.Helper()
	tk := &talk{people: newPeople(t)}
	tk.clock = time.Unix(1700000000, 0)
	tk.b = realHouse(t, func() time.Time { return tk.clock })
	tk.channel = tk.fake.channel(tk.b, tk.settings(slog.New(slog.DiscardHandler)), func(cfg *Config) { cfg.Words = realWords{tk.b.Content()} })
	tk.deliver = nil
	return tk
}

func (tk *talk) post(path, body string) {
	tk.tb.Helper()
	if w := post(tk.channel, path, body); w.Code != 200 {
		tk.tb.Errorf("status %d", w.Code)
	}
}

// session is all that is remembered of ann.
func (tk *talk) session() bot.Session {
	tk.tb.Helper()
	var got bot.Session
	key := tk.b.Keys.Key("slack", ann.From)
	if err := tk.b.Store.Update(context.Background(), key, "", func(s *bot.Session, _ bool) error { got = *s; return nil }); err != nil {
		tk.tb.Fatal(err)
	}
	return got
}

func (tk *talk) value(label string) string {
	for _, m := range slices.Backward(tk.on(annRoom)) {
		for _, b := range m.buttons {
			if b.Label == label {
				return b.Value
			}
		}
	}
	tk.tb.Fatalf("there is no button %q", label)
	return ""
}

// A delivery that comes again, a second, a minute or five minutes later, under a new event id and
// marked as a retry or not, shows nothing twice; nor after everything was deleted.
func TestDeliveredAgain(t *testing.T) {
	danger := typed(0, annRoom, annUser, "someone threatens to post my nudes")
	for _, deleted := range []bool{false, true} {
		tk := newTalk(t)
		tk.post(eventsPath, danger)
		tap := form(tapped(1, annRoom, annUser, tk.value("Yes")))
		tk.post(interactionsPath, tap)
		command := ordered(1, annRoom, annUser, "menu")
		tk.direct[annUser] = annRoom
		tk.post(commandsPath, command)
		if deleted {
			tk.clock = tk.clock.Add(time.Second)
			tk.post(eventsPath, typed(5, annRoom, annUser, "delete"))
			if !tk.session().State.Zero() {
				t.Fatal("not deleted")
			}
		}
		shown := len(tk.made("chat.postMessage"))
		for _, after := range []time.Duration{time.Second, 59 * time.Second, 4 * time.Minute} {
			tk.clock = tk.clock.Add(after)
			for i, again := range [][2]string{{eventsPath, danger}, {eventsPath, strings.ReplaceAll(danger, `"Ev0"`, `"Ev0NEW"`)}, {interactionsPath, tap}, {commandsPath, command}} {
				w := post(tk.channel, again[0], again[1], retryHeader, "1", "X-Slack-Retry-Reason", "http_timeout")
				if w.Code != 200 || len(tk.made("chat.postMessage")) != shown {
					t.Errorf("deleted %v, %s later, delivery %d: status %d, %d new messages", deleted, after, i, w.Code, len(tk.made("chat.postMessage"))-shown)
				}
			}
		}
		if deleted && !tk.session().State.Zero() {
			t.Error("a late delivery brought the talk back")
		}
	}
}

// The only delivery may be one marked as a retry: it is answered.
func TestFirstDeliveryIsARetry(t *testing.T) {
	tk := newTalk(t)
	w := post(tk.channel, eventsPath, typed(0, annRoom, annUser, "hello"), retryHeader, "2")
	if w.Code != 200 || len(tk.on(annRoom)) != 1 {
		t.Errorf("status %d, %d messages", w.Code, len(tk.on(annRoom)))
	}
}

// An answer that did not get through is said when Slack delivers again.
func TestAnsweredAtTheSecondDelivery(t *testing.T) {
	tk := newTalk(t)
	tk.fail(bottest.Forced{Method: "chat.postMessage", Status: 500})
	danger := typed(0, annRoom, annUser, "i want to die")
	if w := post(tk.channel, eventsPath, danger); w.Code != 503 {
		t.Errorf("status %d", w.Code)
	}
	tk.post(eventsPath, danger)
	tk.post(eventsPath, danger)
	if got := tk.on(annRoom); len(got) != 1 || !strings.Contains(strings.Join(got[0].lines, "\n"), "findahelpline") {
		t.Errorf("%d messages", len(got))
	}
}

// What the person sees of danger: one message, a notification that says nothing, numbers, the
// warning, a way out of the workspace.
func TestDangerOnSlack(t *testing.T) {
	tk := newTalk(t)
	tk.post(eventsPath, typed(0, annRoom, annUser, "kenya"))
	tk.post(eventsPath, typed(1, annRoom, annUser, "i want to die"))
	got := tk.on(annRoom)[1]
	all := strings.Join(got.lines, "\n")
	for _, want := range []string{"999", "People who run this workspace", "https://chat.example.org", "there is no person behind this chat"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in %q", want, all)
		}
	}
	if strings.Contains(all, "Nobody is reading") || got.text != "There is a new message." {
		t.Errorf("notification %q", got.text)
	}
	if !slices.ContainsFunc(got.buttons, func(b button) bool { return b.URL == "https://chat.example.org" }) {
		t.Error("the web chat can't be opened")
	}
	for _, b := range got.buttons {
		for _, word := range []string{"crisis", "hotline", "control", "die"} {
			if strings.Contains(b.Value, word) || strings.Contains(b.ActionID, word) {
				t.Errorf("a button tells what it is about: %v", b)
			}
		}
	}
}

// In public the line is said once an hour, to one person alone, and danger words say nothing.
func TestPublicOnceAnHour(t *testing.T) {
	tk := newTalk(t)
	for i := range 3 {
		tk.post(commandsPath, ordered(i, publicRoom, annUser, "i want to die"))
		tk.post(eventsPath, event(fmt.Sprintf(`{"type":"app_mention","channel":%q,"user":%q,"text":"help","ts":"17000000%02d.1"}`, publicRoom, annUser, i)))
		tk.post(eventsPath, event(fmt.Sprintf(`{"type":"message","channel_type":"channel","channel":%q,"user":%q,"text":"i want to die","ts":"17000001%02d.1"}`, publicRoom, annUser, i)))
	}
	if got := tk.whispered(); len(got) != 1 || !strings.Contains(got[0].text, "direct message") {
		t.Errorf("whispered %v", got)
	}
	if s := tk.session(); len(tk.made("chat.postMessage")) > 0 || !s.Zero() {
		t.Error("a public place was answered, or remembered")
	}
}

// An edit is heard for danger and is never an answer.
func TestEditsAreHeard(t *testing.T) {
	tk := newTalk(t)
	tk.post(eventsPath, typed(0, annRoom, annUser, "hello"))
	edit := func(text, ts string) string {
		return event(fmt.Sprintf(`{"type":"message","subtype":"message_changed","channel_type":"im","channel":%q,"ts":%q,`+
			`"message":{"user":%q,"text":%q,"ts":"1700000000.000005","edited":{"ts":%q}},"previous_message":{"text":"hello"}}`, annRoom, ts, annUser, text, ts))
	}
	tk.post(eventsPath, edit("hello you", "1700000001.000000"))
	if n := len(tk.on(annRoom)); n != 1 {
		t.Errorf("an edit was answered: %d messages", n)
	}
	tk.post(eventsPath, edit("i want to die", "1700000002.000000"))
	if got := tk.on(annRoom); len(got) != 2 || !strings.Contains(strings.Join(got[1].lines, " "), "findahelpline") {
		t.Errorf("danger in an edit was not heard: %d messages", len(got))
	}
}

// A picture is answered and not fetched.
func TestPicturesAreNotFetched(t *testing.T) {
	tk := newTalk(t)
	tk.post(eventsPath, recordedFor(t, "07-message-file-share.json"))
	if got := tk.on("D024BE91L"); len(got) != 1 || len(tk.calls) != 1 {
		t.Errorf("%d messages, %d calls", len(got), len(tk.calls))
	}
}

func recordedFor(t *testing.T, name string) string {
	return strings.ReplaceAll(recorded(t, name), "1355517526", "1700000000")
}

// Hide takes the bot's messages away and says something harmless.
func TestHide(t *testing.T) {
	tk := newTalk(t)
	tk.post(eventsPath, typed(0, annRoom, annUser, "someone threatens to post my nudes"))
	tk.post(eventsPath, typed(1, annRoom, annUser, "hide"))
	if got := tk.on(annRoom); len(got) != 1 || strings.Contains(strings.Join(got[0].lines, " "), "workspace") {
		t.Errorf("left: %v", got)
	}
}
