package main

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/inmem"
	"staysafe/bot/terminal"
	"strings"
	"time"
)

type chatCmd struct {
	Lang    string `default:"en" help:"Language, BCP 47."`
	Country string `help:"Country, two letters: as if it had been chosen before."`
	Start   string `help:"Start code of a campaign." placeholder:"CODE"`
	Content string `help:"Content folders, separated by colons." placeholder:"DIRS"`
}

// Run talks in the terminal.
func (cmd chatCmd) Run(a *app) error {
	c, issues := a.ready(folders(cmd.Content))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	country := strings.ToUpper(cmd.Country)
	if country != "" && c.Directory().Country(country) == nil {
		return badSetting("chat: --country: there is no country %q", cmd.Country)
	}
	key := make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return fmt.Errorf("making a secret: %w", err)
	}
	keys, err := bot.NewKeyring(key)
	if err != nil {
		return fmt.Errorf("making keys: %w", err)
	}
	store := inmem.New(inmem.Config{TTL: time.Hour, Now: time.Now})
	log := slog.New(slog.DiscardHandler)
	b := &bot.Bot{Content: func() *content.Content { return c }, Store: store, Keys: keys, Now: time.Now, Log: log, Tally: bot.NewTally(time.Now(), rand.Reader)}
	ch := &terminal.Channel{
		Handler: b, In: a.in, Out: a.out, Log: log, Now: time.Now, Person: "terminal", Locale: cmd.Lang, Code: cmd.Start,
	}
	if country != "" {
		err := store.Update(a.ctx, keys.Key(ch.Name(), ch.Person), "", func(s *bot.Session, _ bool) error {
			s.State = flow.State{Locale: c.Match(cmd.Lang), Kept: map[string]string{flow.KeptCountry: country}}
			s.Began, s.Seen = time.Now(), time.Now()
			return nil
		})
		if err != nil {
			return fmt.Errorf("keeping the country: %w", err)
		}
	}
	return ch.Run(a.ctx)
}
