package wire

import (
	"errors"
	"staysafe/bot"
)

// Files sends the files of a turn, before its words are sent. Where one can't be sent, failed is told why
// and the message says so instead and leads on; only a person who can't be reached is an error. It returns
// the ids of what was sent, and what is to be said.
func Files(messages []bot.Message, send func(bot.File) (string, error), failed func(error)) (sent []string, said []bot.Message, err error) {
	for _, m := range messages {
		if m.File != nil {
			id, err := send(*m.File)
			switch {
			case errors.Is(err, bot.ErrGone):
				return sent, nil, err
			case err != nil:
				failed(err)
				m.Text = m.File.Failed
			default:
				sent = append(sent, id)
			}
		}
		said = append(said, m)
	}
	return sent, said, nil
}
