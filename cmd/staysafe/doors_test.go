package main

import (
	"html"
	"net/http"
	"net/url"
	"staysafe/bot/campaign"
	"staysafe/bot/flow"
	"strings"
	"testing"
	"time"
)

// inOrder tells whether texts stand in another one after the other.
func inOrder(text string, parts ...string) bool {
	for _, part := range parts {
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text = text[at+len(part):]
	}
	return true
}

// TestACodeLeadsThroughEveryDoor: what is scanned, plain or counted, opens the chat in the school's language, with the same topics in the same
// order as without it, and with the school's country first in the list: on the web, on Telegram and on Slack.
func TestACodeLeadsThroughEveryDoor(t *testing.T) {
	telegram, slack := newTelegramServer(t), newSlackServer(t)
	p := start(t, map[string]string{
		"STAYSAFE_SECRET": testSecret, "STAYSAFE_TELEGRAM_TOKEN": "12345:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "STAYSAFE_TELEGRAM_SECRET": "hooksecret", "STAYSAFE_TELEGRAM_API_URL": telegram.URL,
		"STAYSAFE_SLACK_BOT_TOKEN": "xoxb-token", "STAYSAFE_SLACK_SIGNING_SECRET": slackSecret, "STAYSAFE_SLACK_API_URL": slack.URL + "/api",
	})
	c, _ := once(nil)
	keys, err := lastingKeys(func(name string) string { return map[string]string{"STAYSAFE_SECRET": testSecret}[name] })
	if err != nil {
		t.Fatal(err)
	}
	for i, h := range []campaign.Hint{{Locale: "es", Country: "MX"}, {Locale: "fr", Country: "SN"}, {Locale: "ru", Country: "KZ", Counts: true}, {Locale: "en", Country: "KE", Counts: true}} {
		code, _, err := newCode(keys, campaign.Hint{Locale: h.Locale, Country: h.Country}, h.Counts)
		if err != nil {
			t.Fatal(err)
		}
		var topics []string
		for _, ch := range c.Flow("start").Step("menu").Do.(*flow.Ask).Choices {
			topics = append(topics, c.Text(h.Locale, ch.Label.ID, nil))
		}
		question, country := c.Text(h.Locale, "start.menu", nil), c.Place(h.Locale, h.Country)

		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/c/"+code, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Language", "tlh")
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		pg := &page{p: p}
		pg.read(resp)
		pg.send(url.Values{"over": {"1"}})
		if !strings.Contains(pg.body, `lang="`+h.Locale+`"`) || !inOrder(html.UnescapeString(pg.body), append([]string{">" + topics[0] + "<"}, topics[1:]...)...) {
			t.Errorf("%s: the web opens with\n%s", h.Locale, pg.body)
		}
		pg.send(url.Values{"do": {"country"}})
		if m := button.FindAllStringSubmatch(pg.body, -1); len(m) == 0 || html.UnescapeString(m[0][2]) != country {
			t.Errorf("%s: the web's first country is %v, not %s", h.Locale, m[:min(1, len(m))], country)
		}

		person := map[string]any{"id": 7000 + i, "is_bot": false, "first_name": "x", "language_code": "tlh"}
		say := func(n int, text string) string {
			update := map[string]any{"update_id": 9000 + 10*i + n, "message": map[string]any{
				"message_id": n, "date": time.Now().Unix(), "from": person, "chat": map[string]any{"id": 7000 + i, "type": "private", "first_name": "x"}, "text": text,
			}}
			if status := p.hook("hooksecret", update); status != http.StatusOK {
				t.Errorf("Telegram's delivery was answered %d", status)
			}
			return telegram.last()
		}
		if got := say(1, "/start "+code); !inOrder(got, append([]string{question}, topics...)...) {
			t.Errorf("%s: Telegram opens with\n%s", h.Locale, got)
		}
		if got := say(2, "/country"); !inOrder(got, `"inline_keyboard":[[{"text":"`+country+`"`) {
			t.Errorf("%s: Telegram's countries are\n%s", h.Locale, got)
		}

		before := len(slack.all())
		command := func(text string) string {
			body := url.Values{"team_id": {"T1"}, "channel_id": {"D0zqxmarkroom"}, "user_id": {"U" + h.Country}, "text": {text}, "trigger_id": {text + h.Country}}.Encode()
			if status := p.slack("commands", body); status != http.StatusOK {
				t.Errorf("Slack's delivery was answered %d", status)
			}
			return slack.all()[before:]
		}
		if got := command("start " + code); !inOrder(got, topics...) {
			t.Errorf("%s: Slack opens with\n%s", h.Locale, got)
		}
		before = len(slack.all())
		if got := command("country"); !strings.Contains(got, country) {
			t.Errorf("%s: Slack's countries are\n%s", h.Locale, got)
		}
	}
}
