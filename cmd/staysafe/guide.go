package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/epub"
	"staysafe/bot/flow"
	"strings"
	"text/tabwriter"
	"time"
)

// guides gives the web the guide of the content in use.
type guides struct {
	live  *content.Live
	files func() *bot.GuideFiles
}

// Guide is an edition in a locale, nil if there is none.
func (g guides) Guide(locale, edition string) *bot.Guide {
	return bot.GuideFor(g.live.Current(), locale, edition)
}

// Ends are the lines every page ends with.
func (g guides) Ends(locale, country string) bot.GuideEnd {
	return bot.GuideEnds(g.live.Current(), locale, country, time.Now())
}

// Help is who helps in a country.
func (g guides) Help(locale, country string) []bot.Message {
	return bot.HelpFor(g.live.Current(), locale, country, flow.AnyHelp, time.Now())
}

// Plain is the guide as plain text.
func (g guides) Plain(guide *bot.Guide, country string) string {
	return guide.Text(g.live.Current(), country, time.Now())
}

// Drawing is a picture as SVG, nil if there is none of that name.
func (g guides) Drawing(name string) []byte { return g.live.Current().Drawing(name) }

// Note says who has not read the words of a locale yet, "" if they may be trusted.
func (g guides) Note(locale string) string { return bot.ReviewNote(g.live.Current(), locale) }

// File is a printed form of the guide, if there is one of that name.
func (g guides) File(name string) (bot.GuideFile, bool) { return g.files().File(name) }

// Book is the guide as an EPUB.
func (g guides) Book(guide *bot.Guide, country string) ([]byte, error) {
	var b bytes.Buffer
	err := bookOf(g.live.Current(), guide, country, time.Now()).Write(&b)
	return b.Bytes(), err //nolint:wrapcheck // it says what it was doing
}

// guideFiles are the printed forms in a folder, and over them what packs bring in their folder guides.
func guideFiles(folder string, packs []string) (*bot.GuideFiles, []*bot.GuideFileError) {
	var folders []fs.FS
	if folder != "" {
		folders = append(folders, os.DirFS(folder))
	}
	for _, p := range packs {
		folders = append(folders, os.DirFS(filepath.Join(p, "guides")))
	}
	return bot.OpenGuideFiles(folders...)
}

// Countries are all countries by name.
func (g guides) Countries(locale string) []bot.Country {
	return bot.GuideCountries(g.live.Current(), locale)
}

type guideCmd struct {
	Show  guideShowCmd  `cmd:"" default:"withargs" help:"Print an edition as plain text."`
	List  guideListCmd  `cmd:"" help:"List all editions, who has read them, and which printed files are there."`
	Build guideBuildCmd `cmd:"" help:"Write all editions in all languages as plain text and as EPUB. PDF: make guides."`
}

type guideShowCmd struct {
	Lang    string `default:"en" help:"Language, BCP 47."`
	For     string `default:"young" enum:"young,short,easy,caregivers,teachers" help:"Edition: young, short, easy, caregivers or teachers."`
	Country string `help:"Country of the numbers, two letters." placeholder:"KE"`
}

type guideListCmd struct {
	Guides string `help:"Folder with the printed guides; by default STAYSAFE_GUIDES." placeholder:"DIR"`
}

type guideBuildCmd struct {
	Folder string `arg:"" default:"build/guides" help:"Where to write."`
	JSON   bool   `help:"Write nothing and print all editions and inserts, for those who print them." name:"json"`
}

// bookOf is the guide as a book, with the people who help in a country, "" if it is not known.
func bookOf(c *content.Content, g *bot.Guide, country string, now time.Time) epub.Book {
	text := func(id string) string { return c.Text(g.Locale, id, nil) }
	b := epub.Book{
		Guide: g, Dated: g.Dated,
		Labels: epub.Labels{Contents: text("guide.web.contents"), Say: text("guide.web.say"), Danger: text("guide.web.danger_any"), Talk: text("guide.web.near")},
	}
	if country != "" {
		b.People = bot.HelpFor(c, g.Locale, country, flow.AnyHelp, now)
	}
	return b
}

// bound writes every edition in every language into a folder.
func bound(a *app, c *content.Content, folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // for everybody to read
		return fmt.Errorf("making the folder: %w", err)
	}
	for _, locale := range c.Locales() {
		for _, edition := range flow.Editions() {
			g := bot.GuideFor(c, locale, edition)
			var book bytes.Buffer
			if err := bookOf(c, g, "", time.Time{}).Write(&book); err != nil {
				return fmt.Errorf("binding the guide: %w", err)
			}
			name := "guide-" + locale + "-" + edition
			for ext, data := range map[string][]byte{".epub": book.Bytes(), ".txt": []byte(g.Text(c, "", time.Time{}))} {
				if err := os.WriteFile(filepath.Join(folder, name+ext), data, 0o644); err != nil { //nolint:gosec // for everybody to read
					return fmt.Errorf("writing the guide: %w", err)
				}
			}
			_, _ = fmt.Fprintf(a.out, "%s.epub\t%d bytes\n", name, book.Len())
		}
	}
	return nil
}

// guideContent is the content, if it has a guide.
func guideContent(a *app) (*content.Content, error) {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return nil, errFound
	}
	if bot.GuideFor(c, content.SourceLocale, flow.Editions()[0]) == nil {
		return nil, badSetting("guide: the content has no guide")
	}
	return c, nil
}

// Run writes the guide into a folder.
func (cmd guideBuildCmd) Run(a *app) error {
	c, err := guideContent(a)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return printed(a.out, c)
	}
	return bound(a, c, cmd.Folder)
}

// Run prints the guide as plain text.
func (cmd guideShowCmd) Run(a *app) error {
	c, err := guideContent(a)
	if err != nil {
		return err
	}
	if cmd.Country != "" && c.Directory().Country(cmd.Country) == nil {
		return badSetting("guide: --country: there is no country %q", cmd.Country)
	}
	_, err = fmt.Fprint(a.out, bot.GuideFor(c, c.Match(cmd.Lang), cmd.For).Text(c, cmd.Country, time.Now()))
	return err //nolint:wrapcheck // writing to the terminal
}

// Run lists what can be handed out, one line for each language and edition.
func (cmd guideListCmd) Run(a *app) error {
	c, err := guideContent(a)
	if err != nil {
		return err
	}
	files, problems := guideFiles(cmp.Or(cmd.Guides, a.env("STAYSAFE_GUIDES")), folders(a.env("STAYSAFE_CONTENT")))
	for _, p := range problems {
		_, _ = fmt.Fprintln(a.errOut, "left out:", p)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "language\tedition\tpages\treview\tprinted")
	for _, locale := range c.Locales() {
		for _, edition := range flow.Editions() {
			forms := []string{}
			for _, form := range []string{"", "fold", "large"} {
				if _, there := files.File(bot.GuideForm{Locale: locale, Edition: edition, Form: form}.FileName()); there {
					forms = append(forms, cmp.Or(form, "a5"))
				}
			}
			g := bot.GuideFor(c, locale, edition)
			_, _ = fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", locale, edition, len(g.Pages), c.Weakest(locale), cmp.Or(strings.Join(forms, " "), "–"))
		}
	}
	_, _ = fmt.Fprintf(w, "web page, plain text and EPUB of each; %d printed files in all\n", files.Len())
	return w.Flush() //nolint:wrapcheck // writing to the terminal
}
