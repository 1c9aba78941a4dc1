package bot

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Unit is what a network counts when it limits a text.
type Unit int

// Units of length.
const (
	Runes Unit = iota
	UTF16
	Bytes
	Graphemes
)

// Limit is the most of something that a network takes, in its own unit. Zero is no limit.
type Limit struct {
	Max  int
	Unit Unit
}

// Len measures a text as the network does.
func (l Limit) Len(s string) int {
	switch l.Unit {
	case UTF16:
		n := 0
		for _, r := range s {
			n += max(1, utf16.RuneLen(r))
		}
		return n
	case Bytes:
		return len(s)
	case Graphemes:
		return uniseg.GraphemeClusterCount(s)
	}
	return utf8.RuneCountInString(s)
}

// Fits tells whether a text is within the limit.
func (l Limit) Fits(s string) bool { return l.Max == 0 || l.Len(s) <= l.Max }

// Capabilities are the facts about a network that change what we send. The zero value is a
// plain text network without limits.
type Capabilities struct {
	Text    Limit // one bubble
	Label   Limit
	Payload Limit
	Choices int  // buttons in one turn; 0: choices are numbered in the text
	Bar     bool // always shows Help now, Leave and Start over itself
	Copies  bool // the app keeps a copy of the chat that we can't clear
	Site    bool // it is the web site itself: addresses of its own pages need no host
	Files   bool // takes a file beside a message
	Answers bool // a turn is the answer to the request itself: nothing is ever delivered again
	// OwnersMayRead is true where others, such as the owners of a workspace, can read along.
	OwnersMayRead bool
}
