package slack

import (
	"cmp"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strconv"
	"strings"
	"time"
)

// delivery is one act as Slack tells of it, over HTTP or over Socket Mode.
type delivery struct {
	door  string // one of the three paths
	body  wire.Fields
	final bool // Slack will not deliver it again, whatever we answer
}

// action is what a delivery asks of us.
type action struct {
	kind  string // for the counters: one of a fixed set
	where place
	in    *bot.Inbound // to be handed to the house, nil if nothing is
	home  bool         // the home page is to be shown
	unset bool         // whether the place is our own direct message has to be asked
	drop  bool         // the workspace took the app away
}

// asks tells whether anything is to be done.
func (a action) asks() bool { return a.in != nil || a.home || a.drop }

// read turns a delivery into an action. It fails for what can't be understood.
func read(d delivery) (action, error) {
	switch d.door {
	case eventsPath:
		return readEvent(d.body)
	case interactionsPath:
		return readInteraction(d.body)
	}
	return readCommand(d.body)
}

func readEvent(body wire.Fields) (action, error) {
	switch kind := body.Text("type"); kind {
	case "event_callback":
	case "app_rate_limited": // told once a minute: some of what people wrote did not arrive
		return action{kind: kind}, nil
	case "":
		return action{}, wire.ErrUnreadable
	default:
		return action{kind: unknown}, nil
	}
	event := body.Sub("event")
	if event == nil {
		return action{}, wire.ErrUnreadable
	}
	kind := event.Text("type")
	a := action{kind: kind, where: place{team: teamOf(body), channel: event.Text("channel"), user: event.Text("user")}}
	switch meetsEvent(kind) {
	case unheardOf:
		a.kind = unknown
		return a, nil
	case silent:
		return a, nil
	}
	if a.where.team == "" {
		return action{}, wire.ErrUnreadable
	}
	switch kind {
	case "app_home_opened":
		a.home = event.Text("tab") == "home" && a.where.user != ""
		return a, nil
	case "tokens_revoked":
		a.drop = len(event.Sub("tokens").Texts("bot")) > 0
		return a, nil
	case "app_uninstalled":
		a.drop = true
		return a, nil
	}
	if own(body, event) {
		a.kind = "bot"
		return a, nil
	}
	if kind == "app_mention" {
		return readMention(a, event)
	}
	return readMessage(a, event)
}

// readMention reads a call for the bot in a public place. In a direct message the same words come
// as a message too.
func readMention(a action, event wire.Fields) (action, error) {
	ts := event.Text("ts")
	if a.where.user == "" || a.where.channel == "" || ts == "" {
		return action{}, wire.ErrUnreadable
	}
	if !a.where.direct() {
		a.in = &bot.Inbound{
			ID: "n" + ts, Kind: bot.KindCommand, From: a.where.address(), Public: true, At: at(ts), Reply: event.Text("thread_ts"),
		}
	}
	return a, nil
}

func readMessage(a action, event wire.Fields) (action, error) {
	if a.where.channel == "" {
		return action{}, wire.ErrUnreadable
	}
	direct := a.where.direct()
	if kind := event.Text("channel_type"); kind != "" {
		direct = kind == "im" || kind == "app_home"
	}
	subtype := event.Text("subtype")
	switch {
	case !direct: // a channel is public: the house does not speak there
		a.kind = "public"
		return a, nil
	case subtype == "message_changed":
		return readEdit(a, event)
	case meetsSubtype(subtype) == silent:
		a.kind = "service"
		return a, nil
	case a.where.user == "":
		a.kind = unknown
		return a, nil
	}
	ts := event.Text("ts")
	if ts == "" {
		return action{}, wire.ErrUnreadable
	}
	a.kind = "text"
	in := bot.Inbound{
		ID: "m" + ts, From: a.where.address(), At: at(ts), Reply: event.Text("thread_ts"), Text: bot.NewText(heard(event)),
	}
	if event.Has("files") || subtype == "file_share" {
		a.kind, in.Kind = "attachment", bot.KindAttachment
	}
	a.in = &in
	return a, nil
}

// readEdit reads a message as it is now. Slack also says so when it added a preview: then nobody
// wrote anything.
func readEdit(a action, event wire.Fields) (action, error) {
	a.kind = "edit"
	m := event.Sub("message")
	a.where.user = m.Text("user")
	ts, edited, words := m.Text("ts"), m.Sub("edited").Text("ts"), heard(m)
	before := event.Sub("previous_message")
	switch {
	case m == nil || ts == "" || a.where.user == "":
		return action{}, wire.ErrUnreadable
	case own(nil, m):
		a.kind = "bot"
		return a, nil
	case edited == "" || words == "" || before.Has("text") && before.Text("text") == m.Text("text"):
		a.kind = "service"
		return a, nil
	}
	a.in = &bot.Inbound{
		ID: "e" + ts + "." + edited, Kind: bot.KindEdit, From: a.where.address(), At: at(edited), Reply: m.Text("thread_ts"),
		Text: bot.NewText(words),
	}
	return a, nil
}

// readInteraction reads a tap. Buttons are only ever sent to one person.
func readInteraction(body wire.Fields) (action, error) {
	kind := body.Text("type")
	a := action{kind: kind}
	switch meetsInteraction(kind) {
	case unheardOf:
		if a.kind = unknown; kind == "" {
			return action{}, wire.ErrUnreadable
		}
		return a, nil
	case silent:
		return a, nil
	}
	container, taps := body.Sub("container"), body.List("actions")
	user := body.Sub("user")
	a.where = place{
		team:    cmp.Or(body.Sub("team").Text("id"), user.Text("team_id"), body.Sub("enterprise").Text("id")),
		channel: cmp.Or(body.Sub("channel").Text("id"), container.Text("channel_id")), user: user.Text("id"),
	}
	if len(taps) == 0 || a.where.team == "" || a.where.user == "" {
		return action{}, wire.ErrUnreadable
	}
	choice := taps[0].Text("value")
	switch {
	case choice == "": // a link: it has opened by itself
		a.kind = "link"
		return a, nil
	case !a.where.direct() || container.Is("is_ephemeral"):
		a.kind = "public"
		return a, nil
	}
	m := body.Sub("message")
	ts := cmp.Or(container.Text("message_ts"), m.Text("ts"))
	a.in = &bot.Inbound{
		ID: "a" + ts + "." + cmp.Or(taps[0].Text("action_ts"), body.Text("trigger_id")), Kind: bot.KindChoice, From: a.where.address(),
		Choice: choice, Reply: cmp.Or(container.Text("thread_ts"), m.Text("thread_ts")),
	}
	return a, nil
}

// readCommand reads a slash command. Whether a direct message is our own Slack does not say: two
// people have one too, and can write commands there.
func readCommand(body wire.Fields) (action, error) {
	a := action{kind: "command", where: place{team: cmp.Or(body.Text("team_id"), body.Text("enterprise_id")), channel: body.Text("channel_id"), user: body.Text("user_id")}}
	if body.Text("ssl_check") != "" { // Slack looks whether we are there
		a.kind = "check"
		return a, nil
	}
	if a.where.team == "" || a.where.channel == "" || a.where.user == "" || body.Text("trigger_id") == "" {
		return action{}, wire.ErrUnreadable
	}
	in := bot.Inbound{ID: "c" + body.Text("trigger_id"), From: a.where.address(), Reply: body.Text("response_url")}
	order(&in, written(body.Text("text")))
	a.in, a.unset = &in, a.where.direct()
	if !a.unset {
		inPublic(&in)
	}
	return a, nil
}

// inPublic makes of a command one in a public place: of what stands there nothing is heard.
func inPublic(in *bot.Inbound) {
	in.Public, in.Kind, in.Code, in.Text = true, bot.KindCommand, "", bot.Text{}
}

var (
	startForm = regexp.MustCompile(`^(?i:start)(?:\s+([A-Za-z0-9_-]{1,64}))?$`)
	wordForm  = regexp.MustCompile(`^[^\s]{1,32}$`)
)

// order tells what stands after a slash command: a start, a word that may be a command, or words.
func order(in *bot.Inbound, text string) {
	m := startForm.FindStringSubmatch(text)
	switch {
	case text == "":
		in.Kind = bot.KindStart
	case m != nil:
		in.Kind, in.Code = bot.KindStart, m[1]
	case wordForm.MatchString(text):
		in.Kind, in.Text = bot.KindCommand, bot.NewText(text)
	default:
		in.Kind, in.Text = bot.KindText, bot.NewText(text)
	}
}

// unknown is the kind of a delivery that is newer than this program.
const unknown = "unknown"

// teamOf is the workspace in whose name an event comes.
func teamOf(body wire.Fields) string {
	team := body.Text("team_id")
	for _, a := range body.List("authorizations") {
		team = cmp.Or(team, a.Text("team_id"))
	}
	return cmp.Or(team, body.Text("enterprise_id"))
}

// own tells whether a program wrote a message: this one, or another.
func own(body, m wire.Fields) bool {
	user := m.Text("user")
	for _, a := range body.List("authorizations") {
		if a.Is("is_bot") && a.Text("user_id") == user && user != "" {
			return true
		}
	}
	return m.Has("bot_id") || m.Has("bot_profile") || m.Text("subtype") == "bot_message" || user == "USLACKBOT"
}

// at is a time of Slack's clock, as its message ids tell it; zero if they don't.
func at(ts string) time.Time {
	seconds, _, _ := strings.Cut(ts, ".")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil || n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// messageID writes a message's id as a number, which is remembered in less room.
func messageID(ts string) string { return strings.Replace(ts, ".", "", 1) }

// timestamp is a message's id as Slack writes it.
func timestamp(id string) (string, bool) {
	const micro = 6
	if _, err := strconv.ParseUint(id, 10, 63); err != nil || len(id) <= micro {
		return "", false
	}
	return id[:len(id)-micro] + "." + id[len(id)-micro:], true
}
