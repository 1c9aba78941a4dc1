package bot_test

import (
	"fmt"
	"regexp"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"staysafe/bot/slack"
	"staysafe/bot/telegram"
	"staysafe/bot/terminal"
	"staysafe/bot/web"
	"strconv"
	"strings"
	"testing"
)

// networks are what each channel can do.
func networks() map[string]bot.Capabilities {
	return map[string]bot.Capabilities{
		"web": (&web.Channel{}).Capabilities(), "telegram": (&telegram.Channel{}).Capabilities(), "terminal": (&terminal.Channel{}).Capabilities(),
		"slack": (&slack.Channel{}).Capabilities(),
		"sms":   {Text: bot.Limit{Max: 160, Unit: bot.UTF16}, Copies: true},
	}
}

// TestEveryChoiceOnEveryNetwork makes every choice at every place a person can come to, in every
// locale and on every network, from every flow. Nothing is over a limit of the network; from
// everywhere a person who helps can be reached by choices alone, and so can the front door.
func TestEveryChoiceOnEveryNetwork(t *testing.T) {
	b := house(t)
	locales := b.Content().Locales()
	if testing.Short() {
		locales = locales[:1] // one goroutine walks: the race detector learns nothing from the others
	}
	for name, can := range networks() {
		if testing.Short() && name != "telegram" {
			continue
		}
		for _, locale := range locales {
			t.Run(name+"/"+locale, func(t *testing.T) {
				t.Parallel()
				w := &walker{t: t, b: house(t), can: can, at: map[string]*spot{}, words: testing.Short() || locale != content.SourceLocale}
				w.everywhere(locale)
				if w.words {
					return
				}
				w.leads("a person who helps", func(s *spot) bool { return s.person })
				w.leads("the front door", func(s *spot) bool { return s.front })
			})
		}
	}
}

// walker knows every place it came to, and what can be reached from there.
type walker struct {
	t   *testing.T
	b   *bot.Bot
	can bot.Capabilities
	at  map[string]*spot
	// words tells that only what is shown is looked at, once at each place: where choices lead is the
	// same in every language.
	words bool
}

// spot is one place a person can come to.
type spot struct {
	session       bot.Session
	offers        []bot.Choice // empty where choices are numbered
	count         int
	next          []string
	person, front bool
}

// everywhere starts each flow as a stranger and follows every choice.
func (w *walker) everywhere(locale string) {
	var todo []string
	visit := func(s bot.Session, turn bot.Turn) string {
		name := w.where(s.State)
		if w.at[name] == nil {
			w.at[name] = w.look(name, s, turn)
			todo = append(todo, name)
		}
		return name
	}
	for _, id := range w.b.Content().Flows() {
		s := bot.Session{State: flow.State{Locale: locale}, Began: noon(), Seen: noon()}
		s.State, _ = flow.Advance(w.b.Content(), s.State, flow.Input{Interrupt: flow.Entry{Flow: id}, Now: noon()})
		_, turn, _ := w.b.Turn(w.b.Content(), w.can, s, bot.Inbound{Kind: bot.KindLook, At: noon()})
		visit(s, turn)
	}
	for len(todo) > 0 {
		from := w.at[todo[0]]
		todo = todo[1:]
		for i := range from.count {
			in := bot.Inbound{ID: "x", Text: bot.NewText(strconv.Itoa(i + 1)), At: noon()}
			if len(from.offers) > 0 {
				in = bot.Inbound{ID: "x", Kind: bot.KindChoice, Choice: from.offers[i].ID, At: noon()}
			}
			after, turn, spoke := w.b.Turn(w.b.Content(), w.can, clone(from.session), in)
			if !spoke {
				w.t.Fatalf("choice %d at %s meets silence", i+1, w.where(from.session.State))
			}
			if after.Zero() {
				from.front = true // everything is forgotten: the next word opens the front door
				continue
			}
			from.next = append(from.next, visit(after, turn))
		}
	}
	if len(w.at) < 60 {
		w.t.Fatalf("came to %d places only: is the walk still right?", len(w.at))
	}
}

var (
	messageID = regexp.MustCompile(`^[a-z-]+\.[a-z_.-]+$`)
	unfilled  = regexp.MustCompile(`<no value>|\{\{`)
)

// look judges what stands at a place.
func (w *walker) look(name string, s bot.Session, turn bot.Turn) *spot {
	top := s.State.Top()
	sp := &spot{session: s, offers: turn.Choices, front: top.Flow == flow.Front}
	for _, m := range turn.Messages {
		sp.person = sp.person || m.Card != nil && !m.Card.Emergency
		switch {
		case !bot.Visible(m.Text), messageID.MatchString(m.Text), unfilled.MatchString(m.Text):
			w.t.Errorf("%s: a bubble says %q", name, m.Text)
		case !w.can.Text.Fits(m.Text):
			w.t.Errorf("%s: a bubble of %d is over the network's %d", name, w.can.Text.Len(m.Text), w.can.Text.Max)
		case m.Card == nil && len([]rune(m.Text)) > content.MaxBubble && len(turn.Choices) > 0:
			w.t.Errorf("%s: a bubble of %d characters", name, len([]rune(m.Text)))
		}
	}
	labels := bot.Labels(w.b.Content(), s.State, w.can)
	for _, ch := range turn.Choices {
		if !w.can.Label.Fits(ch.Label) || !w.can.Payload.Fits(ch.ID) || !bot.Visible(ch.Label) || messageID.MatchString(ch.Label) {
			w.t.Errorf("%s: the button %q does not fit", name, ch.Label)
		}
	}
	if len(labels) == 0 || len(turn.Choices) > 0 && len(turn.Choices) != len(labels) {
		w.t.Errorf("%s: %d choices, %d buttons", name, len(labels), len(turn.Choices))
	}
	sp.count = len(labels)
	if i := slices.IndexFunc(flow.Offers(w.b.Content(), s.State), func(id string) bool {
		return strings.HasPrefix(id, flow.ToCountry) || strings.HasPrefix(id, flow.ToRegion)
	}); i >= 0 {
		sp.count = min(sp.count, i+2) // one or two places of the world stand for all
		sp.front = sp.front || slices.Contains(flow.Offers(w.b.Content(), s.State), flow.ChoiceNoCountry)
	}
	return sp
}

// leads expects that from every place some choices lead to one of a kind.
func (w *walker) leads(what string, is func(*spot) bool) {
	good := map[string]bool{}
	for name, s := range w.at {
		good[name] = is(s)
	}
	for grown := true; grown; {
		grown = false
		for name, s := range w.at {
			if !good[name] && slices.ContainsFunc(s.next, func(n string) bool { return good[n] }) {
				good[name], grown = true, true
			}
		}
	}
	for name := range w.at {
		if !good[name] {
			w.t.Errorf("no choices lead from %s to %s", name, what)
		}
	}
}

// where names a place: what stands is the same wherever the rest is.
func (w *walker) where(s flow.State) string {
	var b strings.Builder
	top := s.Top()
	if len(s.Stack) > 1 && !w.words { // from which flow one came says where one goes back to; who called that changes nothing here
		b.WriteString(s.Stack[len(s.Stack)-2].Flow)
	}
	fmt.Fprintf(&b, " %s/%s", top.Flow, top.Step)
	fmt.Fprintf(&b, " page %d %s help %s country %s care %v", top.At, top.Region, s.Help, s.Kept[flow.KeptCountry], s.Care)
	return strings.TrimSpace(b.String())
}

func clone(s bot.Session) bot.Session {
	data, err := bot.EncodeSession(&s)
	if err != nil {
		panic(err)
	}
	s, err = bot.DecodeSession(data)
	if err != nil {
		panic(err)
	}
	return s
}
