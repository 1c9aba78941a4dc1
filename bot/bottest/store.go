// Package bottest holds the contracts of the house as test functions: what every channel and
// every store promises. It is no part of the program.
package bottest

import (
	"context"
	"errors"
	"fmt"
	"staysafe/bot"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// StoreTTL is how long the store under test must remember a quiet conversation.
const StoreTTL = time.Hour

// Harness is a store under test, and power over its time.
type Harness interface {
	bot.Store
	// Now is what the store's clock says.
	Now() time.Time
	// Advance lets time pass, for the store and for whatever holds its data.
	Advance(d time.Duration)
}

// Damager is a Harness whose data lies outside of the program, where it can be damaged.
type Damager interface {
	// Damage changes a little of every session that is held.
	Damage()
}

// TestStore proves that a store keeps the promises of bot.Store. open makes an empty one that
// remembers quiet conversations for StoreTTL. A store that holds a lock while it runs fn hangs here.
func TestStore(t *testing.T, open func(t *testing.T) Harness) {
	for name, test := range map[string]func(*testing.T, *contract){
		"remembers every field":              remembersEveryField,
		"zero means deleted":                 zeroMeansDeleted,
		"different keys never mix":           keysNeverMix,
		"one at a time":                      oneAtATime,
		"fn is run again on what is new":     runsAgain,
		"a failing fn leaves no trace":       failingLeavesNoTrace,
		"a panicking fn leaves no trace":     panickingLeavesNoTrace,
		"nobody shares memory with it":       sharesNoMemory,
		"a cancelled context saves nothing":  cancelledSavesNothing,
		"quiet conversations are forgotten":  quietIsForgotten,
		"nothing lives longer than a day":    dayIsTheMost,
		"a mark is seen the second time":     markIsSeen,
		"one of many deliveries is new":      oneDeliveryIsNew,
		"marks survive deletion, for a day":  marksSurvive,
		"a replaced secret loses nobody":     rotationLosesNobody,
		"a replaced secret forgets them too": rotationForgets,
	} {
		t.Run(name, func(t *testing.T) { test(t, newContract(t, open(t))) })
	}
	t.Run("unreadable is a stranger", func(t *testing.T) {
		h := open(t)
		if _, ok := h.(Damager); ok { // a store inside of the program has nothing to damage
			unreadableIsAStranger(t, newContract(t, h))
		}
	})
}

// contract is a store under test with two people and shorthands for what tests do to it.
type contract struct {
	Harness
	alice, bob bot.Key
}

func newContract(t *testing.T, h Harness) *contract {
	t.Helper()
	keys := Keyring(t, "a")
	return &contract{Harness: h, alice: keys.Key("test", "alice"), bob: keys.Key("test", "bob")}
}

// Keyring makes a keyring from secrets of one repeated letter each, the current one first.
func Keyring(tb testing.TB, letters ...string) *bot.Keyring {
	tb.Helper()
	var secrets [][]byte
	for _, letter := range letters {
		secrets = append(secrets, []byte(strings.Repeat(letter, 32)))
	}
	keys, err := bot.NewKeyring(secrets...)
	if err != nil {
		tb.Fatal(err)
	}
	return keys
}

// update fails the test if the store fails.
func (c *contract) update(t *testing.T, key bot.Key, once string, fn func(s *bot.Session, seen bool) error) {
	t.Helper()
	if err := c.Update(t.Context(), key, once, fn); err != nil {
		t.Fatalf("update: %v", err)
	}
}

// write leaves a session with that locale, which began now.
func (c *contract) write(t *testing.T, key bot.Key, locale string) {
	t.Helper()
	c.update(t, key, "", func(s *bot.Session, _ bool) error {
		if s.Began.IsZero() {
			s.Began = c.Now()
		}
		s.State.Locale = locale
		return nil
	})
}

// stays tells what is remembered without changing it; it counts as an update.
func (c *contract) stays(t *testing.T, key bot.Key) (found bot.Session) {
	t.Helper()
	c.update(t, key, "", func(s *bot.Session, _ bool) error {
		found = *s
		return nil
	})
	return found
}

// peek tells what is remembered and counts as nothing: the update fails.
func (c *contract) peek(t *testing.T, key bot.Key) (found bot.Session) {
	t.Helper()
	err := c.Update(t.Context(), key, "", func(s *bot.Session, _ bool) error {
		found = *s
		return errPeek
	})
	if !errors.Is(err, errPeek) {
		t.Fatalf("update returned %v, want fn's error", err)
	}
	return found
}

var errPeek = errors.New("only looking")

func (c *contract) expect(t *testing.T, key bot.Key, locale string) {
	t.Helper()
	s := c.peek(t, key)
	if s.State.Locale != locale || locale == "" && !s.Zero() {
		t.Fatalf("found %+v, want locale %q", s, locale)
	}
}

// delivered tells whether the mark was seen before.
func (c *contract) delivered(t *testing.T, key bot.Key, once string) (was bool) {
	t.Helper()
	c.update(t, key, once, func(_ *bot.Session, seen bool) error {
		was = seen
		return nil
	})
	return was
}

func different(want, got any) string { return cmp.Diff(want, got, cmpopts.EquateEmpty()) }

// together runs fn many times at once and waits.
func together(n int, fn func(i int)) {
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() { fn(i) })
	}
	work.Wait()
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

func mark(i int) string { return fmt.Sprintf("mark-%d", i) }
