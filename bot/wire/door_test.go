package wire_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestBody(t *testing.T) {
	for _, tt := range []struct {
		name           string
		body           io.Reader
		status, length int
		tooLarge       uint64
	}{
		{"none", strings.NewReader(""), http.StatusOK, 0, 0},
		{"the largest", strings.NewReader(strings.Repeat("x", wire.MaxBody)), http.StatusOK, wire.MaxBody, 0},
		{"one byte too large", strings.NewReader(strings.Repeat("x", wire.MaxBody+1)), http.StatusRequestEntityTooLarge, 0, 1},
		{"cut off", iotest.ErrReader(io.ErrUnexpectedEOF), http.StatusBadRequest, 0, 0},
	} {
		var counts wire.Counts
		body, status := wire.Body(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", tt.body), &counts)
		if status != tt.status || len(body) != tt.length || counts.All()["too large"] != tt.tooLarge {
			t.Errorf("%s: status %d, %d bytes, %v counted", tt.name, status, len(body), counts.All())
		}
	}
}

func TestAcknowledge(t *testing.T) {
	busy := func(d time.Duration) error { return &wire.Failure{Why: bot.ErrBusy, Wait: d} }
	for _, tt := range []struct {
		err    error
		status int
		after  string
	}{
		{nil, http.StatusOK, ""},
		{errors.New("a secret"), http.StatusServiceUnavailable, ""},
		{busy(1500 * time.Millisecond), http.StatusServiceUnavailable, "2"},
		{busy(48 * time.Hour), http.StatusServiceUnavailable, "3600"},
	} {
		w := httptest.NewRecorder()
		wire.Acknowledge(w, tt.err)
		if got := w.Header().Get("Retry-After"); w.Code != tt.status || got != tt.after || w.Body.Len() > 0 {
			t.Errorf("%v: status %d, after %q, %d bytes; want %d, %q and none", tt.err, w.Code, got, w.Body.Len(), tt.status, tt.after)
		}
	}
}
