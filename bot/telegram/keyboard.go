package telegram

import (
	"net/url"
	"slices"
	"staysafe/bot"
	"strings"
	"unicode/utf8"

	"github.com/go-telegram/bot/models"
)

// Limits of an inline keyboard. The first is stated by the Bot API; the second is not, but more are
// refused.
const (
	maxPayload = 64 // bytes of callback_data
	maxButtons = 100
)

// shortLabel is the longest label, in characters, of which two fit beside each other on a phone.
const shortLabel = 16

// keyboard is what can be tapped under a turn: ways to reach the help services on a page, then the
// choices. It is nil if there is nothing.
func keyboard(turn bot.Turn) *models.InlineKeyboardMarkup {
	choices := choiceButtons(turn.Choices)
	links := linkButtons(turn.Messages)
	links = links[:min(len(links), maxButtons-len(choices))]

	var rows [][]models.InlineKeyboardButton
	for _, b := range links {
		rows = append(rows, []models.InlineKeyboardButton{b})
	}
	for i := 0; i < len(choices); i++ {
		row := []models.InlineKeyboardButton{choices[i]}
		if i+1 < len(choices) && short(choices[i]) && short(choices[i+1]) {
			i++
			row = append(row, choices[i])
		}
		rows = append(rows, row)
	}
	if rows == nil {
		return nil
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rows}
}

// plainer is the same keyboard without links; nil if there are none, or nothing else.
func plainer(k *models.InlineKeyboardMarkup) *models.InlineKeyboardMarkup {
	rest := slices.DeleteFunc(slices.Clone(k.InlineKeyboard), func(row []models.InlineKeyboardButton) bool { return row[0].URL != "" })
	if len(rest) == 0 || len(rest) == len(k.InlineKeyboard) {
		return nil
	}
	return &models.InlineKeyboardMarkup{InlineKeyboard: rest}
}

func short(b models.InlineKeyboardButton) bool { return utf8.RuneCountInString(b.Text) <= shortLabel }

// choiceButtons leaves out what Telegram would refuse: one bad button would cost the whole message.
func choiceButtons(choices []bot.Choice) []models.InlineKeyboardButton {
	var all []models.InlineKeyboardButton
	for _, ch := range choices {
		if len(all) < maxButtons && ch.ID != "" && len(ch.ID) <= maxPayload && bot.Visible(ch.Label) {
			all = append(all, models.InlineKeyboardButton{Text: bot.Balance(ch.Label), CallbackData: ch.ID})
		}
	}
	return all
}

// linkButtons are one button a service: its first web address. Telegram opens no tel: or sms: from
// a button; those stand in the text.
func linkButtons(messages []bot.Message) []models.InlineKeyboardButton {
	var all []models.InlineKeyboardButton
	for _, m := range messages {
		if m.Card == nil || m.Card.Name == "" {
			continue
		}
		for _, l := range m.Card.Links {
			if web(l.URL) && l.Label != "" {
				all = append(all, models.InlineKeyboardButton{Text: bot.Balance(l.Label) + " · " + bot.Balance(m.Card.Name), URL: l.URL})
				break
			}
		}
	}
	return all
}

// web tells whether Telegram takes an address for a button.
func web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Host, ".") && !strings.ContainsAny(address, " \t\r\n")
}
