package telegram

import (
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// fields is one JSON object of which only what is asked for is ever decoded: names, telephone
// numbers and places stay closed, and an odd field cannot make us lose the words beside it.
type fields map[string]json.RawMessage

var errUnreadable = errors.New("unreadable delivery")

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

// number is a field's whole number. Telegram's ids have up to 52 bits, so it is never a float.
func (f fields) number(name string) (int64, bool) {
	var n *int64
	if json.Unmarshal(f[name], &n) != nil || n == nil {
		return 0, false
	}
	return *n, true
}

// sub is a field's object, nil if it has none.
func (f fields) sub(name string) fields {
	var sub fields
	if json.Unmarshal(f[name], &sub) != nil {
		return nil
	}
	return sub
}

// update is one delivery: what happened, of one kind.
type update struct {
	id   int64
	kind string
	body fields // of the kinds we handle
}

// readUpdate reads a delivery as far as it must be understood to be handled. A delivery whose
// number can't be read has an id of 0.
func readUpdate(data []byte) (update, error) {
	var all fields
	if json.Unmarshal(data, &all) != nil || all == nil {
		return update{}, errUnreadable
	}
	var u update
	id, ok := all.number("update_id")
	if !ok {
		return u, errUnreadable
	}
	u.id, u.kind = id, unknown
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		if kind != "update_id" && meetsUpdate(kind) != unheardOf {
			u.kind = kind
			break
		}
	}
	if meetsUpdate(u.kind) != answered {
		return u, nil
	}
	if u.body = all.sub(u.kind); u.body == nil {
		return u, errUnreadable
	}
	return u, nil
}

// chat is where something happened.
type chat struct {
	id     int64
	public bool // a group, supergroup or channel
}

// chatOf reads where a message stands, or a change of membership happened.
func chatOf(f fields) (chat, bool) {
	sub := f.sub("chat")
	id, ok := sub.number("id")
	if !ok {
		return chat{}, false
	}
	switch sub.text("type") {
	case "private":
		return chat{id: id}, true
	case "":
		return chat{id: id, public: id < 0}, true // Telegram gives groups negative numbers
	}
	return chat{id: id, public: true}, true
}
