package slack

import (
	"bytes"
	"context"
	"errors"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"

	"github.com/slack-go/slack"
)

// hand shares the files of a turn before its words.
//
// A file is uploaded for each person anew: Slack shows it only where it was shared, and a second share needs
// a second upload (files.completeUploadExternal ends one upload, once). Remembering which conversation has it
// would mean to remember conversations.
func (c *Channel) hand(ctx context.Context, api *slack.Client, where place, thread string, turn bot.Turn) (sent []string, said []bot.Message, err error) {
	send := func(f bot.File) (string, error) { return c.share(ctx, api, where, thread, f, turn.Care) }
	return wire.Files(turn.Messages, send, func(err error) { c.fileFailed(ctx, err) }) //nolint:wrapcheck // it is share's
}

func (c *Channel) fileFailed(ctx context.Context, err error) {
	c.counts.Add("files not sent")
	c.log.WarnContext(ctx, "a file was not sent: the words say so", "channel", c.Name(), "reason", wire.Reason(err))
}

// share uploads one file into the direct message with a person, and nowhere else.
func (c *Channel) share(ctx context.Context, api *slack.Client, where place, thread string, f bot.File, care bool) (string, error) {
	const method = "files.completeUploadExternal"
	if !strings.HasPrefix(where.channel, "D") {
		return "", failed(method, wire.ErrRefused)
	}
	data, err := f.Read()
	if err != nil {
		return "", failed(method, wire.ErrEmpty)
	}
	var last error
	for range maxMended {
		if err := c.limits.Wait(ctx, where.way(), care); err != nil {
			return "", err
		}
		var file *slack.FileSummary
		last = call(ctx, method, func(ctx context.Context) (err error) {
			file, err = api.UploadFileContext(ctx, slack.UploadFileParameters{
				Reader: bytes.NewReader(data), FileSize: len(data), Filename: f.Title, Title: f.Title, Channel: where.channel, ThreadTimestamp: thread,
			})
			return err
		})
		switch {
		case last == nil:
			return file.ID, nil
		case errors.Is(last, bot.ErrBusy):
			c.limits.Hold(where.way(), wire.WaitOf(last)) // the limiter waits that long, or says that it is too long
		case errors.Is(last, errThread) && thread != "":
			thread = ""
		default:
			return "", last
		}
	}
	return "", last
}

// isFile tells whether an id that was sent is that of a file.
func isFile(id string) bool { return strings.HasPrefix(id, "F") }
