package telegram

import (
	"net/http"
	"os"
	"path/filepath"
	"staysafe/bot"
	"strings"
	"testing"
)

// Whatever is delivered, signed or not, the webhook answers it, and never by asking for it again
// while the house is well.
func FuzzWebhook(f *testing.F) {
	files, _ := filepath.Glob("testdata/inbound/*.json")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"update_id":1,"message":{"chat":{"id":1e3},"text":"x"}}`))
	f.Add([]byte(`{"update_id":-1,"callback_query":{"id":"1","from":{"id":9223372036854775807},"data":"\u0000"}}`))
	fake := newFake(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		h := talkative("an answer")
		fake.tb = t
		c := fake.channel(h)
		if w := deliver(c, string(data)); w.Code != http.StatusOK || w.Body.Len() > 0 {
			t.Fatalf("answered with %d and %d bytes", w.Code, w.Body.Len())
		}
		for _, in := range h.inbounds() {
			if in.From == "" || in.ID == "" {
				t.Error("an inbound without an address or an id")
			}
			if in.Public && in.Kind != bot.KindCommand && in.Kind != bot.KindStart {
				t.Error("something else than a command of a group was handed on")
			}
		}
		fake.mu.Lock()
		defer fake.mu.Unlock()
		fake.calls, fake.phones = nil, map[int64][]shown{}
	})
}

// Whatever a text is, its pieces fit, are balanced, and hold all of it.
func FuzzCut(f *testing.F) {
	f.Add("Call 116 111 now.\nOr \u2066112\u2069.", 20)
	f.Add("\u2067\u2067\u202e\u2069"+strings.Repeat("e\u0301👩‍👧‍👦🇺🇦", 50), 40)
	f.Add(strings.Repeat("1", 300), 30)
	f.Fuzz(func(t *testing.T, text string, most int) {
		most = 4*maxOpen + min(max(0, most), 5000)
		text = strings.ToValidUTF8(text[:min(len(text), 20000)], "")
		pieces := cut(text, most)
		for _, p := range pieces {
			if size(p) > most || balance(p) != p || !visible(p) {
				t.Errorf("a piece of %d units (most %d), balanced %v, visible %v", size(p), most, balance(p) == p, visible(p))
			}
		}
		if got, want := letters(strings.Join(pieces, "")), letters(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// letters are what can be seen of a text.
func letters(s string) string {
	var b strings.Builder
	for _, r := range s {
		if visible(string(r)) {
			b.WriteRune(r)
		}
	}
	return b.String()
}
