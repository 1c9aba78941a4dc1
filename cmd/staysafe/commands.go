package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// commands is the command line. Every flag is also a setting in the environment:
// --redis-url is STAYSAFE_REDIS_URL. Secrets have no flag.
type commands struct {
	Config string `help:"File with settings, one NAME=value a line, as in the environment." placeholder:"FILE"`
	Cache  string `help:"Folder where checked content is kept ready for the next start; off: nowhere. Default: the user's cache." placeholder:"DIR"`

	Serve    serveCmd    `cmd:"" default:"withargs" help:"Run every configured channel (the default)."`
	Chat     chatCmd     `cmd:"" help:"Talk to the bot in the terminal."`
	Check    checkCmd    `cmd:"" help:"Check content: every problem with file, line and a way out."`
	Test     testCmd     `cmd:"" help:"Play the written conversations and show what differs."`
	Ask      askCmd      `cmd:"" help:"Show where free text goes: topics and safety verdict."`
	HelpFor  helpForCmd  `cmd:"" help:"Show the directory as a young person in a country would see it."`
	Kit      kitCmd      `cmd:"" help:"Make a school's kit: links, codes to scan, posters, cards, lesson slips."`
	Guide    guideCmd    `cmd:"" help:"The guide: print it, list it, write it as files."`
	Studio   studioCmd   `cmd:"" help:"The staff's web application: change words, review, publish, take back."`
	I18n     i18nCmd     `cmd:"" name:"i18n" help:"See and record who has read which text in which language."`
	Services servicesCmd `cmd:"" help:"Work on the directory of help services."`
	Telegram telegramCmd `cmd:"" help:"Set up the bot on Telegram."`
	Prepare  prepareCmd  `cmd:"" help:"Check the content and keep it ready, so that the next start takes a tenth of a second."`
	Version  versionCmd  `cmd:"" help:"Show the version of the program and its content."`
	Health   healthCmd   `cmd:"" help:"Ask a running server whether it is ready (for containers)."`
}

// resolver reads flags from settings: --redis-url from STAYSAFE_REDIS_URL.
func resolver(env func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := env(envName(flag.Name)); value != "" && flag.Name != "help" {
			return value, nil
		}
		return nil, nil //nolint:nilnil // kong's way to say "not set here"
	})
}

func envName(flag string) string {
	return "STAYSAFE_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

type versionCmd struct{}

// Run prints the versions.
func (versionCmd) Run(a *app) error {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	_, err := fmt.Fprintf(a.out, "staysafe %s\ncontent %s\n", buildVersion(), c.Version())
	return err //nolint:wrapcheck // writing to the terminal
}
