package bottest

import (
	"context"
	"errors"
	"reflect"
	"staysafe/bot"
	"testing"
)

func remembersEveryField(t *testing.T, c *contract) {
	want := WholeSession(t, c.Now())
	c.update(t, c.alice, "", func(s *bot.Session, _ bool) error {
		if !s.Zero() {
			t.Errorf("a stranger has %+v", *s)
		}
		*s = want
		return nil
	})
	if diff := different(want, c.peek(t, c.alice)); diff != "" {
		t.Fatalf("remembered differently (-want +got):\n%s", diff)
	}
}

func zeroMeansDeleted(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	c.update(t, c.alice, "", func(s *bot.Session, _ bool) error {
		*s = bot.Session{}
		return nil
	})
	if s := c.peek(t, c.alice); different(bot.Session{}, s) != "" {
		t.Fatalf("after deletion %+v is left", s)
	}
}

func keysNeverMix(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	c.expect(t, c.bob, "")
	c.write(t, c.bob, "es")
	c.expect(t, c.alice, "en")
	c.update(t, c.alice, "", func(s *bot.Session, _ bool) error {
		*s = bot.Session{}
		return nil
	})
	c.expect(t, c.bob, "es")
}

func oneAtATime(t *testing.T, c *contract) {
	const writers, times = 64, 4
	together(writers, func(int) {
		for range times {
			err := c.Update(t.Context(), c.alice, "", func(s *bot.Session, _ bool) error {
				s.Began = c.Now()
				s.State.Missed++
				return nil
			})
			if err != nil {
				t.Errorf("update: %v", err)
			}
		}
	})
	if got := c.peek(t, c.alice).State.Missed; got != writers*times {
		t.Fatalf("of %d updates %d are left", writers*times, got)
	}
}

func runsAgain(t *testing.T, c *contract) {
	runs := 0
	c.update(t, c.alice, "", func(s *bot.Session, _ bool) error {
		if runs++; runs == 1 {
			c.write(t, c.alice, "es") // somebody else was faster
		}
		s.Began = c.Now()
		s.State.Missed++
		return nil
	})
	got := c.peek(t, c.alice).State
	if runs != 2 || got.Locale != "es" || got.Missed != 1 {
		t.Fatalf("fn ran %d times, and left %+v; want 2, and both changes once", runs, got)
	}
}

func failingLeavesNoTrace(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	failed := errors.New("no")
	err := c.Update(t.Context(), c.alice, mark(1), func(s *bot.Session, _ bool) error {
		s.State.Locale, s.State.Kept = "es", map[string]string{"a": "b"}
		return failed
	})
	if !errors.Is(err, failed) {
		t.Errorf("update returned %v, want fn's own error", err)
	}
	c.expect(t, c.alice, "en")
	if c.delivered(t, c.alice, mark(1)) {
		t.Error("the mark of a failed update is seen")
	}
}

func panickingLeavesNoTrace(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone: whoever called must hear of it")
			}
		}()
		_ = c.Update(t.Context(), c.alice, mark(1), func(s *bot.Session, _ bool) error {
			s.State.Locale = "es"
			panic("no")
		})
	}()
	c.expect(t, c.alice, "en")
	if c.delivered(t, c.alice, mark(1)) {
		t.Error("the mark of a panicked update is seen")
	}
}

func sharesNoMemory(t *testing.T, c *contract) {
	want, given := WholeSession(t, c.Now()), WholeSession(t, c.Now())
	c.update(t, c.alice, "", func(s *bot.Session, _ bool) error {
		*s = given
		return nil
	})
	scramble(reflect.ValueOf(&given).Elem())
	taken := c.peek(t, c.alice)
	if diff := different(want, taken); diff != "" {
		t.Fatalf("what was given could still be changed (-want +got):\n%s", diff)
	}
	scramble(reflect.ValueOf(&taken).Elem())
	if diff := different(want, c.peek(t, c.alice)); diff != "" {
		t.Fatalf("what was taken could change what is stored (-want +got):\n%s", diff)
	}
}

func cancelledSavesNothing(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	change := func(s *bot.Session, _ bool) error {
		s.State.Locale = "es"
		return nil
	}
	if err := c.Update(cancelled(), c.alice, mark(1), change); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled before: got %v, want context.Canceled", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	err := c.Update(ctx, c.alice, mark(1), func(s *bot.Session, seen bool) error {
		cancel()
		return change(s, seen)
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled meanwhile: got %v, want context.Canceled", err)
	}
	c.expect(t, c.alice, "en")
	if c.delivered(t, c.alice, mark(1)) {
		t.Error("the mark of a cancelled update is seen")
	}
}

func unreadableIsAStranger(t *testing.T, c *contract) {
	c.write(t, c.alice, "en")
	c.Harness.(Damager).Damage()
	c.expect(t, c.alice, "")
	c.write(t, c.alice, "es")
	c.expect(t, c.alice, "es")
}
