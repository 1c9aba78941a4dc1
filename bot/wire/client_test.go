package wire_test

import (
	"errors"
	"io"
	"net/http"
	"staysafe/bot/wire"
	"strings"
	"testing"
	"time"
)

// answering is a network that gives one answer.
type answering func(*http.Request) (*http.Response, error)

// RoundTrip implements http.RoundTripper.
func (a answering) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

func TestClient(t *testing.T) {
	calls := 0
	given := &http.Client{Timeout: time.Nanosecond, Transport: answering(func(r *http.Request) (*http.Response, error) {
		calls++
		header := http.Header{"Location": {"https://elsewhere.example/"}}
		return &http.Response{StatusCode: http.StatusFound, Header: header, Body: http.NoBody, Request: r}, nil
	})}
	resp, err := wire.Client(given).Get("https://api.example/token")
	if err != nil || resp.StatusCode != http.StatusFound || calls != 1 {
		t.Fatalf("error %v after %d calls; want the redirect itself, after one", err, calls)
	}
	_ = resp.Body.Close()
	if given.Timeout != time.Nanosecond || given.CheckRedirect != nil {
		t.Error("the client that was given has changed")
	}
}

// closing notes that it was closed.
type closing struct {
	io.Reader
	closed bool
}

// Close implements io.Closer.
func (c *closing) Close() error { c.closed = true; return nil }

func TestBounded(t *testing.T) {
	body := &closing{Reader: strings.NewReader("a long answer")}
	client := &http.Client{Transport: answering(func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: http.StatusOK, Body: body}, nil
	})}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://api.example/", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := wire.Bounded{Client: client, Most: 6}.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(resp.Body); err != nil || string(got) != "a long" {
		t.Errorf("read %q, error %v", got, err)
	}
	if _ = resp.Body.Close(); !body.closed {
		t.Error("the answer was not closed")
	}
	reset := errors.New("reset")
	client.Transport = answering(func(*http.Request) (*http.Response, error) { return nil, reset })
	if _, err := (wire.Bounded{Client: client, Most: 6}).Do(r); !errors.Is(err, reset) {
		t.Errorf("error %v, want %v", err, reset)
	}
}
