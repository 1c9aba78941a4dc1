package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"hash/maphash"
	"log/slog"
	"slices"
	"staysafe/bot/campaign"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"sync"
	"time"
)

// Times after which a conversation is met with a neutral question first (architecture.md §3).
const (
	lateAfter  = 5 * time.Minute  // between writing and arriving
	quietAfter = 10 * time.Minute // since anything was said
)

// maxSaid is how many network message ids are remembered, to take them back on "delete".
const maxSaid = 100

// Bot carries messages through the house. Set its fields before the first Handle.
type Bot struct {
	Content      func() *content.Content
	Store        Store
	Keys         *Keyring
	Now          func() time.Time
	Log          *slog.Logger
	SafetyReview content.State      // what safety texts need to be shown in a locale; "" is machine
	Reports      Reports            // what people say did not work
	Turns        Turns              // which steps are in use
	Tally        *Tally             // counts talks, care and answers to some questions; nil: nothing is counted
	Campaigns    *Tally             // counts the talks of schools that asked for it; nil: nothing is counted
	Guides       func() *GuideFiles // the guide's printed forms; nil: none
	PublicURL    string             // the web chat as it is reached from outside, "" if it is not

	order    order
	payloads payloads
}

// outcome is what one inbound leads to.
type outcome struct {
	silent  bool
	decided bool
	outs    []flow.Out
	state   flow.State // after the turn
	locale  string     // the words' language; the state may already be forgotten
	first   bool       // the first turn of a conversation, or in a new language
	cleared []string   // network messages that should disappear
	forgot  bool       // nothing is remembered any more
	chosen  string     // the choice that was made, and where
	at      flow.Frame
	counted counted
}

// Handle implements Handler. Turns of one conversation are taken one after the other.
func (b *Bot) Handle(ctx context.Context, via Channel, in Inbound) error {
	c := b.Content()
	if in.Public {
		return b.inPublic(ctx, c, via, in)
	}
	key := b.Keys.Key(via.Name(), in.From)
	defer b.order.lock(key.Name)()

	o := b.think(ctx, c, via, key, in)
	if o.silent {
		return nil
	}
	b.Reports.add(o.chosen, o.at)
	b.Turns.add(b.Now(), o.state.Top())
	b.count(o.counted)
	turn := b.render(c, via.Capabilities(), o)
	sent, err := via.Send(ctx, in, turn)
	switch {
	case errors.Is(err, ErrGone):
		return b.Forget(ctx, via, in.From)
	case err != nil:
		return fmt.Errorf("sending a turn: %w", err)
	}
	b.sent(ctx, via, key, in, sent, o)
	return nil
}

// think decides what to say. It never fails: without a store it answers a stranger, and when
// even that is impossible the lifeline speaks.
func (b *Bot) think(ctx context.Context, c *content.Content, via Channel, key Key, in Inbound) (o outcome) {
	defer func() {
		if r := recover(); r != nil {
			b.Log.ErrorContext(ctx, "turn panicked", "channel", via.Name(), "type", fmt.Sprintf("%T", r))
			o = b.lifeline(c, in)
		}
	}()
	mark := ""
	if in.ID != "" && in.Kind != KindLook {
		mark = b.Keys.Mark(via.Name(), string(in.From)+"\x00"+in.ID)
	}
	err := b.Store.Update(ctx, key, mark, func(s *Session, seen bool) error {
		o = b.decide(c, via.Capabilities(), s, seen, mark, in)
		return nil
	})
	if err != nil {
		b.Log.WarnContext(ctx, "store unavailable: answering without memory", "channel", via.Name(), "kind", fmt.Sprintf("%T", errors.Unwrap(err)))
		if !o.decided {
			o = b.decide(c, via.Capabilities(), &Session{}, false, mark, in)
		}
		o.counted = counted{} // without memory every message is a stranger's
	}
	return o
}

// decide is the pure middle: from a session and an inbound to the session after it and what to say.
func (b *Bot) decide(c *content.Content, can Capabilities, s *Session, seen bool, mark string, in Inbound) outcome {
	now := b.Now()
	if seen {
		if can.Answers || s.Last.Mark != mark || s.Last.Sent {
			return outcome{silent: true, decided: true}
		}
		return outcome{decided: true, outs: s.Last.Outs, state: s.State, locale: s.State.Locale}
	}
	stranger := s.Zero()
	before := s.State
	before = b.entered(c, before, in)
	heard, silent := b.hear(c, can, before, s.Seen, in)
	if silent {
		return outcome{silent: true, decided: true}
	}
	heard.Now = now
	state, outs := flow.Advance(c, before, b.inReviewedWords(c, before, heard))
	if state.Care && !c.Safe(state.Locale, b.review()) {
		outs = append([]flow.Out{{Message: content.Lifeline}, {Help: content.CrisisFlow}}, outs...)
	}
	o := outcome{
		decided: true, state: state, locale: state.Locale,
		first:  stranger || heard.Start || state.Locale != before.Locale,
		chosen: heard.Tap.Choice, at: before.Top(), counted: b.counts(c, before, state, heard, in, stranger),
	}
	hidden := hides(state) && !hides(before)
	if !hidden {
		outs = warned(can, outs, stranger || heard.Start, state.Care && !before.Care)
	}
	o.outs = outs
	if in.Kind == KindLook {
		return o
	}
	forgotten := state.Zero()
	if forgotten || hidden {
		o.cleared = slices.Clone(s.Said)
		s.Said = nil
	}
	if forgotten {
		*s = Session{}
		o.locale, o.first, o.forgot = before.Locale, false, true
		return o
	}
	if s.Began.IsZero() {
		s.Began = now
	}
	s.State, s.Seen = state, now
	s.Last = Delivery{Mark: mark, Outs: outs}
	return o
}

// hides tells whether the person asked for a neutral screen, by word or by button.
func hides(s flow.State) bool {
	top := s.Top()
	return top.Flow == flow.Control && top.Step == "hide"
}

// entered is where somebody stands who comes in: in the language of their app if we speak it, else in
// that of the school whose code they bring. The code's country orders buttons and is never a choice.
func (b *Bot) entered(c *content.Content, s flow.State, in Inbound) flow.State {
	var school campaign.Hint
	if in.Kind == KindStart {
		school, _ = campaign.Read(in.Code)
	}
	if s.Locale == "" {
		s.Locale = entryLocale(c, in.Locale, school.Locale)
	}
	if c.Directory().Country(school.Country) != nil && school.Country != content.World {
		s.Hint = school.Country
	}
	return s
}

func entryLocale(c *content.Content, app, school string) string {
	own, spoken := c.Speaks(app)
	if theirs, ok := c.Speaks(school); ok && !spoken {
		return theirs
	}
	return own
}

// EntryLocale is the language of somebody who comes with a start code: the one their app asks for, as
// BCP 47 or as an Accept-Language header, if we speak it, else the code's.
func EntryLocale(c *content.Content, app, code string) string {
	school, _ := campaign.Read(code)
	return entryLocale(c, app, school.Locale)
}

// inReviewedWords answers danger in a language whose safety texts are reviewed well enough, if
// there is one: SafetyReview says how well.
func (b *Bot) inReviewedWords(c *content.Content, s flow.State, in flow.Input) flow.Input {
	f := c.Flow(in.Interrupt.Flow)
	locale := cmp.Or(in.Locale, s.Locale)
	if f == nil || !f.Care || c.Safe(locale, b.review()) {
		return in
	}
	for _, tag := range c.Locales() {
		if c.Safe(tag, b.review()) {
			in.Locale, in.Switched = tag, true
			return in
		}
	}
	return in
}

func (b *Bot) review() content.State { return cmp.Or(b.SafetyReview, content.Machine) }

// lifeline is what is said when everything else failed: one message, complete by itself.
func (b *Bot) lifeline(c *content.Content, in Inbound) outcome {
	locale := c.Match(in.Locale)
	return outcome{decided: true, outs: []flow.Out{{Message: content.Lifeline}}, state: flow.State{Locale: locale}, locale: locale}
}

// sent remembers that a turn has arrived, and which network messages it became. Losing this only
// means that a redelivery is answered twice.
func (b *Bot) sent(ctx context.Context, via Channel, key Key, in Inbound, sent Sent, o outcome) {
	defer func() {
		if r := recover(); r != nil {
			b.Log.ErrorContext(ctx, "sent mark panicked", "channel", via.Name(), "type", fmt.Sprintf("%T", r))
		}
	}()
	_, deletes := via.(Deleter)
	if o.state.Zero() || in.Kind == KindLook || via.Capabilities().Answers || in.ID == "" && !deletes {
		return
	}
	err := b.Store.Update(ctx, key, "", func(s *Session, _ bool) error {
		if s.Zero() {
			return nil // forgotten meanwhile
		}
		s.Last.Sent, s.Last.Outs = true, nil
		if deletes {
			if in.Message != "" {
				s.Said = append(s.Said, in.Message)
			}
			s.Said = append(s.Said, sent.Messages...)
			s.Said = s.Said[max(0, len(s.Said)-maxSaid):]
		}
		return nil
	})
	if err != nil {
		b.Log.DebugContext(ctx, "sent mark not stored", "channel", via.Name())
	}
}

// Forget implements Handler.
func (b *Bot) Forget(ctx context.Context, via Channel, who Address) error {
	key := b.Keys.Key(via.Name(), who)
	err := b.Store.Update(ctx, key, "", func(s *Session, _ bool) error {
		*s = Session{}
		return nil
	})
	if err != nil {
		return fmt.Errorf("forgetting: %w", err)
	}
	return nil
}

// inPublic answers in a group only a command addressed to the bot, with one fixed neutral line,
// at most once an hour (product.md §5). The safety layer does not speak there.
func (b *Bot) inPublic(ctx context.Context, c *content.Content, via Channel, in Inbound) error {
	if in.Kind != KindCommand && in.Kind != KindStart {
		return nil
	}
	key := b.Keys.Key(via.Name(), in.From)
	hour := b.Now().UTC().Format("2006010215")
	once := b.Keys.Mark(via.Name(), string(in.From)+"\x00public\x00"+hour)
	said := true
	err := b.Store.Update(ctx, key, once, func(_ *Session, seen bool) error {
		said = seen
		return nil
	})
	if err != nil || said {
		return nil //nolint:nilerr // without a store nothing may be said in public: it could not be limited
	}
	locale := c.Match(in.Locale)
	r := renderer{c: c, can: via.Capabilities(), locale: locale}
	turn := Turn{Locale: locale, Direction: c.Direction(locale), Messages: []Message{{Text: r.text("control.group", nil)}}}
	if _, err := via.Send(ctx, in, turn); err != nil && !errors.Is(err, ErrGone) {
		return fmt.Errorf("sending to a group: %w", err)
	}
	return nil
}

// order lets one turn of a conversation wait for the one before.
type order struct {
	once  sync.Once
	seed  maphash.Seed
	locks [256]sync.Mutex
}

func (o *order) lock(name string) (unlock func()) {
	o.once.Do(func() { o.seed = maphash.MakeSeed() })
	m := &o.locks[maphash.String(o.seed, name)%uint64(len(o.locks))]
	m.Lock()
	return m.Unlock
}
