package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/studio"
	"strings"
	"time"
)

// paper prints one guide for the studio with the command of --pdf: it reads the guide as `guide build --json` says it, with one guide and no inserts,
// and writes a PDF to its output. What it says on its error output is for staff. "" prints nothing.
func paper(command string) func(context.Context, *content.Content, string, string) ([]byte, error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return nil
	}
	return func(ctx context.Context, c *content.Content, locale, edition string) ([]byte, error) {
		g := bot.GuideFor(c, locale, edition)
		if g == nil {
			return nil, studio.ErrNoText
		}
		doc, err := json.Marshal(printing{Guides: []printedGuide{printedGuideOf(c, g)}, Inserts: []printedInsert{}})
		if err != nil {
			return nil, fmt.Errorf("writing the guide: %w", err)
		}
		ctx, stop := context.WithTimeout(ctx, printTime)
		defer stop()
		out, says := limited{left: maxPDF}, limited{left: 4 << 10, cut: true}
		run := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // the operator's own command
		run.Stdin, run.Stdout, run.Stderr, run.WaitDelay = bytes.NewReader(doc), &out, &says, time.Second
		if err := run.Run(); err != nil || !bytes.HasPrefix(out.kept.Bytes(), []byte("%PDF-")) {
			return nil, &studio.PrintError{Says: strings.TrimSpace(says.kept.String()), Cause: err}
		}
		return out.kept.Bytes(), nil
	}
}

// How long printing one guide may take, and how large it may be, in bytes.
const (
	printTime = time.Minute
	maxPDF    = 32 << 20
)

var errTooMuch = errors.New("more than it may write")

// limited keeps what is written to it, up to a size: then it refuses, or passes over the rest.
type limited struct {
	kept bytes.Buffer // not embedded: whoever copies into it must not pass Write by
	left int
	cut  bool
}

// Write implements io.Writer.
func (l *limited) Write(p []byte) (int, error) {
	if len(p) > l.left && !l.cut {
		return 0, errTooMuch
	}
	n, _ := l.kept.Write(p[:min(len(p), l.left)])
	l.left -= n
	return len(p), nil
}
