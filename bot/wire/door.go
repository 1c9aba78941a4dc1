package wire

import (
	"errors"
	"io"
	"math"
	"net/http"
	"strconv"
	"time"
)

// MaxBody is the longest delivery that is read.
const MaxBody = 1 << 20

// longestWait is the most that is asked for in a Retry-After.
const longestWait = time.Hour

// Body reads a delivery, and tells with which status to turn it away if it can't be read.
func Body(w http.ResponseWriter, r *http.Request, counts *Counts) (body []byte, status int) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, MaxBody))
	if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
		counts.Add("too large")
		return nil, http.StatusRequestEntityTooLarge
	}
	if err != nil { // cut off: it will be delivered again
		return nil, http.StatusBadRequest
	}
	return body, http.StatusOK
}

// Acknowledge tells a network whether to deliver again, and when.
func Acknowledge(w http.ResponseWriter, err error) {
	if err == nil {
		w.WriteHeader(http.StatusOK)
		return
	}
	if wait := WaitOf(err); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(min(wait, longestWait).Seconds()))))
	}
	w.WriteHeader(http.StatusServiceUnavailable)
}
