package transcript

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/inmem"
	"strconv"
	"strings"
	"time"
)

// Kind is a kind of network a talk is played on.
type Kind struct {
	Name string
	Can  bot.Capabilities
}

// Kinds are the networks every talk is played on: the last session must be the same on all.
func Kinds() []Kind {
	return []Kind{
		{"buttons", bot.Capabilities{Choices: 100, Copies: true}},
		{"numbers", bot.Capabilities{Copies: true}},
		{"tiny", bot.Capabilities{Choices: 2, Text: bot.Limit{Max: 60, Unit: bot.UTF16}, Label: bot.Limit{Max: 8, Unit: bot.Graphemes}, Copies: true}},
	}
}

// Result is a talk as it was played.
type Result struct {
	Lines   [][]string  // for each turn, what the bot answered
	Answers []bot.Turn  // the same as it was sent; empty where nothing was
	Session bot.Session // at the end
	Chosen  []string    // for each turn, the payload of the button that was tapped, or its number as "#3" where buttons are numbers; else ""
	Visited []Visit     // every question that stood, and what was chosen there
}

// Visit is one question, and the choice made there, "" for none.
type Visit struct{ Flow, Step, Choice string }

// noon is when a talk begins that does not say when: a Tuesday.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// person is the far side: what stands on their phone.
type person struct {
	kind    Kind
	turn    bot.Turn
	nothing bool
}

// Name implements bot.Channel.
func (p *person) Name() string { return "transcript" }

// Capabilities implements bot.Channel.
func (p *person) Capabilities() bot.Capabilities { return p.kind.Can }

// Send implements bot.Channel.
func (p *person) Send(_ context.Context, _ bot.Inbound, turn bot.Turn) (bot.Sent, error) {
	p.turn, p.nothing = turn, false
	return bot.Sent{}, nil
}

// stored puts a session through its stored form before every turn: what that loses is lost here too.
type stored struct{ bot.Store }

// Update implements bot.Store.
func (st stored) Update(ctx context.Context, key bot.Key, once string, fn func(*bot.Session, bool) error) error {
	return st.Store.Update(ctx, key, once, func(s *bot.Session, seen bool) error { //nolint:wrapcheck // it is the same store
		if !s.Zero() {
			data, err := bot.EncodeSession(s)
			if err != nil {
				return fmt.Errorf("storing: %w", err)
			}
			if *s, err = bot.DecodeSession(data); err != nil {
				return fmt.Errorf("reading what was stored: %w", err)
			}
		}
		return fn(s, seen)
	})
}

// Play plays a talk on one kind of network.
func Play(c *content.Content, talk Talk, kind Kind) (Result, error) {
	now := talk.At.UTC()
	if now.IsZero() {
		now = noon()
	}
	keys, err := bot.NewKeyring([]byte(strings.Repeat("transcript", 4)))
	if err != nil {
		return Result{}, fmt.Errorf("making keys: %w", err)
	}
	store := stored{inmem.New(inmem.Config{TTL: bot.MaxSession, Now: func() time.Time { return now }})}
	b := &bot.Bot{
		Content: func() *content.Content { return c }, Store: store, Keys: keys,
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler),
	}
	ctx, p := context.Background(), &person{kind: kind}
	key := keys.Key(p.Name(), "someone")
	locale := talk.Locale
	if locale == "" {
		locale = content.SourceLocale
	}
	if talk.Country != "" {
		err := store.Update(ctx, key, "", func(s *bot.Session, _ bool) error {
			s.State = flow.State{Locale: locale, Kept: map[string]string{flow.KeptCountry: talk.Country}}
			s.Began, s.Seen = now, now
			return nil
		})
		if err != nil {
			return Result{}, fmt.Errorf("preparing the country: %w", err)
		}
	}
	var r Result
	peek := func() bot.Session {
		var seen bot.Session
		_ = store.Update(ctx, key, "", func(s *bot.Session, _ bool) error { seen = *s; return nil })
		return seen
	}
	for i, turn := range talk.Turns {
		if turn.Do == Later {
			d, _ := time.ParseDuration(turn.Arg)
			now = now.Add(d)
			r.Lines, r.Answers, r.Chosen = append(r.Lines, nil), append(r.Answers, bot.Turn{}), append(r.Chosen, "")
			continue
		}
		before := peek()
		in, err := p.inbound(c, before.State, talk, i, now)
		if err != nil {
			return r, fmt.Errorf("%s: %s: turn %d: %w", talk.File, talk.Name, i+1, err)
		}
		in.Locale = locale
		r.Chosen = append(r.Chosen, p.chosen(c, before.State, turn))
		p.turn, p.nothing = bot.Turn{}, true
		if err := b.Handle(ctx, p, in); err != nil {
			return r, fmt.Errorf("%s: %s: turn %d: %w", talk.File, talk.Name, i+1, err)
		}
		r.visit(c, before.State, turn, peek().State)
		if p.nothing {
			r.Lines, r.Answers = append(r.Lines, nil), append(r.Answers, bot.Turn{})
			continue
		}
		r.Lines, r.Answers = append(r.Lines, lines(p.turn)), append(r.Answers, p.turn)
	}
	r.Session = peek()
	return r, nil
}

// inbound is what the network would deliver for a turn.
func (p *person) inbound(c *content.Content, s flow.State, talk Talk, i int, now time.Time) (bot.Inbound, error) {
	turn := talk.Turns[i]
	in := bot.Inbound{ID: strconv.Itoa(i), From: "someone", At: now}
	switch turn.Do {
	case Tap:
		return p.tap(c, s, turn, in)
	case Attach:
		in.Kind, in.Text = bot.KindAttachment, bot.NewText(turn.Arg)
	case Edit:
		in.Kind, in.Text = bot.KindEdit, bot.NewText(turn.Arg)
	case Start:
		in.Kind, in.Code = bot.KindStart, turn.Arg
	case Again:
		for i--; i > 0 && talk.Turns[i].Do == Later; i-- {
			continue
		}
		return p.inbound(c, s, talk, max(i, 0), now)
	case Late:
		in.Text, in.At = bot.NewText(turn.Arg), now.Add(-time.Hour)
	default:
		in.Text = bot.NewText(turn.Arg)
	}
	return in, nil
}

// tap finds the button with a label; where choices are numbered, its number is typed.
func (p *person) tap(c *content.Content, s flow.State, turn Turn, in bot.Inbound) (bot.Inbound, error) {
	label := turn.Arg
	if number, numbered := strings.CutPrefix(turn.Choice, "#"); numbered {
		in.Text = bot.NewText(number)
		return in, nil
	}
	for _, ch := range p.turn.Choices {
		if turn.Choice == "" && ch.Label == label || turn.Choice != "" && ch.ID == turn.Choice {
			in.Kind, in.Choice = bot.KindChoice, ch.ID
			return in, nil
		}
	}
	for i, l := range bot.Labels(c, s, p.kind.Can) {
		if l == label {
			in.Text = bot.NewText(strconv.Itoa(i + 1))
			return in, nil
		}
	}
	return in, fmt.Errorf("there is no button [%s]; there are: %q", label, bot.Labels(c, s, p.kind.Can))
}

// chosen is what a turn taps, as Result.Chosen says it.
func (p *person) chosen(c *content.Content, s flow.State, turn Turn) string {
	if turn.Do != Tap || turn.Choice != "" {
		return turn.Choice
	}
	for _, ch := range p.turn.Choices {
		if ch.Label == turn.Arg {
			return ch.ID
		}
	}
	if at := slices.Index(bot.Labels(c, s, p.kind.Can), turn.Arg); at >= 0 {
		return "#" + strconv.Itoa(at+1)
	}
	return ""
}

// visit notes which question stood and what was chosen.
func (r *Result) visit(c *content.Content, before flow.State, turn Turn, after flow.State) {
	if turn.Do == Tap || turn.Do == Say {
		for _, id := range flow.Offers(c, before) {
			if bot.Label(c, before.Locale, id) == turn.Arg {
				r.Visited = append(r.Visited, Visit{before.Top().Flow, before.Top().Step, id})
			}
		}
	}
	for _, fr := range after.Stack {
		r.Visited = append(r.Visited, Visit{fr.Flow, fr.Step, ""})
	}
}

// lines writes an answer as it stands in a file.
func lines(t bot.Turn) []string {
	var out []string
	for _, m := range t.Messages {
		for i, line := range strings.Split(m.Text, "\n") {
			head := "     "
			if i == 0 {
				head = "bot: "
			}
			out = append(out, strings.TrimRight(head+line, " "))
		}
	}
	var buttons []string
	for _, ch := range t.Choices {
		buttons = append(buttons, "["+ch.Label+"]")
	}
	if len(buttons) > 0 {
		out = append(out, "     "+strings.Join(buttons, " "))
	}
	if t.Note != "" {
		out = append(out, "     ("+t.Note+")")
	}
	return out
}
