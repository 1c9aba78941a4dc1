package slack

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"

	"github.com/slack-go/slack"
)

// maxMended is how often one message is sent again in another form before we give up.
const maxMended = 8

// Send implements bot.Channel. A turn becomes one message where Slack takes so much. An error wraps
// bot.ErrBusy or bot.ErrGone where that is what happened, and holds nothing of what was sent.
func (c *Channel) Send(ctx context.Context, in bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	where, ok := placeOf(in.From)
	api := c.teams.of(where.team)
	if !ok || api == nil {
		return bot.Sent{}, failed("chat.postMessage", bot.ErrGone) // no place of ours
	}
	if in.Public {
		return bot.Sent{}, c.whisper(ctx, api, where, in.Reply, compose(turn, c.notice(turn)))
	}
	if len(turn.Cleared) > 0 {
		c.clear(ctx, in.From, turn.Cleared)
	}
	var sent bot.Sent
	var err error
	if sent.Messages, turn.Messages, err = c.hand(ctx, api, where, in.Reply, turn); err != nil {
		return sent, err
	}
	messages := compose(turn, c.notice(turn))
	if len(messages) == 0 {
		if len(turn.Cleared) > 0 {
			return sent, nil
		}
		return sent, failed("chat.postMessage", wire.ErrEmpty)
	}
	thread := in.Reply
	for _, m := range messages {
		id, err := c.post(ctx, api, where, &thread, m, turn.Care)
		if err != nil {
			return sent, err
		}
		sent.Messages = append(sent.Messages, id)
	}
	return sent, nil
}

// post sends one message, in another form if Slack refuses the first. The words get through even
// if their buttons don't.
func (c *Channel) post(ctx context.Context, api *slack.Client, where place, thread *string, m outgoing, care bool) (string, error) {
	var last error
	for range maxMended {
		if err := c.limits.Wait(ctx, where.way(), care); err != nil {
			return "", err
		}
		options := append(m.options(), slack.MsgOptionDisableMarkdown(), slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
		if *thread != "" {
			options = append(options, slack.MsgOptionTS(*thread))
		}
		var ts string
		err := call(ctx, "chat.postMessage", func(ctx context.Context) (err error) {
			_, ts, err = api.PostMessageContext(ctx, where.channel, options...)
			return err
		})
		if err == nil {
			return messageID(ts), nil
		}
		last = err
		switch {
		case errors.Is(err, bot.ErrBusy):
			c.limits.Hold(where.way(), wire.WaitOf(err)) // the limiter waits that long, or says that it is too long
		case errors.Is(err, errThread) && *thread != "":
			*thread = ""
		case errors.Is(err, errBlocks) && m.blocks != nil:
			c.counts.Add("blocks refused")
			c.log.ErrorContext(ctx, "blocks refused: sending the words without", "channel", c.Name())
			m.blocks = nil
		default:
			return "", err
		}
	}
	return "", last
}

// options are a message as the library takes it.
func (m outgoing) options() []slack.MsgOption {
	if m.blocks == nil {
		return []slack.MsgOption{slack.MsgOptionText(m.words, false)}
	}
	return []slack.MsgOption{slack.MsgOptionText(m.notice, false), slack.MsgOptionBlocks(m.blocks...)}
}

// whisper says something in a public place that one person alone sees. Where the app is no member
// only the command's own address leads there.
func (c *Channel) whisper(ctx context.Context, api *slack.Client, where place, reply string, messages []outgoing) error {
	for _, m := range messages {
		if err := c.limits.Wait(ctx, where.way(), false); err != nil {
			return err
		}
		err := call(ctx, "chat.postEphemeral", func(ctx context.Context) error {
			options := m.options()
			if c.answerable(reply) {
				_, _, _, err := api.SendMessageContext(ctx, "", append(options, slack.MsgOptionResponseURL(reply, slack.ResponseTypeEphemeral))...)
				return err
			}
			if reply != "" && !strings.Contains(reply, "/") {
				options = append(options, slack.MsgOptionTS(reply))
			}
			_, err := api.PostEphemeralContext(ctx, where.channel, where.user, options...)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// answerable tells whether an address is Slack's, for an answer to a command.
func (c *Channel) answerable(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return false
	}
	return u.Scheme == "https" && (u.Hostname() == "hooks.slack.com" || u.Hostname() == "hooks.slack-gov.com") ||
		u.Host == c.base.Host && u.Scheme == c.base.Scheme
}

// ours tells whether a direct message is the one between a person and this app. While Slack does
// not say, it is not: somebody else could read there.
func (c *Channel) ours(ctx context.Context, where place) bool {
	api := c.teams.of(where.team)
	if api == nil {
		return false
	}
	own := false
	err := call(ctx, "conversations.open", func(ctx context.Context) error {
		ch, _, _, err := api.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{where.user}})
		own = err == nil && ch != nil && ch.ID == where.channel
		return err
	})
	if err != nil {
		c.log.WarnContext(ctx, "place of a command unknown: taken for a public one", "channel", c.Name(), "reason", wire.Reason(err))
	}
	return own
}

// inSight is how many of the newest messages are taken back before an answer; the others follow.
const inSight = 10

// Delete implements bot.Deleter. Slack lets an app take back its own messages, and none of a
// person's.
func (c *Channel) Delete(ctx context.Context, who bot.Address, messages []string) error {
	where, ok := placeOf(who)
	api := c.teams.of(where.team)
	if !ok || api == nil {
		return failed("chat.delete", bot.ErrGone)
	}
	var failed error
	for _, id := range slices.Backward(messages) { // the newest is the one in sight
		ts, ok := timestamp(id)
		if !ok && !isFile(id) {
			continue
		}
		err := c.remove(ctx, api, where, id, ts)
		switch {
		case errors.Is(err, wire.ErrNothingToDo):
		case errors.Is(err, bot.ErrGone), ctx.Err() != nil:
			return err
		case err != nil:
			failed = err
		}
	}
	return failed
}

// remove takes one message back, or one file. When Slack asks to wait, it waits once.
func (c *Channel) remove(ctx context.Context, api *slack.Client, where place, id, ts string) error {
	if isFile(id) {
		return call(ctx, "files.delete", func(ctx context.Context) error { return api.DeleteFileContext(ctx, id) })
	}
	var err error
	for range 2 {
		err = call(ctx, "chat.delete", func(ctx context.Context) error {
			_, _, err := api.DeleteMessageContext(ctx, where.channel, ts)
			return err
		})
		if wait := wire.WaitOf(err); wait == 0 || wait > wire.MaxWait || wire.Pause(ctx, wait) != nil {
			return err
		}
	}
	return err
}

// clear takes messages back before an answer: those in sight at once, the others behind it. The
// answer matters more than an error here.
func (c *Channel) clear(ctx context.Context, who bot.Address, messages []string) {
	take := func(ctx context.Context, some []string) {
		if err := c.Delete(ctx, who, some); err != nil {
			c.counts.Add("not cleared")
			c.log.WarnContext(ctx, "messages not taken back", "channel", c.Name(), "reason", wire.Reason(err))
		}
	}
	older := max(0, len(messages)-inSight)
	soon, cancel := context.WithTimeout(ctx, patience/4)
	defer cancel()
	take(soon, messages[older:])
	if older > 0 {
		c.tasks.spawn(func(ctx context.Context) { take(ctx, messages[:older]) })
	}
}
