// Package slack carries messages between Slack and the house: direct messages, and one neutral
// ephemeral line in public places. It translates and delivers; it does not know what is said,
// keeps nothing, fetches no file, reads no profile, and decodes of a delivery only what it uses.
//
// What arrives over HTTP (Events API, interactivity, slash commands) and over Socket Mode is the
// same and goes the same way; kinds.go is the table of how it is met. The library makes calls,
// holds the socket and describes blocks; it never receives for us, and never retries.
package slack

import (
	"errors"
	"io"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Where the doors are. Path is all of them together.
const (
	Path             = "/hook/slack/"
	eventsPath       = Path + "events"
	interactionsPath = Path + "interactions"
	commandsPath     = Path + "commands"
)

// DefaultAPIURL is Slack's own server.
const DefaultAPIURL = "https://slack.com/api"

// network is what the channel is called.
const network = "slack"

// Config is what a channel needs.
type Config struct {
	Token         string            // of the bot in the only workspace; or
	Tokens        map[string]string // of the bot in each workspace, by team id
	SigningSecret string            // "" refuses every delivery over HTTP
	AppToken      string            // of Socket Mode; "" for HTTP only
	APIURL        string            // "" is Slack's own server
	PublicURL     string            // the web chat as it is reached from outside, "" if it is not
	HTTPClient    *http.Client      // its time limit is not used: every call has its own
	Logger        *slog.Logger
	Now           func() time.Time
	Handler       bot.Handler
	Words         Words
	Limits        Limits // of sending; the zero value is what Slack asks for
}

// Words are the channel's own words: its home page, the text of a notification, and what is said
// when a message could not be answered again and again.
type Words interface {
	Text(locale, id string, args map[string]string) string
	Locales() []string
	Match(locale string) string
}

// Limits are how much is sent. Slack asks for about one message a second to one person, and
// several hundred a minute to one workspace, with short bursts.
type Limits struct {
	TeamPerSecond, TeamBurst int
	ChatPerSecond, ChatBurst int
}

func (l Limits) orUsual() Limits {
	if l == (Limits{}) {
		return Limits{TeamPerSecond: 5, TeamBurst: 60, ChatPerSecond: 1, ChatBurst: 4}
	}
	return l
}

// limiter lets messages go at these rates.
func (l Limits) limiter(now func() time.Time) *wire.Limiter {
	return wire.NewLimiter(network, wire.RateOf(l.TeamPerSecond, l.TeamBurst), wire.RateOf(l.ChatPerSecond, l.ChatBurst), now)
}

// How long things may take.
const (
	ackAfter    = 1800 * time.Millisecond // Slack waits 3 s
	patience    = 12 * time.Second        // one try of one turn
	callTimeout = 8 * time.Second         // one call of the Web API
	longest     = time.Minute             // one turn with all its tries
)

// Channel is a bot on Slack. It is a bot.Channel, a bot.Deleter and an http.Handler, has Run for
// Socket Mode, and Wait to finish what it took.
type Channel struct {
	teams     teams
	app       *slack.Client // of Socket Mode
	client    *http.Client
	secret    string
	base      *url.URL // of the API
	publicURL string
	log       *slog.Logger
	now       func() time.Time
	house     bot.Handler
	words     Words

	limits *wire.Limiter
	tasks  tasks
	counts wire.Counts
}

var (
	_ bot.Channel  = (*Channel)(nil)
	_ bot.Deleter  = (*Channel)(nil)
	_ http.Handler = (*Channel)(nil)
)

// New makes a channel. It calls nobody: Slack need not answer for the program to start. Its errors
// name the setting and never its value.
func New(cfg Config) (*Channel, error) {
	base, err := url.Parse(strings.TrimSuffix(cfg.APIURL, "/") + "/")
	if cfg.APIURL == "" {
		base, err = url.Parse(DefaultAPIURL + "/")
	}
	switch {
	case err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" || base.RawQuery != "" || base.Fragment != "":
		return nil, errors.New("the Slack API address is not a web address")
	case (cfg.Token == "") == (len(cfg.Tokens) == 0):
		return nil, errors.New("the Slack channel needs one bot token, or one for each workspace")
	case cfg.AppToken != "" && !strings.HasPrefix(cfg.AppToken, "xapp-"):
		return nil, errors.New("the Slack app token does not begin with xapp-")
	case cfg.SigningSecret == "" && cfg.AppToken == "":
		return nil, errors.New("the Slack channel needs a signing secret or, for Socket Mode, an app token")
	case cfg.HTTPClient == nil || cfg.Logger == nil || cfg.Now == nil || cfg.Handler == nil || cfg.Words == nil:
		return nil, errors.New("the Slack channel needs a client, a logger, a clock, a handler and words")
	}
	for _, token := range append([]string{cfg.Token}, values(cfg.Tokens)...) {
		if token != "" && !strings.HasPrefix(token, "xoxb-") {
			return nil, errors.New("the Slack bot token does not begin with xoxb-")
		}
	}
	c := &Channel{
		client: wire.Client(cfg.HTTPClient), secret: cfg.SigningSecret, base: base, publicURL: cfg.PublicURL, log: cfg.Logger, now: cfg.Now,
		house: cfg.Handler, words: cfg.Words, limits: cfg.Limits.orUsual().limiter(cfg.Now),
	}
	c.teams.open(cfg.Token, cfg.Tokens, c.api)
	if cfg.AppToken != "" {
		c.app = c.api("", slack.OptionAppLevelToken(cfg.AppToken))
	}
	return c, nil
}

// api is the library with everything off that it does by itself: it prints nothing, whatever
// happens, and tries nothing twice.
func (c *Channel) api(token string, more ...slack.Option) *slack.Client {
	return slack.New(token, append([]slack.Option{
		slack.OptionAPIURL(c.base.String()), slack.OptionHTTPClient(wire.Bounded{Client: c.client, Most: maxAnswer}), slack.OptionDebug(false),
		slack.OptionLog(log.New(io.Discard, "", 0)),
	}, more...)...)
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return network }

// Capabilities implements bot.Channel. Slack counts characters; UTF-16 units are never fewer.
func (c *Channel) Capabilities() bot.Capabilities {
	return bot.Capabilities{
		Text:          bot.Limit{Max: maxSection, Unit: bot.UTF16},
		Label:         bot.Limit{Max: maxLabel, Unit: bot.UTF16},
		Payload:       bot.Limit{Max: maxValue, Unit: bot.Bytes},
		Choices:       maxChoices,
		Copies:        true,
		Files:         true,
		OwnersMayRead: true,
	}
}

// Counts tells how many deliveries of each kind came in, and what became of odd ones. The names
// are a fixed set.
func (c *Channel) Counts() map[string]uint64 { return c.counts.All() }
