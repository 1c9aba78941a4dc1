package slack

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// spec judges what is sent to Slack: by the Web API's description, by the structure of Block Kit,
// and by its limits.
type spec struct {
	methods map[string]map[string]argument
	schema  *jsonschema.Schema
	limits  limitTable
}

type argument struct {
	Type     string
	Required bool
}

// limitTable is limits.json: role, field, rule. Some roles are one text and have rules at once.
type limitTable map[string]map[string]any

func decodeFile(tb testing.TB, path string, v any) {
	tb.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
}

var sharedSpec struct {
	once sync.Once
	spec
}

func readSpec(tb testing.TB) spec {
	tb.Helper()
	sharedSpec.once.Do(func() {
		var api struct {
			Methods map[string]map[string]argument
		}
		decodeFile(tb, "testdata/api.json", &api)
		sharedSpec.methods = api.Methods
		decodeFile(tb, "testdata/limits.json", &sharedSpec.limits)
		sharedSpec.schema = jsonschema.NewCompiler().MustCompile("testdata/block-kit.schema.json")
	})
	if sharedSpec.schema == nil {
		tb.Fatal("no specification")
	}
	return sharedSpec.spec
}

// call tells what is wrong with a call of the API.
func (s spec) call(method string, args url.Values) (wrong []string) {
	known := s.methods[method]
	if known == nil {
		return []string{"no such method: " + method}
	}
	for name, values := range args {
		a, ok := known[name]
		switch {
		case !ok:
			wrong = append(wrong, method+" takes no "+name)
		case len(values) != 1:
			wrong = append(wrong, method+": "+name+" more than once")
		case a.Type == "boolean" && values[0] != "true" && values[0] != "false":
			wrong = append(wrong, method+": "+name+" is no boolean")
		case a.Type == "number":
			if _, err := strconv.ParseFloat(values[0], 64); err != nil {
				wrong = append(wrong, method+": "+name+" is no number")
			}
		}
	}
	for name, a := range known {
		if a.Required && args.Get(name) == "" {
			wrong = append(wrong, method+" needs "+name)
		}
	}
	return wrong
}

// message judges the blocks of a message.
func (s spec) message(blocks any) []string {
	wrong := s.blocks(blocks)
	if all, ok := blocks.([]any); !ok || len(all) == 0 || len(all) > maxBlocks {
		wrong = append(wrong, "a message has 1 to 50 blocks")
	}
	return wrong
}

// blocks judges blocks by their structure and their limits. Ids of actions are unique.
func (s spec) blocks(blocks any) []string {
	wrong := s.faults("", blocks)
	if err := s.schema.Validate(map[string]any{"blocks": blocks}); err != nil {
		wrong = append(wrong, err.Error())
	}
	seen := map[string]bool{}
	each(blocks, func(m map[string]any) {
		if id, ok := m["action_id"].(string); ok {
			if seen[id] {
				wrong = append(wrong, "two actions are called "+id)
			}
			seen[id] = true
		}
	})
	return wrong
}

// faults looks for what is longer, shorter, more or less than Slack takes. role is what a value is
// when its own type does not say.
func (s spec) faults(role string, v any) (wrong []string) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			wrong = append(wrong, s.faults(role, item)...)
		}
	case map[string]any:
		role = roleOf(role, v)
		wrong = append(s.judge(role, v), special(role, v)...)
		for name, sub := range v {
			wrong = append(wrong, s.faults(inside(role, name), sub)...)
		}
	}
	return wrong
}

// judge holds an object against the limits of its role.
func (s spec) judge(role string, v map[string]any) (wrong []string) {
	for _, name := range []string{"action_id", "block_id"} {
		wrong = append(wrong, breaks(name, s.limits[name], v[name])...)
	}
	if role == "text" {
		return append(wrong, breaks("text", s.limits["text"], v["text"])...)
	}
	for name, rules := range s.limits[role] {
		value, there := v[name]
		if m, ok := rules.(map[string]any); ok && (there || m["min_items"] != nil && role == "view") {
			wrong = append(wrong, breaks(role+"."+name, m, value)...)
		}
	}
	return wrong
}

// breaks holds one value against its rules.
func breaks(name string, rules map[string]any, v any) (wrong []string) {
	if m, ok := v.(map[string]any); ok && m["text"] != nil {
		v = m["text"]
	}
	fault := func(rule string, broken bool) {
		if _, ruled := rules[rule]; ruled && broken {
			wrong = append(wrong, name+"."+rule)
		}
	}
	limit := func(rule string) float64 { n, _ := rules[rule].(float64); return n }
	switch v := v.(type) {
	case string:
		n := float64(utf8.RuneCountInString(v))
		fault("max_length", n > limit("max_length"))
		fault("min_length", n < limit("min_length"))
	case []any:
		fault("max_items", float64(len(v)) > limit("max_items"))
		fault("min_items", float64(len(v)) < limit("min_items"))
		for _, item := range v {
			if m, ok := item.(map[string]any); ok {
				text, _ := m["text"].(string)
				fault("item_max_length", float64(utf8.RuneCountInString(text)) > limit("item_max_length"))
			}
		}
	case float64:
		fault("max", v > limit("max"))
		fault("min", v < limit("min"))
		fault("exclusive_min", v <= limit("exclusive_min"))
	case nil:
		fault("min_items", rules["min_items"] != nil)
	}
	return wrong
}

// roleOf names what an object is in limits.json.
func roleOf(role string, v map[string]any) string {
	kind, _ := v["type"].(string)
	switch kind {
	case "plain_text", "mrkdwn":
		return "text"
	case "static_select", "multi_static_select", "external_select", "users_select", "channels_select", "conversations_select",
		"multi_users_select", "multi_channels_select", "multi_conversations_select", "multi_external_select":
		return "select"
	case "url":
		return "url_source"
	case "home", "modal":
		return "view"
	case "":
		return role
	case "area", "bar", "line", "pie":
		return "data_visualization"
	}
	return kind
}

// inside names what a field of an object holds, where that does not say it itself.
func inside(role, name string) string {
	switch name {
	case "options", "initial_options", "initial_option":
		return "option"
	case "option_groups":
		return "option_group"
	case "confirm":
		if role != "confirmation" {
			return "confirmation"
		}
	case "positive_button", "negative_button":
		return "feedback_button"
	case "segments":
		return "segment"
	case "series":
		return "series"
	case "data":
		return "data"
	case "axis_config":
		return "axis_config"
	}
	return ""
}

// special are the rules that are about more than one field, or stand elsewhere in limits.json.
func special(role string, v map[string]any) (wrong []string) {
	limits := sharedSpec.limits
	list := func(name string) []any { all, _ := v[name].([]any); return all }
	check := func(name string, broken bool) {
		if broken {
			wrong = append(wrong, name)
		}
	}
	chart := func(rule, field string) {
		wrong = append(wrong, breaks("data_visualization."+rule, limits["data_visualization"][rule].(map[string]any), v[field])...)
	}
	switch role {
	case "section":
		check("section.content", v["text"] == nil && v["fields"] == nil)
	case "select":
		check("static_select.choice_source", v["options"] != nil && v["option_groups"] != nil)
	case "image":
		check("image.source", v["image_url"] != nil && v["slack_file"] != nil)
	case "number_input":
		least, most := bound(v["min_value"]), bound(v["max_value"])
		check("number_input.range", least != nil && most != nil && *least > *most)
	case "context", "input":
		for _, e := range append(list("elements"), v["element"]) {
			m, _ := e.(map[string]any)
			kind, _ := m["type"].(string)
			check("context.elements", role == "context" && m != nil && kind != "image" && kind != "plain_text" && kind != "mrkdwn")
			check("input.element", role == "input" && m != nil && (kind == "button" || kind == "section" || kind == "image"))
		}
	case "table":
		rows := list("rows")
		check("table.rows.max_items", len(rows) > 100)
		for _, r := range rows {
			check("table.row_shape", len(r.([]any)) != len(rows[0].([]any)))
		}
		check("table.column_settings", v["column_settings"] != nil && len(rows) > 0 && len(list("column_settings")) != len(rows[0].([]any)))
	case "data_table":
		wrong = append(wrong, dataTable(list("rows"))...)
	case "segment":
		wrong = append(wrong, breaks("data_visualization.segment.label", within("segment", "label"), v["label"])...)
		wrong = append(wrong, breaks("data_visualization.segment.value", within("segment", "value"), v["value"])...)
	case "series":
		chart("series_name", "name")
		chart("data", "data")
	case "data":
		chart("point_label", "label")
	case "axis_config":
		chart("categories", "categories")
		chart("axis_label", "x_label")
		chart("axis_label", "y_label")
		for _, c := range list("categories") {
			wrong = append(wrong, breaks("data_visualization.category_label", limits["data_visualization"]["category_label"].(map[string]any), c)...)
		}
	}
	return wrong
}

func within(part, field string) map[string]any {
	rules, _ := sharedSpec.limits["data_visualization"][part].(map[string]any)[field].(map[string]any)
	return rules
}

func dataTable(rows []any) (wrong []string) {
	limits, total := sharedSpec.limits["data_table"], 0
	for _, r := range rows {
		wrong = append(wrong, breaks("data_table.columns", limits["columns"].(map[string]any), r)...)
		for _, cell := range r.([]any) {
			text, _ := cell.(map[string]any)["text"].(string)
			wrong = append(wrong, breaks("data_table.cell_text", limits["cell_text"].(map[string]any), text)...)
			total += utf8.RuneCountInString(text)
		}
	}
	return append(wrong, breaks("data_table.content", limits["content"].(map[string]any), strings.Repeat("x", total))...)
}

func bound(v any) *float64 {
	if s, ok := v.(string); ok {
		if n, err := strconv.ParseFloat(s, 64); err == nil {
			return &n
		}
	}
	if n, ok := v.(float64); ok {
		return &n
	}
	return nil
}

// each visits every object.
func each(v any, visit func(map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			each(item, visit)
		}
	case map[string]any:
		visit(v)
		for _, sub := range v {
			each(sub, visit)
		}
	}
}

// generic is a value as JSON has it.
func generic(tb testing.TB, data string) any {
	tb.Helper()
	var v any
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		tb.Fatal(fmt.Errorf("json: %w", err))
	}
	return v
}
