package redis

import (
	"crypto/aes"
	"crypto/cipher"
	"errors"
	"fmt"
	"staysafe/bot"
)

// A sealed session is a version, the id of the secret, a nonce and what AES-256-GCM makes of
// the encoded session. Its first bytes are unlike those of every other, so that they stand for
// the whole when we ask whether it has changed.
const (
	sealVersion = 1
	headSize    = 2
	nonceSize   = 12
	stampSize   = headSize + nonceSize
	tagSize     = 16
	sealedSize  = stampSize + bot.PaddedSession + tagSize
)

var errSeal = errors.New("seal broken")

// sealer seals and opens the session of one place. What was sealed for another place, or was
// moved there, can't be opened.
type sealer struct {
	aead cipher.AEAD
	head [headSize]byte
	data []byte // associated with the seal: the head and the Redis key
}

func newSealer(p place) (*sealer, error) {
	block, err := aes.NewCipher(p.key.Seal[:])
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("making a cipher: %w", err)
	}
	s := &sealer{aead: aead, head: [headSize]byte{sealVersion, p.key.ID}}
	s.data = append(append(make([]byte, 0, headSize+len(p.session)), s.head[:]...), p.session...)
	return s, nil
}

// seal needs a nonce that was never used before.
func (s *sealer) seal(plain, nonce []byte) []byte {
	sealed := make([]byte, 0, sealedSize)
	sealed = append(sealed, s.head[:]...)
	sealed = append(sealed, nonce...)
	return s.aead.Seal(sealed, nonce, plain, s.data)
}

func (s *sealer) open(sealed string) ([]byte, error) {
	if len(sealed) < stampSize || [headSize]byte([]byte(sealed[:headSize])) != s.head {
		return nil, errSeal
	}
	b := []byte(sealed)
	plain, err := s.aead.Open(b[stampSize:stampSize], b[headSize:stampSize], b[stampSize:], s.data)
	if err != nil {
		return nil, errSeal
	}
	return plain, nil
}

// stamp is what is compared in place of a whole value; "" for none.
func stamp(value string) string { return value[:min(stampSize, len(value))] }
