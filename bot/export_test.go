package bot

import (
	"staysafe/bot/content"
)

// Turn takes one turn without a store or a network: what Handle does between reading and sending.
func (b *Bot) Turn(c *content.Content, can Capabilities, s Session, in Inbound) (Session, Turn, bool) {
	o := b.decide(c, can, &s, false, "mark", in)
	if o.silent {
		return s, Turn{}, false
	}
	return s, b.render(c, can, o), true
}
