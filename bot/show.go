package bot

import (
	"staysafe/bot/content"
	"staysafe/bot/flow"
)

// Show is what somebody is sent who comes to a place of a flow, on a network that can do so much: for staff, who look at what they
// write. Nothing is remembered and nobody is told.
func (b *Bot) Show(c *content.Content, can Capabilities, who flow.State, at flow.Entry) Turn {
	state, outs := flow.Advance(c, who, flow.Input{Interrupt: at, Now: b.Now()})
	return b.render(c, can, outcome{decided: true, outs: outs, state: state, locale: state.Locale})
}
