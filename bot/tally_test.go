package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"staysafe/bot"
	"staysafe/bot/flow"
	"staysafe/bot/inmem"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// told is all that a tally tells in each of the hours after its events.
func told(seed uint64, events []time.Duration, hours int) []int {
	start := noon()
	t := bot.NewTally(start, rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}))
	var all []int
	for h, next := 0, 0; h <= hours; h++ {
		end := start.Add(time.Duration(h) * time.Hour)
		for ; next < len(events) && start.Add(events[next]).Before(end); next++ {
			t.Add(start.Add(events[next]), "talks")
		}
		all = append(all, t.AtLeast(end, "talks"))
	}
	return all
}

// TestOnePupilChangesNothing: two histories that differ in one pupil's talks tell the same, except where
// the total crosses a step of ten, and then by one step; never more than the truth, only multiples of ten, and
// only at full hours.
func TestOnePupilChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const hours = 6
		seed := rapid.Uint64Range(0, 1<<16-1).Draw(t, "seed")
		minutes := rapid.SliceOfN(rapid.IntRange(0, hours*60-1), 0, 120).Draw(t, "minutes")
		pupil := rapid.IntRange(0, hours*60-1).Draw(t, "pupil")
		counted := make([]int, hours*60)
		for _, m := range minutes {
			counted[m]++
		}
		events := func(extra bool) []time.Duration {
			var all []time.Duration
			for m, n := range counted {
				if extra && m == pupil {
					n++
				}
				for range n {
					all = append(all, time.Duration(m)*time.Minute)
				}
			}
			return all
		}
		without, with := told(seed, events(false), hours), told(seed, events(true), hours)
		total := 0
		for h := range without {
			if h > 0 {
				for m := (h - 1) * 60; m < h*60; m++ {
					total += counted[m]
				}
			}
			a, b := without[h], with[h]
			if a%10 != 0 || b%10 != 0 || a > total || total-a > 18 {
				t.Fatalf("hour %d: of %d it tells %d", h, total, a)
			}
			if crossed := a != b; crossed && (b != a+10 || pupil >= h*60) {
				t.Fatalf("hour %d: %d without, %d with the pupil", h, a, b)
			}
		}
	})
}

// TestNoneAndFewLookAlike: fewer than ten tell what none tells, for every chance, and nothing prints a count.
func TestNoneAndFewLookAlike(t *testing.T) {
	for seed := range byte(250) {
		tally := bot.NewTally(noon(), bytes.NewReader(bytes.Repeat([]byte{seed}, 32)))
		for range 9 {
			tally.Add(noon(), "talks")
		}
		if n := tally.AtLeast(noon().Add(time.Hour), "talks"); n != 0 {
			t.Errorf("chance %d: nine are told as %d", seed, n)
		}
		for _, form := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
			if s := fmt.Sprintf(form, tally); s != "tally" {
				t.Errorf("%s prints %s", form, s)
			}
		}
	}
	tally := bot.NewTally(noon(), bytes.NewReader(nil)) // no chance at all
	for range 18 {
		tally.Add(noon(), "talks")
	}
	if n := tally.AtLeast(noon().Add(time.Hour), "talks"); n != 0 {
		t.Errorf("without chance 18 are told as %d", n)
	}
	tally.Add(noon().Add(time.Hour), "talks")
	if n := tally.AtLeast(noon().Add(time.Hour+59*time.Minute), "talks"); n != 0 {
		t.Errorf("within the hour it moves to %d", n)
	}
	if n := tally.AtLeast(noon().Add(2*time.Hour), "talks"); n != 10 {
		t.Errorf("after the hour it tells %d", n)
	}
	var none *bot.Tally
	none.Add(noon(), "talks")
	if none.AtLeast(noon(), "talks") != 0 {
		t.Error("nothing counts something")
	}
}

// quiet is a channel that shows nothing.
type quietChannel struct{}

func (quietChannel) Name() string                   { return "quiet" }
func (quietChannel) Capabilities() bot.Capabilities { return bot.Capabilities{Choices: 100} }
func (quietChannel) Send(context.Context, bot.Inbound, bot.Turn) (bot.Sent, error) {
	return bot.Sent{}, nil
}

// noStore is a store that is down.
type noStore struct{}

func (noStore) Update(context.Context, bot.Key, string, func(*bot.Session, bool) error) error {
	return errors.New("down")
}

// TestATalkCountsOnce: when it begins, not again when it is delivered again or goes on; not at all without
// memory; and an answer counts once in a talk, and never in care.
func TestATalkCountsOnce(t *testing.T) {
	now := noon()
	var log strings.Builder
	b := house(t)
	b.Now, b.Log = func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil))
	b.Store = inmem.New(inmem.Config{TTL: 24 * time.Hour, Now: b.Now})
	count := func(store bot.Store, deliver func(person string)) int {
		now = noon()
		b.Store, b.Tally = store, bot.NewTally(now, bytes.NewReader(nil)) // each step comes nine late
		for i := range 19 {
			deliver(fmt.Sprint("person-", i))
		}
		now = now.Add(time.Hour)
		return b.Totals(now).Talks
	}
	hi := func(person, id string) {
		in := bot.Inbound{ID: id, Kind: bot.KindText, From: bot.Address(person), At: now, Locale: "en", Text: bot.NewText("hello there")}
		if err := b.Handle(t.Context(), quietChannel{}, in); err != nil {
			t.Fatal(err)
		}
	}
	memory := func() bot.Store { return inmem.New(inmem.Config{TTL: 24 * time.Hour, Now: b.Now}) }
	if n := count(memory(), func(p string) { hi(p, "1"); hi(p, "1"); hi(p, "2") }); n != 10 {
		t.Errorf("19 talks, each delivered again and gone on with, are %d", n)
	}
	if n := count(memory(), func(p string) {
		if p != "person-0" {
			hi(p, "1")
			hi(p, "1")
		}
	}); n != 0 {
		t.Errorf("18 talks are told as %d", n)
	}
	if n := count(noStore{}, func(p string) { hi(p, "1") }); n != 0 {
		t.Errorf("without memory %d talks are told", n)
	}
	if strings.Contains(log.String(), "person-") {
		t.Error("the log tells who")
	}
}

// TestVoices: an answer to a question that is counted counts once in a talk and is told in steps of ten; a
// question of the same form in care is none.
func TestVoices(t *testing.T) {
	c := load(t)
	at := flow.State{Locale: "en", Stack: []flow.Frame{{Flow: "start", Step: "know", Waiting: true}, {Flow: "act", Step: "voice", Waiting: true}}}
	tap := flow.Tap{Choice: "act.voice.report"}
	if got := bot.Voiced(c, at, tap); got != "voice act voice act.voice.report" {
		t.Errorf("it counts as %q", got)
	}
	again, _ := flow.Advance(c, at, flow.Input{Tap: tap, Now: noon()})
	again.Stack = at.Stack
	care := at
	care.Care = true
	for name, got := range map[string]string{
		"a second answer":      bot.Voiced(c, again, tap),
		"in care":              bot.Voiced(c, care, tap),
		"an unknown answer":    bot.Voiced(c, at, flow.Tap{Choice: "act.voice.invented"}),
		"no answer":            bot.Voiced(c, at, flow.Tap{}),
		"an old button":        bot.Voiced(c, at, flow.Tap{Flow: "act", Step: "pick", Choice: "act.pick.day"}),
		"a question of others": bot.Voiced(c, flow.State{Locale: "en", Stack: []flow.Frame{{Flow: "act", Step: "pick"}}}, flow.Tap{Choice: "act.pick.day"}),
		"nowhere":              bot.Voiced(c, flow.State{Locale: "en"}, tap),
	} {
		if got != "" {
			t.Errorf("%s counts as %q", name, got)
		}
	}
	b := house(t)
	b.Tally = bot.NewTally(noon(), bytes.NewReader(nil))
	for range 19 {
		b.Tally.Add(noon(), bot.Voiced(c, at, tap))
	}
	voices := bot.Voices(c, "en", b.Totals(noon().Add(time.Hour)).Voices)
	if len(voices) != 1 || voices[0].Question != c.Text("en", "act.voice", nil) || len(voices[0].Answers) != 4 || voices[0].Answers[0].AtLeast != 10 || voices[0].Answers[1].AtLeast != 0 {
		t.Errorf("%+v", voices)
	}
}

// TestWhatIsNotUnderstoodIsCounted: free texts that were not plain are counted by the topic they came nearest to, in steps of ten that come late; plain ones
// are not, nor is anything that is said in danger.
func TestWhatIsNotUnderstoodIsCounted(t *testing.T) {
	now := noon()
	b := house(t)
	b.Now = func() time.Time { return now }
	b.Store = inmem.New(inmem.Config{TTL: 24 * time.Hour, Now: b.Now})
	say := func(person string, texts ...string) {
		for i, text := range texts {
			in := bot.Inbound{ID: fmt.Sprint(i), Kind: bot.KindText, From: bot.Address(person), At: now, Locale: "en", Text: bot.NewText(text)}
			if err := b.Handle(t.Context(), quietChannel{}, in); err != nil {
				t.Fatal(err)
			}
		}
	}
	told := func(texts ...string) []bot.Nearest {
		now = now.Add(48 * time.Hour)
		b.Tally = bot.NewTally(now, bytes.NewReader(nil)) // each step comes nine late
		for i := range 19 {
			say(fmt.Sprint(now.Unix(), i), texts...)
		}
		now = now.Add(time.Hour)
		return b.Unanswered(now)
	}
	if got := told("zxq wvut krrp"); len(got) != 1 || got[0].Topic != "" || got[0].Count != 10 {
		t.Errorf("19 texts nobody can understand are %v", got)
	}
	if got := told("i was hacked, how do i get my account back"); len(got) > 0 {
		t.Errorf("what is plain is counted: %v", got)
	}
	if got := told("i want to kill myself", "zxq wvut krrp"); len(got) > 0 {
		t.Errorf("what is said in danger is counted: %v", got)
	}
}
