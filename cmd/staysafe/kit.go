package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/campaign"
	"staysafe/bot/content"
	"staysafe/bot/kit"
	"strings"
	"time"
)

type kitCmd struct {
	Read      string `help:"Say what a code says, and make nothing." placeholder:"CODE"`
	Name      string `help:"Name of the school, as it is to be printed. It is kept nowhere."`
	Lang      string `default:"en" help:"Language of the kit, BCP 47."`
	Country   string `help:"Country of the school, two letters." placeholder:"KE"`
	Code      string `help:"A code made before; without one a new one is made." placeholder:"CODE"`
	PublicURL string `help:"How the web chat is reached, e.g. https://chat.example.org." name:"public-url"`
	Telegram  string `help:"Name of the Telegram bot, without @." name:"telegram-name" placeholder:"NAME"`
	Count     bool   `help:"Count how many talks begin with the code. Needs STAYSAFE_SECRET as the server has it, and --public-url."`
	Slack     bool   `help:"The school's workspace has the app."`
	Out       string `default:"kit.zip" help:"The file to write."`
}

// Run makes a school's kit.
func (cmd kitCmd) Run(a *app) error {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	if cmd.Read != "" {
		return cmd.explain(a, c)
	}
	k, err := cmd.kit(a, c)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := k.Write(&file); err != nil {
		return badSetting("kit: %s", err)
	}
	if err := os.WriteFile(cmd.Out, file.Bytes(), 0o644); err != nil { //nolint:gosec // for everybody to read
		return fmt.Errorf("writing the kit: %w", err)
	}
	for _, l := range k.Links {
		_, _ = fmt.Fprintf(a.out, "%-10s %s\n", l.Channel, l.URL)
	}
	if k.Secret != "" {
		_, _ = fmt.Fprintf(a.out, "%-10s %s, for %s\n", "secret", k.Secret, k.Counts)
	}
	_, err = fmt.Fprintf(a.out, "%-10s %s\n%-10s %s, %d bytes\n", "code", k.Code, "kit", cmd.Out, file.Len())
	return err //nolint:wrapcheck // writing to the terminal
}

var telegramName = regexp.MustCompile(`^[A-Za-z0-9_]{5,32}$`)

func (cmd kitCmd) kit(a *app, c *content.Content) (kit.Kit, error) {
	locale := c.Match(cmd.Lang)
	if _, spoken := c.Speaks(cmd.Lang); !spoken {
		return kit.Kit{}, badSetting("kit: --lang: there is no language %q; there are: %s", cmd.Lang, strings.Join(c.Locales(), ", "))
	}
	country := strings.ToUpper(cmd.Country)
	if country != "" && (c.Directory().Country(country) == nil || country == content.World) {
		return kit.Kit{}, badSetting("kit: --country: there is no country %q", cmd.Country)
	}
	site, err := url.Parse(strings.TrimSuffix(cmd.PublicURL, "/"))
	if cmd.PublicURL != "" && (err != nil || site.Host == "" || site.Scheme != "https" && site.Scheme != "http") {
		return kit.Kit{}, badSetting("kit: --public-url: write https://chat.example.org")
	}
	if cmd.Telegram != "" && !telegramName.MatchString(cmd.Telegram) {
		return kit.Kit{}, badSetting("kit: --telegram-name: a bot's name has 5 to 32 letters, digits and _")
	}
	code, secret, err := cmd.code(a, campaign.Hint{Locale: locale, Country: country})
	if err != nil {
		return kit.Kit{}, err
	}
	public := ""
	if cmd.PublicURL != "" {
		public = site.String()
	}
	k := schoolKit(c, locale, country, time.Now())
	k.School = strings.Join(strings.Fields(cmd.Name), " ")
	lead(&k, code, secret, public, cmd.Telegram)
	if cmd.Slack {
		k.Command = "/staysafe start " + code
	}
	if len(k.Links) == 0 {
		return kit.Kit{}, badSetting("kit: give --public-url or --telegram-name: a poster has to lead somewhere")
	}
	return k, nil
}

// lead lets a kit lead to the chat.
func lead(k *kit.Kit, code, secret, public, telegram string) {
	h, _ := campaign.Read(code)
	k.Code, k.Counted, k.Secret = code, h.Counts, secret
	if public != "" {
		k.Counts = public + "/schools/" + code
		k.Site = public + "/c/" + code
		k.Links = append(k.Links, kit.Link{Channel: "web", URL: k.Site})
	}
	if telegram != "" {
		k.Links = append(k.Links, kit.Link{Channel: "telegram", URL: "https://t.me/" + telegram + "?start=" + code})
	}
}

// schools makes kits on the web. It learns the language and the country of a school, and nothing else.
type schools struct {
	live             *content.Live
	keys             *bot.Keyring
	public, telegram string
}

// Leads tells whether a kit can lead anywhere.
func (s schools) Leads() bool { return s.public != "" }

// Kit writes a kit.
func (s schools) Kit(w io.Writer, locale, country string, counted bool) error {
	code, secret, err := newCode(s.keys, campaign.Hint{Locale: locale, Country: country}, counted)
	if err != nil {
		return err
	}
	k := schoolKit(s.live.Current(), locale, country, time.Now())
	lead(&k, code, secret, s.public, s.telegram)
	return k.Write(w) //nolint:wrapcheck // it says what it was doing
}

// newCode makes a code; one that is counted has a secret.
func newCode(keys *bot.Keyring, h campaign.Hint, counted bool) (code, secret string, err error) {
	if counted {
		return keys.NewCampaign(h, rand.Reader) //nolint:wrapcheck // it says what it was doing
	}
	code, err = campaign.New(h, rand.Reader, nil)
	return code, "", err //nolint:wrapcheck // it says what it was doing
}

// code is the code that was made before, or a new one, with its secret if it is counted.
func (cmd kitCmd) code(a *app, h campaign.Hint) (code, secret string, err error) {
	var keys *bot.Keyring
	if cmd.Count {
		if cmd.PublicURL == "" {
			return "", "", badSetting("kit: --count: needs --public-url, where the count is told")
		}
		if keys, err = lastingKeys(a.env); err != nil {
			return "", "", err
		}
		if keys == nil {
			return "", "", badSetting("kit: --count: needs STAYSAFE_SECRET, the same as the server's")
		}
	}
	if cmd.Code == "" {
		if code, secret, err = newCode(keys, h, cmd.Count); err != nil {
			return "", "", badSetting("kit: %s", err)
		}
		return code, secret, nil
	}
	if _, ok := campaign.Read(cmd.Code); !ok {
		return "", "", badSetting("kit: --code: %q is no code, or has a slip in it", cmd.Code)
	}
	code = campaign.Spelled(cmd.Code)
	if cmd.Count {
		var ours bool
		if secret, ours = keys.CampaignSecret(code); !ours {
			return "", "", badSetting("kit: --count: %s is not counted, or was made with another STAYSAFE_SECRET; leave --code out for a new one", code)
		}
	}
	return code, secret, nil
}

// schoolKit is a kit in a language, with the numbers of a country, "" if it says none.
func schoolKit(c *content.Content, locale, country string, now time.Time) kit.Kit {
	k := kit.Kit{
		Locale: locale, Direction: c.Direction(locale), Language: c.OwnName(locale), Note: bot.ReviewNote(c, locale),
		Text: func(id string, args map[string]string) string { return c.Text(locale, id, args) },
	}
	if country != "" {
		k.Country = c.Place(locale, country)
	}
	k.Emergency, k.Line = kit.NumbersOf(bot.PaperNumbers(c, locale, country, now))
	return k
}

// explain says what a code says.
func (cmd kitCmd) explain(a *app, c *content.Content) error {
	h, ok := campaign.Read(cmd.Read)
	if !ok {
		_, _ = fmt.Fprintf(a.out, "%s is no code made here, or has a slip in it. Who brings it simply starts.\n", cmd.Read)
		return errFound
	}
	locale, country := "no language", "no country"
	if tag, spoken := c.Speaks(h.Locale); spoken {
		locale = "language " + tag + " (where the app asks for none that is spoken here)"
	} else if h.Locale != "" {
		locale = "language " + h.Locale + ", which is not spoken here yet"
	}
	if h.Country != "" {
		country = "country " + h.Country + " first in the list of countries; it is not chosen"
	}
	counts := "Nothing is counted for it."
	if h.Counts {
		counts = "How many talks begin with it is counted, and nothing else (docs/counts.md)."
	}
	_, err := fmt.Fprintf(a.out, "%s\n%s\nIt says nothing else. %s\n", locale, country, counts)
	return err //nolint:wrapcheck // writing to the terminal
}
