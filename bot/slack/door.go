package slack

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"staysafe/bot/wire"
	"strconv"
	"strings"
	"time"
)

// How Slack signs (docs.slack.dev, "Verifying requests from Slack").
const (
	signatureHeader = "X-Slack-Signature"
	timeHeader      = "X-Slack-Request-Timestamp"
	retryHeader     = "X-Slack-Retry-Num"
	window          = 5 * time.Minute
	lastRetry       = 3 // Slack delivers an event again at once, after a minute, after five
)

// ServeHTTP takes deliveries. A delivery is handled before it is acknowledged, as long as Slack
// waits for that; a longer one is acknowledged and finished afterwards. Answers have no body, but
// for the challenge when Slack first looks at the address.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	timer := time.NewTimer(ackAfter)
	defer timer.Stop()
	if r.URL.Path != eventsPath && r.URL.Path != interactionsPath && r.URL.Path != commandsPath {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	body, status := c.signed(w, r)
	if status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	d, err := readDelivery(r.URL.Path, body, r.Header.Get(retryHeader))
	if err != nil {
		c.counts.Add("unreadable")
		w.WriteHeader(http.StatusOK)
		return
	}
	if d.door == eventsPath && d.body.Text("type") == "url_verification" {
		challenge(w, d.body.Text("challenge"))
		return
	}
	job, err := c.accept(d)
	if job != nil {
		select {
		case <-job.done:
			err = job.err
		case <-timer.C:
			_, err = job.keep()
		}
	}
	wire.Acknowledge(w, err)
}

// challenge proves that the address is ours.
func challenge(w http.ResponseWriter, word string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(http.StatusOK)
	_ = json.NewEncoder(w).Encode(map[string]string{"challenge": word})
}

// signed reads a body and tells whether Slack signed it a short while ago. What can't be right is
// turned away before it is read.
func (c *Channel) signed(w http.ResponseWriter, r *http.Request) ([]byte, int) {
	stamp := r.Header.Get(timeHeader)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	signature, hexErr := hex.DecodeString(strings.TrimPrefix(r.Header.Get(signatureHeader), "v0="))
	switch {
	case c.secret == "", err != nil, hexErr != nil, len(signature) != sha256.Size, !strings.HasPrefix(r.Header.Get(signatureHeader), "v0="):
		c.counts.Add("unsigned")
		return nil, http.StatusUnauthorized
	case c.now().Sub(time.Unix(seconds, 0)).Abs() > window: // an old delivery, brought again by somebody else
		c.counts.Add("too old")
		return nil, http.StatusUnauthorized
	}
	body, status := wire.Body(w, r, &c.counts)
	if status != http.StatusOK {
		return nil, status
	}
	if !hmac.Equal(sign(c.secret, stamp, body), signature) {
		c.counts.Add("unsigned")
		return nil, http.StatusUnauthorized
	}
	return body, http.StatusOK
}

// sign is what a body must be signed with. The library would do it with a clock of its own.
func sign(secret, stamp string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte("v0:" + stamp + ":"))
	_, _ = mac.Write(body)
	return mac.Sum(nil)
}

// readDelivery opens a body: an object, or a form. Only events are delivered again.
func readDelivery(door string, body []byte, retry string) (delivery, error) {
	d := delivery{door: door, final: door != eventsPath || retry == strconv.Itoa(lastRetry)}
	var err error
	if door == eventsPath {
		d.body, err = wire.ReadFields(body)
		return d, err
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return d, wire.ErrUnreadable
	}
	d.body = readForm(form)
	if door == interactionsPath {
		d.body, err = wire.ReadFields([]byte(form.Get("payload")))
	}
	return d, err
}

// readForm makes of a form what Socket Mode delivers for the same act: an object of texts.
func readForm(form url.Values) wire.Fields {
	f := wire.Fields{}
	for name := range form {
		if raw, err := json.Marshal(form.Get(name)); err == nil {
			f[name] = raw
		}
	}
	return f
}
