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

// deliver sends the files of a turn before its words. Where one can't be sent its message says so instead
// and leads on; only a person who can't be reached is an error.
func (c *Channel) deliver(ctx context.Context, out *outgoing, messages []bot.Message) (sent []string, said []bot.Message, err error) {
	for _, m := range messages {
		if m.File != nil {
			id, err := c.postDocument(ctx, out, *m.File)
			switch {
			case errors.Is(err, bot.ErrGone):
				return sent, nil, err
			case err != nil:
				c.counts.Add("files not sent")
				c.log.WarnContext(ctx, "a file was not sent: the words say so", "channel", c.Name(), "reason", wire.Reason(err))
				m.Text = m.File.Failed
			default:
				sent = append(sent, id)
			}
		}
		said = append(said, m)
	}
	return sent, said, nil
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
