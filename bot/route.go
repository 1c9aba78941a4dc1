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
	return RouteHeard(c, t, c.Heard().Hear(t))
}

// RouteHeard is Route of a text that is being heard, by whatever router.
func RouteHeard(c *content.Content, t Text, heard *understand.Heard) (topics []string, crisis bool) {
	add := func(topic string) {
		if topic == flow.Front {
			topic = flow.Control // the menu is one of the house's own moves
		}
		if len(topics) < 3 && !slices.Contains(topics, topic) {
			topics = append(topics, topic)
		}
	}
	if d := heard.Danger(); d.Level == understand.Certain {
		add(entry(c, heard, d).Flow)
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

// entry is the flow that hears a certain danger. Crisis has its own. A disclosure goes where its
// examples say, if they are sure: a friend's trouble is not one's own. Else, or where the flow that
// listens for the phrase has a step for it, that flow has it.
func entry(c *content.Content, heard *understand.Heard, d understand.Danger) flow.Entry {
	listens, found := c.Interrupt(d.List)
	if d.List != content.CrisisFlow && listens.Step == "" {
		if g := heard.Topics(); len(g) > 0 && g[0].Score >= plainTopic && c.Flow(g[0].Topic) != nil && discloses(c, g[0].Topic) {
			return flow.Entry{Flow: g[0].Topic}
		}
	}
	if found {
		return listens
	}
	return flow.Entry{Flow: content.CrisisFlow}
}

// plainTopic is the likelihood from which examples say better than a phrase what a disclosure is about.
const plainTopic = 0.8

// discloses tells whether a topic can answer a disclosure: a flow of care, or one about somebody else.
func discloses(c *content.Content, topic string) bool {
	return c.Flow(topic).Care || slices.Contains([]string{"friend", "adult", "own-behaviour"}, topic)
}
