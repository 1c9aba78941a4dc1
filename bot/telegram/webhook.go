package telegram

import (
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
)

// maxBody is the longest delivery that is read: more than twice the largest update there can be.
const maxBody = 1 << 20

// secretHeader holds the secret that was told to Telegram with setWebhook.
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// longestWait is the most that Telegram obeys in a Retry-After (WebhookActor.cpp).
const longestWait = time.Hour

// ServeHTTP takes deliveries. A delivery is handled before it is acknowledged: any answer but 2xx
// makes Telegram deliver again. Answers have no body, because Telegram runs a body that names a
// method.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	if !c.signed(r) {
		c.counts.Add("unsigned")
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		c.counts.Add("too large")
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil { // cut off: it will be delivered again
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if err := c.take(r.Context(), body); err != nil {
		if wait := waitOf(err); wait > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(min(wait, longestWait).Seconds()))))
		}
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusOK)
}

// signed tells whether the delivery carries the secret. The time it takes tells nothing about it,
// not even its length.
func (c *Channel) signed(r *http.Request) bool {
	want, got := sha256.Sum256([]byte(c.secret)), sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && c.secret != ""
}
