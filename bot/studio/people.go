package studio

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"slices"
	"strings"
)

// Role is what a person may do.
type Role string

// Roles. Everybody may look at everything.
const (
	Viewer     Role = "viewer"
	Translator Role = "translator" // change words in languages other than the source
	Editor     Role = "editor"     // change words in the source too
	Approver   Role = "approver"   // a safeguarding lead: approve what others changed in what is said in danger
	Publisher  Role = "publisher"  // publish, and take back
)

// Roles are all roles.
func Roles() []Role { return []Role{Viewer, Translator, Editor, Approver, Publisher} }

// Person is somebody of the staff.
type Person struct {
	ID    string // of their branch: small letters, digits and dashes
	Name  string
	Email string
	Roles []Role
}

// May tells whether a person has a role. An editor translates too.
func (p Person) May(r Role) bool {
	return r == Viewer || slices.Contains(p.Roles, r) || r == Translator && slices.Contains(p.Roles, Editor)
}

// ErrPerson is returned for what is no person.
var ErrPerson = errors.New(`write a person as "Ana Ruiz <ana@example.org>: editor, publisher"`)

var (
	notInID = regexp.MustCompile(`[^a-z0-9]+`)
	plainID = regexp.MustCompile(`^[a-z0-9]+@[a-z0-9]+(\.[a-z0-9]+)*$`) // only such an address can be told from its id
)

// idOf is the id of whoever has an address. No two addresses share one: "a.b@x.org", "a-b@x.org" and "a@b.x.org" would fold into the
// same letters, so all that is not plain carries a sum of the address behind two dashes, which a plain one never has.
func idOf(address string) string {
	small := strings.Map(func(r rune) rune { // ASCII only: a Kelvin sign must not become a k
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, address)
	id := strings.Trim(notInID.ReplaceAllString(small, "-"), "-")
	if plainID.MatchString(small) {
		return id
	}
	sum := sha256.Sum256([]byte(small))
	return id + "--" + hex.EncodeToString(sum[:8])
}

// ParsePerson reads a person as settings name them: an address with a name, a colon, roles.
func ParsePerson(s string) (Person, error) {
	at := strings.LastIndex(s, ":")
	if at < 0 {
		return Person{}, fmt.Errorf("%w, not %q", ErrPerson, s)
	}
	addr, err := mail.ParseAddress(s[:at])
	if err != nil || addr.Name == "" {
		return Person{}, fmt.Errorf("%w, not %q", ErrPerson, s)
	}
	p := Person{Name: addr.Name, Email: addr.Address, ID: idOf(addr.Address)}
	for name := range strings.SplitSeq(s[at+1:], ",") {
		r := Role(strings.TrimSpace(name))
		if !slices.Contains(Roles(), r) {
			return Person{}, fmt.Errorf("%w: there is no role %q", ErrPerson, name)
		}
		p.Roles = append(p.Roles, r)
	}
	return p, nil
}
