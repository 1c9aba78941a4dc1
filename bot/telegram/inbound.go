package telegram

import (
	"context"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strconv"
	"strings"
	"time"
)

// action is what a delivery asks of us.
type action struct {
	kind     string // for the counters: one of a fixed set
	chat     chat
	callback string // to be answered, whatever happens
	forget   bool
	in       *bot.Inbound // nil: nothing is said
}

// read turns an update into an action. It fails for what can't be understood.
func (c *Channel) read(ctx context.Context, u update) (action, error) {
	switch u.kind {
	case "message", "edited_message":
		return c.readMessage(ctx, u)
	case "callback_query":
		return readCallback(u)
	case "my_chat_member":
		return readMember(u)
	}
	return action{kind: u.kind}, nil
}

func (c *Channel) readMessage(ctx context.Context, u update) (action, error) {
	m := u.body
	where, ok := chatOf(m)
	if !ok {
		return action{}, wire.ErrUnreadable
	}
	a := action{kind: u.kind, chat: where}
	what := meets(m)
	switch {
	case where.public:
		return c.readPublic(ctx, a, m, what), nil
	case m.Sub("from").Is("is_bot"): // two programs could talk to each other for ever
		a.kind = "bot"
		return a, nil
	case what == service, what == aside:
		a.kind = "service"
		return a, nil
	}
	in := inbound(where, m)
	id, _ := m.Number("message_id")
	in.ID, in.Message = "m"+strconv.FormatInt(id, 10), strconv.FormatInt(id, 10)
	words := heard(m)
	if u.kind == "edited_message" {
		edited, _ := m.Number("edit_date")
		in.ID += "." + strconv.FormatInt(edited, 10)
		in.Kind, in.At = bot.KindEdit, at(edited)
		in.Text = bot.NewText(words)
		if words != "" {
			a.in = &in
		}
		return a, nil
	}
	switch what {
	case wordsOf:
		a.kind = "text"
		said(&in, words, forwarded(m))
	default:
		a.kind = "attachment"
		in.Kind, in.Text = bot.KindAttachment, bot.NewText(words)
	}
	a.in = &in
	return a, nil
}

// readPublic passes on a command that names this bot, and nothing else.
func (c *Channel) readPublic(ctx context.Context, a action, m wire.Fields, what meeting) action {
	a.kind = "public"
	if what != wordsOf || forwarded(m) {
		return a
	}
	cmd, ok := command(m.Text("text"))
	if !ok || cmd.to == "" || !c.own(ctx, cmd.to) {
		return a
	}
	in := inbound(a.chat, m)
	id, _ := m.Number("message_id")
	in.ID, in.Public = "m"+strconv.FormatInt(id, 10), true
	in.Kind, in.Text = bot.KindCommand, bot.NewText(cmd.name)
	if cmd.name == "start" {
		in.Kind, in.Text = bot.KindStart, bot.Text{}
	}
	a.kind, a.in = "public command", &in
	return a
}

// readCallback reads a tap. The message it stands under may be too old to be shown, or missing: a
// person's private chat has the person's own number.
func readCallback(u update) (action, error) {
	q := u.body
	a := action{kind: u.kind, callback: q.Text("id")}
	from, ok := q.Sub("from").Number("id")
	if a.callback == "" || !ok {
		return action{}, wire.ErrUnreadable
	}
	a.chat = chat{id: from}
	m := q.Sub("message")
	if where, ok := chatOf(m); ok {
		a.chat = where
	}
	data := q.Text("data")
	if a.chat.public || data == "" { // buttons are only ever sent to one person
		return a, nil
	}
	in := inbound(a.chat, m)
	in.ID, in.Kind, in.Choice = "c"+a.callback, bot.KindChoice, data
	in.At = time.Time{} // the message's date is not the tap's
	in.Locale = locale(q.Sub("from"))
	a.in = &in
	return a, nil
}

// readMember notices that a person blocked the bot.
func readMember(u update) (action, error) {
	where, ok := chatOf(u.body)
	if !ok {
		return action{}, wire.ErrUnreadable
	}
	a := action{kind: u.kind, chat: where}
	if !where.public && u.body.Sub("new_chat_member").Text("status") == "kicked" {
		a.forget = true
		a.in = &bot.Inbound{From: address(where)}
	}
	return a, nil
}

// inbound holds what every message tells alike.
func inbound(where chat, m wire.Fields) bot.Inbound {
	in := bot.Inbound{From: address(where), Locale: locale(m.Sub("from"))}
	if date, ok := m.Number("date"); ok {
		in.At = at(date)
	}
	if thread, ok := m.Number("message_thread_id"); ok && thread > 0 {
		in.Reply = strconv.FormatInt(thread, 10)
	}
	return in
}

// said tells what a text is: a start, a command, or words. What somebody else once wrote is no
// command of this person.
func said(in *bot.Inbound, words string, forwarded bool) {
	in.Kind, in.Text = bot.KindText, bot.NewText(words)
	cmd, ok := command(words)
	switch {
	case !ok:
	case forwarded:
		in.Text = bot.NewText(cmd.rest)
	case cmd.name == "start" && startCode.MatchString(cmd.rest):
		in.Kind, in.Code, in.Text = bot.KindStart, cmd.rest, bot.Text{}
	case cmd.name == "start": // a link can't carry this: somebody typed it
		in.Kind, in.Text = bot.KindStart, bot.NewText(cmd.rest)
	case cmd.rest == "":
		in.Kind, in.Text = bot.KindCommand, bot.NewText(cmd.name)
	}
}

// startCode is what a link can carry after /start (core.telegram.org/bots/features).
var startCode = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

var commandForm = regexp.MustCompile(`(?s)^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+(.*))?$`)

// order is a command as it was typed: its name in lower case, the bot it is meant for, the rest.
type order struct{ name, to, rest string }

func command(text string) (order, bool) {
	m := commandForm.FindStringSubmatch(text)
	if m == nil {
		return order{}, false
	}
	return order{strings.ToLower(m[1]), m[2], strings.TrimSpace(m[3])}, true
}

// heard is everything in a message that the person wrote, or brought along from another chat. What
// they quote from this chat is our own.
func heard(m wire.Fields) string {
	words := m.Text("text")
	for _, field := range []string{"rich_message", "poll", "checklist"} {
		if m.Has(field) {
			words = joined(words, written(m[field]))
		}
	}
	words = joined(words, m.Text("caption"))
	if m.Has("external_reply") {
		words = joined(words, m.Sub("quote").Text("text"))
	}
	return words
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}

func forwarded(m wire.Fields) bool { return m.Has("forward_origin") || m.Has("forward_date") }

func address(where chat) bot.Address { return bot.Address(strconv.FormatInt(where.id, 10)) }

// at is a time of the network's clock; zero if it tells none.
func at(unix int64) time.Time {
	if unix <= 0 {
		return time.Time{}
	}
	return time.Unix(unix, 0).UTC()
}

var tagForm = regexp.MustCompile(`^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}$`)

// locale is the language of somebody's app, "" if it is not told or not a language.
func locale(user wire.Fields) string {
	if tag := user.Text("language_code"); tagForm.MatchString(tag) {
		return tag
	}
	return ""
}
