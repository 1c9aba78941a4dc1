package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/slack"
	"staysafe/bot/studio"
	"staysafe/bot/telegram"
	"staysafe/bot/transcript"
	"staysafe/bot/web"
	"time"
)

type studioCmd struct {
	Dir    string   `arg:"" default:"." type:"path" help:"Folder of the content: a git repository with flows/ and locales/."`
	Person []string `help:"Somebody of the staff: \"Ana Ruiz <ana@example.org>: editor, publisher\". Roles: viewer, translator, editor, approver, publisher. May be repeated." placeholder:"PERSON" sep:"none"`
	Addr   string   `default:"127.0.0.1:8090" help:"Where the studio listens, on this machine." env:"STAYSAFE_STUDIO_ADDR"`
	URL    string   `help:"How browsers reach the studio, e.g. https://studio.example.org." env:"STAYSAFE_STUDIO_URL" name:"url"`

	OIDCIssuer       string   `help:"Identity provider that signs people in." env:"STAYSAFE_STUDIO_OIDC_ISSUER" name:"oidc-issuer"`
	OIDCClientID     string   `help:"The studio's name at the provider." env:"STAYSAFE_STUDIO_OIDC_CLIENT_ID" name:"oidc-client-id"`
	OIDCClientSecret string   `help:"The studio's secret at the provider." env:"STAYSAFE_STUDIO_OIDC_CLIENT_SECRET" name:"oidc-client-secret"`
	OIDCClaim        string   `default:"groups" help:"Claim that names somebody's groups." env:"STAYSAFE_STUDIO_OIDC_CLAIM" name:"oidc-claim"`
	OIDCGroup        []string `help:"What members of a group may do: \"safeguarding=approver,publisher\". May be repeated." env:"STAYSAFE_STUDIO_OIDC_GROUP" name:"oidc-group" sep:";" placeholder:"GROUP=ROLES"`

	homeFlags `embed:""`

	LogLevel string `default:"info" help:"debug, info, warn or error."`
}

// Run serves the studio until it is told to stop.
func (cmd studioCmd) Run(a *app) error {
	log, err := a.logger(cmd.LogLevel)
	if err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(cmd.Addr)
	provider, public, wrong := cmd.oidc()
	if wrong != nil {
		return wrong
	}
	if err != nil || !isLoopback(host) && (provider == nil || public.Scheme != "https") {
		return badSetting("studio: --addr: the studio listens on this machine only, e.g. 127.0.0.1:8090, unless it has --oidc-issuer and an https --url")
	}
	people, err := cmd.people()
	if err != nil {
		return err
	}
	desk, err := studio.OpenDesk(cmd.Dir, time.Now)
	if err != nil {
		return badSetting("studio: %s: %s; begin one with: git init, git add flows locales, git commit", cmd.Dir, reason(err))
	}
	home, err := cmd.home(a.env)
	if err != nil {
		return err
	}
	if home != nil {
		desk.LivesIn(home)
		if err := desk.CatchUp(a.ctx); err != nil {
			log.WarnContext(a.ctx, "studio: the content's home can't be reached", "cause", err)
		}
	}
	live, issues := content.NewLive(func() (*content.Content, []content.Issue) { return a.ready(nil) })
	if live == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	listener, err := new(net.ListenConfig).Listen(a.ctx, "tcp", cmd.Addr)
	if err != nil {
		return badSetting("studio: can't listen on %s: %s", cmd.Addr, reason(err))
	}
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		return fmt.Errorf("studio: %w", err)
	}
	cfg := studio.Config{
		Desk: desk, Words: pageWords{live}, People: people, OIDC: provider, Rand: rand.Reader, Logger: log, Channels: looks(),
		Hosts: []string{net.JoinHostPort("127.0.0.1", port), net.JoinHostPort("localhost", port), net.JoinHostPort("::1", port)},
	}
	if provider != nil {
		cfg.People, cfg.Hosts, cfg.Secure = nil, []string{public.Host}, public.Scheme == "https"
	}
	handler, err := studio.NewServer(cfg)
	if err != nil {
		return fmt.Errorf("studio: %w", err)
	}
	if provider != nil {
		people = nil
		_, _ = fmt.Fprintf(a.out, "Stay Safe studio on %s: %s\n", cmd.Dir, provider.URL)
	} else {
		_, _ = fmt.Fprintf(a.out, "Stay Safe studio on %s. Each link signs in one person, once:\n", cmd.Dir)
	}
	for _, p := range people {
		link, err := handler.Link(p)
		if err != nil {
			return fmt.Errorf("studio: %w", err)
		}
		_, _ = fmt.Fprintf(a.out, "  %-24s http://%s%s\n", p.Name, listener.Addr(), link)
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
func (cmd studioCmd) people() ([]studio.Person, error) {
	named := cmd.Person
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
