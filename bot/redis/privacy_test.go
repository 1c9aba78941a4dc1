package redis_test

import (
	"bufio"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net"
	"os"
	"reflect"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"strings"
	"testing"
)

// canary stands in everything that must not be seen. Its length is a multiple of three and of
// nothing else in base64's way, so that three shifts find it wherever it begins.
const canary = "CANARYcanary"

// seen tells in which form the canary stands in a text, "" if in none.
func seen(text string) string {
	if strings.Contains(text, canary) {
		return "plain"
	}
	if h := hex.EncodeToString([]byte(canary)); strings.Contains(strings.ToLower(text), h) {
		return "hex"
	}
	for shift := range 3 {
		shifted := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + canary))
		if inner := shifted[4 : len(shifted)-4]; strings.Contains(text, inner) { // what stands around it can't change these
			return "base64"
		}
	}
	return ""
}

// mark puts the canary into every string of a session.
func mark(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(canary + v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				mark(v.Field(i))
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			mark(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			v.SetMapIndex(reflect.ValueOf(canary+k.String()), reflect.ValueOf(canary+v.MapIndex(k).String()))
			v.SetMapIndex(k, reflect.Value{})
		}
	}
}

// TestNothingIsSeenInRedis leads marked data through everything a store does, and looks for the
// marks wherever somebody with access to Redis could.
func TestNothingIsSeenInRedis(t *testing.T) {
	for _, form := range []string{canary, "x" + canary + "y", base64.StdEncoding.EncodeToString([]byte("xx" + canary + "yy")), fmt.Sprintf("%X", canary)} {
		if seen(form) == "" {
			t.Fatalf("this test would not see the canary in %q", form)
		}
	}
	server := bottest.RedisServer(t, "--slowlog-log-slower-than", "0", "--slowlog-max-len", "10000")
	h := open(t, server.URL(), server.Addr)
	monitor := watch(t, server.Addr)

	session := bottest.WholeSession(t, h.Now())
	mark(reflect.ValueOf(&session).Elem())
	if session.State.Stack[0].Asked[:len(canary)] != canary || session.Last.Outs[1].Message[:len(canary)] != canary {
		t.Fatal("this test marks nothing")
	}
	before, during := bottest.Keyring(t, "a"), bottest.Keyring(t, "b", "a")
	for _, keys := range []*bot.Keyring{before, during} {
		once := keys.Mark(canary, canary+"\x00"+canary)
		for range 3 {
			err := h.Update(t.Context(), keys.Key(canary, canary), once, func(s *bot.Session, _ bool) error {
				*s = session
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	h.Damage()
	mustVisit(t, h)

	places := map[string]string{"MONITOR": monitor(), "SLOWLOG": fmt.Sprint(h.raw.SlowLogGet(t.Context(), -1).Val()), "our log": h.log.String()}
	for _, key := range h.keys("*") {
		places["a key"] += key + "\n"
		places["a value"] += string(h.value(key)) + "\n"
	}
	for place, text := range places {
		if len(text) < 50 && place != "our log" {
			t.Errorf("%s is almost empty: did this test look there?", place)
		}
		if form := seen(text); form != "" {
			t.Errorf("%s shows the canary in %s", place, form)
		}
	}
}

// watch notes every command that reaches the server until the returned function is called.
func watch(t *testing.T, addr string) (seen func() string) {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_, _ = fmt.Fprint(conn, "MONITOR\r\n")
	lines := bufio.NewReader(conn)
	if line, err := lines.ReadString('\n'); !strings.HasPrefix(line, "+OK") {
		t.Fatalf("MONITOR answers %q, %v", line, err)
	}
	return func() string {
		const last = "the watch is over"
		end, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = end.Close() }()
		_, _ = fmt.Fprintf(end, "ECHO %q\r\n", last)
		var all strings.Builder
		for {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatalf("the watch breaks off: %v", err)
			}
			if strings.Contains(line, last) {
				return all.String()
			}
			all.WriteString(line)
		}
	}
}

// TestNothingGoesToStandardError: the library would write addresses there.
func TestNothingGoesToStandardError(t *testing.T) {
	server := bottest.RedisServer(t)
	stderr := os.Stderr
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = w
	defer func() { os.Stderr = stderr }()
	h := open(t, server.URL(), server.Addr)
	mustVisit(t, h)
	server.Kill()
	failsFast(t, h)
	_ = w.Close()
	out := make([]byte, 1000)
	if n, _ := r.Read(out); n > 0 {
		t.Errorf("standard error says %s", out[:n])
	}
	if log := h.log.String(); strings.Contains(log, server.Addr) || strings.Contains(log, "127.0.0.1") {
		t.Errorf("the log holds an address: %s", log)
	}
}
