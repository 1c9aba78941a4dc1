package telegram

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"staysafe/bot/wire"
)

// secretHeader holds the secret that was told to Telegram with setWebhook.
const secretHeader = "X-Telegram-Bot-Api-Secret-Token"

// ServeHTTP takes deliveries. A delivery is handled before it is acknowledged: any answer but 2xx
// makes Telegram deliver again. Answers have no body, because Telegram runs a body that names a
// method. The largest update there can be is less than half of what is read, and Telegram obeys an
// hour at most in a Retry-After (WebhookActor.cpp).
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
	body, status := wire.Body(w, r, &c.counts)
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	wire.Acknowledge(w, c.take(r.Context(), body))
}

// signed tells whether the delivery carries the secret. The time it takes tells nothing about it,
// not even its length.
func (c *Channel) signed(r *http.Request) bool {
	want, got := sha256.Sum256([]byte(c.secret)), sha256.Sum256([]byte(r.Header.Get(secretHeader)))
	return subtle.ConstantTimeCompare(want[:], got[:]) == 1 && c.secret != ""
}
