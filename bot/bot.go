// Package bot is the house: what comes in, what goes out, and the way between.
//
// It owns the vocabulary that channels and stores share, and carries one message through:
// understand → flow.Advance → render. It knows no network and holds no words.
package bot

import (
	"context"
	"errors"
	"staysafe/bot/understand"
	"time"
)

// Text is what a person wrote. It hides itself from logs and refuses to be stored; only
// package understand can read it.
type Text = understand.Text

// NewText wraps what a person wrote, as early as possible.
func NewText(s string) Text { return understand.NewText(s) }

// Address is where a person is reached. Only the channel that made it can read it.
type Address string

// Kind says what came in.
type Kind int

// Kinds of inbound.
const (
	KindText       Kind = iota
	KindChoice          // a button
	KindStart           // the front door, with a start code or without
	KindCommand         // a command of the network's own ("/help"): Text holds its name without the slash
	KindEdit            // a text that was changed after it was sent: heard for danger, never an answer
	KindAttachment      // a picture, voice message, file, place, contact …: never fetched; Text is its caption
	KindLook            // nothing new: show the question that stands
)

// Inbound is one thing a person did.
type Inbound struct {
	ID      string // the network's id of what the person did; the same when it is delivered again
	Kind    Kind
	From    Address
	Public  bool      // a group or channel: see product.md §5
	At      time.Time // when the person wrote it, by the network's clock; zero if unknown
	Reply   string    // callback id, response_url …; only the channel reads it
	Locale  string    // a hint: what the network believes, "" if nothing
	Choice  string    // opaque payload of the button tapped
	Code    string    // a start code, as given; never shown and never kept
	Text    Text      // also captions, edits and quoted comments: they are heard, the file is not read
	Message string    // the network's id of the person's own message, where it can be deleted
}

// Channel is one network. How it listens is its own affair: a webhook channel is also an
// http.Handler, a polling one has Run(ctx) error.
type Channel interface {
	Name() string
	Capabilities() Capabilities // facts, no I/O
	// Send delivers one whole turn, in as few network messages as it can. in is what is
	// answered: its Address, and its Reply handle where the network has one. It fails with
	// ErrBusy or ErrGone where callers can act on that.
	Send(ctx context.Context, in Inbound, turn Turn) (Sent, error)
}

// Deleter is a channel that can take messages back.
type Deleter interface {
	// Delete removes messages of both sides, as far as the network allows.
	Delete(ctx context.Context, who Address, messages []string) error
}

// Sent tells which network messages a turn became.
type Sent struct{ Messages []string }

// ErrBusy means the network asks to wait: the same turn may be sent again.
var ErrBusy = errors.New("network busy")

// ErrGone means the person can't be reached any more (they blocked us): forget the session.
var ErrGone = errors.New("person gone")

// Turn is everything said in answer to one inbound.
type Turn struct {
	Locale    string // BCP 47
	Direction string // "ltr" or "rtl"
	Country   string // the country's name in that locale, "" if unknown
	Care      bool   // someone may be in danger: goes first, silent, protected
	Neutral   bool   // someone may be looking, or all is forgotten: nothing of the talk may stay in sight
	Messages  []Message
	Choices   []Choice // what they can tap, at the end of the turn
	Line      *Card    // the help line to keep in sight in care mode, where the country is known
	Cleared   []string // network messages that should disappear first, where the network can
	Report    Choice   // "this answer is wrong", one tap, for networks that have a place for it
	Note      string   // one small line, e.g. that nobody has checked this translation yet
}

// Message is one bubble.
type Message struct {
	Text string // complete, in plain text; lines are separated by "\n"
	File *File  // nil for most; sent before the text, which stands for it
	Card *Card  // the same as Text for channels that show help services, or pages of others, as cards
}

// Choice is one button. ID is opaque, ≤ 64 bytes; it never holds a label or a topic.
type Choice struct{ ID, Label string }

// Card is one help service, or one page of others to read, in the person's language.
type Card struct {
	Name      string // with its area, where it serves only one
	Country   string
	Dial      string // exactly as dialled; "" if it has no number
	Emergency bool   // stands on a line of its own, above the others
	Page      bool   // something to read or use: nobody answers there
	Facts     []Fact
	Links     []Link // the first one is the way to reach a person
	Say       string // a first sentence to say, "" if none
	SayLabel  string
	Source    string // where the number comes from, and the dates as they are; of a page, whose it is
	Outdated  string // "may be out of date", "" if it is not
	Report    Choice // "this didn't work", one tap; without an ID where nothing is to be reported
}

// Fact is one short true thing about a service: Kind is hours, cost, language, about or area.
type Fact struct{ Kind, Text string }

// Link is a way out of the chat: tel:, sms: or https:.
type Link struct{ Label, URL string }

// Handler is the way in for channels.
type Handler interface {
	// Handle carries one inbound through the house and answers it through via. An error means
	// that the answer may not have arrived and the network should deliver again.
	Handle(ctx context.Context, via Channel, in Inbound) error
	// Forget clears what is remembered of a person, without a word to them.
	Forget(ctx context.Context, via Channel, who Address) error
}
