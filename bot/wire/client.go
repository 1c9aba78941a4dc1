package wire

import (
	"io"
	"net/http"
)

// Client is a client for an API: every call has a time limit of its own, so it has none, and it
// follows no redirect. An API never redirects; following one would carry the token elsewhere.
func Client(given *http.Client) *http.Client {
	client := *given
	client.Timeout = 0
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &client
}

// Bounded limits how much a library reads of an answer.
type Bounded struct {
	Client *http.Client
	Most   int64
}

// Do implements the client of most libraries.
func (b Bounded) Do(r *http.Request) (*http.Response, error) {
	resp, err := b.Client.Do(r)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, b.Most), resp.Body}
	return resp, nil
}
