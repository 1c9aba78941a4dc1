package bot_test

import (
	"log/slog"
	"os"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"sync"
	"testing"
	"time"
)

// noon is when every test begins.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// shipped loads the content in this repository, once.
var shipped = sync.OnceValues(func() (*content.Content, []content.Issue) {
	return content.Load(content.Folder{FS: os.DirFS("..")})
})

func load(tb testing.TB) *content.Content {
	tb.Helper()
	c, issues := shipped()
	if c == nil {
		tb.Fatalf("the shipped content is refused: %v", issues)
	}
	return c
}

func keyring(tb testing.TB) *bot.Keyring {
	tb.Helper()
	keys, err := bot.NewKeyring([]byte(strings.Repeat("k", 32)))
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// house is a bot without memory or network.
func house(tb testing.TB) *bot.Bot {
	tb.Helper()
	c := load(tb)
	return &bot.Bot{
		Content: func() *content.Content { return c }, Keys: keyring(tb), Now: noon,
		Log: slog.New(slog.DiscardHandler),
	}
}

// buttons is a messenger with buttons.
func buttons() bot.Capabilities { return bot.Capabilities{Choices: 100, Copies: true} }

// reachable walks every choice of every question from every way in, and returns one session for
// each place a person can stand.
func reachable(tb testing.TB, b *bot.Bot, locale, country string) []bot.Session {
	tb.Helper()
	c := b.Content()
	var kept map[string]string
	if country != "" {
		kept = map[string]string{flow.KeptCountry: country}
	}
	fresh := flow.State{Locale: locale, Kept: kept}
	var todo []flow.State
	seen := map[string]bool{}
	push := func(s flow.State, _ []flow.Out) {
		top := s.Top()
		key := top.Flow + "/" + top.Step + "/" + top.Region + "/" + string(rune('0'+top.At)) + "/" + string(rune('0'+len(s.Stack)))
		if len(s.Stack) > 0 && len(s.Stack) <= 2 && !seen[key] {
			seen[key] = true
			todo = append(todo, s)
		}
	}
	push(flow.Advance(c, fresh, flow.Input{Start: true, Now: noon()}))
	for _, id := range c.Flows() {
		push(flow.Advance(c, fresh, flow.Input{Interrupt: flow.Entry{Flow: id}, Now: noon()}))
		for _, step := range c.Flow(id).Steps {
			push(flow.Advance(c, fresh, flow.Input{Interrupt: flow.Entry{Flow: id, Step: step.ID}, Now: noon()}))
		}
	}
	var all []bot.Session
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		all = append(all, bot.Session{State: s, Began: noon(), Seen: noon()})
		for i, id := range flow.Offers(c, s) {
			if i > 8 && (strings.HasPrefix(id, flow.ToCountry) || strings.HasPrefix(id, flow.ToRegion)) {
				continue
			}
			push(flow.Advance(c, s, flow.Input{Tap: flow.Tap{Choice: id}, Now: noon()}))
		}
	}
	if len(all) < 40 {
		tb.Fatalf("only %d places are reachable: is the walk still right?", len(all))
	}
	return all
}

// phrases reads testdata/danger.<locale>.tsv.
func phrases(tb testing.TB, locale string) (kinds, texts []string) {
	tb.Helper()
	data, err := os.ReadFile("testdata/danger." + locale + ".tsv")
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		kind, text, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if ok && !strings.HasPrefix(line, "#") {
			kinds, texts = append(kinds, kind), append(texts, text)
		}
	}
	return kinds, texts
}

// whole is everything a turn shows, as one text.
func whole(t bot.Turn) string {
	var b strings.Builder
	for _, m := range t.Messages {
		b.WriteString(m.Text + "\n")
	}
	return b.String()
}

func offersLabel(t bot.Turn, label string) bool {
	return slices.ContainsFunc(t.Choices, func(ch bot.Choice) bool { return ch.Label == label })
}
