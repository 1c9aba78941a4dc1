package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func attempt(t *testing.T, env map[string]string, args ...string) (code int, out, errOut string) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // whoever starts to serve in spite of all stops at once
	var o, e bytes.Buffer
	code = runOn(ctx, once, args, environment(func(name string) (string, bool) { v, ok := env[name]; return v, ok }), strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A wrong setting is one clear line that names it, and nothing starts. No secret is quoted.
func TestWrongSettings(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close() //nolint:errcheck // the end of the test
	for name, tt := range map[string]struct {
		env  map[string]string
		args []string
		says string
	}{
		"an unknown command":        {nil, []string{"fly"}, "fly"},
		"an unknown flag":           {nil, []string{"serve", "--fly"}, "--fly"},
		"the world is no country":   {nil, []string{"help-for", "ZZ", "--topic", "crisis"}, "no country"},
		"a kit that leads nowhere":  {nil, []string{"kit"}, "--public-url"},
		"a kit with a slip":         {nil, []string{"kit", "--public-url", "https://x.example", "--code", "15E05CQSFRCVN"}, "slip"},
		"a kit in no language":      {nil, []string{"kit", "--lang", "tlh", "--public-url", "https://x.example"}, "tlh"},
		"a kit in no country":       {nil, []string{"kit", "--country", "ZZ", "--public-url", "https://x.example"}, "ZZ"},
		"a kit at no address":       {nil, []string{"kit", "--public-url", "x.example"}, "--public-url"},
		"a count without a secret":  {nil, []string{"kit", "--count", "--public-url", "https://x.example"}, "STAYSAFE_SECRET"},
		"a count told nowhere":      {map[string]string{"STAYSAFE_SECRET": testSecret}, []string{"kit", "--count", "--telegram-name", "StaySafeBot"}, "--public-url"},
		"a code that counts not":    {map[string]string{"STAYSAFE_SECRET": testSecret}, []string{"kit", "--count", "--public-url", "https://x.example", "--code", "15E05CQSFRCVM"}, "leave --code out"},
		"no prometheus":             {map[string]string{"STAYSAFE_PROMETHEUS_URL": "prometheus:9090"}, nil, "STAYSAFE_PROMETHEUS_URL"},
		"a kit with no bot's name":  {nil, []string{"kit", "--telegram-name", "@me"}, "--telegram-name"},
		"a secret as a flag":        {nil, []string{"serve", "--secret=x"}, "--secret"},
		"a level":                   {map[string]string{"STAYSAFE_LOG_LEVEL": "loud"}, nil, "STAYSAFE_LOG_LEVEL"},
		"a review state":            {map[string]string{"STAYSAFE_SAFETY_REVIEW": "perfect"}, nil, "safety-review"},
		"a time that is none":       {map[string]string{"STAYSAFE_SESSION_TTL": "soon"}, nil, "session-ttl"},
		"a time too long":           {map[string]string{"STAYSAFE_SESSION_TTL": "25h"}, nil, "STAYSAFE_SESSION_TTL"},
		"an address that is taken":  {map[string]string{"STAYSAFE_ADDR": taken.Addr().String()}, nil, "STAYSAFE_ADDR"},
		"an admin address taken":    {map[string]string{"STAYSAFE_ADMIN_ADDR": taken.Addr().String()}, nil, "STAYSAFE_ADMIN_ADDR"},
		"Redis without a secret":    {map[string]string{"STAYSAFE_REDIS_URL": "redis://h"}, nil, "STAYSAFE_SECRET"},
		"a short secret":            {map[string]string{"STAYSAFE_SECRET": "hush"}, nil, "STAYSAFE_SECRET"},
		"a Redis address":           {map[string]string{"STAYSAFE_REDIS_URL": "http://u:hush@h", "STAYSAFE_SECRET": testSecret}, nil, "STAYSAFE_REDIS_URL"},
		"a missing secret file":     {map[string]string{"STAYSAFE_SECRET_FILE": "/nowhere/hush"}, nil, "STAYSAFE_SECRET_FILE"},
		"an exit":                   {map[string]string{"STAYSAFE_EXIT_URL": "weather"}, nil, "exit"},
		"a site that embeds":        {map[string]string{"STAYSAFE_FRAME_ANCESTORS": "school"}, nil, "school"},
		"a Telegram token":          {map[string]string{"STAYSAFE_TELEGRAM_TOKEN": "hush hush", "STAYSAFE_TELEGRAM_MODE": "poll"}, nil, "STAYSAFE_TELEGRAM_TOKEN"},
		"webhooks without a secret": {map[string]string{"STAYSAFE_TELEGRAM_TOKEN": "1:abc"}, nil, "STAYSAFE_TELEGRAM_SECRET"},
		"a Telegram mode":           {map[string]string{"STAYSAFE_TELEGRAM_MODE": "pigeon"}, nil, "telegram-mode"},
		"a missing settings file":   {map[string]string{"STAYSAFE_CONFIG": "/nowhere"}, nil, "STAYSAFE_CONFIG"},
		"a broken settings file":    {map[string]string{"STAYSAFE_CONFIG": write(t, "conf", "addr: 1\n")}, nil, "conf:1"},
		"missing content":           {map[string]string{"STAYSAFE_CONTENT": "/nowhere/at/all"}, nil, "STAYSAFE_CONTENT"},
	} {
		t.Run(name, func(t *testing.T) {
			env := map[string]string{"STAYSAFE_ADDR": "127.0.0.1:0", "STAYSAFE_ADMIN_ADDR": ""}
			for k, v := range tt.env {
				env[k] = v
			}
			code, out, errOut := attempt(t, env, tt.args...)
			if code != exitSetting || !strings.Contains(errOut, tt.says) || out != "" {
				t.Errorf("code %d, says %q, prints %q; want %d and a word on %s", code, errOut, out, exitSetting, tt.says)
			}
			if n := strings.Count(errOut, "\n"); n != 1 && name != "missing content" || strings.Contains(errOut, "hush") && name != "a missing secret file" {
				t.Errorf("%d lines: %s", n, errOut)
			}
		})
	}
}

// An empty private address means none; a missing one is the usual one.
func TestNoAdminAddress(t *testing.T) {
	for name, env := range map[string]map[string]string{
		"empty":           {adminAddr: ""},
		"off":             {adminAddr: off},
		"empty in a file": {"STAYSAFE_CONFIG": write(t, "conf", "STAYSAFE_ADMIN_ADDR=\n")},
	} {
		env["STAYSAFE_ADDR"] = "127.0.0.1:0"
		read := environment(func(name string) (string, bool) { v, ok := env[name]; return v, ok })
		read, err := withFile(nil, read)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(adminAddr); got != off {
			t.Errorf("%s: the private address is %q", name, got)
		}
		if code, _, errOut := attempt(t, env); code != exitOK {
			t.Errorf("%s: %d %s", name, code, errOut)
		}
	}
	if got := environment(func(string) (string, bool) { return "", false })(adminAddr); got != "" {
		t.Errorf("a missing address is %q", got)
	}
}

func TestSecretsFromFiles(t *testing.T) {
	path := write(t, "secret", testSecret+"\r\n")
	env := map[string]string{"STAYSAFE_SECRET_FILE": path}
	if got, err := secret(func(name string) string { return env[name] }, "STAYSAFE_SECRET"); err != nil || got != testSecret {
		t.Errorf("%q %v", got, err)
	}
}

// The health check of a container finds the server wherever its settings put it.
func TestHealthFollowsTheSettings(t *testing.T) {
	for _, tt := range []struct{ admin, addr, want string }{
		{"", "", "http://127.0.0.1:9090/readyz"},
		{"", "0.0.0.0:8080", "http://127.0.0.1:9090/readyz"},
		{"0.0.0.0:9100", "", "http://127.0.0.1:9100/readyz"},
		{"[::]:9100", "", "http://127.0.0.1:9100/readyz"},
		{":9100", "", "http://127.0.0.1:9100/readyz"},
		{"10.0.0.7:9100", "", "http://10.0.0.7:9100/readyz"},
		{off, "0.0.0.0:80", "http://127.0.0.1:80/readyz"},
		{off, "", "http://127.0.0.1:8080/readyz"},
	} {
		env := map[string]string{adminAddr: tt.admin, "STAYSAFE_ADDR": tt.addr}
		if got := ownHealth(func(name string) string { return env[name] }); got != tt.want {
			t.Errorf("%+v: %s", tt, got)
		}
	}
}

// Content is loaded again when it has changed and stands still, once.
func TestWhenChanged(t *testing.T) {
	tick, at := make(chan time.Time), make(chan byte, 1)
	at <- 1
	look := func() [sha256.Size]byte {
		v := <-at
		return [sha256.Size]byte{v}
	}
	loads := 0
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { whenChanged(ctx, tick, look, func() { loads++ }); close(ended) }()
	for _, v := range []byte{1, 1, 2, 3, 3, 3, 4, 3, 3, 5, 5} { // 2 and 4 were half a copy
		tick <- time.Time{}
		at <- v
	}
	stop()
	<-ended
	if loads != 2 {
		t.Errorf("loaded %d times, want 2", loads)
	}
}

func TestFingerprint(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "flows", "a.yaml")
	seen := map[[sha256.Size]byte]string{fingerprint([]string{dir}): "nothing"}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"a folder with a file", func() error { _ = os.Mkdir(filepath.Dir(file), 0o700); return os.WriteFile(file, []byte("a"), 0o600) }},
		{"the same length", func() error { return os.WriteFile(file, []byte("b"), 0o600) }},
		{"another name", func() error { return os.Rename(file, file+"x") }},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		now := fingerprint([]string{dir})
		if before, ok := seen[now]; ok {
			t.Errorf("%s looks like %s", step.name, before)
		}
		if now != fingerprint([]string{dir}) {
			t.Errorf("%s looks different twice", step.name)
		}
		seen[now] = step.name
	}
}
