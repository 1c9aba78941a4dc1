package campaign_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"staysafe/bot/campaign"
	"strings"
	"testing"
)

func hints() []campaign.Hint {
	var all []campaign.Hint
	for _, locale := range []string{"", "en", "es", "fil", "pt-BR", "zh-Hant", "sr-Latn-RS", "ar"} {
		for _, country := range []string{"", "MX", "KE", "ZA"} {
			all = append(all, campaign.Hint{Locale: locale, Country: country})
		}
	}
	return all
}

func code(t *testing.T, h campaign.Hint, random io.Reader) string {
	t.Helper()
	c, err := campaign.New(h, random, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func chance(seed uint64) io.Reader { return rand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}) }

// TestACodeSaysWhatItWasGiven, also as somebody types it, and is short enough for every link.
func TestACodeSaysWhatItWasGiven(t *testing.T) {
	for i, h := range hints() {
		c := code(t, h, chance(uint64(i)))
		if len(c) > campaign.MaxCode || strings.Trim(c, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") != "" {
			t.Errorf("%+v is %q", h, c)
		}
		typed := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(c[:4] + "-" + c[4:]))
		for _, as := range []string{c, strings.ToLower(c), typed} {
			if got, ok := campaign.Read(as); !ok || got != h {
				t.Errorf("%q says %+v %v, not %+v", as, got, ok, h)
			}
		}
	}
	h := campaign.Hint{Locale: "es", Country: "MX"}
	if a, b := code(t, h, chance(1)), code(t, h, chance(2)); a == b {
		t.Error("two schools have one code")
	}
}

// TestASlipIsNoticed: every wrong character, every two that changed places, every one left out.
func TestASlipIsNoticed(t *testing.T) {
	const letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	for i, h := range hints() {
		c := code(t, h, chance(uint64(i)))
		slips := 0
		try := func(s string) {
			if s == c {
				return
			}
			slips++
			if _, ok := campaign.Read(s); ok {
				t.Errorf("%q passes for %q", s, c)
			}
		}
		for at := range c {
			for _, l := range letters {
				try(c[:at] + string(l) + c[at+1:])
			}
			for other := at + 1; other < len(c); other++ {
				b := []byte(c)
				b[at], b[other] = b[other], b[at]
				try(string(b))
			}
		}
		if slips < 300 {
			t.Errorf("only %d slips were tried", slips)
		}
	}
}

// TestForeignCodesSayNothing: what was not made here is no error and no hint.
func TestForeignCodesSayNothing(t *testing.T) {
	for _, c := range []string{"", "1", "school-7", "K7M2Q9", strings.Repeat("1", 40), "ÄÖÜ", "1\x00", "11111111111111"} {
		if h, ok := campaign.Read(c); ok {
			t.Errorf("%q says %+v", c, h)
		}
	}
	for _, h := range []campaign.Hint{{Locale: "english"}, {Locale: "EN"}, {Country: "mx"}, {Country: "Mexico"}, {Locale: "es-419"}} {
		if c, err := campaign.New(h, chance(1), nil); !errors.Is(err, campaign.ErrHint) {
			t.Errorf("%+v is %q", h, c)
		}
	}
	if _, err := campaign.New(campaign.Hint{}, bytes.NewReader(nil), nil); err == nil {
		t.Error("a code without chance")
	}
}

func signing(key string) campaign.Sign {
	return func(content string) uint32 {
		h := sha256.Sum256([]byte(key + content))
		return binary.BigEndian.Uint32(h[:])
	}
}

// TestACountedCodeIsSigned: it says what it was given, is known however it is typed, and only by who signed it;
// a plain code never is, and no letter of it can be changed, with the guarding letters made anew.
func TestACountedCodeIsSigned(t *testing.T) {
	ours, theirs := signing("ours"), signing("theirs")
	for i, h := range hints() {
		c, err := campaign.New(h, chance(uint64(i)), ours)
		if err != nil || len(c) > campaign.MaxCode {
			t.Fatalf("%+v: %q %v", h, c, err)
		}
		h.Counts = true
		typed := strings.NewReplacer("0", "o", "1", "l").Replace(strings.ToLower(c[:4] + "-" + c[4:]))
		for _, as := range []string{c, typed} {
			if got, ok := campaign.Read(as); !ok || got != h || campaign.Spelled(as) != c {
				t.Errorf("%q says %+v %v, not %+v, and is spelled %q", as, got, ok, h, campaign.Spelled(as))
			}
			if !campaign.Signed(as, ours) || campaign.Signed(as, theirs) {
				t.Errorf("%q: signed by us %v, by others %v", as, campaign.Signed(as, ours), campaign.Signed(as, theirs))
			}
		}
		h.Counts = false
		if plain := code(t, h, chance(uint64(i))); campaign.Signed(plain, ours) {
			t.Errorf("%q is signed", plain)
		}
		forged, err := campaign.New(h, chance(uint64(i+1)), func(string) uint32 { return ours(c[:len(c)-8]) })
		if err != nil || campaign.Signed(forged, ours) {
			t.Errorf("the signature of %q passes on %q: %v", c, forged, err)
		}
	}
	for _, c := range []string{"", "2", "222", "22222222", "school-7"} {
		if campaign.Signed(c, func(string) uint32 { return 0 }) {
			t.Errorf("%q is signed", c)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("school-7")
	f.Add("2")
	f.Fuzz(func(t *testing.T, c string) {
		h, ok := campaign.Read(c)
		if !ok && h != (campaign.Hint{}) {
			t.Errorf("%q says %+v although it is none", c, h)
		}
		if ok {
			if _, err := campaign.New(h, chance(1), nil); err != nil {
				t.Errorf("%q says %+v, which no code can hold", c, h)
			}
		}
	})
}
