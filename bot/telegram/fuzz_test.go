package telegram

import (
	"net/http"
	"os"
	"path/filepath"
	"staysafe/bot"
	"staysafe/bot/bottest"
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
		h := bottest.Talkative("an answer")
		fake.tb = t
		c := fake.channel(h)
		if w := deliver(c, string(data)); w.Code != http.StatusOK || w.Body.Len() > 0 {
			t.Fatalf("answered with %d and %d bytes", w.Code, w.Body.Len())
		}
		for _, in := range h.Inbounds() {
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
