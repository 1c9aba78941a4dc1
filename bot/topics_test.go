package bot_test

import (
	"slices"
	"staysafe/bot"
	"staysafe/bot/flow"
	"testing"
)

// topics are those of the product, without "none".
func topics() []string {
	return []string{
		"grooming", "sextortion", "sexting", "image-shared", "deepfake", "livestream", "meeting", "offers", "abuse", "bullying",
		"hacked", "scams", "privacy", "gaming", "seen-something", "remove", "friend", "own-behaviour", "crisis", "rights", "wellbeing",
		"hotline", "guide", "adult", "about", "control", "act", "practice",
	}
}

// TestEveryTopicIsThreeTapsAway walks three taps from the first screen, along every button.
func TestEveryTopicIsThreeTapsAway(t *testing.T) {
	c := load(t)
	const taps, most = 3, 5
	first, _ := flow.Advance(c, flow.State{Locale: "en"}, flow.Input{Start: true, Now: noon()})
	reached, here := map[string]bool{}, []flow.State{first}
	for range taps {
		var next []flow.State
		for _, s := range here {
			offers := flow.Offers(c, s)
			if own := len(offers); s.Top().Flow == flow.Front && own > most+1 { // Skip is no choice of the menu
				t.Errorf("%v offers %d choices, at most %d can be overlooked", s.Top(), own, most)
			}
			for _, choice := range offers {
				after, _ := flow.Advance(c, s, flow.Input{Tap: flow.Tap{Flow: s.Top().Flow, Step: s.Top().Step, Choice: choice}, Now: noon()})
				for _, f := range after.Stack {
					reached[f.Flow] = true
				}
				next = append(next, after)
			}
		}
		here = next
	}
	for _, topic := range topics() {
		if !reached[topic] {
			t.Errorf("%s is not among what three taps lead to", topic)
		}
	}
}

// TestEveryTopicIsFoundByWords: in each language some question nobody learnt from leads there at once.
func TestEveryTopicIsFoundByWords(t *testing.T) {
	c := load(t)
	for _, lang := range []string{"en", "es", "fr", "ru"} {
		found := map[string]bool{}
		for _, q := range questions(t, lang+".tsv", lang) {
			if first, _ := bot.Route(c, bot.NewText(q.text)); slices.Contains(q.accepted, first[0]) {
				found[first[0]] = true
			}
		}
		for _, topic := range topics() {
			switch {
			case topic == "act" && found[topic]:
				t.Errorf("%s: words lead to %s, which has buttons only", lang, topic)
			case topic != "act" && topic != "practice" && !found[topic]:
				t.Errorf("%s: no words lead to %s", lang, topic)
			}
		}
	}
}
