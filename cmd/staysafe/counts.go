package main

import (
	"context"
	"staysafe/bot"
	"staysafe/bot/metrics"
	"staysafe/bot/web"
	"sync"
	"time"
)

// counts tells pages what is counted: by all programs together where there is a Prometheus server to ask, else by this
// one alone.
type counts struct {
	bot     *bot.Bot
	all     *metrics.Reader // nil: there is none
	lasting bool            // the secret is set, and with it codes outlive the program

	mu     sync.Mutex
	voices map[bot.VoiceChoice]int // what Prometheus said of voices
	asked  time.Time
}

// fresh is how long an answer of Prometheus is used for everybody: the page is public, and numbers move once an hour.
const fresh = time.Minute

// Voices are the questions in a locale, with how many gave each answer at least, and what the numbers cover.
func (c *counts) Voices(ctx context.Context, locale string) ([]bot.Voice, string) {
	content := c.bot.Content()
	if told := c.allVoices(ctx); told != nil {
		return bot.Voices(content, locale, told), content.Text(locale, "voices.window", nil)
	}
	return bot.Voices(content, locale, c.bot.Totals(time.Now()).Voices), c.since(locale)
}

// allVoices are the answers that all programs counted; nil if they can't be had.
func (c *counts) allVoices(ctx context.Context) map[bot.VoiceChoice]int {
	if c.all == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := time.Now(); now.Sub(c.asked) >= fresh {
		told, err := c.all.Voices(context.WithoutCancel(ctx)) // others wait for it too
		if err != nil {
			c.bot.Log.WarnContext(ctx, "prometheus can't be read, pages show what this server counted", "cause", err)
		}
		c.voices, c.asked = told, now
	}
	return c.voices
}

// On tells whether codes can be counted.
func (c *counts) On() bool { return c.lasting }

// Talks tells how many talks began with a code, for who knows its secret.
func (c *counts) Talks(ctx context.Context, locale, code, secret string) (web.Told, bool) {
	label, ok := c.bot.Keys.OpensCampaign(code, secret)
	if !ok {
		return web.Told{}, false
	}
	if c.all != nil {
		n, err := c.all.Campaign(ctx, label)
		if err == nil {
			return web.Told{AtLeast: n, Span: c.bot.Content().Text(locale, "voices.window", nil)}, true
		}
		c.bot.Log.WarnContext(ctx, "prometheus can't be read, pages show what this server counted", "cause", err)
	}
	return web.Told{AtLeast: c.bot.Totals(time.Now()).Campaigns[label], Span: c.since(locale)}, true
}

// since says from when on this program counts.
func (c *counts) since(locale string) string {
	content := c.bot.Content()
	return content.Text(locale, "voices.since", map[string]string{"Date": bot.Day(content, locale, c.bot.Tally.Since)})
}
