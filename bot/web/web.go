// Package web is the chat on a web page: plain forms that work without JavaScript, a small script
// that makes them smoother, no cookie, nothing in the browser's storage, nothing from elsewhere.
//
// A page carries two hidden fields, made by the server and never part of an address: a random
// conversation key, which is the bot.Address, and a nonce that counts once, which is the
// Inbound.ID. Who has no page can't open its conversation.
package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"staysafe/bot"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// Words gives the page its words; they are those of the content in use.
type Words interface {
	Text(locale, id string, args map[string]string) string
	Locales() []string // on offer
	LocaleName(tag string) string
	Direction(locale string) string // "ltr" or "rtl"
	Match(acceptLanguage string) string
	// Entry is the language of somebody who comes with a school's code.
	Entry(acceptLanguage, code string) string
}

// Config is what the chat page needs.
type Config struct {
	Handler        bot.Handler
	Words          Words
	Guides         Guides   // nil: there is no guide
	Schools        Schools  // nil: no kits are made; it needs Guides too
	Voices         Voices   // nil: no answer is counted; it needs Guides too
	Counts         Counts   // nil: no code is counted; it needs Schools too
	ExitURL        string   // where Leave goes: something plain, https
	FrameAncestors []string // sites that may embed the page
	Rand           io.Reader
	Logger         *slog.Logger
	Now            func() time.Time
}

// Channel is the web chat. It is a bot.Channel and an http.Handler.
type Channel struct {
	cfg         Config
	policy      string // Content-Security-Policy
	static      static
	layout      *template.Template // the chat
	sheets      *template.Template // the guide
	kits        *template.Template // the page for schools
	heard       *template.Template // the page of voices
	told        *template.Template // the page of a code's count
	kitLimit    *rate.Limiter
	secretLimit *rate.Limiter
	cross       *http.CrossOriginProtection
	mux         *http.ServeMux
}

// New makes the channel.
func New(cfg Config) (*Channel, error) {
	exit, err := url.Parse(cfg.ExitURL)
	if err != nil || exit.Scheme != "https" || exit.Host == "" {
		return nil, errors.New("the exit address must begin with https://")
	}
	if cfg.Handler == nil || cfg.Words == nil || cfg.Rand == nil || cfg.Logger == nil || cfg.Now == nil {
		return nil, errors.New("a handler, words, randomness, a logger and a clock are needed")
	}
	layout, err := template.New("page").Funcs(template.FuncMap{"dict": inCard}).Parse(pageSource)
	if err != nil {
		return nil, fmt.Errorf("reading the page: %w", err)
	}
	sheets, err := template.New("guide").Parse(guideSource)
	if err != nil {
		return nil, fmt.Errorf("reading the guide's page: %w", err)
	}
	kits, err := leafTemplate("schools", schoolsSource)
	if err != nil {
		return nil, err
	}
	heard, err := leafTemplate("voices", voicesSource)
	if err != nil {
		return nil, err
	}
	told, err := leafTemplate("counts", countsSource)
	if err != nil {
		return nil, err
	}
	c := &Channel{
		cfg: cfg, layout: layout, sheets: sheets, kits: kits, heard: heard, told: told, kitLimit: kitLimit(), secretLimit: secretLimit(),
		static: newStatic(), cross: http.NewCrossOriginProtection(), mux: http.NewServeMux(),
	}
	for _, site := range cfg.FrameAncestors {
		u, err := url.Parse(site)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || strings.ContainsAny(site, ";,'\"") {
			return nil, fmt.Errorf("%q is not a site that can embed the page: write https://school.example", site)
		}
	}
	c.policy = contentPolicy(exit, cfg.FrameAncestors)
	c.mux.HandleFunc("GET /{$}", c.first)
	c.mux.HandleFunc("POST /{$}", c.answer)
	c.mux.HandleFunc("POST /leave", c.leave)
	c.mux.HandleFunc("GET /c/{code}", c.campaign)
	if cfg.Guides != nil {
		c.mux.HandleFunc("GET /guide/{locale}", c.guide)
		c.mux.HandleFunc("GET /guide/{locale}/{section}", c.guide)
		c.mux.HandleFunc("GET /guide/drawing/{name}", c.drawing)
		c.mux.HandleFunc("GET /guide/file/{name}", c.printed)
	}
	if cfg.Guides != nil && cfg.Schools != nil {
		c.mux.HandleFunc("GET /schools", c.schools)
		c.mux.HandleFunc("GET /schools/kit.zip", c.kit)
		if cfg.Counts != nil {
			c.mux.HandleFunc("GET /schools/{code}", c.counts)
			c.mux.HandleFunc("POST /schools/{code}", c.counts)
		}
	}
	if cfg.Guides != nil && cfg.Voices != nil {
		c.mux.HandleFunc("GET /voices", c.voices)
	}
	c.mux.HandleFunc("GET /static/{name}", c.static.serve)
	c.mux.HandleFunc("/", c.elsewhere)
	return c, nil
}

// ServeHTTP implements http.Handler.
func (c *Channel) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.headers(w)
	if err := c.cross.Check(r); err != nil {
		w.WriteHeader(http.StatusForbidden)
		return
	}
	c.mux.ServeHTTP(w, r)
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return channelName }

const channelName = "web"

// Capabilities implements bot.Channel. The page keeps no copy, has its own bar, and is itself the
// answer to what was sent.
func (c *Channel) Capabilities() bot.Capabilities {
	return bot.Capabilities{Choices: 1000, Bar: true, Site: true, Answers: true}
}

// errNoPage means that somebody sends a turn that nobody asked for: the web only answers.
var errNoPage = errors.New("web: there is no page to put a turn on")

// Send implements bot.Channel. Turns arrive through the exchange that asked for them.
func (c *Channel) Send(context.Context, bot.Inbound, bot.Turn) (bot.Sent, error) {
	return bot.Sent{}, errNoPage
}

// exchange is one request on its way through the house: the turn it leads to comes back here.
type exchange struct {
	*Channel
	turn bot.Turn
	said bool
}

// Send implements bot.Channel.
func (x *exchange) Send(_ context.Context, _ bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	x.turn, x.said = turn, true
	return bot.Sent{}, nil
}
