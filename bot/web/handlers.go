package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"staysafe/bot"
)

// first shows a stranger the front page. Nothing is remembered of somebody who only looks.
func (c *Channel) first(w http.ResponseWriter, r *http.Request) {
	c.fresh(w, r, http.StatusOK)
}

// fresh is the neutral start, with a new conversation key. It stands for everything that can't be
// gone on with: there is no error page for young people.
func (c *Channel) fresh(w http.ResponseWriter, r *http.Request, code int) {
	f := form{locale: c.locale(r), discreet: r.URL.Query().Get("look") == "discreet"}
	key, err := c.mint()
	if err != nil {
		c.lost(w, f)
		return
	}
	f.key = key
	c.show(w, r, f, bot.Inbound{Kind: bot.KindLook, From: bot.Address(key), Locale: f.locale}, code)
}

func (c *Channel) locale(r *http.Request) string {
	if h := hint(r.URL.Query()); h != "" {
		return c.cfg.Words.Match(h)
	}
	return c.cfg.Words.Match(r.Header.Get("Accept-Language"))
}

// answer takes what a page sent and shows the next one.
func (c *Channel) answer(w http.ResponseWriter, r *http.Request) {
	f, err := readForm(w, r)
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		c.fresh(w, r, http.StatusRequestEntityTooLarge)
		return
	case errors.Is(err, errForm):
		c.fresh(w, r, http.StatusUnsupportedMediaType)
		return
	case err != nil:
		c.fresh(w, r, http.StatusBadRequest)
		return
	case f.key == "" || f.nonce == "":
		// A page that is not ours, or was cut: danger is heard all the same, in a new conversation.
		if f.key, err = c.mint(); err == nil {
			f.nonce, err = c.mint()
		}
		if err != nil {
			c.lost(w, f)
			return
		}
	}
	if f.locale == "" {
		f.locale = c.locale(r)
	}
	c.show(w, r, f, f.inbound(), http.StatusOK)
}

// show carries an inbound through the house and writes the page it leads to.
func (c *Channel) show(w http.ResponseWriter, r *http.Request, f form, in bot.Inbound, code int) {
	x := &exchange{Channel: c}
	err := c.handle(r.Context(), x, in)
	if err == nil && !x.said { // the nonce was used before: only the question that stands
		in.Kind, in.Choice, in.Text, f.text, f.label = bot.KindLook, "", bot.Text{}, "", ""
		err = c.handle(r.Context(), x, in)
	}
	if err != nil || !x.said {
		c.cfg.Logger.WarnContext(r.Context(), "web: a turn failed")
		c.lost(w, f)
		return
	}
	nonce, err := c.mint()
	if err != nil {
		c.lost(w, f)
		return
	}
	c.write(w, r, code, c.page(f, x.turn, nonce))
}

// handle is the way into the house. Whatever happens there, there is a page.
func (c *Channel) handle(ctx context.Context, x *exchange, in bot.Inbound) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %T", errPanicked, r)
		}
	}()
	return c.cfg.Handler.Handle(ctx, x, in) //nolint:wrapcheck // only whether it failed matters
}

var errPanicked = errors.New("web: handling panicked")

// lost is the page when the house itself failed: the lifeline, complete by itself.
func (c *Channel) lost(w http.ResponseWriter, f form) {
	locale := c.cfg.Words.Match(f.locale)
	turn := bot.Turn{Locale: locale, Direction: c.cfg.Words.Direction(locale), Messages: []bot.Message{{Text: c.cfg.Words.Text(locale, "common.lifeline", nil)}}}
	nonce, _ := c.mint() // the conversation goes on with the next message, if only there is chance left
	c.write(w, nil, http.StatusServiceUnavailable, c.page(f, turn, nonce))
}

// leave forgets the conversation and goes somewhere plain. The browser is asked to drop its copy
// of the page, also the one it keeps for the Back button.
func (c *Channel) leave(w http.ResponseWriter, r *http.Request) {
	if f, err := readForm(w, r); err == nil && f.key != "" {
		if err := c.cfg.Handler.Forget(r.Context(), c, bot.Address(f.key)); err != nil {
			c.cfg.Logger.WarnContext(r.Context(), "web: a conversation could not be forgotten; it expires by itself")
		}
	}
	w.Header().Set("Clear-Site-Data", `"cache"`)
	w.Header().Set("Location", c.cfg.ExitURL)
	w.WriteHeader(http.StatusSeeOther)
}

// campaign is a school's way in: a neutral card first, never a topic.
func (c *Channel) campaign(w http.ResponseWriter, r *http.Request) {
	locale := c.locale(r)
	if hint(r.URL.Query()) == "" {
		locale = c.cfg.Words.Entry(r.Header.Get("Accept-Language"), r.PathValue("code"))
	}
	f := form{locale: locale, discreet: r.URL.Query().Get("look") == "discreet"}
	var err error
	if f.key, err = c.mint(); err == nil {
		f.nonce, err = c.mint()
	}
	if err != nil {
		c.lost(w, f)
		return
	}
	turn := bot.Turn{Locale: f.locale, Direction: c.cfg.Words.Direction(f.locale), Messages: []bot.Message{{Text: c.cfg.Words.Text(f.locale, "web.card", nil)}}}
	p := c.page(f, turn, f.nonce)
	if code := r.PathValue("code"); codeForm.MatchString(code) {
		p.Code = code
	}
	p.Entry = true
	c.write(w, r, http.StatusOK, p)
}

// elsewhere is any other address: the front page for people, a plain refusal for anything else.
func (c *Channel) elsewhere(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	c.fresh(w, r, http.StatusNotFound)
}
