package studio

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNoTwoAddressesShareAnID(t *testing.T) {
	for _, pair := range [][2]string{
		{"a.b@x.org", "a-b@x.org"}, {"a.b@x.org", "a@b.x.org"}, {"a+b@x.org", "a_b@x.org"}, {"k@x.org", "\u212a@x.org"}, {"a@b-x.org", "a@b.x.org"},
	} {
		if idOf(pair[0]) == idOf(pair[1]) {
			t.Errorf("%s and %s are both %s", pair[0], pair[1], idOf(pair[0]))
		}
	}
	if a, b := idOf("Ana@Example.org"), idOf("ana@example.org"); a != b || a != "ana-example-org" {
		t.Errorf("one mailbox has two ids: %s, %s", a, b)
	}
	address := rapid.StringMatching(`[ab][ab.+-]{0,3}@[ab][ab.-]{0,3}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := address.Draw(t, "a"), address.Draw(t, "b")
		if a != b && idOf(a) == idOf(b) {
			t.Fatalf("%s and %s are both %s", a, b, idOf(a))
		}
		if strings.Trim(idOf(a), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Fatalf("%s: no id: %s", a, idOf(a))
		}
	})
}
