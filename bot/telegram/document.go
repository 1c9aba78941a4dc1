package telegram

import (
	"bytes"
	"context"
	"errors"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strconv"
	"sync"

	tg "github.com/go-telegram/bot"
	"github.com/go-telegram/bot/models"
)

// documents remembers under which id Telegram keeps a file of ours: it is uploaded once and then only
// named ("Sending files" in the Bot API). There are as many as there are printed guides.
type documents struct {
	mu  sync.Mutex
	ids map[string]string // by the hash of what is in the file
}

func (d *documents) id(hash string) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ids[hash]
}

// keep notes an id, or with "" that there is none any more.
func (d *documents) keep(hash, id string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ids == nil {
		d.ids = map[string]string{}
	}
	if id == "" {
		delete(d.ids, hash)
		return
	}
	d.ids[hash] = id
}

// hand sends the files of a turn before its words.
func (c *Channel) hand(ctx context.Context, out *outgoing, messages []bot.Message) (sent []string, said []bot.Message, err error) {
	send := func(f bot.File) (string, error) { return c.postDocument(ctx, out, f) }
	return wire.Files(messages, send, func(err error) { c.fileFailed(ctx, err) }) //nolint:wrapcheck // it is postDocument's
}

func (c *Channel) fileFailed(ctx context.Context, err error) {
	c.counts.Add("files not sent")
	c.log.WarnContext(ctx, "a file was not sent: the words say so", "channel", c.Name(), "reason", wire.Reason(err))
}

// postDocument sends one file: by the id it was given before, else it is uploaded. An id that Telegram
// does not know any more is forgotten.
func (c *Channel) postDocument(ctx context.Context, out *outgoing, f bot.File) (string, error) {
	var last error
	for range maxMended {
		if err := c.limits.Wait(ctx, out.way(), out.care); err != nil {
			return "", err
		}
		known := c.documents.id(f.Hash)
		m, err := c.sendDocument(ctx, out, f, known)
		if err == nil {
			if m.Document != nil && m.Document.FileID != "" {
				c.documents.keep(f.Hash, m.Document.FileID)
			}
			return strconv.Itoa(m.ID), nil
		}
		last = err
		moved := movedTo{}
		switch {
		case errors.Is(err, bot.ErrBusy):
			c.limits.Hold(out.way(), wire.WaitOf(err)) // the limiter waits that long, or says that it is too long
		case errors.As(err, &moved) && moved.chat != 0:
			out.chat = moved.chat
		case errors.Is(err, errThread) && out.thread != 0:
			out.thread = 0
		case errors.Is(err, errFile) && known != "":
			c.documents.keep(f.Hash, "")
		default:
			return "", err
		}
	}
	return "", last
}

func (c *Channel) sendDocument(ctx context.Context, out *outgoing, f bot.File, known string) (*models.Message, error) {
	p := &tg.SendDocumentParams{
		ChatID: out.chat, MessageThreadID: out.thread, DisableContentTypeDetection: true,
		DisableNotification: true, ProtectContent: out.care,
	}
	if known != "" {
		p.Document = &models.InputFileString{Data: known}
	} else {
		data, err := f.Read()
		if err != nil {
			return nil, failed("sendDocument", wire.ErrEmpty)
		}
		p.Document = &models.InputFileUpload{Filename: f.Title, Data: bytes.NewReader(data)}
	}
	return call(ctx, "sendDocument", func(ctx context.Context) (*models.Message, error) { return c.api.SendDocument(ctx, p) })
}
