package bot_test

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log/slog"
	"staysafe/bot"
	"strings"
	"sync"
	"testing"
)

func secret(c string) []byte { return []byte(strings.Repeat(c, 32)) }

func ring(tb testing.TB, secrets ...[]byte) *bot.Keyring {
	tb.Helper()
	k, err := bot.NewKeyring(secrets...)
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

func TestWeakSecretsAreRefused(t *testing.T) {
	for name, secrets := range map[string][][]byte{
		"none": {}, "empty": {nil}, "short": {secret("a")[:31]}, "short old one": {secret("a"), []byte("old")},
	} {
		k, err := bot.NewKeyring(secrets...)
		if err == nil || k != nil {
			t.Errorf("%s: got a keyring (error %v), want none", name, err)
		}
	}
}

// TestKeysAreDerivedByHKDF spells out the derivation: other implementations must find the same.
func TestKeysAreDerivedByHKDF(t *testing.T) {
	expand := func(use, info string, size int) []byte {
		root, err := hkdf.Extract(sha256.New, secret("a"), nil)
		if err != nil {
			t.Fatal(err)
		}
		key, err := hkdf.Expand(sha256.New, root, "staysafe "+use+" v1", 32)
		if err != nil {
			t.Fatal(err)
		}
		out, err := hkdf.Expand(sha256.New, key, info, size)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	text := base64.RawURLEncoding.EncodeToString
	k := ring(t, secret("a"))
	for range 2 { // the second time with hashes that were used before
		key := k.Key("web", "alice")
		tests := map[string][2]string{
			"id":      {string(key.ID), string(expand("id", "", 1)[0])},
			"name":    {key.Name, text(expand("name", "\x03web\x05alice", 32))},
			"seal":    {string(key.Seal[:]), string(expand("seal", "\x03web\x05alice", 32))},
			"mark":    {k.Mark("web", "17"), text(expand("mark", "\x03web\x0217", 16))},
			"payload": {k.Payload("a", "", "b"), text(expand("payload", "\x01a\x00\x01b", 9))},
		}
		for what, pair := range tests {
			if pair[0] != pair[1] {
				t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
			}
		}
	}
}

// TestNothingIsMadeTwice: another secret, channel, address or use never makes the same.
func TestNothingIsMadeTwice(t *testing.T) {
	seen := map[string]string{}
	note := func(what, made string) {
		if before, ok := seen[made]; ok {
			t.Errorf("%s and %s are both %q", what, before, made)
		}
		seen[made] = what
	}
	for _, s := range []string{"a", "b"} {
		k := ring(t, secret(s))
		for _, pair := range [][2]string{{"web", "alice"}, {"we", "balice"}, {"weba", "lice"}, {"", "webalice"}, {"web", "alice\x00"}, {"alice", "web"}} {
			what := fmt.Sprintf("%s%q", s, pair)
			key := k.Key(pair[0], bot.Address(pair[1]))
			note("name "+what, key.Name)
			note("seal "+what, string(key.Seal[:]))
			note("mark "+what, k.Mark(pair[0], pair[1]))
			note("payload "+what, k.Payload(pair[0], pair[1]))
			if len(key.Name) != 43 || len(k.Mark("", "")) != 22 || len(k.Payload()) != 12 {
				t.Errorf("%s: lengths are %d, %d, %d", what, len(key.Name), len(k.Mark("", "")), len(k.Payload()))
			}
		}
	}
}

// TestRotation: while a secret is replaced, a key leads to what it made before.
func TestRotation(t *testing.T) {
	before := ring(t, secret("a")).Key("web", "alice")
	during := ring(t, secret("b"), secret("a"), secret("z")).Key("web", "alice")
	after := ring(t, secret("b")).Key("web", "alice")
	if before.Old != nil || after.Old != nil {
		t.Error("a keyring of one secret knows an old key")
	}
	if during.Old == nil || during.Old.Old == nil || during.Old.Old.Old != nil {
		t.Fatal("a keyring of three secrets doesn't know two old keys")
	}
	if during.Name != after.Name || during.Seal != after.Seal || during.ID != after.ID {
		t.Error("the first secret isn't the current one")
	}
	if during.Old.Name != before.Name || during.Old.Seal != before.Seal || during.Old.ID != before.ID {
		t.Error("the old key isn't the one that the old secret made")
	}
}

func TestKeysAreNeverShown(t *testing.T) {
	k := ring(t, secret("a"))
	key := k.Key("web", "alice")
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, nil))
	log.Info("x", "key", key, "pointer", &key, "ring", k)
	log = slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("x", "key", key, "pointer", &key, "ring", k)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb+"\n", key, &key, k)
	}
	fmt.Fprintf(&out, "%+v", struct{ Key bot.Key }{key})
	for what, mark := range map[string]string{"name": key.Name, "seal": string(key.Seal[:]), "seal in hex": fmt.Sprintf("%x", key.Seal[:]), "seal in numbers": fmt.Sprint(key.Seal[0], key.Seal[1]), "secret": "aaaa"} {
		if strings.Contains(out.String(), strings.Trim(mark, "[]")) {
			t.Errorf("the %s is shown:\n%s", what, out.String())
		}
	}
}

func TestKeyringIsSafeForManyGoroutines(t *testing.T) {
	k := ring(t, secret("a"))
	want := k.Key("web", "alice").Name + k.Mark("web", "1") + k.Payload("x")
	var work sync.WaitGroup
	for i := range 8 {
		work.Go(func() {
			for j := range 200 {
				k.Key("web", bot.Address(fmt.Sprint(i, j)))
				if got := k.Key("web", "alice").Name + k.Mark("web", "1") + k.Payload("x"); got != want {
					t.Errorf("got %q, want %q", got, want)
					return
				}
			}
		})
	}
	work.Wait()
}

func BenchmarkKey(b *testing.B) {
	k := ring(b, secret("a"))
	b.ReportAllocs()
	for b.Loop() {
		k.Key("telegram", "1234567890")
	}
}

func BenchmarkMark(b *testing.B) {
	k := ring(b, secret("a"))
	b.ReportAllocs()
	for b.Loop() {
		k.Mark("telegram", "1234567890\x00987654321")
	}
}

func BenchmarkPayload(b *testing.B) {
	k := ring(b, secret("a"))
	b.ReportAllocs()
	for b.Loop() {
		k.Payload("place", "sextortion", "now")
	}
}
