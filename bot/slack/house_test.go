package slack

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strconv"
	"strings"
	"sync"
	"time"
)

// house answers everything with the same turn, or fails as it is told to.
type house struct {
	turn   bot.Turn
	fails  int   // how many of the next deliveries it can't handle
	with   error // what it says then; nil panics
	answer bool  // false: it only listens
	slow   time.Duration

	mu     sync.Mutex
	heard  []bot.Inbound
	forgot []bot.Address
}

func talkative(texts ...string) *house { return &house{turn: say(texts...), answer: true} }

func say(texts ...string) bot.Turn {
	turn := bot.Turn{Locale: "en", Direction: "ltr"}
	for _, text := range texts {
		turn.Messages = append(turn.Messages, bot.Message{Text: text})
	}
	return turn
}

// Handle implements bot.Handler.
func (h *house) Handle(ctx context.Context, via bot.Channel, in bot.Inbound) error {
	h.mu.Lock()
	h.heard = append(h.heard, in)
	failing := h.fails > 0
	if failing {
		h.fails--
	}
	h.mu.Unlock()
	if h.slow > 0 {
		if err := wire.Pause(ctx, h.slow); err != nil {
			return err
		}
	}
	switch {
	case failing && h.with == nil:
		panic("a secret of the person")
	case failing:
		return h.with
	case !h.answer:
		return nil
	}
	if _, err := via.Send(ctx, in, h.turn); err != nil {
		return fmt.Errorf("sending a turn: %w", err)
	}
	return nil
}

// Forget implements bot.Handler.
func (h *house) Forget(_ context.Context, _ bot.Channel, who bot.Address) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.forgot = append(h.forgot, who)
	return nil
}

func (h *house) inbounds() []bot.Inbound {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.heard)
}

// logged is a log that can be read while it is written.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write implements io.Writer.
func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// post delivers a body as Slack does, signed at the hour of the channel's clock.
func post(c *Channel, path, body string, header ...string) *httptest.ResponseRecorder {
	return postSigned(c, path, body, testSecret, c.now(), header...)
}

func postSigned(c *Channel, path, body, secret string, at time.Time, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	stamp := strconv.FormatInt(at.Unix(), 10)
	r.Header.Set(timeHeader, stamp)
	r.Header.Set(signatureHeader, "v0="+hex.EncodeToString(sign(secret, stamp, []byte(body))))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	c.ServeHTTP(w, r)
	return w
}

// typed is a direct message as an event.
func typed(n int, channel, user, text string) string {
	return fmt.Sprintf(`{"type":"event_callback","team_id":%q,"event_id":"Ev%d","event":{"type":"message","channel_type":"im",`+
		`"channel":%q,"user":%q,"text":%q,"ts":"17000000%02d.000005","event_ts":"17000000%02d.000005"}}`, testTeam, n, channel, user, text, n, n)
}

// tapped is a tap as an interaction.
func tapped(n int, channel, user, value string) string {
	return fmt.Sprintf(`{"type":"block_actions","team":{"id":%q},"user":{"id":%q},"trigger_id":"t%d",`+
		`"container":{"type":"message","message_ts":"1700000001.000100","channel_id":%q,"is_ephemeral":false},"channel":{"id":%q},`+
		`"actions":[{"type":"button","action_id":"a1","value":%q,"action_ts":"17000001%02d.5"}]}`, testTeam, user, n, channel, channel, value, n)
}

// ordered is a slash command as a form.
func ordered(n int, channel, user, text string) string {
	return url.Values{
		"team_id": {testTeam}, "channel_id": {channel}, "user_id": {user}, "user_name": {"somebody"}, "command": {"/staysafe"},
		"text": {text}, "response_url": {replyURL}, "trigger_id": {fmt.Sprint("trigger", n)},
	}.Encode()
}

func form(payload string) string { return url.Values{"payload": {payload}}.Encode() }
