package bot_test

import (
	"fmt"
	"path/filepath"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
	"testing"
)

// TestDangerIsHeardEverywhere writes every danger phrase at every place a person can stand, and
// as a stranger: the next reply must lead to help, and the way back must ask the same question.
func TestDangerIsHeardEverywhere(t *testing.T) {
	for _, locale := range load(t).Locales() {
		for _, country := range []string{"", "KE"} {
			t.Run(locale+"/"+country, func(t *testing.T) {
				t.Parallel()
				heardEverywhere(t, locale, country)
			})
		}
	}
}

// dealt is how many languages deal the pairs of a phrase and a place out among themselves, and sample, of how many of these one is tried in short mode.
const (
	dealt  = 4
	sample = 16
)

func heardEverywhere(t *testing.T, locale, country string) {
	b := house(t)
	kinds, texts := phrases(t, locale)
	if len(texts) < 40 {
		t.Fatalf("%s has only %d danger phrases", locale, len(texts))
	}
	sessions := append(reachable(t, b, locale, country), bot.Session{})
	thin := max(1, len(b.Content().Locales())/dealt)
	if testing.Short() {
		thin *= sample
	}
	missed := map[string]int{}
	for i, text := range texts {
		for j, s := range sessions {
			if (i+j)%thin != 0 {
				continue
			}
			if why := answersDanger(b, s, kinds[i], text); why != "" {
				top := s.State.Top()
				missed[fmt.Sprintf("%q, first at %s/%s: %s", text, top.Flow, top.Step, why)]++
			}
		}
	}
	for what, n := range missed {
		t.Errorf("%s (at %d of %d places)", what, n, len(sessions))
	}
}

// TestDangerIsHeardInEveryLanguage: also where nothing is said in a language yet, danger told in it is answered, in the language of the talk.
func TestDangerIsHeardInEveryLanguage(t *testing.T) {
	b := house(t)
	files, err := filepath.Glob("testdata/danger.*.tsv")
	if err != nil || len(files) < 11 {
		t.Fatalf("%d files of danger: %v", len(files), err)
	}
	for _, file := range files {
		locale := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "danger."), ".tsv")
		kinds, texts := phrases(t, locale)
		if len(texts) < 40 {
			t.Errorf("%s has only %d danger phrases", locale, len(texts))
		}
		for i, text := range texts {
			if why := answersDanger(b, bot.Session{}, kinds[i], text); why != "" {
				t.Errorf("%s: %q: %s", locale, text, why)
			}
		}
	}
}

// answersDanger says what is wrong with the reply to a danger phrase, "" if nothing.
func answersDanger(b *bot.Bot, s bot.Session, kind, text string) string {
	c := b.Content()
	country := s.State.Kept[flow.KeptCountry]
	after, turn, spoke := b.Turn(c, buttons(), s, bot.Inbound{ID: "x", Text: bot.NewText(text), At: noon()})
	if !spoke {
		return "silence"
	}
	said, tag := whole(turn), turn.Locale
	if !turn.Care {
		return "not in care mode"
	}
	if !offersLabel(turn, c.Text(tag, "common.help_now", nil)) {
		return "Help now is not offered"
	}
	if kind != "crisis" {
		if turn.Messages[0].Text == "" || strings.Contains(said, c.Text(tag, "common.miss", nil)) {
			return "no acknowledgement"
		}
		return wayBack(b, s, after)
	}
	if after.State.Top().Flow != content.CrisisFlow {
		return "stands in " + after.State.Top().Flow
	}
	want := []string{c.Text(tag, "help.emergency_unknown", nil), "findahelpline"}
	if country != "" {
		h := c.Help(content.Need{Country: country, Topic: "crisis", Now: noon()})
		want = []string{h.Emergency[0].Dial, c.Place(tag, country)}
		if country == "KE" {
			want = append(want, "999", "116")
		}
	} else if !offersLabel(turn, c.Text(tag, "common.choose_country", nil)) {
		return "the country can't be chosen"
	}
	for _, w := range want {
		if !strings.Contains(said, w) {
			return fmt.Sprintf("the reply does not hold %q", w)
		}
	}
	return wayBack(b, s, after)
}

// wayBack goes back from danger and expects the question where the person stood.
func wayBack(b *bot.Bot, before, after bot.Session) string {
	top := before.State.Top()
	if top.Flow == "" || top.Flow == after.State.Top().Flow {
		return ""
	}
	for range 8 {
		var turn bot.Turn
		after, turn, _ = b.Turn(b.Content(), buttons(), after, bot.Inbound{ID: "back", Kind: bot.KindCommand, Text: bot.NewText("back"), At: noon()})
		at := after.State.Top()
		if at.Flow != top.Flow || at.Step != top.Step {
			continue
		}
		step := b.Content().Flow(top.Flow).Step(top.Step)
		if n := len(step.Say); n > 0 && !strings.Contains(plain(whole(turn)), plain(b.Content().Text(turn.Locale, step.Say[n-1].ID, nil))) {
			if _, pages := step.Do.(*flow.Pages); !pages {
				return fmt.Sprintf("the way back to %s/%s does not ask the question again", top.Flow, top.Step)
			}
		}
		return ""
	}
	return "there is no way back to " + top.Flow + "/" + top.Step
}

// plain is a text without the marks that keep numbers in their place among letters that run from right to left.
func plain(text string) string {
	return strings.NewReplacer("\u2066", "", "\u2067", "", "\u2068", "", "\u2069", "").Replace(text)
}

// TestDangerIsAnsweredInTheLanguageOfTheText: lists hold words of other languages that people mix in, and the list that hears a text first says little of
// the language it is in.
func TestDangerIsAnsweredInTheLanguageOfTheText(t *testing.T) {
	b := house(t)
	for _, talk := range []struct{ locale, text, want string }{
		{"en", "sextortion", "en"}, // a French list hears it
		{"fr", "sextortion", "fr"},
		{"en", "me quiero morir", "es"},
		{"fr", "ya no quiero vivir", "es"},
		{"es", "je veux mourir", "fr"},
		{"en", "хочу умереть", "ru"},
	} {
		s := bot.Session{State: flow.State{Locale: talk.locale}, Began: noon(), Seen: noon()}
		_, turn, _ := b.Turn(b.Content(), buttons(), s, bot.Inbound{ID: "x", Text: bot.NewText(talk.text), At: noon()})
		if !turn.Care || turn.Locale != talk.want {
			t.Errorf("%q in a talk in %s is answered in %s, care %v", talk.text, talk.locale, turn.Locale, turn.Care)
		}
	}
}
