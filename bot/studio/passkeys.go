package studio

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkeys are what people of the staff sign in with where there is no identity provider: keys that stay in their telephone, computer or
// security key (W3C Web Authentication, level 3). Of each, the public half is kept, with a number that says nothing about its owner.
type Passkeys struct {
	address *url.URL
	ways    *webauthn.WebAuthn
	file    string
	rand    io.Reader
	now     func() time.Time

	mu      sync.Mutex
	holders map[string]*holder // by person
}

// holder is who has keys.
type holder struct {
	Handle []byte `json:"handle"` // by which the keys know whose they are: random
	Keys   []key  `json:"keys"`
}

// key is one passkey.
type key struct {
	Made       time.Time           `json:"made"`
	Credential webauthn.Credential `json:"credential"`
}

// ID names a key in a page.
func (k key) ID() string { return base64.RawURLEncoding.EncodeToString(k.Credential.ID) }

// Day is when the key was made.
func (k key) Day() string { return k.Made.Format(time.DateOnly) }

// Reasons not to let somebody in with a passkey.
var (
	errKey    = errors.New("the passkey's answer is not for this sign-in")
	errCloned = errors.New("the passkey may have been copied")
	errGone   = errors.New("the passkey is of somebody who is not of the staff")
)

// keysFile is the only file in the studio's own folder.
const keysFile = "passkeys.json"

// ceremonyTime is how long somebody may take to touch a key.
const ceremonyTime = 5 * time.Minute

// OpenPasskeys reads the keys in the studio's own folder, which it makes if it is not there. address is how browsers reach the studio: a key
// that was made for it works nowhere else.
func OpenPasskeys(dir string, address *url.URL, rand io.Reader, now func() time.Time) (*Passkeys, error) {
	patience := webauthn.TimeoutConfig{Enforce: true, Timeout: ceremonyTime, TimeoutUVD: ceremonyTime}
	ways, err := webauthn.New(&webauthn.Config{
		RPID: address.Hostname(), RPDisplayName: address.Host, RPOrigins: []string{address.Scheme + "://" + address.Host},
		AttestationPreference: protocol.PreferNoAttestation, // which make of key it is is nobody's business
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
		},
		Timeouts: webauthn.TimeoutsConfig{Login: patience, Registration: patience},
	})
	if err != nil {
		return nil, fmt.Errorf("preparing passkeys: %w", err)
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("opening the studio's folder: %w", err)
	}
	p := &Passkeys{address: address, ways: ways, file: filepath.Join(dir, keysFile), rand: rand, now: now, holders: map[string]*holder{}}
	data, err := os.ReadFile(p.file)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(data, &p.holders)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the passkeys: %w", err)
	}
	return p, nil
}

// Has tells whether somebody has a key.
func (p *Passkeys) Has(person string) bool { return len(p.of(person)) > 0 }

// of are the keys of a person.
func (p *Passkeys) of(person string) []key {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.holders[person]; h != nil {
		return slices.Clone(h.Keys)
	}
	return nil
}

// save writes the keys: whole, or not at all.
func (p *Passkeys) save() error {
	data, err := json.Marshal(p.holders)
	if err != nil {
		return fmt.Errorf("writing the passkeys: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(p.file), keysFile+".*")
	if err != nil {
		return fmt.Errorf("writing the passkeys: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is not there any more when all went well
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), p.file)
	}
	if err != nil {
		return fmt.Errorf("writing the passkeys: %w", err)
	}
	return nil
}

// bearer is a person with their keys, as the ceremony wants them.
type bearer struct {
	who    Person
	holder *holder
}

// WebAuthnID implements webauthn.User.
func (b bearer) WebAuthnID() []byte { return b.holder.Handle }

// WebAuthnName implements webauthn.User: what the device shows.
func (b bearer) WebAuthnName() string { return b.who.Email }

// WebAuthnDisplayName implements webauthn.User.
func (b bearer) WebAuthnDisplayName() string { return b.who.Name }

// WebAuthnCredentials implements webauthn.User.
func (b bearer) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range b.holder.Keys {
		all = append(all, k.Credential)
	}
	return all
}

// ceremony is what a browser's session keeps while somebody touches a key.
type ceremony struct {
	For  string // the person a key is made for; "" at a sign-in
	Data webauthn.SessionData
}

// offer is what a browser is asked, to make a key for a person.
func (p *Passkeys) offer(who Person) (*protocol.CredentialCreation, ceremony, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.holders[who.ID]
	if h == nil {
		h = &holder{Handle: make([]byte, 32)}
		if _, err := io.ReadFull(p.rand, h.Handle); err != nil {
			return nil, ceremony{}, fmt.Errorf("naming a holder of passkeys: %w", err)
		}
		p.holders[who.ID] = h
	}
	b := bearer{who, h}
	options, data, err := p.ways.BeginRegistration(b, webauthn.WithExclusions(webauthn.Credentials(b.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, ceremony{}, fmt.Errorf("offering a passkey: %w", err)
	}
	return options, ceremony{who.ID, *data}, nil
}

// add keeps the key a browser made.
func (p *Passkeys) add(who Person, c ceremony, r *http.Request) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.holders[who.ID]
	if h == nil || c.For != who.ID {
		return fmt.Errorf("%w: it was made for nobody", errKey)
	}
	made, err := p.ways.FinishRegistration(bearer{who, h}, c.Data, r)
	if err != nil {
		return fmt.Errorf("%w: %w", errKey, err)
	}
	h.Keys = append(h.Keys, key{p.now().UTC(), *made})
	return p.save()
}

// remove takes a key away. The last one stays: nobody locks themselves out.
func (p *Passkeys) remove(person, id string) (bool, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.holders[person]
	if h == nil || len(h.Keys) < 2 {
		return false, nil
	}
	left := slices.DeleteFunc(slices.Clone(h.Keys), func(k key) bool { return k.ID() == id })
	if len(left) == len(h.Keys) {
		return false, nil
	}
	h.Keys = left
	return true, p.save()
}

// ask is what a browser is asked, to sign somebody in: whose key it is, the key says.
func (p *Passkeys) ask() (*protocol.CredentialAssertion, ceremony, error) {
	options, data, err := p.ways.BeginDiscoverableLogin()
	if err != nil {
		return nil, ceremony{}, fmt.Errorf("asking for a passkey: %w", err)
	}
	return options, ceremony{Data: *data}, nil
}

// who is whose key answered, among some people. A key whose counter goes back may be a copy: it is refused.
func (p *Passkeys) who(people []Person, c ceremony, r *http.Request) (Person, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c.For != "" || c.Data.Challenge == "" {
		return Person{}, fmt.Errorf("%w: nobody asked", errKey)
	}
	gone := false
	user, used, err := p.ways.FinishPasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		for id, h := range p.holders {
			if !bytes.Equal(h.Handle, handle) {
				continue
			}
			if at := slices.IndexFunc(people, func(p Person) bool { return p.ID == id }); at >= 0 {
				return bearer{people[at], h}, nil
			}
			gone = true
		}
		return nil, errGone
	}, c.Data, r)
	switch {
	case gone:
		return Person{}, errGone
	case err != nil:
		return Person{}, fmt.Errorf("%w: %w", errKey, err)
	case used.Authenticator.CloneWarning:
		return Person{}, errCloned
	}
	b, _ := user.(bearer)
	for i := range b.holder.Keys {
		if bytes.Equal(b.holder.Keys[i].Credential.ID, used.ID) {
			b.holder.Keys[i].Credential = *used
		}
	}
	return b.who, p.save()
}

// begin puts a ceremony into a browser's session.
func (s *Server) begin(ctx context.Context, c ceremony) error {
	kept, err := json.Marshal(c)
	if err != nil {
		return fmt.Errorf("keeping a ceremony: %w", err)
	}
	s.sessions.Put(ctx, "ceremony", string(kept))
	return nil
}

// begun takes it out again: an answer counts once.
func (s *Server) begun(ctx context.Context) ceremony {
	var c ceremony
	if json.Unmarshal([]byte(s.sessions.PopString(ctx, "ceremony")), &c) != nil {
		return ceremony{}
	}
	return c
}
