package telegram

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// written is what somebody wrote into the parts of a message that are not plain text: rich
// messages, polls, checklists. It is for hearing danger, so too much does no harm.
func written(raw json.RawMessage) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return ""
	}
	return wordsIn(v, "")
}

// wordsIn follows the fields that hold words in the Bot API. Pieces of one line (bold, plain) belong
// together; anything else stands on lines of its own.
func wordsIn(v any, field string) string {
	switch v := v.(type) {
	case string:
		if inline(field) {
			return v
		}
	case []any:
		between := "\n"
		if inline(field) {
			between = ""
		}
		var all []string
		for _, item := range v {
			all = append(all, wordsIn(item, field))
		}
		return strings.Join(all, between)
	case map[string]any:
		var all []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if words := wordsIn(v[name], name); words != "" {
				all = append(all, words)
			}
		}
		return strings.Join(all, "\n")
	}
	return ""
}

// inline are the fields that hold one line of words, whole or in pieces.
func inline(field string) bool {
	switch field {
	case "text", "title", "question", "description", "explanation", "caption", "summary", "credit", "label":
		return true
	}
	return false
}
