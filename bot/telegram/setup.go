package telegram

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"staysafe/bot"
	"strings"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// commands are shown in Telegram's menu, in this order; their words are telegram.command.NAME.
func commands() []string {
	return []string{"start", "help", "menu", "stop", "language", "country", "delete", "about"}
}

// Setup publishes the bot's name, descriptions and commands: those of the first locale for
// everybody, those of each other for people whose app speaks it. text gives the words of a message
// id. Nothing is published if a text is missing or too long; what is already so is not sent again,
// because Telegram lets names change only a few times a day.
func (c *Channel) Setup(ctx context.Context, locales []string, text func(locale, id string) string) error {
	if len(locales) == 0 {
		return errors.New("telegram setup: no locales")
	}
	var all []profile
	var seen []string
	for i, tag := range locales {
		p, err := profileOf(tag, text)
		if err != nil {
			return fmt.Errorf("telegram setup: %w", err)
		}
		if i == 0 {
			all = append(all, p)
		}
		if p.language = language(tag); p.language != "" && !slices.Contains(seen, p.language) {
			seen = append(seen, p.language)
			all = append(all, p)
		}
	}
	for _, p := range all {
		if err := c.publish(ctx, p); err != nil {
			return fmt.Errorf("telegram setup: language %q: %w", p.language, err)
		}
	}
	return nil
}

// profile is what Telegram shows of the bot in one language; "" is for everybody else.
type profile struct {
	language                 string
	name, short, description string
	commands                 []models.BotCommand
}

// profileOf reads and measures the words of one locale (limits: Bot API, setMyName and the like).
func profileOf(tag string, text func(locale, id string) string) (profile, error) {
	var wrong error
	take := func(id string, most int) string {
		s := text(tag, id)
		switch n := (bot.Limit{Max: most, Unit: bot.UTF16}).Len(s); {
		case strings.TrimSpace(s) == "":
			wrong = errors.Join(wrong, fmt.Errorf("%s has no text in %s", id, tag))
		case n > most:
			wrong = errors.Join(wrong, fmt.Errorf("%s has %d characters in %s, at most %d are taken", id, n, tag, most))
		}
		return s
	}
	p := profile{
		name:        take("telegram.name", 64),
		short:       take("telegram.short", 120),
		description: take("telegram.long", 512),
	}
	for _, name := range commands() {
		p.commands = append(p.commands, models.BotCommand{Command: name, Description: take("telegram.command."+name, 256)})
	}
	return p, wrong
}

// language is the two-letter code that Telegram wants for a locale, "" if it has none.
func language(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	switch base {
	case "fil":
		return "tl"
	case "prs":
		return "fa"
	}
	if len(base) != 2 {
		return ""
	}
	return strings.ToLower(base)
}

// publish makes one language so, asking first what is there.
func (c *Channel) publish(ctx context.Context, p profile) error {
	name, err := call(ctx, "getMyName", func(ctx context.Context) (models.BotName, error) {
		return c.api.GetMyName(ctx, &tg.GetMyNameParams{LanguageCode: p.language})
	})
	if err == nil && name.Name != p.name {
		_, err = call(ctx, "setMyName", func(ctx context.Context) (bool, error) {
			return c.api.SetMyName(ctx, &tg.SetMyNameParams{Name: p.name, LanguageCode: p.language})
		})
	}
	if err != nil {
		return err
	}
	short, err := call(ctx, "getMyShortDescription", func(ctx context.Context) (models.BotShortDescription, error) {
		return c.api.GetMyShortDescription(ctx, &tg.GetMyShortDescriptionParams{LanguageCode: p.language})
	})
	if err == nil && short.ShortDescription != p.short {
		_, err = call(ctx, "setMyShortDescription", func(ctx context.Context) (bool, error) {
			return c.api.SetMyShortDescription(ctx, &tg.SetMyShortDescriptionParams{ShortDescription: p.short, LanguageCode: p.language})
		})
	}
	if err != nil {
		return err
	}
	long, err := call(ctx, "getMyDescription", func(ctx context.Context) (models.BotDescription, error) {
		return c.api.GetMyDescription(ctx, &tg.GetMyDescriptionParams{LanguageCode: p.language})
	})
	if err == nil && long.Description != p.description {
		_, err = call(ctx, "setMyDescription", func(ctx context.Context) (bool, error) {
			return c.api.SetMyDescription(ctx, &tg.SetMyDescriptionParams{Description: p.description, LanguageCode: p.language})
		})
	}
	if err != nil {
		return err
	}
	return c.publishCommands(ctx, p)
}

// publishCommands offers the commands in private chats only: a menu in a group would invite young
// people to ask for help in front of everybody.
func (c *Channel) publishCommands(ctx context.Context, p profile) error {
	scope := &models.BotCommandScopeAllPrivateChats{}
	there, err := call(ctx, "getMyCommands", func(ctx context.Context) ([]models.BotCommand, error) {
		return c.api.GetMyCommands(ctx, &tg.GetMyCommandsParams{Scope: scope, LanguageCode: p.language})
	})
	if err == nil && !slices.Equal(there, p.commands) {
		_, err = call(ctx, "setMyCommands", func(ctx context.Context) (bool, error) {
			return c.api.SetMyCommands(ctx, &tg.SetMyCommandsParams{Commands: p.commands, Scope: scope, LanguageCode: p.language})
		})
	}
	return err
}

// Webhook tells Telegram to deliver to an address, with the secret; "" tells it to stop. Doing it
// twice changes nothing.
func (c *Channel) Webhook(ctx context.Context, address string) error {
	if address == "" {
		_, err := call(ctx, "deleteWebhook", func(ctx context.Context) (bool, error) {
			return c.api.DeleteWebhook(ctx, &tg.DeleteWebhookParams{})
		})
		return err
	}
	u, err := url.Parse(address)
	switch {
	case c.secret == "":
		return errors.New("telegram webhook: a secret is needed; without one every delivery would be refused")
	case err != nil || u.Scheme != "https" || u.Host == "":
		return errors.New("telegram webhook: the address must begin with https://")
	case u.Port() != "" && !slices.Contains([]string{"443", "80", "88", "8443"}, u.Port()):
		return errors.New("telegram webhook: Telegram delivers only to the ports 443, 80, 88 and 8443")
	}
	_, err = call(ctx, "setWebhook", func(ctx context.Context) (bool, error) {
		return c.api.SetWebhook(ctx, &tg.SetWebhookParams{URL: address, SecretToken: c.secret, AllowedUpdates: updateKinds()})
	})
	return err
}
