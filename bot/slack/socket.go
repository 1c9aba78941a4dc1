package slack

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"staysafe/bot/wire"
	"time"

	"github.com/slack-go/slack/socketmode"
)

// reconnectAfter is the pause after Slack refused a connection for good: an operator may have to
// change the token, but it may also have been a bad hour.
const reconnectAfter = 30 * time.Second

// ackTime is how long telling Slack that something was taken may take.
const ackTime = 10 * time.Second

// Run receives by Socket Mode until ctx ends, then finishes what it took. Without an app token it
// does nothing but that: deliveries come over HTTP.
func (c *Channel) Run(ctx context.Context) error {
	for c.app != nil && ctx.Err() == nil {
		err := c.connect(ctx)
		if ctx.Err() != nil {
			break
		}
		c.counts.Add("socket refused")
		c.log.ErrorContext(ctx, "socket mode refused: is the app token right, and socket mode on?", "channel", c.Name(), "reason", wire.Reason(explain("apps.connections.open", err)))
		if wire.Pause(ctx, reconnectAfter) != nil {
			break
		}
	}
	<-ctx.Done()
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	c.Wait(stop)
	return nil
}

// Wait takes no more and finishes what was taken; when ctx ends it cuts off the rest.
func (c *Channel) Wait(ctx context.Context) { c.tasks.wait(ctx) }

// connect holds a connection, and makes a new one whenever Slack closes it. It fails if Slack
// refuses to make one.
func (c *Channel) connect(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	socket := socketmode.New(c.app,
		socketmode.OptionDebug(false), socketmode.OptionLog(log.New(io.Discard, "", 0)), socketmode.OptionReadLimit(wire.MaxBody))
	failed := make(chan error, 1)
	go func() { failed <- socket.RunContext(ctx) }()
	for {
		select {
		case err := <-failed:
			return err
		case e := <-socket.Events:
			c.receive(ctx, socket, e)
		}
	}
}

// envelope is a delivery by Socket Mode.
type envelope struct {
	Type    string          `json:"type"`
	ID      string          `json:"envelope_id"`
	Payload json.RawMessage `json:"payload"`
	Retry   int             `json:"retry_attempt"`
}

// receive takes one event of the socket. What the library can't read we read ourselves: it refuses
// a whole message for one block that it does not know.
func (c *Channel) receive(ctx context.Context, socket *socketmode.Client, e socketmode.Event) {
	var env envelope
	bad, unread := e.Data.(*socketmode.ErrorBadMessage)
	switch {
	case e.Request != nil:
		env = envelope{e.Request.Type, e.Request.EnvelopeID, e.Request.Payload, e.Request.RetryAttempt}
	case unread && json.Unmarshal(bad.Message, &env) != nil:
		c.counts.Add("unreadable")
		return
	case e.Type == socketmode.EventTypeConnectionError:
		c.counts.Add("socket lost")
		c.log.WarnContext(ctx, "socket mode: no connection yet", "channel", c.Name())
		return
	}
	if env.ID == "" { // about the connection
		return
	}
	acknowledge := func() {
		ctx, cancel := context.WithTimeout(ctx, ackTime)
		defer cancel()
		if socket.AckCtx(ctx, env.ID, nil) != nil {
			c.counts.Add("not acknowledged")
		}
	}
	job, err := c.acceptEnvelope(env)
	go func() {
		if err == nil && (job == nil || handled(job)) {
			acknowledge()
			return
		}
		c.counts.Add("left to come again")
	}()
}

// acceptEnvelope takes a delivery as ServeHTTP does.
func (c *Channel) acceptEnvelope(env envelope) (*task, error) {
	d := delivery{final: true}
	switch env.Type {
	case "events_api":
		d.door, d.final = eventsPath, env.Retry >= lastRetry
	case "interactive":
		d.door = interactionsPath
	case "slash_commands":
		d.door = commandsPath
	default:
		c.counts.Add(unknown)
		return nil, nil //nolint:nilnil // nothing to do
	}
	var err error
	if d.body, err = wire.ReadFields(env.Payload); err != nil {
		c.counts.Add("unreadable")
		return nil, nil //nolint:nilerr,nilnil // delivered again it would be no more readable
	}
	return c.accept(d)
}

// handled waits for a delivery as long as Slack does, and tells whether it is to be acknowledged.
func handled(job *task) bool {
	timer := time.NewTimer(ackAfter)
	defer timer.Stop()
	select {
	case <-job.done:
		return job.err == nil
	case <-timer.C:
		_, err := job.keep()
		return err == nil
	}
}
