package web

import (
	"net/http"
	"net/url"
	"strings"
)

// contentPolicy allows our own style and script, forms to ourselves, and the way out. Browsers
// hold the target of a form's redirect against form-action too.
func contentPolicy(exit *url.URL, ancestors []string) string {
	embed := "'none'"
	if len(ancestors) > 0 {
		embed = strings.Join(ancestors, " ")
	}
	return "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; " +
		"form-action 'self' " + exit.Scheme + "://" + exit.Host + "; frame-ancestors " + embed
}

// headers go with every answer, also with refusals.
func (c *Channel) headers(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Security-Policy", c.policy)
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()")
	h.Set("X-Robots-Tag", "noindex")
}
