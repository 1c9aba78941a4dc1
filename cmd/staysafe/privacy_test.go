package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"staysafe/bot/bottest"
	"strings"
	"testing"
	"time"
)

// marks are everything about a person that comes in; none of it may be found anywhere.
var marks = []string{"zqxmarktext", "zqxmarkname", "zqxmarkcaption", "987650123456", "zqxmarkdata", "zqxmarkcode", "zqxmarkuser", "zqxmarkfile", "zqxmarkedit"}

// forms are the shapes a mark may hide in.
func forms(mark string) []string {
	js, _ := json.Marshal(mark)
	return []string{
		mark, strings.ToUpper(mark), hex.EncodeToString([]byte(mark)), strings.ToUpper(hex.EncodeToString([]byte(mark))),
		base64.StdEncoding.EncodeToString([]byte(mark))[:12], base64.RawURLEncoding.EncodeToString([]byte(mark))[:12],
		url.QueryEscape(mark), strings.Trim(string(js), `"`),
	}
}

// TestNothingOfAPersonStays drives every channel with marked words, names, ids, captions, codes and
// tokens against a real Redis, and then looks everywhere.
func TestNothingOfAPersonStays(t *testing.T) {
	server := bottest.RedisServer(t)
	server.Do("CONFIG", "SET", "slowlog-log-slower-than", "0")
	monitor := watch(t, server.Addr)
	telegram := newTelegramServer(t)
	before := diskState(t)
	p := start(t, map[string]string{
		"STAYSAFE_REDIS_URL": server.URL(), "STAYSAFE_SECRET": testSecret,
		"STAYSAFE_TELEGRAM_TOKEN": "12345:zqxmarktokenAAAAAAAAAAAAAAAAAAAAAAA", "STAYSAFE_TELEGRAM_SECRET": "hooksecret", "STAYSAFE_TELEGRAM_API_URL": telegram.URL,
	})

	// The web.
	p.open("c/zqxmarkcode")
	pg := p.open("?lang=en")
	tokens := []string{pg.field.Get("k"), pg.field.Get("n")}
	pg.write("zqxmarktext my name is zqxmarkname someone threatens to post my nudes")
	pg.tap("Yes")
	pg.write("zqxmarktext")
	pg.write("kenya")
	pg.send(url.Values{"c": {"zqxmarkdata x"}})
	tokens = append(tokens, pg.field.Get("k"), pg.field.Get("n"))

	// Telegram.
	person := map[string]any{"id": 987650123456, "is_bot": false, "first_name": "zqxmarkname", "username": "zqxmarkuser", "language_code": "en"}
	chat := map[string]any{"id": 987650123456, "type": "private", "first_name": "zqxmarkname", "username": "zqxmarkuser"}
	message := func(id int, more map[string]any) map[string]any {
		m := map[string]any{"message_id": id, "from": person, "chat": chat, "date": time.Now().Unix()}
		for k, v := range more {
			m[k] = v
		}
		return m
	}
	for i, u := range []map[string]any{
		{"message": message(1, map[string]any{"text": "/start zqxmarkcode"})},
		{"message": message(2, map[string]any{"text": "zqxmarktext i want to die"})},
		{"message": message(3, map[string]any{"caption": "zqxmarkcaption", "photo": []map[string]any{{"file_id": "zqxmarkfile", "file_unique_id": "zqxmarkfile", "width": 1, "height": 1}}})},
		{"edited_message": message(2, map[string]any{"text": "zqxmarkedit", "edit_date": time.Now().Unix()})},
		{"callback_query": map[string]any{"id": "77", "from": person, "chat_instance": "1", "data": "zqxmarkdata", "message": message(4, map[string]any{"text": "x"})}},
		{"zqxmarktext": true},
	} {
		u["update_id"] = 1000 + i
		if code := p.hook("hooksecret", u); code != 200 {
			t.Errorf("delivery %d was answered %d", i, code)
		}
	}
	if !strings.Contains(telegram.last(), "reply_markup") && telegram.last() == "" {
		t.Fatal("nothing was answered on Telegram")
	}

	dump := server.Do("KEYS", "*")
	if strings.TrimSpace(dump) == "" {
		t.Fatal("Redis holds nothing: the test looks at the wrong place")
	}
	var values strings.Builder
	for key := range strings.FieldsSeq(dump) {
		values.WriteString(key + "\n" + server.Do("GET", key) + "\n" + server.Do("DUMP", key) + "\n")
		if ttl := strings.TrimSpace(server.Do("TTL", key)); strings.HasPrefix(ttl, "-") {
			t.Errorf("a key never expires: ttl %s", ttl)
		}
	}
	p.end()
	places := map[string]string{
		"Redis values": values.String(), "MONITOR": monitor(), "SLOWLOG": server.Do("SLOWLOG", "GET", "1000"),
		"the log": p.err.String(), "the output": p.out.String(), "files on disk": newFiles(t, before),
	}
	for place, text := range places {
		for _, mark := range append(marks, tokens...) {
			for _, form := range forms(mark) {
				if strings.Contains(text, form) {
					t.Errorf("%s holds %q", place, form)
				}
			}
		}
		if strings.Contains(text, "zqxmarktoken") {
			t.Errorf("%s holds the bot token", place)
		}
	}
	if !strings.Contains(p.err.String(), `"level"`) {
		t.Log("the log is empty; that is fine")
	}
}

// watch collects what MONITOR shows.
func watch(t *testing.T, addr string) func() string {
	t.Helper()
	host, port, _ := strings.Cut(addr, ":")
	out := &shared{}
	cmd := exec.Command("redis-cli", "-h", host, "-p", port, "MONITOR")
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		t.Fatalf("redis-cli is needed (it comes with redis-server): %v", err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	out.await(regexp.MustCompile("OK"))
	return func() string {
		if s := out.String(); strings.Count(s, "\n") > 3 {
			return s
		}
		t.Error("MONITOR saw nothing")
		return ""
	}
}

// diskState lists the files of the places a program may write to.
func diskState(t *testing.T) map[string]time.Time {
	t.Helper()
	seen := map[string]time.Time{}
	for _, dir := range []string{".", os.TempDir()} {
		_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() && strings.Count(path, "/") > 3 {
				return filepath.SkipDir
			}
			if info, err := d.Info(); err == nil && !d.IsDir() {
				seen[path] = info.ModTime()
			}
			return nil
		})
	}
	return seen
}

// newFiles is what was written since, as one text.
func newFiles(t *testing.T, before map[string]time.Time) string {
	t.Helper()
	var b strings.Builder
	for path, at := range diskState(t) {
		if old, ok := before[path]; ok && old.Equal(at) {
			continue
		}
		if info, err := os.Stat(path); err == nil && info.Size() < 1<<20 && !strings.Contains(path, "go-build") {
			data, _ := os.ReadFile(path)
			b.Write(data)
		}
	}
	return b.String()
}
