// Package understand tells what a person's words mean: danger, commands, countries, languages
// and topics. It is pure, and the only reader of Text.
package understand

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
)

// MaxText is how much of a text is read, in bytes; the longest message of any channel is shorter.
const MaxText = 32 << 10

// Text is what a person wrote. Nothing but this package can read it: it prints as "[text]",
// logs as "[text]" and refuses to be encoded.
type Text struct{ s string }

// NewText wraps what a person wrote. Invalid UTF-8 is replaced.
func NewText(s string) Text {
	if len(s) > MaxText {
		s = s[:MaxText]
	}
	return Text{strings.ToValidUTF8(s, "\uFFFD")}
}

// Empty tells whether there is nothing to read: no word, no number, no flag.
func (t Text) Empty() bool { return len(fold(t.s)) == 0 && len(flags(t.s)) == 0 }

const hidden = "[text]"

var errPrivate = errors.New("a person's words are never stored")

// String hides the words.
func (t Text) String() string { return hidden }

// GoString hides the words.
func (t Text) GoString() string { return hidden }

// Format hides the words from every verb of package fmt.
func (t Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue hides the words.
func (t Text) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText refuses.
func (t Text) MarshalText() ([]byte, error) { return nil, errPrivate }

// MarshalBinary refuses.
func (t Text) MarshalBinary() ([]byte, error) { return nil, errPrivate }

// MarshalJSON refuses.
func (t Text) MarshalJSON() ([]byte, error) { return nil, errPrivate }
