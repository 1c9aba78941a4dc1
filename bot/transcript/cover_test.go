package transcript_test

import (
	"staysafe/bot/transcript"
	"strings"
	"testing"
)

// TestCoverMakesTalksThatPlay: what is generated can be played, makes every choice that taps lead to,
// and leaves the talks that people wrote.
func TestCoverMakesTalksThatPlay(t *testing.T) {
	c := load(t)
	const written = "-- ours --\nlang: es\nyou: hola\n\n-- every choice, es 7 --\nlang: es\nyou: viejo\n"
	data, left := transcript.Cover(c, "remove", "es", []byte(written))
	if len(left) > 0 {
		t.Errorf("not covered: %v", left)
	}
	if !strings.Contains(string(data), "-- ours --") || strings.Contains(string(data), "viejo") {
		t.Errorf("the talks that people wrote must stay, old covering ones go:\n%s", data)
	}
	talks, err := transcript.Parse("remove.txtar", data)
	if err != nil {
		t.Fatal(err)
	}
	made := map[transcript.Visit]bool{}
	for _, talk := range talks {
		r, err := transcript.Play(c, talk, transcript.Kinds()[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range r.Visited {
			made[v] = true
		}
	}
	for _, choice := range []string{"remove.where.app", "remove.where.threat"} {
		if !made[transcript.Visit{Flow: "remove", Step: "where", Choice: choice}] {
			t.Errorf("nobody chooses %s", choice)
		}
	}
}
