package telegram

import (
	"context"
	"errors"
	"staysafe/bot"
	"staysafe/bot/wire"

	tg "github.com/go-telegram/bot"
)

// maxTries is how often one delivery is handed to the house. What fails more often is taken for a
// poison: Telegram keeps everything a person writes waiting behind it for up to a day.
const maxTries = 5

// take carries one delivery through the house, behind those of the same chat. nil means that it
// needs no further delivery: it was handled, or can't ever be.
func (c *Channel) take(ctx context.Context, data []byte) error {
	u, err := readUpdate(data)
	if err != nil {
		c.counts.Add("unreadable")
		return nil
	}
	a, err := c.read(ctx, u)
	if err != nil {
		c.counts.Add("unreadable")
		return nil //nolint:nilerr // delivered again it would be no more readable
	}
	c.counts.Add(a.kind)
	if a.in == nil && a.callback == "" {
		return nil
	}
	defer c.lanes.enter(a.chat.id)()

	// A turn that has begun is finished, even if Telegram hangs up: its answer may be half sent.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if a.callback != "" && c.deliveries.firstAnswer(u.id) {
		c.answerCallback(ctx, a.callback)
	}
	if a.in == nil || c.deliveries.done(u.id) {
		return nil
	}
	if err := c.attempt(ctx, u.id, a); err != nil {
		return err
	}
	c.deliveries.finish(u.id)
	return nil
}

// attempt hands a delivery to the house. When it failed too often the lifeline speaks instead; that
// is tried until it is said or can't be.
func (c *Channel) attempt(ctx context.Context, id int64, a action) error {
	if c.deliveries.tries(id) < maxTries {
		err := c.handle(ctx, a)
		switch {
		case err == nil:
			return nil
		case errors.Is(err, bot.ErrGone):
			return c.forget(ctx, a)
		case errors.Is(err, bot.ErrBusy): // nothing is wrong with the delivery itself
			return err
		}
		c.counts.Add("failed")
		c.log.WarnContext(ctx, "delivery not handled", "channel", c.Name(), "kind", a.kind, "reason", wire.Reason(err))
		if c.deliveries.try(id) < maxTries {
			return err
		}
	}
	if a.forget || a.chat.public {
		return nil
	}
	c.log.ErrorContext(ctx, "delivery given up: saying the lifeline", "channel", c.Name(), "kind", a.kind)
	c.counts.Add("given up")
	err := c.sayLifeline(ctx, *a.in)
	if final(err) {
		return nil
	}
	return err
}

// handle is the one way into the house. Whatever happens there, the server goes on.
func (c *Channel) handle(ctx context.Context, a action) (err error) {
	defer wire.Recovered(ctx, c.log, c.Name(), a.kind, &err)
	if a.forget {
		return c.house.Forget(ctx, c, a.in.From)
	}
	return c.house.Handle(ctx, c, *a.in)
}

// forget is for somebody who turned out to be gone: nothing is left to be said to them.
func (c *Channel) forget(ctx context.Context, a action) error {
	a.forget = true
	if err := c.handle(ctx, a); err != nil {
		c.log.WarnContext(ctx, "person gone but not forgotten yet", "channel", c.Name(), "reason", wire.Reason(err))
	}
	return nil
}

func (c *Channel) sayLifeline(ctx context.Context, in bot.Inbound) error {
	turn := bot.Turn{Locale: in.Locale, Care: true, Messages: []bot.Message{{Text: c.lifeline(in.Locale)}}}
	_, err := c.Send(ctx, in, turn)
	return err
}

// answerCallback stops the little clock on a tapped button. It changes nothing that matters, so it
// is tried once.
func (c *Channel) answerCallback(ctx context.Context, id string) {
	_, err := call(ctx, "answerCallbackQuery", func(ctx context.Context) (bool, error) {
		return c.api.AnswerCallbackQuery(ctx, &tg.AnswerCallbackQueryParams{CallbackQueryID: id})
	})
	if err != nil && !errors.Is(err, wire.ErrNothingToDo) {
		c.counts.Add("unanswered taps")
		c.log.DebugContext(ctx, "tap not confirmed", "channel", c.Name(), "reason", wire.Reason(err))
	}
}
