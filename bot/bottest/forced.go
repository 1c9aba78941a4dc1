package bottest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
)

// Forced is an answer that a fake network gives to one call in place of its own.
type Forced struct {
	Method string
	Status int
	Header http.Header
	Body   string
	Err    error // there is no answer
	Hang   bool  // nor is it refused: the call hangs
}

// NextForced takes the first answer to a method out of all; nil if there is none.
func NextForced(all *[]Forced, method string) *Forced {
	at := slices.IndexFunc(*all, func(one Forced) bool { return one.Method == method })
	if at < 0 {
		return nil
	}
	one := (*all)[at]
	*all = slices.Delete(*all, at, at+1)
	return &one
}

// Answer answers a call: as it is forced to, or with what serve writes. Who hung up gets nothing.
func Answer(r *http.Request, one *Forced, serve func(http.ResponseWriter)) (*http.Response, error) {
	w := httptest.NewRecorder()
	switch {
	case one == nil:
		serve(w)
	case one.Hang:
		<-r.Context().Done()
		return nil, &url.Error{Op: "Post", URL: r.URL.String(), Err: r.Context().Err()}
	case one.Err != nil:
		return nil, one.Err
	default:
		for name, values := range one.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(one.Status)
		_, _ = w.WriteString(one.Body)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}
