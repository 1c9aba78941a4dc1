package main

import (
	"fmt"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"time"
)

type helpForCmd struct {
	Country string    `arg:"" help:"Country: two letters (KE) or its name."`
	Topic   string    `default:"hotline" help:"What it is about: ${topics}."`
	Lang    string    `default:"en" help:"Language, BCP 47."`
	Why     bool      `help:"For staff: also why each service stands where it does, and which were left out."`
	At      time.Time `help:"When, e.g. 2026-11-24T20:00:00Z." format:"2006-01-02T15:04:05Z07:00"`
}

// Run shows the directory as a young person would see it.
func (cmd helpForCmd) Run(a *app) error {
	c, issues := a.ready(nil)
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	at := cmd.At
	if at.IsZero() {
		at = time.Now()
	}
	code := strings.ToUpper(cmd.Country)
	if code == content.World || c.Directory().Country(code) == nil {
		codes := c.Heard().Countries(bot.NewText(cmd.Country))
		if len(codes) != 1 {
			return badSetting("help-for: there is no country %q", cmd.Country)
		}
		code = codes[0]
	}
	if !known(cmd.Topic) {
		return badSetting("help-for: there is no topic %q; %s", cmd.Topic, flow.DidYouMean(cmd.Topic, content.HelpTopics()))
	}
	for _, m := range bot.HelpFor(c, c.Match(cmd.Lang), code, cmd.Topic, at) {
		fmt.Fprintln(a.out, m.Text)
		fmt.Fprintln(a.out)
	}
	if cmd.Why {
		fmt.Fprintln(a.out, "Why:")
		for _, s := range c.Directory().Why(content.Need{Country: code, Topic: cmd.Topic, Locale: c.Match(cmd.Lang), Now: at}) {
			place := s.Place
			if place == "" {
				place = "not shown"
			}
			fmt.Fprintf(a.out, "  %-14s %s: %s\n", place, s.Name, s.Why)
		}
	}
	return nil
}

func known(topic string) bool {
	for _, t := range content.HelpTopics() {
		if t == topic {
			return true
		}
	}
	return false
}
