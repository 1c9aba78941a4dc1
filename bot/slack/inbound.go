package slack

import (
	"cmp"
	"regexp"
	"staysafe/bot"
	"strconv"
	"strings"
	"time"
)

// delivery is one act as Slack tells of it, over HTTP or over Socket Mode.
type delivery struct {
	door  string // one of the three paths
	body  fields
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

func readEvent(body fields) (action, error) {
	switch kind := body.text("type"); kind {
	case "event_callback":
	case "app_rate_limited": // told once a minute: some of what people wrote did not arrive
		return action{kind: kind}, nil
	case "":
		return action{}, errUnreadable
	default:
		return action{kind: unknown}, nil
	}
	event := body.sub("event")
	if event == nil {
		return action{}, errUnreadable
	}
	kind := event.text("type")
	a := action{kind: kind, where: place{team: teamOf(body), channel: event.text("channel"), user: event.text("user")}}
	switch meetsEvent(kind) {
	case unheardOf:
		a.kind = unknown
		return a, nil
	case silent:
		return a, nil
	}
	if a.where.team == "" {
		return action{}, errUnreadable
	}
	switch kind {
	case "app_home_opened":
		a.home = event.text("tab") == "home" && a.where.user != ""
		return a, nil
	case "tokens_revoked":
		a.drop = len(event.sub("tokens").texts("bot")) > 0
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
func readMention(a action, event fields) (action, error) {
	ts := event.text("ts")
	if a.where.user == "" || a.where.channel == "" || ts == "" {
		return action{}, errUnreadable
	}
	if !a.where.direct() {
		a.in = &bot.Inbound{
			ID: "n" + ts, Kind: bot.KindCommand, From: a.where.address(), Public: true, At: at(ts), Reply: event.text("thread_ts"),
		}
	}
	return a, nil
}

func readMessage(a action, event fields) (action, error) {
	if a.where.channel == "" {
		return action{}, errUnreadable
	}
	direct := a.where.direct()
	if kind := event.text("channel_type"); kind != "" {
		direct = kind == "im" || kind == "app_home"
	}
	subtype := event.text("subtype")
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
	ts := event.text("ts")
	if ts == "" {
		return action{}, errUnreadable
	}
	a.kind = "text"
	in := bot.Inbound{
		ID: "m" + ts, From: a.where.address(), At: at(ts), Reply: event.text("thread_ts"), Text: bot.NewText(heard(event)),
	}
	if event.has("files") || subtype == "file_share" {
		a.kind, in.Kind = "attachment", bot.KindAttachment
	}
	a.in = &in
	return a, nil
}

// readEdit reads a message as it is now. Slack also says so when it added a preview: then nobody
// wrote anything.
func readEdit(a action, event fields) (action, error) {
	a.kind = "edit"
	m := event.sub("message")
	a.where.user = m.text("user")
	ts, edited, words := m.text("ts"), m.sub("edited").text("ts"), heard(m)
	before := event.sub("previous_message")
	switch {
	case m == nil || ts == "" || a.where.user == "":
		return action{}, errUnreadable
	case own(nil, m):
		a.kind = "bot"
		return a, nil
	case edited == "" || words == "" || before.has("text") && before.text("text") == m.text("text"):
		a.kind = "service"
		return a, nil
	}
	a.in = &bot.Inbound{
		ID: "e" + ts + "." + edited, Kind: bot.KindEdit, From: a.where.address(), At: at(edited), Reply: m.text("thread_ts"),
		Text: bot.NewText(words),
	}
	return a, nil
}

// readInteraction reads a tap. Buttons are only ever sent to one person.
func readInteraction(body fields) (action, error) {
	kind := body.text("type")
	a := action{kind: kind}
	switch meetsInteraction(kind) {
	case unheardOf:
		if a.kind = unknown; kind == "" {
			return action{}, errUnreadable
		}
		return a, nil
	case silent:
		return a, nil
	}
	container, taps := body.sub("container"), body.list("actions")
	user := body.sub("user")
	a.where = place{
		team:    cmp.Or(body.sub("team").text("id"), user.text("team_id"), body.sub("enterprise").text("id")),
		channel: cmp.Or(body.sub("channel").text("id"), container.text("channel_id")), user: user.text("id"),
	}
	if len(taps) == 0 || a.where.team == "" || a.where.user == "" {
		return action{}, errUnreadable
	}
	choice := taps[0].text("value")
	switch {
	case choice == "": // a link: it has opened by itself
		a.kind = "link"
		return a, nil
	case !a.where.direct() || container.is("is_ephemeral"):
		a.kind = "public"
		return a, nil
	}
	m := body.sub("message")
	ts := cmp.Or(container.text("message_ts"), m.text("ts"))
	a.in = &bot.Inbound{
		ID: "a" + ts + "." + cmp.Or(taps[0].text("action_ts"), body.text("trigger_id")), Kind: bot.KindChoice, From: a.where.address(),
		Choice: choice, Reply: cmp.Or(container.text("thread_ts"), m.text("thread_ts")),
	}
	return a, nil
}

// readCommand reads a slash command. Whether a direct message is our own Slack does not say: two
// people have one too, and can write commands there.
func readCommand(body fields) (action, error) {
	a := action{kind: "command", where: place{team: cmp.Or(body.text("team_id"), body.text("enterprise_id")), channel: body.text("channel_id"), user: body.text("user_id")}}
	if body.text("ssl_check") != "" { // Slack looks whether we are there
		a.kind = "check"
		return a, nil
	}
	if a.where.team == "" || a.where.channel == "" || a.where.user == "" || body.text("trigger_id") == "" {
		return action{}, errUnreadable
	}
	in := bot.Inbound{ID: "c" + body.text("trigger_id"), From: a.where.address(), Reply: body.text("response_url")}
	order(&in, written(body.text("text")))
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
func teamOf(body fields) string {
	team := body.text("team_id")
	for _, a := range body.list("authorizations") {
		team = cmp.Or(team, a.text("team_id"))
	}
	return cmp.Or(team, body.text("enterprise_id"))
}

// own tells whether a program wrote a message: this one, or another.
func own(body, m fields) bool {
	user := m.text("user")
	for _, a := range body.list("authorizations") {
		if a.is("is_bot") && a.text("user_id") == user && user != "" {
			return true
		}
	}
	return m.has("bot_id") || m.has("bot_profile") || m.text("subtype") == "bot_message" || user == "USLACKBOT"
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
