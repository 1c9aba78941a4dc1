package content

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestAWeekIsWrittenAsItIsRead: whatever hours a week has, what is written of it means the same, at every quarter of an hour, and is
// written so again.
func TestAWeekIsWrittenAsItIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w Week
		day := rapid.SampledFrom([][]Span{nil, {}, {{540, 1020}}, {{540, 780}, {900, 1080}}, {{0, 1440}}, {{900, 1620}}, {{960, 1440}}, {{780, 900}, {540, 600}}})
		for d := range w {
			w[d] = day.Draw(t, "day")
		}
		text := w.String()
		if text == "" {
			for _, spans := range w {
				if len(spans) > 0 {
					t.Fatalf("%v is written as nothing", w)
				}
			}
			t.Skip("nobody answers")
		}
		o, err := ParseOpening(text)
		if err != nil || !o.Week().Same(w) || o.Week().String() != text {
			t.Fatalf("%v is written %q: %v, read %v", w, text, err, o.Week())
		}
		want := Opening{text: "x", days: w}
		for at := day0(); at.Before(day0().AddDate(0, 0, 7)); at = at.Add(15 * time.Minute) {
			if o.At(at) != want.At(at) {
				t.Fatalf("%q at %s: %v", text, at, o.At(at))
			}
		}
	})
}

func day0() time.Time { return time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC) }

// TestDaysThatAreAlikeStandTogether: as people write hours.
func TestDaysThatAreAlikeStandTogether(t *testing.T) {
	for text, want := range map[string]string{
		"Mo-Fr 09:00-13:00,15:00-18:00; Sa 10:00-13:00":    "Mo-Fr 09:00-13:00,15:00-18:00; Sa 10:00-13:00",
		"Su-Th 08:00-20:00; Fr-Sa 09:00-17:00; PH off":     "Mo-Th,Su 08:00-20:00; Fr,Sa 09:00-17:00; PH off",
		"Mo,We,Sa 17:00-22:00; Tu,Th,Fr 14:00-22:00":       "Mo,We,Sa 17:00-22:00; Tu,Th,Fr 14:00-22:00",
		"Mo-Sa 09:00-01:00; Su,PH 09:00-13:00,17:00-01:00": "Mo-Sa 09:00-01:00; Su,PH 09:00-13:00,17:00-01:00",
		"09:00-24:00": "Mo-Su 09:00-24:00",
	} {
		o, err := ParseOpening(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := o.Week().String(); got != want {
			t.Errorf("%q is written %q, not %q", text, got, want)
		}
	}
}
