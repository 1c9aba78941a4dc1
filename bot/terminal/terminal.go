// Package terminal is the bot in a terminal: lines in, lines out. It needs no keys, no network
// and no Redis, and is the first thing a newcomer tries.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"staysafe/bot"
	"strconv"
	"strings"
	"time"
)

// Channel talks to one person through a reader and a writer.
type Channel struct {
	Handler bot.Handler
	In      io.Reader
	Out     io.Writer
	Log     *slog.Logger
	Now     func() time.Time
	Person  bot.Address // who sits there
	Locale  string      // what the person asked for
	Code    string      // a start code

	offered []bot.Choice
}

// Name implements bot.Channel.
func (c *Channel) Name() string { return "terminal" }

// Capabilities implements bot.Channel. A terminal keeps what was shown in its scroll-back, and has
// no buttons: choices are numbered by the channel, so that they stand beside their labels.
func (c *Channel) Capabilities() bot.Capabilities {
	return bot.Capabilities{Choices: 1000, Copies: true}
}

// Send implements bot.Channel.
func (c *Channel) Send(_ context.Context, _ bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	var b strings.Builder
	for _, m := range turn.Messages {
		b.WriteString("\n" + bot.Balance(m.Text) + "\n")
	}
	c.offered = turn.Choices
	for i, ch := range turn.Choices {
		if i == 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "  %d  %s\n", i+1, ch.Label)
	}
	if turn.Note != "" {
		b.WriteString("\n(" + turn.Note + ")\n")
	}
	if _, err := io.WriteString(c.Out, b.String()); err != nil {
		return bot.Sent{}, fmt.Errorf("terminal: %w", err)
	}
	return bot.Sent{}, nil
}

// Run reads lines until the input ends or ctx is done. Everything is forgotten at the end.
func (c *Channel) Run(ctx context.Context) error {
	defer func() { _ = c.Handler.Forget(context.WithoutCancel(ctx), c, c.Person) }()
	start := bot.Inbound{ID: "0", Kind: bot.KindStart, From: c.Person, Locale: c.Locale, Code: c.Code, At: c.Now()}
	if err := c.Handler.Handle(ctx, c, start); err != nil {
		return fmt.Errorf("terminal: %w", err)
	}
	lines := bufio.NewReaderSize(c.In, 64<<10)
	for n := 1; ctx.Err() == nil; n++ {
		if _, err := io.WriteString(c.Out, "\n> "); err != nil {
			return fmt.Errorf("terminal: %w", err)
		}
		line, err := lines.ReadString('\n')
		if err != nil && line == "" {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("terminal: reading: %w", err)
		}
		if err := c.Handler.Handle(ctx, c, c.inbound(n, line)); err != nil {
			c.Log.WarnContext(ctx, "terminal: turn failed")
		}
	}
	return nil
}

// inbound reads a line: the number of a choice taps it.
func (c *Channel) inbound(n int, line string) bot.Inbound {
	line = strings.TrimRight(line, "\r\n")
	in := bot.Inbound{ID: strconv.Itoa(n), Kind: bot.KindText, From: c.Person, Locale: c.Locale, At: c.Now()}
	if i, err := strconv.Atoi(strings.TrimSpace(line)); err == nil && i >= 1 && i <= len(c.offered) {
		in.Kind, in.Choice = bot.KindChoice, c.offered[i-1].ID
		return in
	}
	in.Text = bot.NewText(line)
	return in
}
