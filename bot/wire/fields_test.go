package wire_test

import (
	"errors"
	"staysafe/bot/wire"
	"testing"
)

func TestReadFields(t *testing.T) {
	for _, data := range []string{"", "null", "7", "[]", `"x"`, `{"a":`, `{"a":1} x`} {
		if f, err := wire.ReadFields([]byte(data)); !errors.Is(err, wire.ErrUnreadable) || f != nil {
			t.Errorf("%q: %v and error %v, want %v", data, f, err, wire.ErrUnreadable)
		}
	}
	if f, err := wire.ReadFields([]byte(`{}`)); err != nil || f == nil {
		t.Errorf("an empty object: %v, error %v", f, err)
	}
}

func TestFields(t *testing.T) {
	f, err := wire.ReadFields([]byte(`{"none":null,"yes":true,"no":false,"word":"hi","number":4503599627370495,"float":1e3,
		"object":{"word":"in it"},"objects":[{"word":"1"},7,null,{"word":"2"}],"words":["a","b"],"mixed":["a",7]}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, has := range map[string]bool{"none": false, "missing": false, "no": true, "word": true, "objects": true} {
		if f.Has(name) != has {
			t.Errorf("has %q: %t", name, !has)
		}
	}
	if !f.Is("yes") || f.Is("no") || f.Is("word") || f.Is("missing") {
		t.Error("what is true is not told")
	}
	for name, want := range map[string]string{"word": "hi", "number": "", "none": "", "missing": "", "object": ""} {
		if got := f.Text(name); got != want {
			t.Errorf("text %q is %q, want %q", name, got, want)
		}
	}
	if n, ok := f.Number("number"); !ok || n != 4503599627370495 {
		t.Errorf("number %d, %t", n, ok)
	}
	for _, name := range []string{"float", "word", "none", "missing"} {
		if n, ok := f.Number(name); ok || n != 0 {
			t.Errorf("%q is the number %d", name, n)
		}
	}
	if got := f.Sub("object").Text("word"); got != "in it" {
		t.Errorf("in the object stands %q", got)
	}
	if f.Sub("word") != nil || f.Sub("missing") != nil || f.Sub("missing").Sub("deeper").Text("x") != "" {
		t.Error("there is something in what is no object")
	}
	if all := f.List("objects"); len(all) != 2 || all[0].Text("word") != "1" || all[1].Text("word") != "2" {
		t.Errorf("objects %v", all)
	}
	if all := f.Texts("words"); len(all) != 2 || all[1] != "b" {
		t.Errorf("words %q", all)
	}
	if f.List("word") != nil || f.Texts("mixed") != nil || f.Texts("missing") != nil {
		t.Error("there is a list where there is none")
	}
}
