package bot

import (
	"crypto/hkdf"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// minSecret is the shortest secret in bytes: as long as the hash it feeds.
const minSecret = 32

// Lengths in bytes of marks and payloads. Base64 makes 22 and 12 characters of them.
const (
	markSize    = 16
	payloadSize = 9
)

// Keyring makes from the operator's secret all that must be unguessable or untraceable: names
// and seals of conversations, delivery marks, button payloads, counted campaigns. It is safe for many
// goroutines.
type Keyring struct{ rings []*ring }

// NewKeyring makes a keyring from one or more secrets of at least 32 bytes each. The first is
// current; those after it only lead to what was stored before they were replaced.
func NewKeyring(secrets ...[]byte) (*Keyring, error) {
	if len(secrets) == 0 {
		return nil, errors.New("making a keyring: no secret")
	}
	k := &Keyring{}
	for _, secret := range secrets {
		if len(secret) < minSecret {
			return nil, fmt.Errorf("making a keyring: a secret needs at least %d bytes", minSecret)
		}
		r, err := newRing(secret)
		if err != nil {
			return nil, fmt.Errorf("making a keyring: %w", err)
		}
		k.rings = append(k.rings, r)
	}
	return k, nil
}

// Key names and seals the conversation with one person on one channel.
func (k *Keyring) Key(channel string, who Address) Key {
	var old *Key
	for i := len(k.rings) - 1; i > 0; i-- {
		key := k.rings[i].key(channel, who, old)
		old = &key
	}
	return k.rings[0].key(channel, who, old)
}

// Mark is the delivery mark of what a channel calls id: 22 characters. Where ids are unique for one person
// only, the address belongs into id.
func (k *Keyring) Mark(channel, id string) string {
	return k.rings[0].mark.text(markSize, channel, id)
}

// Payload is a short keyed hash of parts, for buttons: 12 characters.
func (k *Keyring) Payload(parts ...string) string {
	return k.rings[0].payload.text(payloadSize, parts...)
}

// ring is what one secret makes. Each use has a key of its own, so that nothing made for one of
// them helps against another.
type ring struct {
	id                                  byte
	name, seal, mark, payload, campaign *expander
}

func newRing(secret []byte) (*ring, error) {
	root, err := hkdf.Extract(sha256.New, secret, nil)
	if err != nil {
		return nil, fmt.Errorf("extracting: %w", err)
	}
	uses := map[string]*expander{"id": nil, "name": nil, "seal": nil, "mark": nil, "payload": nil, "campaign": nil}
	for use := range uses {
		key, err := hkdf.Expand(sha256.New, root, "staysafe "+use+" v1", sha256.Size)
		if err != nil {
			return nil, fmt.Errorf("expanding: %w", err)
		}
		uses[use] = newExpander(key)
	}
	return &ring{
		id: uses["id"].bytes()[0], name: uses["name"], seal: uses["seal"], mark: uses["mark"], payload: uses["payload"],
		campaign: uses["campaign"],
	}, nil
}

func (r *ring) key(channel string, who Address, old *Key) Key {
	return Key{
		ID: r.id, Name: r.name.text(sha256.Size, channel, string(who)), Seal: r.seal.bytes(channel, string(who)), Old: old,
	}
}

// Format keeps keys out of texts, whatever the verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue keeps keys out of logs.
func (Key) LogValue() slog.Value { return slog.StringValue(hidden) }

// Format keeps keyrings out of texts, whatever the verb.
func (*Keyring) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue keeps keyrings out of logs.
func (*Keyring) LogValue() slog.Value { return slog.StringValue(hidden) }

// hidden stands where a key would be shown.
const hidden = "(key)"
