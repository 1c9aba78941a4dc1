package flow

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shelf is a library of a few flows written in the test.
type shelf map[string]*Flow

func (s shelf) Flow(id string) *Flow { return s[id] }
func (s shelf) Locales() []string    { return []string{"en", "es"} }
func (s shelf) Services(_, country, _ string) []string {
	if country == "" {
		return []string{"zz-finder"}
	}
	return []string{"ke-line"}
}

func (s shelf) Moved(Entry) (Entry, bool) { return Entry{}, false }

func (s shelf) Places(_, hint, region string) []string {
	if region != "" {
		return []string{ToCountry + "KE", ToCountry + "UG"}
	}
	if hint != "" {
		return []string{ToCountry + hint, ToRegion + "014"}
	}
	return []string{ToRegion + "014"}
}

const house = `
flow: start
about: the front door
landing: menu
steps:
  - {id: hello, say: start.hello}
  - id: menu
    say: [start.what, start.choose]
    ask:
      - start.menu.threat: call threat
      - start.menu.person: call hotline
      - start.menu.own: own
  - id: own
    say: start.own
    listen: sorry
  - {id: sorry, say: start.sorry, next: menu}
---
flow: threat
about: someone threatens
care: true
interrupts: [{words: threat, rank: 10}]
steps:
  - id: check
    say: [threat.ack, threat.right]
    ask:
      - common.yes: now
      - common.no: end
    keep: threat
  - id: now
    say: threat.now
    ask:
      - threat.now.steps: steps
      - threat.now.people: people
  - id: steps
    pages: [threat.p1, threat.p2, threat.p3]
  - {id: people, help: sextortion}
  - id: bye
    say: threat.bye
    ask:
      - threat.bye.more: call hotline
      - threat.bye.done: end
---
flow: crisis
about: danger now
care: true
interrupts: [{words: crisis, rank: 1, again: number}]
steps:
  - {id: ack, say: crisis.ack}
  - {id: number, help: crisis}
  - id: safe
    say: crisis.safe
    ask:
      - common.yes: end
      - common.no: safe2
  - id: safe2
    say: crisis.safe2
    ask:
      - common.yes: end
---
flow: hotline
about: a person
steps:
  - {id: know, branch: country, cases: [known: show, else: ask]}
  - {id: ask, say: hotline.where, country: ask}
  - {id: show, help: hotline}
  - id: done
    say: hotline.done
    ask:
      - common.yes: end
---
flow: control
about: the house's own steps
interrupts: [{words: delete, rank: 3, at: delete}]
steps:
  - {id: language, say: control.language, language: ask, next: end}
  - {id: country, say: control.country, country: ask, next: end}
  - {id: read, more: threat, next: read_all}
  - {id: read_all, more: [threat, crisis], audience: caregiver, next: end}
  - {id: delete, say: control.deleted, forget: everything}
  - {id: known, recount: everything, next: end}
  - {id: failed, say: control.failed, report: number, next: end}
`

func library(t *testing.T) shelf {
	t.Helper()
	s := shelf{}
	for doc := range strings.SplitSeq(house, "---\n") {
		f, problems := Decode([]byte(doc))
		if len(problems) > 0 {
			t.Fatalf("decoding: %+v", problems)
		}
		s[f.ID] = f
	}
	return s
}

// said lists the messages of a turn; help is written "help TOPIC", pages of others "more TOPICS".
func said(outs []Out) []string {
	var all []string
	for _, o := range outs {
		if o.Help != "" {
			all = append(all, "help "+o.Help)
			continue
		}
		if o.More != "" {
			all = append(all, strings.TrimSpace("more "+o.More+" "+o.Args[ArgAudience]))
			continue
		}
		all = append(all, o.Message)
	}
	return all
}

// choose taps a choice of the question that stands.
func choose(id string) Input { return Input{Tap: Tap{Choice: id}} }

func TestTalks(t *testing.T) {
	type move struct {
		in   Input
		want string // messages, then the question: "flow/step"
	}
	tests := map[string][]move{
		"a stranger meets the front door": {
			{Input{}, "start.hello start.what start.choose @start/menu"},
		},
		"a call comes back to the step below, here to the end and the landing": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{choose("start.menu.person"), "hotline.where @hotline/ask"},
			{Input{Country: "KE"}, "common.country_set help hotline hotline.done @hotline/done"},
			{choose("common.yes"), "start.own @start/own"},
		},
		"own words are heard once and let go": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{choose("start.menu.own"), "start.own @start/own"},
			{Input{Words: true}, "start.sorry start.what start.choose @start/menu"},
		},
		"pages come one at a time, then the flow goes on": {
			{Input{Interrupt: Entry{Flow: "threat"}}, "threat.ack threat.right @threat/check"},
			{choose("common.yes"), "threat.now @threat/now"},
			{choose("threat.now.steps"), "threat.p1 @threat/steps"},
			{choose(ChoiceMore), "threat.p2 @threat/steps"},
			{choose(ChoiceMore), "threat.p3 help sextortion threat.bye @threat/bye"},
		},
		"pages of others are shown without waiting": {
			{Input{Interrupt: Entry{Flow: "threat"}}, "threat.ack threat.right @threat/check"},
			{Input{Interrupt: Entry{Flow: "control", Step: "read"}}, "more threat more threat crisis caregiver threat.right @threat/check"},
		},
		"pages can be skipped": {
			{Input{Interrupt: Entry{Flow: "threat"}}, "threat.ack threat.right @threat/check"},
			{choose("common.yes"), "threat.now @threat/now"},
			{choose("threat.now.steps"), "threat.p1 @threat/steps"},
			{choose(ChoiceSkip), "help sextortion threat.bye @threat/bye"},
		},
		"an interrupt comes back to the exact page": {
			{Input{Interrupt: Entry{Flow: "threat"}}, "threat.ack threat.right @threat/check"},
			{choose("common.yes"), "threat.now @threat/now"},
			{choose("threat.now.steps"), "threat.p1 @threat/steps"},
			{choose(ChoiceMore), "threat.p2 @threat/steps"},
			{Input{Interrupt: Entry{Flow: "crisis"}}, "crisis.ack help crisis crisis.safe @crisis/safe"},
			{choose("common.yes"), "threat.p2 @threat/steps"},
		},
		"after an interrupt only the question is repeated": {
			{Input{Interrupt: Entry{Flow: "threat"}}, "threat.ack threat.right @threat/check"},
			{Input{Interrupt: Entry{Flow: "crisis"}}, "crisis.ack help crisis crisis.safe @crisis/safe"},
			{choose("common.yes"), "threat.right @threat/check"},
		},
		"crisis repeats its number": {
			{Input{Interrupt: Entry{Flow: "crisis"}}, "crisis.ack help crisis crisis.safe @crisis/safe"},
			{choose("common.no"), "crisis.safe2 @crisis/safe2"},
			{Input{Interrupt: Entry{Flow: "crisis"}}, "help crisis crisis.safe @crisis/safe"},
		},
		"a second disclosure is thanked, not started again": {
			{Input{Interrupt: Entry{Flow: "threat"}}, "threat.ack threat.right @threat/check"},
			{Input{Interrupt: Entry{Flow: "threat"}}, "common.heard_again threat.right @threat/check"},
		},
		"a country named later shows the help again, for that country": {
			{Input{Interrupt: Entry{Flow: "crisis"}}, "crisis.ack help crisis crisis.safe @crisis/safe"},
			{Input{Country: "KE"}, "help crisis crisis.safe @crisis/safe"},
		},
		"two misses bring help; in care mode no menu": {
			{Input{Interrupt: Entry{Flow: "crisis"}}, "crisis.ack help crisis crisis.safe @crisis/safe"},
			{Input{Words: true}, "common.care_miss crisis.safe @crisis/safe"},
			{Input{Words: true}, "common.missed_twice help crisis crisis.safe @crisis/safe"},
		},
		"back goes to the question before, then out of the flow": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{choose("start.menu.threat"), "threat.ack threat.right @threat/check"},
			{choose("common.yes"), "threat.now @threat/now"},
			{Input{Back: true}, "threat.ack threat.right @threat/check"},
			{Input{Back: true}, "start.own @start/own"},
		},
		"guesses stand until the next turn": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Maybe: []string{GoTo + "threat", GoTo + "hotline"}}, "common.did_you_mean @start/menu"},
			{choose(GoTo + "hotline"), "hotline.where @hotline/ask"},
		},
		"none of the guesses": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Maybe: []string{GoTo + "threat"}}, "common.did_you_mean @start/menu"},
			{choose(ChoiceSomethingElse), "start.choose @start/menu"},
			{Input{Words: true}, "common.missed_twice help hotline start.choose @start/menu"},
		},
		"the country is chosen part by part": {
			{Input{Interrupt: Entry{Flow: "hotline"}}, "hotline.where @hotline/ask"},
			{choose(ToRegion + "014"), "common.country_which @hotline/ask"},
			{choose(ToCountry + "UG"), "common.country_set help hotline hotline.done @hotline/done"},
		},
		"the country can be kept to oneself": {
			{Input{Interrupt: Entry{Flow: "hotline"}}, "hotline.where @hotline/ask"},
			{choose(ChoiceNoCountry), "common.country_none help hotline hotline.done @hotline/done"},
		},
		"an older button lands where it was offered, also for a stranger": {
			{Input{Tap: Tap{"threat", "now", "threat.now.people"}}, "help sextortion threat.bye @threat/bye"},
		},
		"a button that is gone says so kindly": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Stale: true}, "common.older_chat start.choose @start/menu"},
			{Input{Tap: Tap{"threat", "now", "threat.now.gone"}}, "common.older_chat threat.now @threat/now"},
		},
		"delete leaves nothing": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Interrupt: Entry{"control", "delete"}}, "control.deleted @/"},
		},
		"everything remembered is told": {
			{Input{Interrupt: Entry{Flow: "threat"}, Locale: "en"}, "common.language_set threat.ack threat.right @threat/check"},
			{choose("common.yes"), "threat.now @threat/now"},
			{Input{Interrupt: Entry{"control", "known"}}, "control.known.language control.known.no_country control.known.place control.known.kept threat.now @threat/now"},
		},
		"what did not work is reported from where it stands": {
			{Input{Interrupt: Entry{Flow: "threat"}, Country: "KE"}, "threat.ack threat.right @threat/check"},
			{choose("common.yes"), "threat.now @threat/now"},
			{choose("threat.now.people"), "help sextortion threat.bye @threat/bye"},
			{choose(ToFailed + "zz-finder"), "common.reported_number threat.bye @threat/bye"},
			{choose(WrongAnswer), "common.reported_answer threat.bye @threat/bye"},
			{Input{Interrupt: Entry{"control", "failed"}}, "control.failed @control/failed"},
			{choose(ToFailed + "zz-finder"), "common.reported_number threat.bye @threat/bye"},
			{Input{Interrupt: Entry{"control", "failed"}}, "control.failed @control/failed"},
			{choose(ChoiceSkip), "threat.bye @threat/bye"},
		},
		"another language: said first, then answered": {
			{Input{Locale: "en", Start: true}, "common.language_set start.hello start.what start.choose @start/menu"},
			{Input{Locale: "es", Switched: true, Interrupt: Entry{Flow: "crisis"}}, "common.language_switched crisis.ack help crisis crisis.safe @crisis/safe"},
		},
		"a language is chosen": {
			{Input{Interrupt: Entry{"control", "language"}}, "control.language @control/language"},
			{choose(ToLocale + "es"), "common.language_set start.what start.choose @start/menu"},
		},
		"unsure danger: one gentle line, then the talk goes on": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Gentle: true, Words: true}, "common.gentle common.miss start.choose @start/menu"},
		},
		"one phrase is asked about once, another one again": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Gentle: true, Phrase: 7, Words: true}, "common.gentle common.miss start.choose @start/menu"},
			{Input{Gentle: true, Phrase: 7, Personal: true, Words: true}, "common.personal start.choose @start/menu"},
			{Input{Gentle: true, Phrase: 8, Personal: true, Words: true}, "common.gentle common.personal start.choose @start/menu"},
			{Input{Gentle: true, Personal: true, Words: true}, "common.gentle common.personal start.choose @start/menu"},
		},
		"a personal detail is not wanted, and is not a miss": {
			{Input{Start: true}, "start.hello start.what start.choose @start/menu"},
			{Input{Personal: true, Words: true}, "common.personal start.choose @start/menu"},
		},
	}
	for name, moves := range tests {
		t.Run(name, func(t *testing.T) {
			lib, s := library(t), State{}
			for i, m := range moves {
				var outs []Out
				s, outs = Advance(lib, s, m.in)
				got := strings.Join(said(outs), " ") + " @" + s.Top().Flow + "/" + s.Top().Step
				if got != m.want {
					t.Fatalf("turn %d:\n got %s\nwant %s", i+1, got, m.want)
				}
			}
		})
	}
}

func TestCareHoldsUntilAClearChoice(t *testing.T) {
	lib := library(t)
	s, _ := Advance(lib, State{}, Input{Interrupt: Entry{Flow: "crisis"}})
	s, _ = Advance(lib, s, choose("common.yes"))
	if !s.Care {
		t.Fatal("care ended with the flow; it must hold until a clear choice outside")
	}
	s, _ = Advance(lib, s, Input{Words: true})
	if !s.Care {
		t.Fatal("unclear words ended care")
	}
	s, _ = Advance(lib, s, choose("start.menu.own"))
	if s.Care {
		t.Fatal("a clear choice did not end care")
	}
}

func TestOffersNumberWhatStands(t *testing.T) {
	lib := library(t)
	s, _ := Advance(lib, State{}, Input{Interrupt: Entry{Flow: "crisis"}})
	want := []string{"common.yes", "common.no", ChoosesCountry}
	if diff := cmp.Diff(want, Offers(lib, s)); diff != "" {
		t.Errorf("help without a country must offer the country choice (-want +got):\n%s", diff)
	}
	s, _ = Advance(lib, s, Input{Country: "KE"})
	if diff := cmp.Diff(want[:2], Offers(lib, s)); diff != "" {
		t.Errorf("with a country (-want +got):\n%s", diff)
	}
}

func TestEditsNeverBreakAConversation(t *testing.T) {
	tests := map[string]struct {
		change func(shelf)
		want   string
	}{
		"the step is gone": {
			func(s shelf) { s["threat"].Steps = append(s["threat"].Steps[:1:1], s["threat"].Steps[2:]...) },
			"common.moved_on threat.ack threat.right @threat/check",
		},
		"the flow is gone": {
			func(s shelf) { delete(s, "threat") },
			"common.moved_on start.what start.choose @start/menu",
		},
		"the choice is gone": {
			func(s shelf) { s["threat"].Steps[1].Do.(*Ask).Choices = s["threat"].Steps[1].Do.(*Ask).Choices[:1] },
			"common.older_chat threat.now @threat/now",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			lib := library(t)
			s, _ := Advance(lib, State{}, Input{Interrupt: Entry{Flow: "threat"}})
			s, _ = Advance(lib, s, choose("common.yes"))
			tt.change(lib)
			s, outs := Advance(lib, s, Input{Tap: Tap{"threat", "now", "threat.now.people"}})
			got := strings.Join(said(outs), " ") + " @" + s.Top().Flow + "/" + s.Top().Step
			if got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestAdvanceLeavesTheStateItWasGiven(t *testing.T) {
	lib := library(t)
	s, _ := Advance(lib, State{}, Input{Interrupt: Entry{Flow: "threat"}})
	s, _ = Advance(lib, s, choose("common.yes"))
	before := s.clone()
	Advance(lib, s, choose("threat.now.steps"))
	Advance(lib, s, Input{Country: "KE"})
	if diff := cmp.Diff(before, s); diff != "" {
		t.Errorf("the state was changed in place (-before +after):\n%s", diff)
	}
}

func TestDecodeRefuses(t *testing.T) {
	tests := map[string]struct {
		in   string
		want string // line:col code
	}{
		"no yaml":             {"flow: [", "2:1 yaml-syntax"},
		"not a mapping":       {"- a", "1:1 not-a-flow"},
		"unknown name":        {"flow: a\nabuot: x\nabout: y\nsteps: [{id: a, say: a.b}]", "2:1 unknown-name"},
		"no steps":            {"flow: a\nabout: x", "1:1 no-steps"},
		"two verbs":           {"flow: a\nabout: x\nsteps:\n  - {id: a, listen: b, help: crisis}", "4:24 two-verbs"},
		"bad destination":     {"flow: a\nabout: x\nsteps:\n  - id: a\n    next: go somewhere", "5:11 bad-destination"},
		"bad id":              {"flow: a\nabout: x\nsteps:\n  - {id: Über}", "4:10 bad-id"},
		"bad message id":      {"flow: a\nabout: x\nsteps:\n  - {id: a, say: hello}", "4:18 bad-message-id"},
		"choice twice":        {"flow: a\nabout: x\nsteps:\n  - id: a\n    ask:\n      - common.yes: end\n      - common.yes: a", "7:9 duplicate-name"},
		"branch without else": {"flow: a\nabout: x\nsteps:\n  - id: a\n    branch: country\n    cases:\n      - known: end", "7:7 no-else"},
		"keep without ask":    {"flow: a\nabout: x\nsteps:\n  - {id: a, keep: x}", "4:19 wrong-form"},
		"audience of help":    {"flow: a\nabout: x\nsteps:\n  - {id: a, help: crisis, audience: teen}", "4:37 wrong-form"},
		"bad topic to read":   {"flow: a\nabout: x\nsteps:\n  - id: a\n    more: [friend, Über]", "5:20 bad-id"},
		"rank missing":        {"flow: a\nabout: x\ninterrupts: [{words: a}]\nsteps: [{id: a, say: a.b}]", "3:14 wrong-form"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, problems := Decode([]byte(tt.in))
			if len(problems) == 0 {
				t.Fatal("nothing was refused")
			}
			p := problems[0]
			if got := strings.TrimSpace(posString(p.Pos) + " " + p.Code); got != tt.want {
				t.Errorf("got %s (%s), want %s", got, p.Message, tt.want)
			}
			if p.Fix == "" {
				t.Error("no way out is given")
			}
		})
	}
}

func posString(p Pos) string { return fmt.Sprintf("%d:%d", p.Line, p.Col) }

func FuzzDecode(f *testing.F) {
	for doc := range strings.SplitSeq(house, "---\n") {
		f.Add([]byte(doc))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fl, problems := Decode(data)
		if fl == nil && len(problems) == 0 {
			t.Fatal("neither a flow nor a reason")
		}
	})
}

func BenchmarkAdvance(b *testing.B) {
	lib := shelf{}
	for doc := range strings.SplitSeq(house, "---\n") {
		f, _ := Decode([]byte(doc))
		lib[f.ID] = f
	}
	s, _ := Advance(lib, State{}, Input{Interrupt: Entry{Flow: "threat"}})
	b.ReportAllocs()
	for b.Loop() {
		Advance(lib, s, choose("common.yes"))
	}
}
