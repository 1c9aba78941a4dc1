package wire

import (
	"encoding/json"
	"errors"
)

// Fields is one JSON object of which only what is asked for is ever decoded: names, telephone
// numbers, places and profiles stay closed, and an odd field cannot make us lose the words beside
// it.
type Fields map[string]json.RawMessage

// ErrUnreadable says that a delivery can't be understood.
var ErrUnreadable = errors.New("unreadable delivery")

// ReadFields reads one object.
func ReadFields(data []byte) (Fields, error) {
	var f Fields
	if json.Unmarshal(data, &f) != nil || f == nil {
		return nil, ErrUnreadable
	}
	return f, nil
}

// Has tells whether there is such a field.
func (f Fields) Has(name string) bool {
	raw, ok := f[name]
	return ok && string(raw) != "null"
}

// Is tells whether a field is true.
func (f Fields) Is(name string) bool { return string(f[name]) == "true" }

// Text is a field's string, "" if it has none.
func (f Fields) Text(name string) string {
	var s string
	if json.Unmarshal(f[name], &s) != nil {
		return ""
	}
	return s
}

// Number is a field's whole number. Ids have up to 52 bits, so it is never a float.
func (f Fields) Number(name string) (int64, bool) {
	var n *int64
	if json.Unmarshal(f[name], &n) != nil || n == nil {
		return 0, false
	}
	return *n, true
}

// Sub is a field's object, nil if it has none.
func (f Fields) Sub(name string) Fields {
	var sub Fields
	if json.Unmarshal(f[name], &sub) != nil {
		return nil
	}
	return sub
}

// List are a field's objects, as far as they are some.
func (f Fields) List(name string) []Fields {
	var raw []json.RawMessage
	if json.Unmarshal(f[name], &raw) != nil {
		return nil
	}
	var all []Fields
	for _, r := range raw {
		if sub, err := ReadFields(r); err == nil {
			all = append(all, sub)
		}
	}
	return all
}

// Texts are a field's strings, none if it holds anything else.
func (f Fields) Texts(name string) []string {
	var all []string
	if json.Unmarshal(f[name], &all) != nil {
		return nil
	}
	return all
}
