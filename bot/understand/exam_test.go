package understand

import (
	"strings"
	"sync"
	"testing"
)

// examined is a small language whose topics are told by a word of their own each.
func examined() Words {
	w := Words{Locale: "en", Topics: map[string][]string{}, Danger: map[string]Phrases{
		Crisis: {Certain: []string{"want to die"}, Figurative: []string{"die of laughter"}, Calm: []string{"the plant will die", "the battery may die", "my phone might die"}},
		"sexy": {Certain: []string{"leak my pics"}},
	}}
	for topic, word := range map[string]string{"about": "robot", "remove": "picture", Crisis: "die"} {
		for _, line := range []string{"is it a %", "what does the % do", "a % and me", "the % is here again", "my % my %", "% now", "no % today", "one more %", "so much %", "tell me of %", "why the %", "% (here|there)"} {
			w.Topics[topic] = append(w.Topics[topic], strings.ReplaceAll(line, "%", word))
		}
	}
	return w
}

// examine is where each line leads, and how many were heard.
func examine(t *testing.T, w Words, others ...Example) (led map[string]string, n int) {
	t.Helper()
	x, faults := Build([]Words{w}, map[string]int{Crisis: 1}, nil, []string{"en"}, nil)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	var mu sync.Mutex
	led = map[string]string{}
	x.Examine(w, others, func(e Example, h *Heard) {
		mu.Lock()
		defer mu.Unlock()
		n++
		if led[e.List+" "+e.Line] = ""; len(h.Topics()) > 0 {
			led[e.List+" "+e.Line] = h.Topics()[0].Topic
		}
	})
	return led, n
}

// TestWhoHasNotLearntALineHearsIt: every line is heard once, by who knows its neighbours and not itself.
func TestWhoHasNotLearntALineHearsIt(t *testing.T) {
	w := examined()
	w.Topics["about"] = append(w.Topics["about"], "zebra zebra")
	led, n := examine(t, w, Example{"flows/remove", "where is this picture", NewText("where is this picture")})
	if want := 3*12 + 1 + 1 + 1 + 3 + 1 + 1; len(led) != want || n != want {
		t.Errorf("%d lines are heard %d times, not %d: %v", len(led), n, want, led)
	}
	right := 0
	for _, line := range w.Topics["remove"] {
		if led["topics/remove "+line] == "remove" {
			right++
		}
	}
	if right < 11 {
		t.Errorf("%d of 12 lead where their neighbours do: %v", right, led)
	}
	if led["flows/remove where is this picture"] != "remove" {
		t.Error("what is no example leads to", led["flows/remove where is this picture"])
	}
	w.Topics["about"] = append(w.Topics["about"], "zebra zebra zebra", "a zebra", "zebra here", "zebra again")
	if again, _ := examine(t, w); again["topics/about zebra zebra"] != "about" {
		t.Errorf("with like ones, it leads to %q", again["topics/about zebra zebra"])
	}
	if led, n := examine(t, Words{Locale: "en"}); n != 0 {
		t.Error(led)
	}
}

// TestAnExampleKnownByHeartIsOnTrial: a word that one line alone has tells nothing, though it is in that very line.
func TestAnExampleKnownByHeartIsOnTrial(t *testing.T) {
	w := examined()
	for range 3 {
		w.Topics["remove"] = append(w.Topics["remove"], "robot robot") // the same line is in the same share
	}
	if led, _ := examine(t, w, Example{"flows/x", "robot robot", NewText("robot robot")}); led["flows/x robot robot"] != "about" {
		t.Errorf("it leads to %q, as if it had been learnt", led["flows/x robot robot"])
	}
}

// TestOneLineMovesItsLike: where one line is put in, the lines that have nothing of it stay where they were.
func TestOneLineMovesItsLike(t *testing.T) {
	w := examined()
	before, _ := examine(t, w)
	w.Topics["about"] = append(w.Topics["about"], "quokka quokka quokka")
	after, _ := examine(t, w)
	for line, topic := range before {
		if after[line] != topic {
			t.Errorf("%q leads to %q, not to %q any more", line, after[line], topic)
		}
	}
}
