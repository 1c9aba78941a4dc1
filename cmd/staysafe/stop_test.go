package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// TestStoppingFinishesARequest stops the program while a message is on its way in: it is answered.
func TestStoppingFinishesARequest(t *testing.T) {
	p := start(t, nil)
	addr := strings.TrimPrefix(p.url, "http://")
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close() //nolint:errcheck // the end of the test
	body := url.Values{"t": {"i want to die"}}.Encode()
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", addr, len(body))
	r := bufio.NewReader(conn)
	if line, err := r.ReadString('\n'); err != nil || !strings.Contains(line, "100") {
		t.Fatalf("the program does not read the message: %q %v", line, err)
	}
	_, _ = r.ReadString('\n')
	p.stop() // it is being read now
	for {
		other, err := net.Dial("tcp", addr)
		if err != nil {
			break // nobody new is let in: it is stopping
		}
		_ = other.Close()
	}
	_, _ = io.WriteString(conn, body)
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatalf("the message was not answered: %v", err)
	}
	page, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK || !strings.Contains(string(page), "really heavy") {
		t.Errorf("answered with %d: %s", resp.StatusCode, page)
	}
}

// TestBrokenContentIsRefused loads broken content: the old stays, and health says so until it is mended.
func TestBrokenContentIsRefused(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "locales", "active.en.toml")
	for _, part := range []string{"flows", "locales"} {
		if err := os.Mkdir(filepath.Join(dir, part), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	put := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("")
	live, issues := content.NewLive(func() (*content.Content, []content.Issue) { return loadContent([]string{dir}) })
	if live == nil {
		t.Fatalf("an empty pack is refused: %v", issues)
	}
	out := &shared{}
	a := &app{ctx: t.Context(), errOut: out}
	log, err := a.logger("info")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{app: a, live: live, log: log}
	version := live.Current().Version()
	put("[broken")
	s.reload(t.Context())
	if !live.Stale() || live.Current().Version() != version || !strings.Contains(out.String(), "active.en.toml:1") {
		t.Errorf("broken content: refused %v, says %s", live.Stale(), out)
	}
	put("")
	s.reload(t.Context())
	if live.Stale() {
		t.Error("mended content is still refused")
	}
}
