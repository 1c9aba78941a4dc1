package main

import (
	"staysafe/bot"
	"staysafe/bot/content"
)

// pageWords gives the web page its words from the content in use.
type pageWords struct{ live *content.Live }

// Text is a message in a locale.
func (w pageWords) Text(locale, id string, args map[string]string) string {
	return w.live.Current().Text(locale, id, args)
}

// Templates are messages whose ids begin so, with their placeholders.
func (w pageWords) Templates(locale, prefix string) map[string]string {
	return w.live.Current().Templates(locale, prefix)
}

// Locales are the locales on offer.
func (w pageWords) Locales() []string { return w.live.Current().Locales() }

// LocaleName is a locale's name in itself.
func (w pageWords) LocaleName(tag string) string { return w.live.Current().OwnName(tag) }

// Direction is "ltr" or "rtl".
func (w pageWords) Direction(locale string) string { return w.live.Current().Direction(locale) }

// Match finds the offered locale for an Accept-Language header.
func (w pageWords) Match(accept string) string { return w.live.Current().Match(accept) }

// staffWords gives the studio its own words, in the locales that speak it.
type staffWords struct{ pageWords }

// Match finds the locale that speaks the studio for an Accept-Language header.
func (w staffWords) Match(accept string) string {
	c := w.live.Current()
	if tag := c.Match(accept); c.Has(tag, content.StaffName) {
		return tag
	}
	return content.SourceLocale
}

// Entry is the language of somebody who comes with a school's code.
func (w pageWords) Entry(accept, code string) string {
	return bot.EntryLocale(w.live.Current(), accept, code)
}
