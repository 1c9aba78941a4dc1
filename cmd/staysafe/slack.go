package main

import (
	"bufio"
	"bytes"
	"os"
	"regexp"
	"staysafe/bot/slack"
	"strings"
	"time"
)

// slack makes the Slack channel: over HTTP, or by Socket Mode where there is an app token.
func (s *server) slack() (channel, error) {
	var cfg slack.Config
	for name, value := range map[string]*string{
		"BOT_TOKEN": &cfg.Token, "SIGNING_SECRET": &cfg.SigningSecret, "APP_TOKEN": &cfg.AppToken,
	} {
		var err error
		if *value, err = secret(s.app.env, "STAYSAFE_SLACK_"+name); err != nil {
			return channel{}, err
		}
	}
	var err error
	if cfg.Tokens, err = slackTokens(s.app.env("STAYSAFE_SLACK_TOKENS_FILE")); err != nil {
		return channel{}, err
	}
	switch {
	case cfg.Token == "" && cfg.Tokens == nil && cfg.SigningSecret == "" && cfg.AppToken == "":
		return channel{name: "slack", state: "off: STAYSAFE_SLACK_BOT_TOKEN is not set"}, nil
	case cfg.Token == "" && cfg.Tokens == nil:
		return channel{}, badSetting("STAYSAFE_SLACK_BOT_TOKEN: needed with the other settings of Slack; or set STAYSAFE_SLACK_TOKENS_FILE")
	case cfg.Token != "" && cfg.Tokens != nil:
		return channel{}, badSetting("STAYSAFE_SLACK_TOKENS_FILE: set this or STAYSAFE_SLACK_BOT_TOKEN, not both")
	case cfg.SigningSecret == "" && cfg.AppToken == "":
		return channel{}, badSetting("STAYSAFE_SLACK_SIGNING_SECRET: needed to know what Slack sends; or set STAYSAFE_SLACK_APP_TOKEN for Socket Mode")
	}
	cfg.APIURL, cfg.PublicURL, cfg.HTTPClient, cfg.Logger, cfg.Now = s.cmd.SlackAPIURL, s.bot.PublicURL, outbound(), s.log, time.Now
	cfg.Handler, cfg.Words = s.bot, pageWords{s.live}
	ch, err := slack.New(cfg)
	if err != nil {
		return channel{}, badSetting("STAYSAFE_SLACK_…: %s", err)
	}
	if cfg.AppToken != "" {
		return channel{"slack", ch, "", "on, Socket Mode"}, nil
	}
	return channel{"slack", ch, slack.Path, "on, listening at " + slack.Path + "{events,interactions,commands}"}, nil
}

var teamLine = regexp.MustCompile(`^([TE][A-Z0-9]+)\s*=\s*(xoxb-\S+)$`)

// slackTokens reads the bot tokens of several workspaces, one TEAM_ID=token a line; nil if there is
// no file.
func slackTokens(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // not set
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, badSetting("STAYSAFE_SLACK_TOKENS_FILE: the file can't be read")
	}
	tokens := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		m := teamLine.FindStringSubmatch(line)
		if m == nil {
			return nil, badSetting("STAYSAFE_SLACK_TOKENS_FILE: line %d: write TEAM_ID=xoxb-…", n)
		}
		tokens[m[1]] = m[2]
	}
	if lines.Err() != nil || len(tokens) == 0 {
		return nil, badSetting("STAYSAFE_SLACK_TOKENS_FILE: there is no token in it")
	}
	return tokens, nil
}
