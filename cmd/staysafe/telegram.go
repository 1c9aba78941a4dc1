package main

import (
	"context"
	"fmt"
	"staysafe/bot"
	"staysafe/bot/content"
	"strings"
	"time"
)

type telegramCmd struct {
	APIURL  string             `default:"https://api.telegram.org" name:"telegram-api-url" help:"Telegram's server."`
	Setup   telegramSetupCmd   `cmd:"" help:"Publish name, description and commands in every locale on offer."`
	Webhook telegramWebhookCmd `cmd:"" help:"Tell Telegram where to deliver, with the webhook secret."`
}

type telegramSetupCmd struct{}

type telegramWebhookCmd struct {
	URL string `arg:"" help:"Public address of the server, e.g. https://chat.example.org."`
}

// setupTime is how long talking to Telegram may take.
const setupTime = 2 * time.Minute

// Run publishes what people see of the bot before they write.
func (telegramSetupCmd) Run(a *app, cmd *commands) error {
	return a.withTelegram(cmd, func(ctx context.Context, t telegramSetup, c *content.Content) error {
		err := t.Setup(ctx, c.Locales(), func(locale, id string) string { return c.Text(locale, id, nil) })
		if err != nil {
			return fmt.Errorf("publishing: %w", err)
		}
		_, _ = fmt.Fprintln(a.out, "published in", strings.Join(c.Locales(), ", "))
		return nil
	})
}

// Run sets the webhook.
func (w telegramWebhookCmd) Run(a *app, cmd *commands) error {
	return a.withTelegram(cmd, func(ctx context.Context, t telegramSetup, _ *content.Content) error {
		address := strings.TrimSuffix(w.URL, "/") + "/hook/telegram"
		if err := t.Webhook(ctx, address); err != nil {
			return fmt.Errorf("setting the webhook: %w", err)
		}
		_, _ = fmt.Fprintln(a.out, "Telegram delivers to", address)
		return nil
	})
}

type telegramSetup interface {
	Setup(ctx context.Context, locales []string, text func(locale, id string) string) error
	Webhook(ctx context.Context, address string) error
}

func (a *app) withTelegram(cmd *commands, do func(context.Context, telegramSetup, *content.Content) error) error {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	token, err := secret(a.env, "STAYSAFE_TELEGRAM_TOKEN")
	if err != nil {
		return err
	}
	hookSecret, err := secret(a.env, "STAYSAFE_TELEGRAM_SECRET")
	if err != nil {
		return err
	}
	if token == "" {
		return badSetting("STAYSAFE_TELEGRAM_TOKEN: not set; get one from @BotFather")
	}
	log, err := a.logger("warn")
	if err != nil {
		return err
	}
	t, err := newTelegram(cmd.Telegram.APIURL, token, hookSecret, nobody{}, func() *content.Content { return c }, &server{log: log})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(a.ctx, setupTime)
	defer cancel()
	return do(ctx, t, c)
}

// nobody handles nothing: while setting up nothing is received.
type nobody struct{}

// Handle implements bot.Handler.
func (nobody) Handle(context.Context, bot.Channel, bot.Inbound) error { return nil }

// Forget implements bot.Handler.
func (nobody) Forget(context.Context, bot.Channel, bot.Address) error { return nil }
