package slack

import (
	"staysafe/bot"
	"strings"

	"github.com/slack-go/slack"
)

// Limits of Block Kit, in characters and pieces.
const (
	maxSection = 3000 // of a section's text
	maxLabel   = 75   // of a button's text
	maxValue   = 2000 // of a button's value
	maxLink    = 3000 // of a button's address
	maxButtons = 25   // in one row of actions
	maxChoices = 4 * maxButtons
	maxBlocks  = 50    // in one message
	maxMessage = 12000 // of all texts of one message; Slack states none, and refuses somewhat more
)

// outgoing is one message: its blocks, the text of its notification, and everything in it in words,
// for the day that Slack refuses the blocks.
type outgoing struct {
	blocks []slack.Block
	notice string
	words  string
	size   int
}

// compose puts a turn into as few messages as there can be: a section for each bubble, ways to
// reach a service under it, and the choices at the end.
func compose(turn bot.Turn, notice string) []outgoing {
	p := packer{notice: notice}
	for _, m := range turn.Messages {
		for _, text := range sections(m.Text) {
			p.add(slack.NewSectionBlock(plainText(text), nil, nil, slack.SectionBlockOptionExpand(true)), text)
		}
		p.actions(linkButtons(m))
	}
	for _, text := range sections(turn.Note) {
		p.add(slack.NewContextBlock("", plainText(text)), text)
	}
	p.actions(choiceButtons(turn.Choices))
	return p.all
}

// packer fills messages, one after the other.
type packer struct {
	notice  string
	all     []outgoing
	buttons int
}

// add adds a block that says something.
func (p *packer) add(b slack.Block, words string) {
	last := len(p.all) - 1
	if last < 0 || len(p.all[last].blocks) >= maxBlocks || p.all[last].size+len(words) > maxMessage {
		p.all = append(p.all, outgoing{notice: p.notice})
		last++
	}
	m := &p.all[last]
	m.blocks, m.size = append(m.blocks, b), m.size+len(words)
	m.words = strings.TrimSpace(m.words + "\n\n" + words)
}

// actions adds rows of buttons. Their ids tell where they stand and nothing else.
func (p *packer) actions(all []*slack.ButtonBlockElement) {
	for len(all) > 0 {
		row := all[:min(maxButtons, len(all))]
		all = all[len(row):]
		var elements []slack.BlockElement
		var words []string
		for _, b := range row {
			p.buttons++
			b.ActionID = actionID(p.buttons)
			elements = append(elements, b)
			if b.URL == "" { // the others' addresses stand in the text
				words = append(words, "• "+b.Text.Text)
			}
		}
		p.add(slack.NewActionBlock("", elements...), strings.Join(words, "\n"))
	}
}

// notice is the text that may stand on a lock screen: in care one that says nothing, else the
// beginning of what is said, which is written to be neutral.
func (c *Channel) notice(turn bot.Turn) string {
	if !turn.Care && len(turn.Messages) > 0 && turn.Messages[0].Card == nil {
		if line, _, _ := strings.Cut(strings.TrimSpace(turn.Messages[0].Text), "\n"); line != "" {
			return shown(line)
		}
	}
	return shown(c.words.Text(turn.Locale, "slack.notice", nil))
}

// plainText is a text in which nothing is markup and nothing is made a link of.
func plainText(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
}

// sections are the texts of one bubble as Slack shows them. The house's bubbles fit; this is for
// marks that are longer written than shown.
func sections(text string) []string {
	var all []string
	for text = strings.TrimSpace(text); bot.Visible(text); {
		at := len(text)
		if !sectionLimit().Fits(shown(text)) {
			at = beginning(text)
		}
		all = append(all, shown(strings.TrimSpace(text[:at])))
		text = strings.TrimSpace(text[at:])
	}
	return all
}

func sectionLimit() bot.Limit { return bot.Limit{Max: maxSection, Unit: bot.UTF16} }

// beginning is where the first section of a long text ends: at its last line, sentence or word in
// the second half, else between two letters. It is never 0.
func beginning(s string) int {
	const room = 16 // for marks that have to be closed
	limit, used, at := sectionLimit(), 0, len(s)
	for i, r := range s {
		if used += limit.Len(escaped(string(r))); used > maxSection-room && i > 0 {
			at = i
			break
		}
	}
	for _, end := range []string{"\n", ". ", " "} {
		if i := strings.LastIndex(s[:at], end); i > at/2 {
			return i + len(end)
		}
	}
	return at
}
