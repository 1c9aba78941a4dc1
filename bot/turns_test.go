package bot

import (
	"staysafe/bot/flow"
	"testing"
	"time"
)

func TestTurnsAreCountedForHalfAnHour(t *testing.T) {
	var turns Turns
	now := time.Date(2026, 11, 27, 10, 2, 0, 0, time.UTC)
	here, there := flow.Entry{Flow: "crisis", Step: "calm"}, flow.Entry{Flow: "crisis", Step: "bye"}
	for range 9 {
		turns.add(now, flow.Frame{Flow: here.Flow, Step: here.Step})
	}
	turns.add(now, flow.Frame{})
	if n := turns.Recent(now, here); n != 0 {
		t.Errorf("nine can be told: %d", n)
	}
	for i := range 16 {
		turns.add(now.Add(time.Duration(i)*time.Minute), flow.Frame{Flow: there.Flow, Step: there.Step})
	}
	later := now.Add(16 * time.Minute)
	for _, want := range []struct {
		at    time.Time
		steps []flow.Entry
		n     int
	}{
		{later, []flow.Entry{here, there}, 20},
		{later, []flow.Entry{there}, 10},
		{later, nil, 0},
		{now.Add(29 * time.Minute), []flow.Entry{here, there}, 10}, // the first five minutes are over
		{now.Add(time.Hour), []flow.Entry{here, there}, 0},
		{now.Add(-time.Hour), []flow.Entry{there}, 0},
	} {
		if n := turns.Recent(want.at, want.steps...); n != want.n {
			t.Errorf("%s: %d turns at %v, not %d", want.at.Format(time.TimeOnly), n, want.steps, want.n)
		}
	}
	turns.add(now.Add(24*time.Hour), flow.Frame{Flow: here.Flow, Step: here.Step})
	kept := 0
	for _, slot := range turns.slots {
		kept += len(slot.at)
	}
	if kept > 2*turnsSlots {
		t.Errorf("%d counts are kept", kept)
	}
}
