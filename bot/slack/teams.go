package slack

import (
	"encoding/base64"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
	"sync"

	"github.com/slack-go/slack"
)

// teams are the workspaces that the app is installed in, as far as we hold their tokens.
type teams struct {
	mu      sync.Mutex
	only    *slack.Client            // of the only workspace, whose id nobody told us
	clients map[string]*slack.Client // of each workspace, by team id
	left    map[string]bool          // workspaces that took the app away
}

func (t *teams) open(only string, each map[string]string, api func(string, ...slack.Option) *slack.Client) {
	t.clients, t.left = map[string]*slack.Client{}, map[string]bool{}
	if only != "" {
		t.only = api(only)
	}
	for team, token := range each {
		t.clients[team] = api(token)
	}
}

// of is the way to a workspace, nil if there is none.
func (t *teams) of(team string) *slack.Client {
	t.mu.Lock()
	defer t.mu.Unlock()
	if team == "" || t.left[team] {
		return nil
	}
	if api := t.clients[team]; api != nil {
		return api
	}
	return t.only
}

// drop forgets the token of a workspace: it is worth nothing any more.
func (t *teams) drop(team string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.only != nil || t.clients[team] != nil {
		t.left[team] = true
	}
	delete(t.clients, team)
}

// place is a conversation with one person: an app's direct message, or a public place where one
// person alone sees the answer.
type place struct{ team, channel, user string }

func (p place) address() bot.Address {
	return bot.Address(base64.RawURLEncoding.EncodeToString([]byte(p.team + "\x00" + p.channel + "\x00" + p.user)))
}

// way is where messages to it go, for the limiter: those of one workspace share a rate.
func (p place) way() wire.Way { return wire.Way{Shared: p.team, Own: string(p.address())} }

// direct tells whether nobody else is in it. Slack begins the ids of direct messages with D.
func (p place) direct() bool { return strings.HasPrefix(p.channel, "D") }

// placeOf reads an address; false if it is none of ours.
func placeOf(a bot.Address) (place, bool) {
	data, err := base64.RawURLEncoding.DecodeString(string(a))
	parts := strings.Split(string(data), "\x00")
	if err != nil || len(parts) != 3 || parts[0] == "" || parts[1] == "" || parts[2] == "" {
		return place{}, false
	}
	return place{parts[0], parts[1], parts[2]}, true
}

func values(m map[string]string) []string {
	var all []string
	for _, v := range m {
		all = append(all, v)
	}
	return all
}
