package bottest

import (
	"staysafe/bot"
	"sync/atomic"
	"testing"
	"time"
)

func quietIsForgotten(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	c.Advance(StoreTTL - time.Minute)
	if c.stays(t, c.alice).State.Locale != "en" {
		t.Fatal("forgotten a minute too early")
	}
	c.Advance(StoreTTL - time.Minute) // an update begins a new quiet time
	c.expect(t, c.alice, "en")
	c.Advance(2 * time.Minute) // a failed one doesn't
	c.expect(t, c.alice, "")
}

func dayIsTheMost(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	c.update(t, c.bob, "", func(s *bot.Session, _ bool) error {
		s.State.Locale = "es" // and no Began: the store must not depend on it
		return nil
	})
	const step = StoreTTL / 2
	for spent := step; spent < bot.MaxSession; spent += step {
		c.Advance(step)
		if c.stays(t, c.alice).State.Locale != "en" || c.stays(t, c.bob).State.Locale != "es" {
			t.Fatalf("a conversation that goes on is forgotten after %v", spent)
		}
	}
	c.Advance(step + time.Minute)
	c.expect(t, c.alice, "")
	c.expect(t, c.bob, "")

	c.update(t, c.alice, "", func(s *bot.Session, _ bool) error {
		s.State.Locale, s.Began = "en", c.Now().Add(-bot.MaxSession-time.Minute)
		return nil
	})
	c.expect(t, c.alice, "")
}

func markIsSeen(t *testing.T, c *contract) {
	for _, once := range []string{mark(1), mark(2)} {
		if c.delivered(t, c.alice, once) {
			t.Errorf("%s is seen the first time", once)
		}
	}
	for range 2 {
		if !c.delivered(t, c.alice, mark(1)) {
			t.Error("a mark is not seen when it comes again")
		}
		if c.delivered(t, c.alice, "") {
			t.Error("no mark is seen")
		}
	}
	c.update(t, c.alice, mark(1), func(s *bot.Session, _ bool) error {
		s.State.Locale = "en" // what was seen may still be answered
		return nil
	})
	c.expect(t, c.alice, "en")
}

func oneDeliveryIsNew(t *testing.T, c *contract) {
	var fresh atomic.Int32
	together(64, func(int) {
		var seen bool
		err := c.Update(t.Context(), c.alice, mark(1), func(_ *bot.Session, was bool) error {
			seen = was // nothing is changed: also then only one is the first
			return nil
		})
		if err != nil {
			t.Errorf("update: %v", err)
		}
		if !seen {
			fresh.Add(1)
		}
	})
	if n := fresh.Load(); n != 1 {
		t.Fatalf("%d of 64 deliveries of the same were new, want 1", n)
	}
}

func marksSurvive(t *testing.T, c *contract) {
	c.update(t, c.alice, mark(1), func(s *bot.Session, _ bool) error {
		s.State.Locale, s.Began = "en", c.Now()
		return nil
	})
	c.update(t, c.alice, mark(2), func(s *bot.Session, _ bool) error {
		*s = bot.Session{}
		return nil
	})
	c.Advance(bot.MarkLifetime - time.Minute)
	if !c.delivered(t, c.alice, mark(1)) || !c.delivered(t, c.alice, mark(2)) {
		t.Error("a mark went with the session, or before its day was over")
	}
	c.Advance(2 * time.Minute) // seeing a mark doesn't make it younger
	if c.delivered(t, c.alice, mark(1)) || c.delivered(t, c.alice, mark(2)) {
		t.Error("a mark lived longer than a day")
	}
}

func rotationLosesNobody(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	during := Keyring(t, "b", "a").Key("test", "alice")
	after := Keyring(t, "b").Key("test", "alice")
	c.expect(t, during, "en")
	together(64, func(int) {
		err := c.Update(t.Context(), during, "", func(s *bot.Session, _ bool) error {
			s.State.Missed++
			return nil
		})
		if err != nil {
			t.Errorf("update: %v", err)
		}
	})
	if got := c.peek(t, after).State; got.Locale != "en" || got.Missed != 64 {
		t.Errorf("under the new secret stands %+v, want locale en and 64 changes", got)
	}
	c.expect(t, c.alice, "")
}

func rotationForgets(t *testing.T, c *contract) {
	during := Keyring(t, "b", "a").Key("test", "alice")
	forget := func(s *bot.Session, _ bool) error {
		*s = bot.Session{}
		return nil
	}
	c.write(t, c.alice, "en")
	c.update(t, during, mark(1), forget)
	c.expect(t, c.alice, "")
	c.expect(t, during, "")

	c.write(t, during, "es")
	c.write(t, c.alice, "en") // an older program still runs beside
	c.expect(t, during, "es")
	c.update(t, during, mark(2), forget)
	c.expect(t, c.alice, "")
	c.expect(t, during, "")
}
