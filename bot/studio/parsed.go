package studio

import (
	"crypto/sha256"
	"staysafe/bot/wordfile"
)

// message is one message of a file of words: its fields by name.
type message = wordfile.Message

// ErrForm means that a file is written in a way that can't be changed in place; a person has to.
var ErrForm = wordfile.ErrForm

// parsed keeps files of words that were understood, by the sum of what stands in them: an edit changes one of many.
type parsed struct {
	kept[[sha256.Size]byte, map[string]message]
}

// maxParsed is how many texts are kept understood: some versions of each of some tens of languages.
const maxParsed = 150_000

func newParsed() *parsed {
	return &parsed{kept[[sha256.Size]byte, map[string]message]{room: maxParsed, size: func(all map[string]message) int { return len(all) }}}
}

// read is wordfile.Read. What it returns is shared: nobody changes it.
func (p *parsed) read(data []byte) (map[string]message, error) {
	sum := sha256.Sum256(data)
	if all, ok := p.get(sum); ok {
		return all, nil
	}
	all, err := wordfile.Read(data)
	if err == nil {
		p.put(sum, all)
	}
	return all, err //nolint:wrapcheck // it says all there is to say
}
