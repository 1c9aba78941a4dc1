package web

import (
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"staysafe/bot"
	"strings"
	"unicode/utf8"
)

// maxBody is how much a form may hold; a message is shorter.
const maxBody = 64 << 10

// codeForm is the form of a school's start code; anything else is none.
var codeForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,32}$`)

// errForm is a body that is no form of ours.
var errForm = errors.New("web: not a form of the chat page")

// form is what a page sent.
type form struct {
	key, nonce string // "" if missing or not of our making
	choice     string
	label      string // what stood on the button, to show it as the person's answer
	text       string
	command    string // help, country, language
	code       string
	start      bool
	locale     string
	discreet   bool
}

// readForm reads a posted form strictly: one value a field, valid UTF-8, our content type.
func readForm(w http.ResponseWriter, r *http.Request) (form, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return form{}, errForm
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := r.ParseForm(); err != nil {
		return form{}, fmt.Errorf("reading form: %w", err)
	}
	one := func(name string) string {
		v := r.PostForm[name]
		if len(v) == 0 || !utf8.ValidString(v[0]) {
			return ""
		}
		return v[0]
	}
	f := form{text: one("t"), locale: one("l"), discreet: one("d") == "1", start: one("over") != ""}
	if k := one("k"); token(k) {
		f.key = k
	}
	if n := one("n"); token(n) {
		f.nonce = n
	}
	if len(f.locale) > 35 {
		f.locale = ""
	}
	if code := one("code"); codeForm.MatchString(code) {
		f.code = code
	}
	f.choice, f.label, _ = strings.Cut(one("c"), " ")
	switch cmd := one("do"); cmd {
	case "help", "country", "language":
		f.command = cmd
	}
	return f, nil
}

// token tells whether a value is 32 bytes as mint makes them.
func token(s string) bool {
	data, err := base64.RawURLEncoding.DecodeString(s)
	return err == nil && len(data) == 32 && subtle.ConstantTimeCompare([]byte(base64.RawURLEncoding.EncodeToString(data)), []byte(s)) == 1
}

// mint makes a random token.
func (c *Channel) mint() (string, error) {
	var b [32]byte
	if _, err := c.cfg.Rand.Read(b[:]); err != nil {
		return "", fmt.Errorf("web: minting a token: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(b[:]), nil
}

// inbound is what the person did.
func (f form) inbound() bot.Inbound {
	in := bot.Inbound{ID: f.nonce, From: bot.Address(f.key), Locale: f.locale, Kind: bot.KindText}
	switch {
	case f.start || f.code != "":
		in.Kind, in.Code = bot.KindStart, f.code
	case f.command != "":
		in.Kind, in.Text = bot.KindCommand, bot.NewText(f.command)
	case f.choice != "":
		in.Kind, in.Choice = bot.KindChoice, f.choice
	case strings.TrimSpace(f.text) == "":
		in.Kind = bot.KindLook
	default:
		in.Text = bot.NewText(f.text)
	}
	return in
}

// hint is the locale a link asks for, "" for none.
func hint(q url.Values) string {
	if l := q.Get("lang"); len(l) <= 35 {
		return l
	}
	return ""
}
