package bot

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"hash"
	"sync"
)

// expander is HKDF-Expand (RFC 5869 §2.3) for results of up to one hash: 32 bytes. It keeps its keyed hashes
// at hand, because every message needs several and setting them up costs more than using them.
type expander struct{ pool sync.Pool }

// expansion is one keyed hash with the room it works in.
type expansion struct {
	mac  hash.Hash
	info []byte
	sum  [sha256.Size]byte
	out  [2 * sha256.Size]byte
}

func newExpander(key []byte) *expander {
	e := &expander{}
	e.pool.New = func() any { return &expansion{mac: hmac.New(sha256.New, key)} }
	return e
}

// bytes expands parts. They can't be shifted into each other: each stands after its length.
func (e *expander) bytes(parts ...string) [sha256.Size]byte {
	x := e.expand(parts)
	defer e.pool.Put(x)
	return x.sum
}

// text is the first size bytes of the expansion, in base64url without padding.
func (e *expander) text(size int, parts ...string) string {
	x := e.expand(parts)
	defer e.pool.Put(x)
	return string(base64.RawURLEncoding.AppendEncode(x.out[:0], x.sum[:size]))
}

func (e *expander) expand(parts []string) *expansion {
	x := e.pool.Get().(*expansion)
	x.info = x.info[:0]
	for _, part := range parts {
		x.info = binary.AppendUvarint(x.info, uint64(len(part)))
		x.info = append(x.info, part...)
	}
	x.info = append(x.info, 1) // the number of the block
	x.mac.Reset()
	x.mac.Write(x.info)
	x.mac.Sum(x.sum[:0])
	clear(x.info)
	return x
}
