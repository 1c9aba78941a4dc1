package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/remote"
	"staysafe/bot/slack"
	"staysafe/bot/studio"
	"staysafe/bot/telegram"
	"staysafe/bot/transcript"
	"staysafe/bot/web"
	"time"
)

type studioCmd struct {
	Dir         string `arg:"" default:"." type:"path" help:"Folder of the content: a git repository with flows/ and locales/."`
	studioFlags `embed:""`
	homeFlags   `embed:""`
	LogLevel    string `default:"info" help:"debug, info, warn or error."`
}

// studioFlags say where the studio listens and who may come in.
type studioFlags struct {
	Person []string `help:"Somebody of the staff: \"Ana Ruiz <ana@example.org>: editor, publisher\". Roles: viewer, translator, editor, approver, publisher. May be repeated." placeholder:"PERSON" sep:"none"`
	Addr   string   `default:"127.0.0.1:8090" help:"Where the studio listens, on this machine." env:"STAYSAFE_STUDIO_ADDR"`
	URL    string   `help:"How browsers reach the studio, e.g. https://studio.example.org." env:"STAYSAFE_STUDIO_URL" name:"url"`
	State  string   `help:"Folder of the studio's own, for the passkeys that staff sign in with. With it, a link is only printed for who has no passkey yet." env:"STAYSAFE_STUDIO_STATE" placeholder:"FOLDER" type:"path"`
	Invite []string `help:"Print a link for somebody who has a passkey too, e.g. after they lost it: their e-mail address. May be repeated." placeholder:"EMAIL"`

	PDF string `help:"Command that prints the guide for a look at it: it reads what guide build --json says, and writes a PDF. E.g. \"node cmd/guides/build.mjs -\". Without it staff see the guide as a page." env:"STAYSAFE_STUDIO_PDF" name:"pdf" placeholder:"COMMAND"`

	OIDCIssuer       string   `help:"Identity provider that signs people in." env:"STAYSAFE_STUDIO_OIDC_ISSUER" name:"oidc-issuer"`
	OIDCClientID     string   `help:"The studio's name at the provider." env:"STAYSAFE_STUDIO_OIDC_CLIENT_ID" name:"oidc-client-id"`
	OIDCClientSecret string   `help:"The studio's secret at the provider." env:"STAYSAFE_STUDIO_OIDC_CLIENT_SECRET" name:"oidc-client-secret"`
	OIDCClaim        string   `default:"groups" help:"Claim that names somebody's groups." env:"STAYSAFE_STUDIO_OIDC_CLAIM" name:"oidc-claim"`
	OIDCGroup        []string `help:"What members of a group may do: \"safeguarding=approver,publisher\". May be repeated." env:"STAYSAFE_STUDIO_OIDC_GROUP" name:"oidc-group" sep:";" placeholder:"GROUP=ROLES"`
}

// Run serves the studio until it is told to stop.
func (cmd studioCmd) Run(a *app) error {
	log, err := a.logger(cmd.LogLevel)
	if err != nil {
		return err
	}
	home, err := cmd.home(a.env)
	if err != nil {
		return err
	}
	live, issues := content.NewLive(func() (*content.Content, []content.Issue) { return a.ready(nil) })
	if live == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	handler, listener, err := cmd.open(a, studio.Config{Words: staffWords{pageWords{live}}, Logger: log}, cmd.Dir, home)
	if err != nil {
		return err
	}
	srv := (&server{log: log}).http(handler)
	ticker := time.NewTicker(studio.PlanTick)
	defer ticker.Stop()
	go handler.Run(a.ctx, ticker.C)
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	select {
	case err = <-failed:
	case <-a.ctx.Done():
		stop, done := context.WithTimeout(context.WithoutCancel(a.ctx), shutdownTime)
		defer done()
		err = srv.Shutdown(stop)
	}
	if err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("studio: %w", err)
	}
	return nil
}

// open makes the studio on a folder, listens, and prints how people come in. cfg brings words and a logger.
func (f studioFlags) open(a *app, cfg studio.Config, dir string, home *remote.Remote) (*studio.Server, net.Listener, error) {
	host, _, err := net.SplitHostPort(f.Addr)
	provider, public, wrong := f.signIn()
	if wrong != nil {
		return nil, nil, wrong
	}
	if err != nil || !isLoopback(host) && (public == nil || public.Scheme != "https") {
		return nil, nil, badSetting("studio: --addr: the studio listens on this machine only, e.g. 127.0.0.1:8090, unless it has an https --url, and --oidc-issuer or --state")
	}
	people, err := f.people()
	if err != nil {
		return nil, nil, err
	}
	desk, err := studio.OpenDesk(dir, time.Now)
	if err != nil {
		return nil, nil, badSetting("studio: %s: %s; begin one with: git init, git add flows locales, git commit", dir, reason(err))
	}
	if home != nil {
		desk.LivesIn(home)
		if err := desk.CatchUp(a.ctx); err != nil {
			cfg.Logger.WarnContext(a.ctx, "studio: the content's home can't be reached", "cause", err)
		}
	}
	listener, err := new(net.ListenConfig).Listen(a.ctx, "tcp", f.Addr)
	if err != nil {
		return nil, nil, badSetting("studio: can't listen on %s: %s", f.Addr, reason(err))
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return nil, nil, fmt.Errorf("studio: %w", err)
	}
	cfg.Desk, cfg.People, cfg.OIDC, cfg.Rand, cfg.Channels, cfg.Print = desk, people, provider, rand.Reader, looks(), paper(f.PDF)
	cfg.Hosts = []string{net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("localhost", port), net.JoinHostPort("::1", port)}
	if public != nil {
		cfg.Hosts, cfg.Secure = []string{public.Host}, public.Scheme == "https"
	}
	address := listener.Addr().String()
	switch {
	case provider != nil:
		cfg.People = nil
	case f.State != "":
		if public == nil {
			public = &url.URL{Scheme: "http", Host: net.JoinHostPort("localhost", port)} // keys are made for names, not for numbers
		}
		address = public.Host
		if cfg.Passkeys, err = studio.OpenPasskeys(f.State, public, rand.Reader, time.Now); err != nil {
			return nil, nil, badSetting("studio: --state: %s: %s", f.State, reason(err))
		}
	}
	handler, err := studio.NewServer(cfg)
	if err != nil {
		return nil, nil, fmt.Errorf("studio: %w", err)
	}
	if provider != nil {
		_, _ = fmt.Fprintf(a.out, "Stay Safe studio on %s: %s\n", dir, provider.URL)
		return handler, listener, nil
	}
	at := "http://" + address
	if public != nil {
		at = public.Scheme + "://" + address
	}
	_, _ = fmt.Fprintf(a.out, "Stay Safe studio on %s: %s. Each link signs in one person, once, within a day:\n", dir, at)
	for _, p := range people {
		if cfg.Passkeys != nil && cfg.Passkeys.Has(p.ID) && !slices.Contains(f.Invite, p.Email) {
			_, _ = fmt.Fprintf(a.out, "  %-24s signs in with a passkey\n", p.Name)
			continue
		}
		link, err := handler.Link(p)
		if err != nil {
			return nil, nil, fmt.Errorf("studio: %w", err)
		}
		_, _ = fmt.Fprintf(a.out, "  %-24s %s%s\n", p.Name, at, link)
	}
	return handler, listener, nil
}

// looks are the networks staff see a step as: the last has no buttons.
func looks() []transcript.Kind {
	return []transcript.Kind{
		{Name: "telegram", Can: new(telegram.Channel).Capabilities()},
		{Name: "slack", Can: new(slack.Channel).Capabilities()},
		{Name: "web", Can: new(web.Channel).Capabilities()},
		{Name: "plain", Can: bot.Capabilities{Copies: true}},
	}
}

// people are the staff; without any named, two on this machine, so that four eyes can be tried.
func (f studioFlags) people() ([]studio.Person, error) {
	named := f.Person
	if len(named) == 0 {
		named = []string{"First Person <first@localhost>: editor, publisher", "Second Person <second@localhost>: approver, translator, publisher"}
	}
	var all []studio.Person
	for _, s := range named {
		p, err := studio.ParsePerson(s)
		if err != nil {
			return nil, badSetting("studio: --person: %s", err)
		}
		if slices.ContainsFunc(all, func(o studio.Person) bool { return o.ID == p.ID }) {
			return nil, badSetting("studio: --person: %s is named twice", p.Email)
		}
		all = append(all, p)
	}
	return all, nil
}
