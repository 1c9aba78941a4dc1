package slack

import (
	"context"
	"errors"
	"staysafe/bot"
	"staysafe/bot/wire"
	"time"
)

// maxTries is how often a delivery is tried that nobody will deliver again; firstPause is the time
// before the second try, and doubles.
const (
	maxTries   = 5
	firstPause = time.Second
)

var errFull = errors.New("too much in work")

// accept takes a delivery: from every door, and in the same way. It returns nil when nothing is to
// be waited for, and fails if the delivery can't be taken now.
func (c *Channel) accept(d delivery) (*task, error) {
	a, err := read(d)
	if err != nil {
		c.counts.Add("unreadable")
		return nil, nil //nolint:nilerr,nilnil // delivered again it would be no more readable
	}
	c.counts.Add(a.kind)
	if !a.asks() {
		return nil, nil //nolint:nilnil // nothing to do
	}
	if c.teams.of(a.where.team) == nil {
		c.counts.Add("unknown workspace")
		return nil, nil //nolint:nilnil // nothing can be said there
	}
	if a.drop {
		c.counts.Add("workspace left")
		c.teams.drop(a.where.team)
		return nil, nil //nolint:nilnil // done
	}
	job := c.tasks.begin(string(a.where.address()), d.final, func(ctx context.Context, job *task) { c.finish(ctx, job, a) })
	if job == nil {
		c.counts.Add("too much in work")
		return nil, errFull
	}
	return job, nil
}

// finish carries an action to its end, or to the next who will deliver it.
func (c *Channel) finish(ctx context.Context, job *task, a action) {
	wait := firstPause
	for try := 1; ; try++ {
		err := c.attempt(ctx, a)
		if err != nil && !errors.Is(err, bot.ErrBusy) {
			c.counts.Add("failed")
			c.log.WarnContext(ctx, "delivery not handled", "channel", c.Name(), "kind", a.kind, "reason", wire.Reason(err))
		}
		if job.end(err) {
			return
		}
		if try == maxTries || wire.Pause(ctx, max(wait, wire.WaitOf(err))) != nil {
			break
		}
		wait *= 2
	}
	c.giveUp(ctx, a)
	job.end(nil)
}

// giveUp says the lifeline where an answer could not be said.
func (c *Channel) giveUp(ctx context.Context, a action) {
	c.counts.Add("given up")
	if a.in == nil || a.in.Public {
		return
	}
	c.log.ErrorContext(ctx, "delivery given up: saying the lifeline", "channel", c.Name(), "kind", a.kind)
	ctx, cancel := context.WithTimeout(c.tasks.ctx, callTimeout) // the time of the turn may be over
	defer cancel()
	locale := c.words.Match("")
	turn := bot.Turn{Locale: locale, Care: true, Messages: []bot.Message{{Text: c.words.Text(locale, "common.lifeline", nil)}}}
	if _, err := c.Send(ctx, *a.in, turn); err != nil {
		c.log.ErrorContext(ctx, "lifeline not said", "channel", c.Name(), "reason", wire.Reason(err))
	}
}

// attempt does once what an action asks. Whatever happens there, the server goes on.
func (c *Channel) attempt(ctx context.Context, a action) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer wire.Recovered(ctx, c.log, c.Name(), a.kind, &err)
	if a.home {
		return c.showHome(ctx, a.where)
	}
	in := *a.in
	if a.unset && !c.ours(ctx, a.where) {
		inPublic(&in)
	}
	if !in.Public && a.unset {
		in.Reply = "" // it is answered where the talk goes on
	}
	err = c.house.Handle(ctx, c, in)
	if errors.Is(err, bot.ErrGone) {
		return c.forget(ctx, in.From)
	}
	return err
}

// forget is for somebody who turned out to be gone: nothing is left to be said to them.
func (c *Channel) forget(ctx context.Context, who bot.Address) error {
	if err := c.house.Forget(ctx, c, who); err != nil {
		c.log.WarnContext(ctx, "person gone but not forgotten yet", "channel", c.Name(), "reason", wire.Reason(err))
	}
	return nil
}
