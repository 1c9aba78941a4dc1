package main

import (
	"staysafe/bot"
	"time"
)

// voices tells the web page what people answered.
type voices struct{ bot *bot.Bot }

// Voices are the questions in a locale, with how many gave each answer at least.
func (v voices) Voices(locale string) []bot.Voice { return v.bot.Voices(locale, time.Now()) }

// Since is the day from which it counts.
func (v voices) Since(locale string) string {
	return bot.Day(v.bot.Content(), locale, v.bot.Tally.Since)
}
