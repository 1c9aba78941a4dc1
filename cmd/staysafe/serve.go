package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime/debug"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/inmem"
	"staysafe/bot/redis"
	"staysafe/bot/remote"
	"staysafe/bot/studio"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

type serveCmd struct {
	Addr           string        `default:"127.0.0.1:8080" help:"Where the web chat and webhooks listen."`
	AdminAddr      string        `default:"127.0.0.1:9090" help:"Where health and metrics listen; keep it private. Empty or off: none."`
	PublicURL      string        `help:"How the server is reached from outside, e.g. https://chat.example.org."`
	RedisURL       string        `help:"redis://…, rediss://…, redis+sentinel://host,host/master, redis+cluster://host,host. Empty: sessions in memory."`
	SessionTTL     time.Duration `default:"60m" help:"How long a quiet conversation is remembered (24h at most)." name:"session-ttl"`
	Content        string        `help:"Content folders, separated by colons: whole content, then packs." placeholder:"DIRS"`
	homeFlags      `embed:""`
	Studio         bool `help:"Serve the studio too, on the first content folder: a git repository."`
	studioFlags    `embed:"" prefix:"studio-"`
	Guides         string `help:"Folder with the printed guides that make guides wrote. Empty: web, text and EPUB only." placeholder:"DIR"`
	SafetyReview   string `default:"machine" enum:"machine,reviewed,approved" help:"Review state that safety texts need to be shown in a locale."`
	ExitURL        string `default:"https://www.bbc.com/weather" help:"Where Leave goes: something plain."`
	FrameAncestors string `help:"Sites that may embed the chat, separated by blanks."`
	PrometheusURL  string `help:"Prometheus server that reads /metrics of all servers, e.g. http://prometheus:9090. With it, pages show what all counted together." name:"prometheus-url"`
	LogLevel       string `default:"info" help:"debug, info, warn or error."`
	TelegramName   string `help:"Name of the Telegram bot, without @, for what schools print." placeholder:"NAME"`
	TelegramMode   string `default:"webhook" enum:"webhook,poll" help:"How Telegram delivers."`
	TelegramAPIURL string `default:"https://api.telegram.org" help:"Telegram's server." name:"telegram-api-url"`
	SlackAPIURL    string `default:"https://slack.com/api" help:"Slack's server." name:"slack-api-url"`
}

// shutdownTime is how long a stopping server may take to finish what it took.
const shutdownTime = 15 * time.Second

// Run serves until it is told to stop, then finishes what it took.
func (cmd serveCmd) Run(a *app) error {
	log, err := a.logger(cmd.LogLevel)
	if err != nil {
		return err
	}
	b, stopStore, err := cmd.bot(a, log)
	if err != nil {
		return err
	}
	defer stopStore()
	s := &server{cmd: cmd, app: a, bot: b, log: log}
	if err := s.goHome(a.ctx); err != nil {
		return err
	}
	live, issues := content.NewLive(func() (*content.Content, []content.Issue) { return a.ready(folders(cmd.Content)) })
	if live == nil {
		printIssues(a.errOut, issues)
		return badSetting("STAYSAFE_CONTENT: the content has errors; nothing was started")
	}
	b.Content = live.Current
	s.live = live
	s.openGuides()
	b.Guides = s.files.Load
	b.Tally, b.Campaigns = bot.NewTally(time.Now(), rand.Reader), bot.NewTallyOf(bot.MaxCampaigns, time.Now(), rand.Reader)
	s.statuses = append(s.statuses, status{"guide", guideState(s.files.Load().Len())})
	if err := s.channels(); err != nil {
		return err
	}
	return s.run(a.ctx)
}

// bot wires the house: memory, keys. Settings are checked before the content is loaded.
func (cmd serveCmd) bot(a *app, log *slog.Logger) (*bot.Bot, func(), error) {
	if cmd.SessionTTL <= 0 || cmd.SessionTTL > bot.MaxSession {
		return nil, nil, badSetting("STAYSAFE_SESSION_TTL: must be more than 0 and at most 24h")
	}
	keys, err := cmd.keys(a)
	if err != nil {
		return nil, nil, err
	}
	b := &bot.Bot{
		Keys: keys, Now: time.Now, Log: log, SafetyReview: content.State(cmd.SafetyReview), PublicURL: strings.TrimSuffix(cmd.PublicURL, "/"),
	}
	if cmd.RedisURL == "" {
		b.Store = inmem.New(inmem.Config{TTL: cmd.SessionTTL, Now: time.Now})
		return b, func() {}, nil
	}
	redis.QuietLogger(log)
	store, err := redis.Open(redis.Config{URL: cmd.RedisURL, TTL: cmd.SessionTTL, Rand: rand.Reader, Log: log, Now: time.Now})
	if err != nil {
		return nil, nil, badSetting("STAYSAFE_REDIS_URL: %s", err)
	}
	b.Store = store
	return b, func() { _ = store.Close() }, nil
}

// keys makes the keyring: of the secrets, or of chance where nothing needs to last.
func (cmd serveCmd) keys(a *app) (*bot.Keyring, error) {
	keys, err := lastingKeys(a.env)
	switch {
	case err != nil || keys != nil:
		return keys, err
	case cmd.RedisURL != "":
		return nil, badSetting("STAYSAFE_SECRET: needed with STAYSAFE_REDIS_URL; make one with: openssl rand -base64 48")
	}
	random := make([]byte, 32)
	if _, err := rand.Read(random); err != nil {
		return nil, fmt.Errorf("making a secret: %w", err)
	}
	return bot.NewKeyring(random) //nolint:wrapcheck // it says what it was doing
}

// lastingKeys reads the secrets: the current one and, while it is being replaced, the one before. Without
// any it is nil.
func lastingKeys(env func(string) string) (*bot.Keyring, error) {
	var secrets [][]byte
	for _, name := range []string{"STAYSAFE_SECRET", "STAYSAFE_SECRET_OLD"} {
		value, err := secret(env, name)
		if err != nil {
			return nil, err
		}
		if value != "" {
			secrets = append(secrets, []byte(value))
		} else if len(secrets) == 0 {
			return nil, nil //nolint:nilnil // no secret is no error here
		}
	}
	keys, err := bot.NewKeyring(secrets...)
	if err != nil {
		return nil, badSetting("STAYSAFE_SECRET: needs at least 32 bytes")
	}
	return keys, nil
}

// server is everything that runs while the program serves.
type server struct {
	home     *remote.Remote // where the content lives, nil where in its folder alone
	cmd      serveCmd
	app      *app
	live     *content.Live
	bot      *bot.Bot
	log      *slog.Logger
	mux      *http.ServeMux
	runners  []runner
	statuses []status
	files    atomic.Pointer[bot.GuideFiles] // the printed guides
	// unfinished wait for what channels acknowledged and are still at work on.
	unfinished []func(context.Context)
}

// runner is a channel that listens by itself.
type runner struct {
	name string
	run  func(context.Context) error
}

// status says of one channel whether it is on, and why not.
type status struct{ name, state string }

// door is an address that is listened at, and what answers there.
type door struct {
	net.Listener
	server *http.Server
}

// doors are opened all or none: the chat's, the operator's and the studio's, as far as they are asked for. The desk is nil where there is no studio.
func (s *server) doors(ctx context.Context) (open []door, desk *studio.Server, err error) {
	defer func() {
		if err != nil {
			for _, d := range open {
				_ = d.Close()
			}
		}
	}()
	chat, err := new(net.ListenConfig).Listen(ctx, "tcp", s.cmd.Addr)
	if err != nil {
		return nil, nil, badSetting("STAYSAFE_ADDR: can't listen on %s: %s", s.cmd.Addr, reason(err))
	}
	open = append(open, door{chat, s.http(s.mux)})
	if s.cmd.AdminAddr != "" && s.cmd.AdminAddr != off {
		handler, err := s.admin()
		if err != nil {
			return open, nil, err
		}
		admin, err := new(net.ListenConfig).Listen(ctx, "tcp", s.cmd.AdminAddr)
		if err != nil {
			return open, nil, badSetting("STAYSAFE_ADMIN_ADDR: can't listen on %s: %s (empty turns it off)", s.cmd.AdminAddr, reason(err))
		}
		open = append(open, door{admin, s.http(handler)})
	}
	if s.cmd.Studio {
		opened, at, err := s.studio()
		if err != nil {
			return open, nil, err
		}
		desk, open = opened, append(open, door{at, s.http(opened)})
	}
	return open, desk, nil
}

func (s *server) run(ctx context.Context) error {
	doors, desk, err := s.doors(ctx)
	if err != nil {
		return err
	}
	s.greet(doors[0].Addr().String())

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, len(doors)+len(s.runners))
	var work sync.WaitGroup
	for _, d := range doors {
		work.Go(func() {
			if err := d.server.Serve(d); !errors.Is(err, http.ErrServerClosed) {
				failed <- fmt.Errorf("serving: %w", err)
			}
		})
	}
	for _, r := range s.runners {
		work.Go(func() {
			if err := r.run(ctx); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("%s: %w", r.name, err)
			}
		})
	}
	work.Go(func() { // the first free text should not wait for it
		began := time.Now()
		s.live.Current().Heard().Train()
		s.log.InfoContext(ctx, "free text understood", "after", time.Since(began).Round(time.Millisecond))
		s.keep(ctx)
		debug.FreeOSMemory() // what learning needed is not needed again
	})
	work.Go(func() { s.reloadOnHangup(ctx) })
	if dirs := folders(s.cmd.Content); len(dirs) > 0 {
		work.Go(func() { s.reloadOnChange(ctx, dirs) })
		if s.home != nil && desk == nil { // else the studio takes in what is published
			ticker := time.NewTicker(followEvery)
			defer ticker.Stop()
			work.Go(func() { s.followOn(ctx, dirs[0], ticker.C) })
		}
	}
	if desk != nil {
		ticker := time.NewTicker(studio.PlanTick)
		defer ticker.Stop()
		work.Go(func() { desk.Run(ctx, ticker.C) })
	}
	select {
	case <-ctx.Done():
	case err = <-failed:
	}
	cancel()
	stop, done := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer done()
	for _, d := range doors {
		if e := d.server.Shutdown(stop); e != nil && err == nil {
			err = fmt.Errorf("stopping: %w", e)
		}
	}
	for _, wait := range s.unfinished {
		wait(stop)
	}
	work.Wait()
	return err
}

// http is a server with every limit set, whose own log can't hold an address.
func (s *server) http(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: 60 * time.Second,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10, ErrorLog: quietLog(s.log),
	}
}

// keep puts the content into the ready folder, for the next start.
func (s *server) keep(ctx context.Context) {
	if err := s.app.kept.keep(s.live.Current()); err != nil {
		s.log.WarnContext(ctx, "content is not kept ready, the next start takes seconds", "cause", reason(err))
	}
}

// studio opens the studio beside the bot: on the first content folder, with words of the content in use, and with what is going on.
func (s *server) studio() (*studio.Server, net.Listener, error) {
	dirs := folders(s.cmd.Content)
	if len(dirs) == 0 || !whole(os.DirFS(dirs[0])) {
		return nil, nil, badSetting("STAYSAFE_STUDIO: needs STAYSAFE_CONTENT: a folder of whole content that is a git repository")
	}
	return s.cmd.open(s.app, studio.Config{Words: staffWords{pageWords{s.live}}, Logger: s.log, Turns: &s.bot.Turns, Unanswered: s.bot}, dirs[0], s.home)
}

// reloadOnHangup loads the content and the printed guides again on SIGHUP; with errors in the content the old one stays.
func (s *server) reloadOnHangup(ctx context.Context) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-ctx.Done():
			return
		case <-hangup:
			s.reload(ctx)
			s.log.InfoContext(ctx, "printed guides read", "files", s.openGuides())
		}
	}
}

func (s *server) reload(ctx context.Context) {
	issues := s.live.Reload()
	if s.live.Stale() {
		printIssues(s.app.errOut, issues)
		s.log.ErrorContext(ctx, "content refused, the old one stays", "version", s.live.Current().Version())
		return
	}
	s.log.InfoContext(ctx, "content loaded", "version", s.live.Current().Version())
	s.keep(ctx)
}

// greet tells the operator what is running.
func (s *server) greet(addr string) {
	c, w := s.live.Current(), s.app.out
	fmt.Fprintf(w, "Stay Safe %s, content %s\n", buildVersion(), c.Version())
	fmt.Fprintf(w, "  web chat   http://%s\n", addr)
	for _, st := range s.statuses {
		fmt.Fprintf(w, "  %-10s %s\n", st.name, st.state)
	}
	memory := "in memory: gone when the program stops (STAYSAFE_REDIS_URL is not set)"
	if s.cmd.RedisURL != "" {
		memory = "in Redis, sealed, " + s.cmd.SessionTTL.String() + " idle"
	}
	fmt.Fprintf(w, "  sessions   %s\n", memory)
	var tags []string
	for _, tag := range c.Locales() {
		tags = append(tags, fmt.Sprintf("%s (%s)", tag, c.Weakest(tag)))
	}
	fmt.Fprintf(w, "  locales    %s; safety texts need at least: %s\n", strings.Join(tags, ", "), s.cmd.SafetyReview)
}

// reason is the last part of a network error: what went wrong, without the address twice.
func reason(err error) string {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err.Error()
}
