package bot

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// Keyring makes keys from secrets.
type Keyring struct{ rings []ring }

type ring struct {
	id                        byte
	name, seal, mark, payload []byte
}

// NewKeyring makes a keyring; the first secret is current.
func NewKeyring(secrets ...[]byte) (*Keyring, error) {
	k := &Keyring{}
	for _, s := range secrets {
		if len(s) < 32 {
			return nil, errors.New("a secret needs at least 32 bytes")
		}
		r := ring{}
		for label, into := range map[string]*[]byte{"name": &r.name, "seal": &r.seal, "mark": &r.mark, "payload": &r.payload} {
			key, err := hkdf.Key(sha256.New, s, nil, "staysafe "+label, 32)
			if err != nil {
				return nil, fmt.Errorf("deriving: %w", err)
			}
			*into = key
		}
		k.rings = append(k.rings, r)
	}
	return k, nil
}

func sum(key []byte, parts ...string) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		fmt.Fprintf(m, "%d:%s", len(p), p)
	}
	return m.Sum(nil)
}

// Key names a conversation.
func (k *Keyring) Key(channel string, who Address) Key {
	r := k.rings[0]
	return Key{Name: base64.RawURLEncoding.EncodeToString(sum(r.name, channel, string(who))), Seal: [32]byte(sum(r.seal, channel, string(who)))}
}

// Mark is a delivery mark.
func (k *Keyring) Mark(channel, id string) string {
	return base64.RawURLEncoding.EncodeToString(sum(k.rings[0].mark, channel, id))
}

// Payload is a short keyed hash.
func (k *Keyring) Payload(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(sum(k.rings[0].payload, parts...)[:9])
}
