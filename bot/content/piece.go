package content

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"staysafe/bot/flow"
	"strings"
)

// piece is what one file says by itself. The same file always makes the same piece, so that it can be kept: what is in it is never
// changed, only copied.
type piece struct {
	report
	file
	memo   *memo
	broken bool             // it could not be read whole
	join   func(b *builder) // puts it beside the others; nil where there is nothing to put
}

// understood is what a file says.
func understood(m *memo, f file) *piece {
	return remembered(m, "file", f.sum, func() *piece {
		p := &piece{file: f, memo: m}
		adder(f.path)(p)
		return p
	})
}

// sumOf is the sum of some parts, told apart.
func sumOf(parts ...string) string {
	h := sha256.New()
	for _, part := range parts {
		sumUp(h, []byte(part))
	}
	return string(h.Sum(nil))
}

// sumUp adds one part to a sum.
func sumUp(h hash.Hash, part []byte) {
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part)))) // a hash takes everything
	_, _ = h.Write(part)
}

// fault is an error in this file.
func (p *piece) fault(at flow.Pos, code, fix, format string, args ...any) {
	p.error(p.name, at, code, fix, format, args...)
}

// says takes over what decoding a file found wrong with it.
func (p *piece) says(problems []flow.Problem) {
	p.problems(p.name, problems)
	p.broken = p.broken || len(problems) > 0
}

// brokenIn tells whether a file of a folder, by the beginning of its name, could not be read whole.
func (b *builder) brokenIn(prefix string) bool {
	for file := range b.broken {
		if strings.Contains("/"+file, "/"+prefix) {
			return true
		}
	}
	return false
}
