package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/metrics"
	"staysafe/bot/telegram"
	"staysafe/bot/web"
	"strings"
	"time"
)

// channel is one network as the program mounts it.
type channel struct {
	name   string
	handle bot.Channel
	hook   string // where it listens, "" if it does not
	state  string // on, or off and why
}

// channels makes every configured channel: one line each.
func (s *server) channels() error {
	s.mux = http.NewServeMux()
	s.health(s.mux)
	for _, open := range []func() (channel, error){
		s.web,
		s.telegram,
		s.slack,
	} {
		ch, err := open()
		if err != nil {
			return err
		}
		s.statuses = append(s.statuses, status{ch.name, ch.state})
		if h, ok := ch.handle.(http.Handler); ok && ch.hook != "" {
			s.mux.Handle(ch.hook, h)
		}
		if r, ok := ch.handle.(interface{ Run(context.Context) error }); ok && ch.hook == "" {
			s.runners = append(s.runners, runner{ch.name, r.Run})
		}
		if w, ok := ch.handle.(interface{ Wait(context.Context) }); ok {
			s.unfinished = append(s.unfinished, w.Wait)
		}
	}
	return nil
}

func (s *server) web() (channel, error) {
	told, err := s.counts()
	if err != nil {
		return channel{}, err
	}
	w, err := web.New(web.Config{
		Handler: s.bot, Words: pageWords{s.live}, Guides: guides{s.live, s.files.Load}, Voices: told, Counts: told,
		Schools: schools{s.live, s.bot.Keys, s.bot.PublicURL, s.cmd.TelegramName},
		ExitURL: s.cmd.ExitURL, FrameAncestors: strings.Fields(s.cmd.FrameAncestors),
		Rand: rand.Reader, Logger: s.log, Now: time.Now,
	})
	if err != nil {
		return channel{}, badSetting("web: %s", err)
	}
	return channel{"web", w, "/", "on, Leave goes to " + s.cmd.ExitURL}, nil
}

// counts reads what is counted.
func (s *server) counts() (*counts, error) {
	set, err := secret(s.app.env, "STAYSAFE_SECRET")
	if err != nil {
		return nil, err
	}
	c := &counts{bot: s.bot, lasting: set != ""}
	if s.cmd.PrometheusURL != "" {
		if c.all, err = metrics.NewReader(s.cmd.PrometheusURL); err != nil {
			return nil, badSetting("STAYSAFE_PROMETHEUS_URL: %s", err)
		}
	}
	return c, nil
}

// openGuides opens the printed guides and says which can't be used, and how many can.
func (s *server) openGuides() int {
	files, problems := guideFiles(s.cmd.Guides, folders(s.cmd.Content))
	for _, p := range problems {
		s.log.WarnContext(s.app.ctx, "a printed guide is left out", "why", p.Error())
	}
	s.files.Store(files)
	return files.Len()
}

func guideState(printed int) string {
	if printed == 0 {
		return "web, text and EPUB; no PDF: make guides, then set STAYSAFE_GUIDES"
	}
	return fmt.Sprintf("web, text, EPUB and %d printed files", printed)
}

func (s *server) telegram() (channel, error) {
	token, err := secret(s.app.env, "STAYSAFE_TELEGRAM_TOKEN")
	if err != nil {
		return channel{}, err
	}
	if token == "" {
		return channel{name: "telegram", state: "off: STAYSAFE_TELEGRAM_TOKEN is not set"}, nil
	}
	hookSecret, err := secret(s.app.env, "STAYSAFE_TELEGRAM_SECRET")
	if err != nil {
		return channel{}, err
	}
	if s.cmd.TelegramMode == "webhook" && hookSecret == "" {
		return channel{}, badSetting("STAYSAFE_TELEGRAM_SECRET: needed for webhooks; or set STAYSAFE_TELEGRAM_MODE=poll")
	}
	tg, err := newTelegram(s.cmd.TelegramAPIURL, token, hookSecret, s.bot, s.live.Current, s)
	if err != nil {
		return channel{}, err
	}
	if s.cmd.TelegramMode == "poll" {
		return channel{"telegram", tg, "", "on, polling"}, nil
	}
	return channel{"telegram", tg, "/hook/telegram", "on, webhook at /hook/telegram"}, nil
}

// newTelegram makes the Telegram channel for serving and for setting up.
func newTelegram(api, token, hookSecret string, h bot.Handler, current func() *content.Content, s *server) (*telegram.Channel, error) {
	tg, err := telegram.New(telegram.Config{
		Token: token, APIURL: api, Secret: hookSecret, HTTPClient: outbound(), Logger: s.log, Now: time.Now, Handler: h,
		Lifeline: func(locale string) string {
			c := current()
			return c.Text(c.Match(locale), content.Lifeline, nil)
		},
	})
	if err != nil {
		return nil, badSetting("STAYSAFE_TELEGRAM_TOKEN: %s", err)
	}
	return tg, nil
}

// outbound is the client for calling networks: connections are kept and counted, so that many
// calls at once don't open a connection each.
func outbound() *http.Client {
	return &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConns: 64, MaxIdleConnsPerHost: 64, MaxConnsPerHost: 64,
		IdleConnTimeout: 90 * time.Second, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: 70 * time.Second,
	}}
}
