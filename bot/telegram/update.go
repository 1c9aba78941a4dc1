package telegram

import (
	"maps"
	"slices"
	"staysafe/bot/wire"
)

// update is one delivery: what happened, of one kind.
type update struct {
	id   int64
	kind string
	body wire.Fields // of the kinds we handle
}

// readUpdate reads a delivery as far as it must be understood to be handled. A delivery whose
// number can't be read has an id of 0.
func readUpdate(data []byte) (update, error) {
	all, err := wire.ReadFields(data)
	if err != nil {
		return update{}, err
	}
	var u update
	id, ok := all.Number("update_id")
	if !ok {
		return u, wire.ErrUnreadable
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
	if u.body = all.Sub(u.kind); u.body == nil {
		return u, wire.ErrUnreadable
	}
	return u, nil
}

// chat is where something happened.
type chat struct {
	id     int64
	public bool // a group, supergroup or channel
}

// chatOf reads where a message stands, or a change of membership happened.
func chatOf(f wire.Fields) (chat, bool) {
	sub := f.Sub("chat")
	id, ok := sub.Number("id")
	if !ok {
		return chat{}, false
	}
	switch sub.Text("type") {
	case "private":
		return chat{id: id}, true
	case "":
		return chat{id: id, public: id < 0}, true // Telegram gives groups negative numbers
	}
	return chat{id: id, public: true}, true
}
