package slack

import (
	"context"
	"errors"
	"staysafe/bot"

	"github.com/slack-go/slack"
)

// maxHome is how many blocks a home page takes.
const maxHome = 100

// showHome shows the home page. It says in every language on offer what this is: whose language is
// which would have to be read from a profile.
func (c *Channel) showHome(ctx context.Context, where place) error {
	api := c.teams.of(where.team)
	if api == nil {
		return nil
	}
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: c.home()}}
	err := call(ctx, "views.publish", func(ctx context.Context) error {
		_, err := api.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: where.user, View: view})
		return err
	})
	if err != nil {
		c.counts.Add("home not shown")
	}
	if errors.Is(err, bot.ErrGone) { // who is away needs no home page
		return nil
	}
	return err
}

func (c *Channel) home() []slack.Block {
	var all []slack.Block
	for _, locale := range c.words.Locales() {
		for _, id := range []string{"slack.home", "slack.home_help"} {
			for _, text := range sections(c.words.Text(locale, id, nil)) {
				all = append(all, slack.NewSectionBlock(plainText(text), nil, nil, slack.SectionBlockOptionExpand(true)))
			}
		}
		if len(all) > maxHome-4 {
			break
		}
		all = append(all, slack.NewDividerBlock())
	}
	if web(c.publicURL) {
		b := slack.NewButtonBlockElement(actionID(1), "", plainText(fitting(c.publicURL[len("https://"):])))
		b.URL = c.publicURL
		all = append(all, slack.NewActionBlock("", b))
	}
	return all
}
