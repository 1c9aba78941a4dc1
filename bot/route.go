package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
)

// Route lists where a first message leads, best first, three at most, as the conversation would take
// it: danger, then global words, then countries, then what it may be about. crisis tells whether the
// full crisis answer would show.
func Route(c *content.Content, t Text) (topics []string, crisis bool) {
	add := func(topic string) {
		if topic == flow.Front {
			topic = flow.Control // the menu is one of the house's own moves
		}
		if len(topics) < 3 && !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	heard := c.Heard().Hear(t)
	if d := heard.Danger(); d.Level == understand.Certain {
		if e, ok := c.Interrupt(d.List); ok {
			add(e.Flow)
		}
	}
	if cmd, ok := heard.Command(); ok {
		if e, ok := c.Interrupt(cmd.List); ok {
			add(e.Flow)
		}
	}
	if len(c.Heard().Countries(t)) > 0 {
		add("hotline")
	}
	for _, g := range heard.Topics() {
		add(g.Topic)
	}
	if len(topics) == 0 {
		add(understand.NoTopic)
	}
	return topics, topics[0] == content.CrisisFlow
}
