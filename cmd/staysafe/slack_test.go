package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

const slackSecret = "slack-signing-secret"

// slackServer is Slack as the program sees it: it takes everything.
type slackServer struct {
	*httptest.Server
	mu   sync.Mutex
	sent []string
}

func newSlackServer(t *testing.T) *slackServer {
	s := &slackServer{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sent = append(s.sent, r.URL.Path+" "+r.PostForm.Get("text")+" "+r.PostForm.Get("blocks"))
		if strings.HasSuffix(r.URL.Path, "/conversations.open") {
			_, _ = io.WriteString(w, `{"ok":true,"channel":{"id":"D0zqxmarkroom"}}`)
			return
		}
		fmt.Fprintf(w, `{"ok":true,"channel":"D0zqxmarkroom","ts":"17000000%02d.000100"}`, len(s.sent))
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *slackServer) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.sent, "\n")
}

// slack delivers to one of the program's doors for Slack, signed now.
func (p *program) slack(door, body string) int {
	p.t.Helper()
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(slackSecret))
	_, _ = io.WriteString(mac, "v0:"+stamp+":"+body)
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, p.url+"/hook/slack/"+door, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	req.Header.Set("X-Slack-Request-Timestamp", stamp)
	req.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// slackTalk drives Slack with everything of a person marked.
func (p *program) slackTalk() {
	p.t.Helper()
	now := time.Now().Unix()
	event := func(inner string) string {
		return fmt.Sprintf(`{"type":"event_callback","team_id":"T0zqxmarkteam","event_id":"Ev1","event":{"channel_type":"im","channel":"D0zqxmarkroom","user":"U0zqxmarkuser",%s}}`, inner)
	}
	for i, d := range [][2]string{
		{"events", event(fmt.Sprintf(`"type":"message","ts":"%d.000001","text":"zqxmarktext i want to die","user_profile":{"real_name":"zqxmarkname"}`, now))},
		{"events", event(fmt.Sprintf(`"type":"message","subtype":"file_share","ts":"%d.000002","text":"zqxmarkcaption","files":[{"id":"zqxmarkfile","url_private":"https://files.example/zqxmarkfile"}]`, now))},
		{"events", event(fmt.Sprintf(`"type":"message","subtype":"message_changed","ts":"%d.000003","message":{"user":"U0zqxmarkuser","text":"zqxmarkedit","ts":"%d.000001","edited":{"ts":"%d.000003"}}`, now, now, now))},
		{"interactions", "payload=" + url.QueryEscape(`{"type":"block_actions","team":{"id":"T0zqxmarkteam"},"user":{"id":"U0zqxmarkuser","username":"zqxmarkname"},"trigger_id":"zqxmarkdata","container":{"message_ts":"1.1","channel_id":"D0zqxmarkroom"},"channel":{"id":"D0zqxmarkroom"},"actions":[{"type":"button","value":"zqxmarkdata","action_ts":"1.2"}]}`)},
		{"commands", url.Values{"team_id": {"T0zqxmarkteam"}, "channel_id": {"D0zqxmarkroom"}, "user_id": {"U0zqxmarkuser"}, "user_name": {"zqxmarkname"}, "text": {"start zqxmarkcode"}, "trigger_id": {"zqxmarkdata"}}.Encode()},
		{"events", `{"zqxmarktext":`},
	} {
		if code := p.slack(d[0], d[1]); code != 200 {
			p.t.Errorf("Slack's delivery %d was answered %d", i, code)
		}
	}
}

// The program answers on Slack, names the web chat, and says what is on.
func TestSlackServes(t *testing.T) {
	slack := newSlackServer(t)
	p := start(t, map[string]string{
		"STAYSAFE_SLACK_BOT_TOKEN": "xoxb-zqxmarktoken", "STAYSAFE_SLACK_SIGNING_SECRET": slackSecret, "STAYSAFE_SLACK_API_URL": slack.URL + "/api",
		"STAYSAFE_PUBLIC_URL": "https://chat.example.org/",
	})
	p.slackTalk()
	for _, want := range []string{"/api/chat.postMessage There is a new message.", "People who run this workspace", "https://chat.example.org"} {
		if !strings.Contains(slack.all(), want) {
			t.Errorf("%q was not sent", want)
		}
	}
	if !strings.Contains(p.out.String(), "slack      on, listening at /hook/slack/") {
		t.Errorf("said %s", p.out)
	}
}

// A wrong setting of Slack is one clear line that names it, and no value.
func TestSlackSettings(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, tt := range map[string]struct {
		env  map[string]string
		want string
	}{
		"no signing secret": {map[string]string{"BOT_TOKEN": "xoxb-zqx"}, "STAYSAFE_SLACK_SIGNING_SECRET: needed"},
		"no token":          {map[string]string{"SIGNING_SECRET": "zqx"}, "STAYSAFE_SLACK_BOT_TOKEN: needed"},
		"another token":     {map[string]string{"BOT_TOKEN": "zqx", "SIGNING_SECRET": "s"}, "does not begin with xoxb-"},
		"another app token": {map[string]string{"BOT_TOKEN": "xoxb-zqx", "APP_TOKEN": "zqx"}, "does not begin with xapp-"},
		"both":              {map[string]string{"BOT_TOKEN": "xoxb-zqx", "SIGNING_SECRET": "s", "TOKENS_FILE": file("a", "T1=xoxb-zqx\n")}, "not both"},
		"no such file":      {map[string]string{"SIGNING_SECRET": "s", "TOKENS_FILE": filepath.Join(dir, "none")}, "STAYSAFE_SLACK_TOKENS_FILE: the file can't be read"},
		"an empty file":     {map[string]string{"SIGNING_SECRET": "s", "TOKENS_FILE": file("b", "# none\n")}, "there is no token in it"},
		"a broken line":     {map[string]string{"SIGNING_SECRET": "s", "TOKENS_FILE": file("c", "T1=xoxb-a\nzqx\n")}, "line 2"},
		"an odd address":    {map[string]string{"BOT_TOKEN": "xoxb-zqx", "SIGNING_SECRET": "s", "API_URL": "zqx"}, "not a web address"},
	} {
		env := map[string]string{"STAYSAFE_ADDR": "127.0.0.1:0", "STAYSAFE_ADMIN_ADDR": "127.0.0.1:0"}
		for k, v := range tt.env {
			env["STAYSAFE_SLACK_"+k] = v
		}
		var out, errOut bytes.Buffer
		code := runOn(context.Background(), once, nil, func(name string) string { return env[name] }, strings.NewReader(""), &out, &errOut)
		said := strings.TrimSpace(errOut.String())
		if code != exitSetting || !strings.Contains(said, tt.want) || strings.Contains(said, "zqx") || strings.Contains(said, "\n") {
			t.Errorf("%s: ended with %d: %s", name, code, said)
		}
	}
}

// Several workspaces have a token each.
func TestSlackTokensFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens")
	if err := os.WriteFile(path, []byte("# ours\nT0zqxmarkteam=xoxb-one\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := slackTokens(path); err == nil {
		t.Error("a team id in small letters was taken")
	}
	if err := os.WriteFile(path, []byte("# ours\n\nT0ONE = xoxb-one\nE0TWO=xoxb-two\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tokens, err := slackTokens(path)
	if err != nil || len(tokens) != 2 || tokens["T0ONE"] != "xoxb-one" || tokens["E0TWO"] != "xoxb-two" {
		t.Errorf("%v %v", tokens, err)
	}
}
