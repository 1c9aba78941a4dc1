package slack

import (
	"net/url"
	"regexp"
	"staysafe/bot"
	"strconv"
	"strings"

	"github.com/slack-go/slack"
)

// actionID names the n-th button of a turn. Members of a workspace with the right tools can read
// these ids: they say nothing.
func actionID(n int) string { return "a" + strconv.Itoa(n) }

// choiceButtons leaves out what Slack would refuse: one bad button would cost the whole message.
func choiceButtons(choices []bot.Choice) []*slack.ButtonBlockElement {
	var all []*slack.ButtonBlockElement
	for _, ch := range choices {
		if len(all) < maxChoices && ch.ID != "" && len(ch.ID) <= maxValue && bot.Visible(ch.Label) {
			all = append(all, slack.NewButtonBlockElement("", ch.ID, plainText(fitting(ch.Label))))
		}
	}
	return all
}

// linkButtons open what a bubble leads to: in a plain text Slack makes no links. It opens no tel:
// or sms: either; those stand in the text.
func linkButtons(m bot.Message) []*slack.ButtonBlockElement {
	var all []*slack.ButtonBlockElement
	add := func(label, name, address string) {
		if len(all) == maxButtons || !web(address) || !bot.Visible(label) {
			return
		}
		b := slack.NewButtonBlockElement("", "", plainText(fitting(label)))
		b.URL = address
		if name != "" {
			b.AccessibilityLabel = fitting(label + " · " + name)
		}
		all = append(all, b)
	}
	if m.Card != nil {
		for _, l := range m.Card.Links {
			add(l.Label, m.Card.Name, l.URL)
		}
		return all
	}
	for _, address := range addresses(m.Text) {
		add(strings.TrimPrefix(address, "https://"), "", address)
	}
	return all
}

var addressForm = regexp.MustCompile(`https://[^\s\x{2066}-\x{2069}]+`)

// addresses are the web addresses that stand in a text.
func addresses(text string) []string {
	var all []string
	for _, a := range addressForm.FindAllString(text, -1) {
		all = append(all, strings.TrimRight(a, ".,;:!?)"))
	}
	return all
}

// web tells whether Slack takes an address for a button.
func web(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Host != "" && len(address) <= maxLink && !strings.ContainsAny(address, " \t\r\n")
}

// fitting is a label as Slack shows it, cut where it would be refused. The house's labels fit.
func fitting(label string) string {
	limit := bot.Limit{Max: maxLabel, Unit: bot.UTF16}
	text := shown(label)
	for runes := []rune(label); !limit.Fits(text); {
		runes = runes[:len(runes)-1]
		text = shown(strings.TrimSpace(string(runes))) + "…"
	}
	return text
}
