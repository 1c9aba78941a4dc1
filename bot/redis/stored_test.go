package redis_test

import (
	"bytes"
	"staysafe/bot"
	"staysafe/bot/bottest"
	"staysafe/bot/redis"
	"strings"
	"testing"
	"time"
)

// save leaves a session of alice.
func save(t *testing.T, h *harness, key bot.Key, session bot.Session) {
	t.Helper()
	err := h.Update(t.Context(), key, "", func(s *bot.Session, _ bool) error {
		*s = session
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// locale is what is remembered, "" of a stranger.
func locale(t *testing.T, h *harness, key bot.Key) (found string) {
	t.Helper()
	err := h.Update(t.Context(), key, "", func(s *bot.Session, _ bool) error {
		found = s.State.Locale
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func small(h *harness) bot.Session {
	var s bot.Session
	s.State.Locale, s.Began = "en", h.Now()
	return s
}

func TestValuesHaveOneLength(t *testing.T) {
	h := openServer(t)
	key := bottest.Keyring(t, "a").Key("test", "alice")
	long := bottest.WholeSession(t, h.Now())
	for range 200 {
		long.Said = append(long.Said, strings.Repeat("x", 100))
	}
	for name, s := range map[string]bot.Session{"small": small(h), "whole": bottest.WholeSession(t, h.Now()), "too long": long} {
		save(t, h, key, s)
		if n := len(h.value(h.one("staysafe:s:"))); n != redis.SealedSize {
			t.Errorf("a %s session takes %d bytes, want %d", name, n, redis.SealedSize)
		}
	}
}

func TestTheSameSessionNeverLooksTheSame(t *testing.T) {
	h := openServer(t)
	key := bottest.Keyring(t, "a").Key("test", "alice")
	save(t, h, key, small(h))
	first := h.value(h.one("staysafe:s:"))
	save(t, h, key, small(h))
	second := h.value(h.one("staysafe:s:"))
	same := 0
	for i := range first {
		if first[i] == second[i] {
			same++
		}
	}
	if same > len(first)/10 {
		t.Errorf("%d of %d bytes are the same: was a nonce used twice?", same, len(first))
	}
}

// TestBrokenSeal changes every part of a value in turn. Each time its person is a stranger, it is
// counted, and the log says so without a word of the content.
func TestBrokenSeal(t *testing.T) {
	h := openServer(t)
	key := bottest.Keyring(t, "a").Key("test", "alice")
	breaks := map[string]func(b []byte){
		"version": func(b []byte) { b[0]++ },
		"key id":  func(b []byte) { b[1]++ },
		"nonce":   func(b []byte) { b[2]++ },
		"session": func(b []byte) { b[len(b)/2]++ },
		"tag":     func(b []byte) { b[len(b)-1]++ },
		"all":     func(b []byte) { clear(b) },
	}
	for name, damage := range breaks {
		save(t, h, key, small(h))
		h.change(h.one("staysafe:s:"), damage)
		if got := locale(t, h, key); got != "" {
			t.Errorf("%s: a broken session is read: %q", name, got)
		}
	}
	for _, value := range []string{"x", "", strings.Repeat("x", 13)} {
		save(t, h, key, small(h))
		h.raw.Set(t.Context(), h.one("staysafe:s:"), value, time.Minute)
		if got := locale(t, h, key); got != "" {
			t.Errorf("value %q: read as %q", value, got)
		}
	}
	if want := int64(len(breaks) + 2); h.Unreadable() != want {
		t.Errorf("%d unreadable sessions are counted, want %d", h.Unreadable(), want)
	}
	if !strings.Contains(h.log.String(), "session unreadable") {
		t.Errorf("the log does not tell: %s", h.log.String())
	}
}

// TestSessionOnlyOpensAtItsPlace: who can write to Redis can't give a person another's session.
func TestSessionOnlyOpensAtItsPlace(t *testing.T) {
	h := openServer(t)
	keys := bottest.Keyring(t, "a")
	alice, bob := keys.Key("test", "alice"), keys.Key("test", "bob")
	save(t, h, alice, small(h))
	stolen := h.value(h.one("staysafe:s:"))
	h.raw.FlushAll(t.Context())
	save(t, h, bob, small(h))
	h.change(h.one("staysafe:s:"), func(b []byte) { copy(b, stolen) })
	if got := locale(t, h, bob); got != "" {
		t.Errorf("bob got alice's session, with locale %q", got)
	}
	save(t, h, bob, small(h))
	h.change(h.one("staysafe:s:"), func(b []byte) { copy(b, stolen) })
	moved := bob
	moved.Seal = alice.Seal
	if got := locale(t, h, moved); got != "" {
		t.Errorf("with the right seal a session opens where it doesn't belong: %q", got)
	}
}

// TestKeysTellNothing: only hashes and our prefix, and a mark does not lead to its session.
func TestKeysTellNothing(t *testing.T) {
	h := openServer(t)
	keys := bottest.Keyring(t, "a")
	key, once := keys.Key("test", "alice"), keys.Mark("test", "17")
	err := h.Update(t.Context(), key, once, func(s *bot.Session, _ bool) error {
		*s = small(h)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	session, mark := h.one("staysafe:s:"), h.one("staysafe:m:")
	if want := "staysafe:s:{" + key.Name[:2] + "}" + key.Name[2:]; session != want {
		t.Errorf("the session lies at %s, want %s", session, want)
	}
	if want := "staysafe:m:{" + key.Name[:2] + "}" + once; mark != want {
		t.Errorf("the mark lies at %s, want %s", mark, want)
	}
	if n := len(h.value(mark)); n != 8 {
		t.Errorf("a mark holds %d bytes, want 8", n)
	}
	if bytes.Contains(h.value(session), h.value(mark)) {
		t.Error("what the mark holds stands in the session: one leads to the other")
	}
}

func TestEverythingExpires(t *testing.T) {
	h := openServer(t)
	keys := bottest.Keyring(t, "a")
	old := small(h)
	old.Began = h.Now().Add(-bot.MaxSession + 10*time.Minute)
	for name, tt := range map[string]struct {
		session bot.Session
		want    time.Duration
	}{"young": {small(h), bottest.StoreTTL}, "almost a day old": {old, 10 * time.Minute}} {
		err := h.Update(t.Context(), keys.Key("test", "alice"), keys.Mark("test", name), func(s *bot.Session, _ bool) error {
			*s = tt.session
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if left := h.raw.PTTL(t.Context(), h.one("staysafe:s:")).Val(); left > tt.want || left < tt.want-time.Minute {
			t.Errorf("a %s session lives for %v more, want %v", name, left, tt.want)
		}
	}
	for _, mark := range h.keys("staysafe:m:*") {
		if left := h.raw.PTTL(t.Context(), mark).Val(); left > bot.MarkLifetime || left < bot.MarkLifetime-time.Minute {
			t.Errorf("a mark lives for %v more, want %v", left, bot.MarkLifetime)
		}
	}
}

// TestForgettingLeavesNoSession, also none that only looks empty.
func TestForgettingLeavesNoSession(t *testing.T) {
	h := openServer(t)
	key := bottest.Keyring(t, "a").Key("test", "alice")
	save(t, h, key, small(h))
	save(t, h, key, bot.Session{})
	if keys := h.keys("*"); len(keys) != 0 {
		t.Errorf("left are %q", keys)
	}
	save(t, h, key, bot.Session{}) // a health check writes nothing
	if keys := h.keys("*"); len(keys) != 0 {
		t.Errorf("a stranger who stays one leaves %q", keys)
	}
}

// TestMovedSessionIsGoneFromItsOldPlace after its secret was replaced.
func TestMovedSessionIsGoneFromItsOldPlace(t *testing.T) {
	h := openServer(t)
	save(t, h, bottest.Keyring(t, "a").Key("test", "alice"), small(h))
	before := h.one("staysafe:s:")
	if got := locale(t, h, bottest.Keyring(t, "c", "b", "a").Key("test", "alice")); got != "en" {
		t.Errorf("under two newer secrets it is %q, want en", got)
	}
	if after := h.one("staysafe:s:"); after == before {
		t.Error("it lies where it lay")
	}
}
