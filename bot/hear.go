package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
	"strings"
	"time"
)

// Likelihoods from which a topic is believed, or offered as a guess.
const (
	sureTopic  = 0.5
	maybeTopic = 0.1
)

// neutralPeril is how likely danger must be, where no phrase tells of it, to leave a neutral screen.
const neutralPeril = 0.9

// Word lists that mean a move of the house instead of a flow.
const (
	listBack  = "back"
	listOver  = "over"
	listHello = "start"
	listYes   = "yes"
	listNo    = "no"
	listWrong = "wrong"
)

// hear turns an inbound into meaning. It is the only caller of package understand, and the
// order is that of architecture.md §3: safety first, always.
func (b *Bot) hear(c *content.Content, can Capabilities, s flow.State, seen time.Time, in Inbound) (flow.Input, bool) {
	h := hearing{b: b, c: c, can: can, s: s, in: in, words: c.Heard()}
	h.heard = h.words.Hear(in.Text)
	if in.Kind == KindLook {
		return flow.Input{}, false
	}
	danger, got := h.safety()
	if danger {
		return got, false
	}
	if in.Kind == KindEdit {
		if got.Gentle {
			return got, false
		}
		return got, true // an edit is heard for danger, and is never an answer
	}
	if command, ok := h.command(); ok {
		command.Gentle, command.Phrase = got.Gentle, got.Phrase
		return command, false
	}
	now := b.Now()
	switch {
	case got.Gentle: // somebody who may despair does not wait for the neutral question
	case !in.At.IsZero() && now.Sub(in.At) > lateAfter:
		got.Interrupt = flow.Entry{Flow: flow.Control, Step: "late"}
		return got, false
	case !seen.IsZero() && now.Sub(seen) > quietAfter && in.Kind != KindStart && !h.resuming() && !h.urgent():
		got.Interrupt = flow.Entry{Flow: flow.Control, Step: "resume"}
		return got, false
	}
	h.meaning(&got)
	return got, false
}

// hearing is one inbound on its way to meaning.
type hearing struct {
	b     *Bot
	c     *content.Content
	can   Capabilities
	s     flow.State
	in    Inbound
	words *understand.Index
	heard *understand.Heard
	label *int // which choice just offered the text is, once that was looked up
}

// safety is the safety layer. It reads every text first, in all languages. Only a text that
// wholly equals a label or number just offered is exempt.
func (h *hearing) safety() (danger bool, got flow.Input) {
	t := h.in.Text
	if h.in.Kind == KindChoice || t.Empty() || h.offered() >= 0 {
		return false, got
	}
	d := h.heard.Danger()
	if h.s.Neutral() && d.Pattern == "" && d.Peril < neutralPeril {
		d = h.heard.Alarm() // somebody else may be writing: only phrases of danger count
	}
	switch d.Level {
	case understand.Certain:
		if tag := h.tongue(d.Locale); tag != h.s.Locale && slices.Contains(h.c.Locales(), tag) {
			got.Locale, got.Switched = tag, true
		}
		got.Interrupt = entry(h.c, h.heard, d)
		return true, got
	case understand.Unsure:
		got.Gentle, got.Phrase = true, d.Phrase
	}
	return false, got
}

// tongue is the language that danger told of is answered in. That a phrase of it is heard in a language is not enough: lists hold what people mix in
// from others.
func (h *hearing) tongue(heard string) string {
	if plainly := h.words.Written(h.in.Text); plainly != "" {
		return plainly
	}
	if h.heard.Knows(heard) > h.heard.Knows(h.s.Locale) {
		return heard
	}
	return h.s.Locale
}

// offered tells which choice just offered the whole text equals, -1 if none. Labels of every
// locale count: people answer in the language they think in.
func (h *hearing) offered() int {
	if h.label == nil {
		i := h.findOffered()
		h.label = &i
	}
	return *h.label
}

func (h *hearing) findOffered() int {
	if h.in.Kind != KindText {
		return -1
	}
	all := h.offers()
	if len(all) == 0 {
		return -1
	}
	if i := h.words.Label(h.in.Text, labels(all)); i >= 0 {
		return i
	}
	for _, tag := range h.c.Locales() {
		if tag == h.s.Locale {
			continue
		}
		other := h.s
		other.Locale = tag
		if i := h.words.Label(h.in.Text, labels(offers(h.c, other, h.can))); i >= 0 && i < len(all) {
			return i
		}
	}
	return -1
}

func (h *hearing) offers() []offer { return offers(h.c, h.s, h.can) }

// resuming tells whether the neutral question is already what stands.
func (h *hearing) resuming() bool {
	top := h.s.Top()
	return top.Flow == flow.Control && (top.Step == "resume" || top.Step == "late" || top.Step == "hide")
}

// urgent tells whether a button of the last row was tapped: help, hide, start over.
func (h *hearing) urgent() bool {
	tap, ok := h.b.payloads.of(h.b.Keys, h.c).tap(h.in.Choice)
	return h.in.Kind == KindChoice && ok && slices.ContainsFunc(row(), func(o offer) bool { return o.id == tap.Choice })
}

// command hears the global words, in every locale. They are heard before the neutral question
// after a pause: nobody has to answer it to get help, to hide or to delete.
func (h *hearing) command() (flow.Input, bool) {
	if h.in.Kind != KindText && h.in.Kind != KindCommand || h.offered() >= 0 {
		return flow.Input{}, false
	}
	cmd, ok := h.heard.Command()
	if !ok {
		return flow.Input{}, false
	}
	switch cmd.List {
	case listBack:
		return flow.Input{Back: true}, true
	case listOver:
		return flow.Input{Start: true}, true
	case listWrong:
		return flow.Input{Tap: flow.Tap{Choice: flow.WrongAnswer}}, true
	case listHello:
		return flow.Input{}, false
	}
	entry, ok := h.c.Interrupt(cmd.List)
	if !ok {
		return flow.Input{}, false
	}
	return flow.Input{Interrupt: entry}, true
}

// meaning fills in what else the inbound may mean.
func (h *hearing) meaning(got *flow.Input) {
	switch h.in.Kind {
	case KindStart:
		got.Start = true
	case KindChoice:
		h.choice(got)
	case KindAttachment:
		got.Interrupt = flow.Entry{Flow: flow.Control, Step: "attachment"}
	default:
		h.text(got)
	}
}

func (h *hearing) choice(got *flow.Input) {
	tap, ok := h.b.payloads.of(h.b.Keys, h.c).tap(h.in.Choice)
	if !ok {
		got.Stale = true
		return
	}
	got.Tap = tap
}

func (h *hearing) text(got *flow.Input) {
	t := h.in.Text
	if t.Empty() {
		return
	}
	if i := h.offered(); i >= 0 {
		top := h.s.Top()
		got.Tap = flow.Tap{Flow: top.Flow, Step: top.Step, Choice: h.offers()[i].id}
		return
	}
	if id := h.yesOrNo(); id != "" {
		got.Tap.Choice = id
		return
	}
	got.Personal = h.heard.Personal()
	if tag := h.words.Locale(t); tag != "" {
		h.language(got, tag)
		return
	}
	codes := h.words.Countries(t)
	switch {
	case got.Personal: // somebody's name may be a country's, too
	case len(codes) == 1:
		got.Country = codes[0]
		return
	case len(codes) > 1:
		got.Maybe = prefixed(flow.ToCountry, codes[:min(3, len(codes))])
		return
	}
	if tag := h.words.Written(t); tag != "" && tag != h.s.Locale && slices.Contains(h.c.Locales(), tag) {
		got.Locale, got.Switched = tag, true
	}
	if cmd, ok := h.heard.Command(); ok && cmd.List == listHello {
		if len(h.s.Stack) == 0 {
			got.Start = true
		}
		return
	}
	h.topics(got)
}

// yesOrNo is the choice that "yeah" or "nope" means here, "" if there is none. A label may say
// more after a comma: "No, I'm alone".
func (h *hearing) yesOrNo() string {
	cmd, ok := h.heard.Command()
	if !ok || cmd.List != listYes && cmd.List != listNo {
		return ""
	}
	short := h.c.Text(h.s.Locale, "common."+cmd.List, nil)
	for _, o := range h.offers() {
		head, _, _ := strings.Cut(o.label, ",")
		goesOn := cmd.List == listYes && h.s.Neutral() && strings.HasSuffix(o.id, ".on")
		if understand.Fold(head) == understand.Fold(short) || goesOn && h.s.Top().Step != "hide" {
			return o.id
		}
	}
	return ""
}

func (h *hearing) language(got *flow.Input, tag string) {
	if match := h.c.Match(tag); slices.Contains(h.c.Locales(), tag) || sameBase(match, tag) {
		got.Locale = match
		return
	}
	got.Interrupt = flow.Entry{Flow: flow.Control, Step: "language"}
}

// topics routes own words to a flow. In care mode words are never routed away from help, and on
// a neutral screen they may be somebody else's.
func (h *hearing) topics(got *flow.Input) {
	if h.s.Care || h.s.Neutral() {
		got.Words = true
		return
	}
	guesses := h.heard.Topics()
	if len(guesses) > 0 && believed(guesses[0]) && h.c.Flow(guesses[0].Topic) != nil {
		got.Interrupt = flow.Entry{Flow: guesses[0].Topic}
		return
	}
	got.Gentle = got.Gentle || slices.ContainsFunc(guesses, func(g understand.Guess) bool {
		return g.Topic == content.CrisisFlow && g.Score >= maybeTopic
	})
	if len(guesses) == 0 || guesses[0].Topic == understand.NoTopic && guesses[0].Score >= sureTopic {
		got.Words = true
		return
	}
	for _, g := range guesses {
		if g.Score >= maybeTopic && h.c.Flow(g.Topic) != nil {
			got.Maybe = append(got.Maybe, flow.GoTo+g.Topic)
		}
	}
	got.Words = len(got.Maybe) == 0
}

// believed tells whether the best guess is acted on without asking. Crisis is, as soon as it is the
// best: of two readings the one counts that would hurt more to miss.
func believed(best understand.Guess) bool {
	return best.Topic == content.CrisisFlow || best.Score >= sureTopic
}

func prefixed(prefix string, ids []string) []string {
	var all []string
	for _, id := range ids {
		all = append(all, prefix+id)
	}
	return all
}

func sameBase(a, b string) bool {
	x, _, _ := strings.Cut(a, "-")
	y, _, _ := strings.Cut(b, "-")
	return x == y
}
