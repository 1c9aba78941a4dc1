package telegram

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"slices"
	"staysafe/bot"
	"strconv"
	"strings"
	"testing"
)

// spec is the part of the Bot API that we use, with the platform's limits.
type spec struct {
	Methods map[string]object
	Types   map[string]object
	limits  map[string]span
}

type object struct {
	Fields   []field
	Subtypes []string
}

type field struct {
	Name     string
	Types    []string
	Required bool
}

// span is a limit: the least and the most, in the platform's unit.
type span struct {
	least, most int
	unit        string
}

func readSpec(tb testing.TB) spec {
	tb.Helper()
	var s spec
	decodeFile(tb, "testdata/api.json", &s)
	var limits []struct {
		Limit, Unit string
		Value       any
	}
	decodeFile(tb, "testdata/limits.json", &limits)
	s.limits = map[string]span{}
	numbers := regexp.MustCompile(`^(\d+)(?:-(\d+))?\b`)
	for _, l := range limits {
		m := numbers.FindStringSubmatch(fmt.Sprint(l.Value))
		if m == nil {
			continue
		}
		a, _ := strconv.Atoi(m[1])
		b, err := strconv.Atoi(m[2])
		if err != nil {
			a, b = 0, a
		}
		s.limits[l.Limit] = span{a, b, l.Unit}
	}
	return s
}

func decodeFile(tb testing.TB, name string, into any) {
	tb.Helper()
	data, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// call tells everything that is wrong with a call.
func (s spec) call(method string, args map[string]string) []string {
	m, ok := s.Methods[method]
	if !ok {
		return []string{"there is no method " + method}
	}
	var wrong []string
	values := map[string]any{}
	for name, raw := range args {
		i := slices.IndexFunc(m.Fields, func(f field) bool { return f.Name == name })
		if i < 0 {
			wrong = append(wrong, method+" has no argument "+name)
			continue
		}
		v := formValue(raw, m.Fields[i].Types)
		values[name] = v
		wrong = append(wrong, s.value(method+"."+name, v, m.Fields[i].Types)...)
	}
	for _, f := range m.Fields {
		if _, ok := args[f.Name]; f.Required && !ok {
			wrong = append(wrong, method+" lacks "+f.Name)
		}
	}
	return append(wrong, s.within(method, values)...)
}

// formValue reads an argument as Telegram's server does: a String as it is, anything else as JSON.
func formValue(raw string, types []string) any {
	if slices.Equal(types, []string{"String"}) {
		return raw
	}
	var v any
	d := json.NewDecoder(strings.NewReader(raw))
	d.UseNumber()
	if d.Decode(&v) != nil || d.More() {
		return raw
	}
	return v
}

func (s spec) value(where string, v any, types []string) []string {
	var wrong []string
	for _, t := range types {
		w := s.one(where, v, t)
		if len(w) == 0 {
			return nil
		}
		wrong = append(wrong, w...)
	}
	return wrong
}

func (s spec) one(where string, v any, t string) []string {
	no := []string{fmt.Sprintf("%s is no %s", where, t)}
	if item, ok := strings.CutPrefix(t, "Array of "); ok {
		list, ok := v.([]any)
		if !ok {
			return no
		}
		var wrong []string
		for i, x := range list {
			wrong = append(wrong, s.one(fmt.Sprintf("%s[%d]", where, i), x, item)...)
		}
		return wrong
	}
	switch t {
	case "String":
		if _, ok := v.(string); !ok {
			return no
		}
		return nil
	case "Boolean":
		if _, ok := v.(bool); !ok {
			return no
		}
		return nil
	case "Integer":
		n, ok := v.(json.Number)
		if _, err := strconv.ParseInt(string(n), 10, 64); !ok || err != nil {
			return no
		}
		return nil
	}
	o, known := s.Types[t]
	got, ok := v.(map[string]any)
	if !known || !ok {
		return no
	}
	if o.Subtypes != nil {
		return s.value(where, v, o.Subtypes)
	}
	return s.object(where, t, got)
}

func (s spec) object(where, t string, got map[string]any) []string {
	o := s.Types[t]
	if t == "InlineKeyboardButton" && (got["callback_data"] != nil || got["url"] != nil) {
		// The library adds this to every button; the server ignores it beside another action.
		if empty, ok := got["copy_text"].(map[string]any); ok && len(empty) == 1 && empty["text"] == "" {
			delete(got, "copy_text")
		}
	}
	var wrong []string
	for name, v := range got {
		i := slices.IndexFunc(o.Fields, func(f field) bool { return f.Name == name })
		if i < 0 {
			wrong = append(wrong, fmt.Sprintf("%s: %s has no field %s", where, t, name))
			continue
		}
		wrong = append(wrong, s.value(where+"."+name, v, o.Fields[i].Types)...)
	}
	for _, f := range o.Fields {
		if _, ok := got[f.Name]; f.Required && !ok {
			wrong = append(wrong, fmt.Sprintf("%s: %s lacks %s", where, t, f.Name))
		}
	}
	if text, ok := got["text"].(string); t == "CopyTextButton" && (!ok || text == "") {
		wrong = append(wrong, where+": nothing to copy")
	}
	if t == "InlineKeyboardButton" && len(got) != 2 {
		wrong = append(wrong, where+": a button needs exactly one action")
	}
	return wrong
}

// measured are the arguments that have a limit.
func measured() map[string]string {
	return map[string]string{
		"sendMessage.text":                        "message text after entities parsing",
		"setMyName.name":                          "setMyName",
		"setMyShortDescription.short_description": "setMyShortDescription",
		"setMyDescription.description":            "setMyDescription",
		"answerCallbackQuery.text":                "answerCallbackQuery.text",
	}
}

// within tells which limits of the platform are broken.
func (s spec) within(method string, args map[string]any) []string {
	var wrong []string
	over := func(what string, n int, limit string) {
		if l, known := s.limits[limit]; !known || n < l.least || n > l.most {
			wrong = append(wrong, fmt.Sprintf("%s is %d, the limit %q is %d to %d", what, n, limit, l.least, l.most))
		}
	}
	for name, v := range args {
		if limit, ok := measured()[method+"."+name]; ok {
			text, _ := v.(string)
			over(method+"."+name, bot.Limit{Unit: bot.UTF16}.Len(text), limit)
			if name == "text" && strings.TrimSpace(text) == "" {
				wrong = append(wrong, "the text of a message is empty")
			}
		}
	}
	if ids, ok := args["message_ids"].([]any); ok && (len(ids) < 1 || len(ids) > 100) {
		wrong = append(wrong, fmt.Sprintf("%d messages are deleted at once, want 1 to 100", len(ids)))
	}
	if list, ok := args["commands"].([]any); ok {
		over("commands", len(list), "commands per scope and language")
		for _, c := range list {
			c, _ := c.(map[string]any)
			name, _ := c["command"].(string)
			text, _ := c["description"].(string)
			over("a command's name", len(name), "command name")
			over("a command's description", bot.Limit{Unit: bot.UTF16}.Len(text), "command description")
			if !regexp.MustCompile(`^[a-z0-9_]+$`).MatchString(name) {
				wrong = append(wrong, "a command's name has other letters than a-z 0-9 _")
			}
		}
	}
	if secret, ok := args["secret_token"].(string); ok && !regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`).MatchString(secret) {
		wrong = append(wrong, "the webhook's secret has not 1-256 of A-Z a-z 0-9 _ -")
	}
	if code, ok := args["language_code"].(string); ok && !regexp.MustCompile(`^[a-z]{2}$`).MatchString(code) {
		wrong = append(wrong, "a language code has not two letters")
	}
	if markup, ok := args["reply_markup"].(map[string]any); ok {
		wrong = append(wrong, s.keyboard(markup)...)
	}
	return wrong
}

func (s spec) keyboard(markup map[string]any) []string {
	var wrong []string
	rows, _ := markup["inline_keyboard"].([]any)
	total := 0
	for _, row := range rows {
		row, _ := row.([]any)
		total += len(row)
		if n := s.limits["inline keyboard buttons per row"].most; len(row) == 0 || len(row) > n {
			wrong = append(wrong, fmt.Sprintf("a row has %d buttons, want 1 to %d", len(row), n))
		}
		for _, b := range row {
			b, _ := b.(map[string]any)
			if text, _ := b["text"].(string); strings.TrimSpace(text) == "" {
				wrong = append(wrong, "a button has no label")
			}
			if data, ok := b["callback_data"].(string); ok {
				if l := s.limits["InlineKeyboardButton.callback_data"]; len(data) < l.least || len(data) > l.most {
					wrong = append(wrong, fmt.Sprintf("BUTTON_DATA_INVALID: %d bytes", len(data)))
				}
			}
			if address, ok := b["url"].(string); ok {
				if u, err := url.Parse(address); err != nil || u.Host == "" || u.Scheme != "https" {
					wrong = append(wrong, "BUTTON_URL_INVALID")
				}
			}
		}
	}
	if l := s.limits["inline keyboard buttons per message"]; total == 0 || total > l.most {
		wrong = append(wrong, fmt.Sprintf("reply markup is too long: %d buttons", total))
	}
	return wrong
}

// The judge of all calls must itself notice what is wrong.
func TestSpecRefuses(t *testing.T) {
	s := readSpec(t)
	text := func(n int) string { return strings.Repeat("x", n) }
	button := func(b string) map[string]string {
		return map[string]string{"chat_id": "1", "text": "x", "reply_markup": `{"inline_keyboard":[[` + b + `]]}`}
	}
	for _, tt := range []struct {
		name, method string
		args         map[string]string
		ok           bool
	}{
		{"a plain message", "sendMessage", map[string]string{"chat_id": "1", "text": text(4096)}, true},
		{"one unit too long", "sendMessage", map[string]string{"chat_id": "1", "text": text(4097)}, false},
		{"one picture too long", "sendMessage", map[string]string{"chat_id": "1", "text": strings.Repeat("😟", 2049)}, false},
		{"empty", "sendMessage", map[string]string{"chat_id": "1", "text": " "}, false},
		{"no chat", "sendMessage", map[string]string{"text": "x"}, false},
		{"an unknown argument", "sendMessage", map[string]string{"chat_id": "1", "text": "x", "txet": "x"}, false},
		{"a boolean that is none", "sendMessage", map[string]string{"chat_id": "1", "text": "x", "protect_content": "yes"}, false},
		{"an unknown method", "sendMesage", map[string]string{}, false},
		{"a button", "sendMessage", button(`{"text":"a","callback_data":"b","copy_text":{"text":""}}`), true},
		{"a button that does nothing", "sendMessage", button(`{"text":"a"}`), false},
		{"a button that copies nothing", "sendMessage", button(`{"text":"a","copy_text":{"text":""}}`), false},
		{"a button with too much data", "sendMessage", button(`{"text":"a","callback_data":"` + text(65) + `"}`), false},
		{"a button that dials", "sendMessage", button(`{"text":"a","url":"tel:116"}`), false},
		{"a button with two actions", "sendMessage", button(`{"text":"a","url":"https://a.example","callback_data":"b"}`), false},
		{"deleting", "deleteMessages", map[string]string{"chat_id": "1", "message_ids": "[1,2]"}, true},
		{"deleting by name", "deleteMessages", map[string]string{"chat_id": "1", "message_ids": `["1"]`}, false},
		{"a long name", "setMyName", map[string]string{"name": text(65)}, false},
		{"three letters of language", "setMyName", map[string]string{"name": "x", "language_code": "eng"}, false},
		{"a short secret", "setWebhook", map[string]string{"url": "https://a.example", "secret_token": ""}, false},
		{"a wrong scope", "setMyCommands", map[string]string{"commands": `[{"command":"a","description":"b"}]`, "scope": `{"typ":"x"}`}, false},
		{"a command in capitals", "setMyCommands", map[string]string{"commands": `[{"command":"A","description":"b"}]`}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := s.call(tt.method, tt.args); (len(got) == 0) != tt.ok {
				t.Errorf("ok = %v, want %v: %v", len(got) == 0, tt.ok, got)
			}
		})
	}
}

// Everything that can come in has a place in the tables of kinds.go.
func TestTablesAreWhole(t *testing.T) {
	s := readSpec(t)
	for _, f := range s.Types["Update"].Fields {
		if f.Name != "update_id" && meetsUpdate(f.Name) == unheardOf {
			t.Errorf("no place in the table of deliveries: %s", f.Name)
		}
	}
	for _, f := range s.Types["Message"].Fields {
		if meetsMessage(f.Name) == unheardOf {
			t.Errorf("no place in the table of messages: %s", f.Name)
		}
	}
	if meetsUpdate("new_update_kind") != unheardOf || meetsMessage("new_content") != unheardOf {
		t.Error("a name nobody knows has a place in a table")
	}
	for _, kind := range updateKinds() {
		if meetsUpdate(kind) != answered {
			t.Errorf("we ask Telegram for %s and do not handle it", kind)
		}
	}
}
