package slack

import (
	"encoding/json"
	"errors"
	"net/url"
)

// fields is one JSON object of which only what is asked for is ever decoded: names and profiles
// stay closed, and an odd field or block cannot make us lose the words beside it.
type fields map[string]json.RawMessage

var errUnreadable = errors.New("unreadable delivery")

// readFields reads one object.
func readFields(data []byte) (fields, error) {
	var f fields
	if json.Unmarshal(data, &f) != nil || f == nil {
		return nil, errUnreadable
	}
	return f, nil
}

// readForm makes of a form what Socket Mode delivers for the same act: an object of texts.
func readForm(form url.Values) fields {
	f := fields{}
	for name := range form {
		if raw, err := json.Marshal(form.Get(name)); err == nil {
			f[name] = raw
		}
	}
	return f
}

// has tells whether there is such a field.
func (f fields) has(name string) bool {
	raw, ok := f[name]
	return ok && string(raw) != "null"
}

// text is a field's string, "" if it has none.
func (f fields) text(name string) string {
	var s string
	if json.Unmarshal(f[name], &s) != nil {
		return ""
	}
	return s
}

// is tells whether a field is true.
func (f fields) is(name string) bool { return string(f[name]) == "true" }

// sub is a field's object, nil if it has none.
func (f fields) sub(name string) fields {
	var sub fields
	if json.Unmarshal(f[name], &sub) != nil {
		return nil
	}
	return sub
}

// list are a field's objects, as far as they are some.
func (f fields) list(name string) []fields {
	var raw []json.RawMessage
	if json.Unmarshal(f[name], &raw) != nil {
		return nil
	}
	var all []fields
	for _, r := range raw {
		if sub, err := readFields(r); err == nil {
			all = append(all, sub)
		}
	}
	return all
}

// texts are a field's strings, none if it holds anything else.
func (f fields) texts(name string) []string {
	var all []string
	if json.Unmarshal(f[name], &all) != nil {
		return nil
	}
	return all
}
