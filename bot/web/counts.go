package web

import (
	"context"
	_ "embed" // the page
	"net/http"
	"strconv"

	"golang.org/x/time/rate"
)

//go:embed counts.html
var countsSource string

// Counts tells schools how many talks began with their code.
type Counts interface {
	// On tells whether codes can be counted: without a secret that lasts, a count would end with the program.
	On() bool
	// Talks tells how many talks began with a code, at least, for who knows its secret: 0 is fewer than ten, or none. ok
	// is false if the two don't belong together, for whatever reason.
	Talks(ctx context.Context, locale, code, secret string) (told Told, ok bool)
}

// Told is a number as it may be told, and what it covers, in words.
type Told struct {
	AtLeast int
	Span    string
}

// secretsASecond is how many secrets are tried for everybody together. A secret has 50 bits: who guesses
// this often needs millions of years.
const secretsASecond, secretsAtOnce = 5, 20

func secretLimit() *rate.Limiter { return rate.NewLimiter(secretsASecond, secretsAtOnce) }

// maxSecret is how long a typed secret may be, in bytes: its ten letters with what typing adds.
const maxSecret = 32

// countsPage is what the template of the page shows.
type countsPage struct {
	leaf
	Code         string
	Told         *Told
	Wrong, Later bool
}

// Number is a number as it may be told: none and few look alike.
func (p countsPage) Number() string { return p.number(p.Told.AtLeast) }

// number is a number as it may be told.
func (l leaf) number(n int) string {
	if n == 0 {
		return l.T("voices.under")
	}
	return l.text("voices.atleast", map[string]string{"Count": strconv.Itoa(n)})
}

// counts asks for the secret of a code and shows its count. Every code has such a page, whether it was ever made
// or not. The secret comes in the body, so that no address and no log of a proxy holds it.
func (c *Channel) counts(w http.ResponseWriter, r *http.Request) {
	code := r.PathValue("code")
	if !codeForm.MatchString(code) {
		c.elsewhere(w, r)
		return
	}
	p := countsPage{leaf: c.leaf(r, "/schools/"+code, "kit.count.title"), Code: code}
	if r.Method != http.MethodPost {
		c.print(w, r, c.told, p.Locale, p)
		return
	}
	if !c.secretLimit.AllowN(c.cfg.Now(), 1) {
		w.Header().Set("Retry-After", "60")
		p.Later = true
		c.print(status{w, http.StatusTooManyRequests}, r, c.told, p.Locale, p)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if secret := r.PostFormValue("secret"); secret != "" && len(secret) <= maxSecret {
		if told, ok := c.cfg.Counts.Talks(r.Context(), p.Locale, code, secret); ok {
			p.Told = &told
			c.print(w, r, c.told, p.Locale, p)
			return
		}
	}
	p.Wrong = true
	c.print(status{w, http.StatusForbidden}, r, c.told, p.Locale, p)
}
