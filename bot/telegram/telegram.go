// Package telegram carries messages between Telegram's Bot API and the house. It translates and
// delivers; it does not know what is said, keeps nothing, fetches no file, and decodes of a
// delivery only what it uses.
//
// What arrives is met as the table in kinds.go says. How Telegram behaves is taken from the Bot
// API 10.1 and the source of its server (tdlib/telegram-bot-api).
package telegram

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram/bot"
)

// Path is where the webhook listens.
const Path = "/hook/telegram"

// DefaultAPIURL is Telegram's own server.
const DefaultAPIURL = "https://api.telegram.org"

// network is what the channel is called.
const network = "telegram"

// Config is what a channel needs.
type Config struct {
	Token      string       // from BotFather
	APIURL     string       // "" is Telegram's own server
	Secret     string       // 1–256 of A-Z a-z 0-9 _ -; "" refuses every webhook delivery
	HTTPClient *http.Client // its time limit is not used: every call has its own
	Logger     *slog.Logger
	Now        func() time.Time
	Handler    bot.Handler
	// Lifeline is what is said when a message could not be answered again and again.
	Lifeline func(locale string) string
	Limits   Limits // of sending; the zero value is what Telegram asks for
}

// Limits are how much is sent. Telegram's FAQ asks for about 30 messages a second to everybody,
// and one a second to one chat, with short bursts.
type Limits struct {
	PerSecond, Burst         int // to everybody: Burst+PerSecond is the most in any one second
	ChatPerSecond, ChatBurst int // to one chat
}

func (l Limits) orUsual() Limits {
	if l == (Limits{}) {
		return Limits{PerSecond: 25, Burst: 5, ChatPerSecond: 1, ChatBurst: 3}
	}
	return l
}

// limiter lets messages go at these rates.
func (l Limits) limiter(now func() time.Time) *wire.Limiter {
	return wire.NewLimiter(network, wire.RateOf(l.PerSecond, l.Burst), wire.RateOf(l.ChatPerSecond, l.ChatBurst), now)
}

// How long things may take. One turn ends before a stopping server is cut off.
const (
	patience    = 12 * time.Second // one turn, with everything it waits for
	callTimeout = 8 * time.Second  // one call of the Bot API
)

// Channel is a bot on Telegram. It is a bot.Channel, a bot.Deleter and an http.Handler, and has
// Run for long polling.
type Channel struct {
	api      *tg.Bot
	client   *http.Client
	base     string // the API's address with the token in it: never shown
	secret   string
	log      *slog.Logger
	now      func() time.Time
	house    bot.Handler
	lifeline func(locale string) string

	limits     *wire.Limiter
	lanes      lanes
	deliveries deliveries
	documents  documents
	counts     wire.Counts
	self       self
}

var (
	_ bot.Channel  = (*Channel)(nil)
	_ bot.Deleter  = (*Channel)(nil)
	_ http.Handler = (*Channel)(nil)
)

var (
	tokenForm  = regexp.MustCompile(`^[0-9A-Za-z:_-]+$`)
	secretForm = regexp.MustCompile(`^[A-Za-z0-9_-]{0,256}$`)
)

// New makes a channel. It calls nobody: Telegram need not answer for the program to start. Its
// errors name the setting and never its value.
func New(cfg Config) (*Channel, error) {
	base := strings.TrimSuffix(cfg.APIURL, "/")
	if base == "" {
		base = DefaultAPIURL
	}
	u, err := url.Parse(base)
	switch {
	case !tokenForm.MatchString(cfg.Token):
		return nil, errors.New("the Telegram token is not of the form that BotFather gives")
	case err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the Telegram API address is not a web address")
	case !secretForm.MatchString(cfg.Secret):
		return nil, errors.New("the Telegram webhook secret may hold at most 256 of A-Z a-z 0-9 _ -")
	case cfg.HTTPClient == nil || cfg.Logger == nil || cfg.Now == nil || cfg.Handler == nil || cfg.Lifeline == nil:
		return nil, errors.New("the Telegram channel needs a client, a logger, a clock, a handler and a lifeline")
	}
	c := &Channel{
		client: wire.Client(cfg.HTTPClient), base: base + "/bot" + cfg.Token + "/", secret: cfg.Secret, log: cfg.Logger, now: cfg.Now,
		house: cfg.Handler, lifeline: cfg.Lifeline, limits: cfg.Limits.orUsual().limiter(cfg.Now),
	}
	// The library prints what it receives unless it is told not to.
	silent := func(error) { c.counts.Add("library errors") }
	c.api, err = tg.New(cfg.Token,
		tg.WithSkipGetMe(), tg.WithServerURL(base), tg.WithHTTPClient(callTimeout, wire.Bounded{Client: c.client, Most: maxAnswer}),
		tg.WithErrorsHandler(silent), tg.WithDebugHandler(func(string, ...any) {}))
	if err != nil {
		return nil, errors.New("the Telegram library refuses its settings")
	}
	if cfg.Secret == "" {
		c.log.Info("no webhook secret for telegram: every webhook delivery is refused")
	}
	return c, nil
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return network }

// Capabilities implements bot.Channel: limits of the Bot API 10.1. It states none for labels.
func (c *Channel) Capabilities() bot.Capabilities {
	return bot.Capabilities{
		Files:   true,
		Text:    textLimit(),
		Payload: bot.Limit{Max: maxPayload, Unit: bot.Bytes},
		Choices: maxButtons,
		Copies:  true,
	}
}

// Counts tells how many deliveries of each kind came in, and what became of odd ones. The names
// are a fixed set.
func (c *Channel) Counts() map[string]uint64 { return c.counts.All() }

// self is who the bot is, learned when it first matters: in a group.
type self struct {
	mu    sync.Mutex
	name  string // lower case
	asked time.Time
}

// askAgain is how long an unanswered question for our own name is not repeated.
const askAgain = time.Minute

// own tells whether a user name is the bot's own. While Telegram does not say, it is not.
func (c *Channel) own(ctx context.Context, name string) bool {
	c.self.mu.Lock()
	defer c.self.mu.Unlock()
	if c.self.name == "" && (c.self.asked.IsZero() || c.now().Sub(c.self.asked) >= askAgain) {
		c.self.asked = c.now()
		me, err := call(ctx, "getMe", c.api.GetMe)
		if err != nil {
			c.log.WarnContext(ctx, "own name unknown: commands in groups stay unanswered", "channel", c.Name(), "reason", wire.Reason(err))
			return false
		}
		c.self.name = strings.ToLower(me.Username)
	}
	return c.self.name != "" && strings.ToLower(name) == c.self.name
}
