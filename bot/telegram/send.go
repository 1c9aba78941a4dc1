package telegram

import (
	"context"
	"errors"
	"slices"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strconv"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// maxText is the longest text of a message, in UTF-16 units (Bot API, sendMessage).
const maxText = 4096

func textLimit() bot.Limit { return bot.Limit{Max: maxText, Unit: bot.UTF16} }

// maxMended is how often one message is sent again in another form before we give up.
const maxMended = 8

// Send implements bot.Channel. The bubbles of a turn are joined into as few messages as Telegram
// takes; the buttons stand under the last one. An error wraps bot.ErrBusy or bot.ErrGone where
// that is what happened, and holds nothing of what was sent.
func (c *Channel) Send(ctx context.Context, in bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	id, err := strconv.ParseInt(string(in.From), 10, 64)
	if err != nil {
		return bot.Sent{}, failed("sendMessage", bot.ErrGone) // no chat of ours
	}
	thread, _ := strconv.Atoi(in.Reply)
	if len(turn.Cleared) > 0 {
		c.clear(ctx, in.From, turn.Cleared)
	}
	out := outgoing{chat: id, thread: thread, care: turn.Care}
	var sent bot.Sent
	if sent.Messages, turn.Messages, err = c.hand(ctx, &out, turn.Messages); err != nil {
		return sent, err
	}
	texts := bot.Compose(turn, textLimit())
	if len(texts) == 0 {
		if len(turn.Cleared) > 0 && len(turn.Choices) == 0 {
			return sent, nil
		}
		return sent, failed("sendMessage", wire.ErrEmpty)
	}
	for i, text := range texts {
		if i == len(texts)-1 {
			out.buttons = keyboard(turn)
		}
		messages, err := c.post(ctx, &out, text)
		sent.Messages = append(sent.Messages, messages...)
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

// outgoing is what the messages of one turn share. It is mended on the way: a chat may have moved.
type outgoing struct {
	chat    int64
	thread  int
	care    bool
	buttons *models.InlineKeyboardMarkup
}

// way is where they go, for the limiter: everybody shares one rate.
func (o *outgoing) way() wire.Way { return wire.Way{Own: strconv.FormatInt(o.chat, 10)} }

// post sends one message, in another form if Telegram refuses the first, and returns the ids of
// what it became. The words get through even if their buttons don't.
func (c *Channel) post(ctx context.Context, out *outgoing, text string) ([]string, error) {
	var last error
	for range maxMended {
		if err := c.limits.Wait(ctx, out.way(), out.care); err != nil {
			return nil, err
		}
		id, err := c.sendMessage(ctx, out, text)
		f, moved := (*wire.Failure)(nil), movedTo{}
		if !errors.As(err, &f) {
			return id, err
		}
		last = err
		switch {
		case errors.Is(f, wire.ErrNothingToDo):
			return nil, nil
		case errors.Is(f, bot.ErrBusy):
			c.limits.Hold(out.way(), f.Wait) // the limiter waits that long, or says that it is too long
		case errors.As(f, &moved) && moved.chat != 0:
			out.chat = moved.chat
		case errors.Is(f, errThread) && out.thread != 0:
			out.thread = 0
		case errors.Is(f, errTooLong):
			return c.postParts(ctx, out, text, err)
		case (errors.Is(f, errMarkup) || errors.Is(f, wire.ErrRefused)) && out.buttons != nil:
			c.counts.Add("buttons refused")
			c.log.ErrorContext(ctx, "buttons refused: sending the words with fewer or none", "channel", c.Name())
			out.buttons = plainer(out.buttons)
		default: // refused markup too: we send plain text, so there is nothing to take away
			return nil, err
		}
	}
	return nil, last
}

// postParts sends a text that is too long for the network although it should not be. Nothing is
// lost of it.
func (c *Channel) postParts(ctx context.Context, out *outgoing, text string, refused error) ([]string, error) {
	const least = 64
	size := textLimit().Len(text)
	if size <= least {
		return nil, refused
	}
	pieces := bot.Cut(text, bot.Limit{Max: size*2/3 + least/4, Unit: bot.UTF16})
	buttons := out.buttons
	out.buttons = nil
	var all []string
	for i, piece := range pieces {
		if i == len(pieces)-1 {
			out.buttons = buttons
		}
		ids, err := c.post(ctx, out, piece)
		all = append(all, ids...)
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// sendMessage makes the call. Text is always plain: nothing in it is markup.
func (c *Channel) sendMessage(ctx context.Context, out *outgoing, text string) ([]string, error) {
	p := &tg.SendMessageParams{
		ChatID: out.chat, MessageThreadID: out.thread, Text: text,
		LinkPreviewOptions:  &models.LinkPreviewOptions{IsDisabled: tg.True()},
		DisableNotification: out.care, ProtectContent: out.care,
	}
	if out.buttons != nil {
		p.ReplyMarkup = out.buttons
	}
	m, err := call(ctx, "sendMessage", func(ctx context.Context) (*models.Message, error) { return c.api.SendMessage(ctx, p) })
	if err != nil {
		return nil, err
	}
	return []string{strconv.Itoa(m.ID)}, nil
}

// maxDeleted is how many messages one call takes back.
const maxDeleted = 100

// Delete implements bot.Deleter. Telegram takes back what is younger than 48 hours, of both sides
// in a private chat, and passes over the rest.
func (c *Channel) Delete(ctx context.Context, who bot.Address, messages []string) error {
	chat, err := strconv.ParseInt(string(who), 10, 64)
	if err != nil {
		return failed("deleteMessages", bot.ErrGone)
	}
	var ids []int
	for _, m := range messages {
		if id, err := strconv.Atoi(m); err == nil && id > 0 {
			ids = append(ids, id)
		}
	}
	var failed error
	for some := range slices.Chunk(ids, maxDeleted) {
		_, err := call(ctx, "deleteMessages", func(ctx context.Context) (bool, error) {
			return c.api.DeleteMessages(ctx, &tg.DeleteMessagesParams{ChatID: chat, MessageIDs: some})
		})
		if err != nil && !errors.Is(err, wire.ErrNothingToDo) {
			failed = err
		}
	}
	return failed
}

// clear takes messages back before an answer. The answer matters more than an error here.
func (c *Channel) clear(ctx context.Context, who bot.Address, messages []string) {
	if err := c.Delete(ctx, who, messages); err != nil {
		c.counts.Add("not cleared")
		c.log.WarnContext(ctx, "messages not taken back", "channel", c.Name(), "reason", wire.Reason(err))
	}
}
