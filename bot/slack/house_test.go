package slack

import (
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"time"
)

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
