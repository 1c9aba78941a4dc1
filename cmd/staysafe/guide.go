package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/epub"
	"staysafe/bot/flow"
	"time"
)

// guides gives the web the guide of the content in use.
type guides struct {
	live  *content.Live
	files *bot.GuideFiles
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
func (g guides) File(name string) (bot.GuideFile, bool) { return g.files.File(name) }

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
	Lang    string `default:"en" help:"Language, BCP 47."`
	For     string `default:"young" enum:"young,short,easy,caregivers,teachers" help:"Edition: young, short, easy, caregivers or teachers."`
	Out     string `help:"Write all editions in all languages into this folder, as plain text and as EPUB." placeholder:"FOLDER"`
	JSON    bool   `help:"All editions and inserts in all languages, for those who print them." name:"json"`
	Country string `help:"Country of the numbers, two letters." placeholder:"KE"`
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
			if g == nil {
				return badSetting("guide: the content has no guide")
			}
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

// Run prints the guide as plain text.
func (cmd guideCmd) Run(a *app) error {
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	if cmd.JSON {
		return printed(a.out, c)
	}
	if cmd.Out != "" {
		return bound(a, c, cmd.Out)
	}
	if cmd.Country != "" && c.Directory().Country(cmd.Country) == nil {
		return badSetting("guide: --country: there is no country %q", cmd.Country)
	}
	g := bot.GuideFor(c, c.Match(cmd.Lang), cmd.For)
	if g == nil {
		return badSetting("guide: the content has no guide")
	}
	_, err := fmt.Fprint(a.out, g.Text(c, cmd.Country, time.Now()))
	return err //nolint:wrapcheck // writing to the terminal
}
