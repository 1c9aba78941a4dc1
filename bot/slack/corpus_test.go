package slack

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestValidCorpus: what others know to be right, the judge of our messages takes.
func TestValidCorpus(t *testing.T) {
	s := readSpec(t)
	files, _ := filepath.Glob("testdata/valid/*/*.json")
	if len(files) < 80 {
		t.Fatalf("only %d files", len(files))
	}
	newer := 0
	for _, file := range files {
		var v any
		decodeFile(t, file, &v)
		role := map[string]string{"objects/conf": "confirmation", "objects/option_b": "option", "objects/option_v": "option", "objects/option_g": "option_group"}
		kind := ""
		for prefix, r := range role {
			if strings.HasPrefix(strings.TrimPrefix(file, "testdata/valid/"), prefix) {
				kind = r
			}
		}
		if wrong := s.faults(kind, v); len(wrong) > 0 {
			t.Errorf("%s is refused: %v", file, wrong)
		}
		if strings.Contains(file, "/blocks/") && s.schema.Validate(map[string]any{"blocks": []any{v}}) != nil {
			newer++ // kinds that are newer than the schema
			if !strings.Contains(file, "data_visualization") && !strings.Contains(file, "card_block") {
				t.Errorf("%s is refused by the schema", file)
			}
		}
	}
	if newer != 5 {
		t.Errorf("the schema does not know %d kinds of block, want 5", newer)
	}
}

// templates are right examples of what the limits are about, and where in them it stands.
var templates = map[string]string{
	"text": "objects/text_plaintext_basic", "action_id": "elements/button_basic", "block_id": "blocks/divider_block_only",
	"button": "elements/button_basic", "confirmation": "objects/confirmation_dialogue_basic", "option": "objects/option_basic",
	"option_group": "objects/option_group_basic", "select": "elements/select_menu_static", "overflow": "elements/overflow_menu_basic",
	"checkboxes": "elements/checkbox_basic", "radio_buttons": "elements/radio_button_group_basic", "url_source": "elements/url_source_basic",
	"file_input": "elements/file_input_basic", "plain_text_input": "elements/plaintext_input_basic", "actions": "blocks/actions_block_checkboxes",
	"alert": "blocks/alert_block", "card": "blocks/card_block", "carousel": "blocks/carousel_block", "container": "blocks/container_block",
	"context": "blocks/context_block_text_only", "context_actions": "blocks/context_actions_feedback_buttons",
	"feedback_button": "blocks/context_actions_feedback_buttons", "icon_button": "blocks/context_actions_icon_button",
	"data_table": "blocks/data_table_block", "data_visualization": "blocks/data_visualization_bar", "header": "blocks/header_block_only",
	"image": "elements/image_basic", "input": "blocks/input_block_only", "markdown": "blocks/markdown_block_basic",
	"section": "blocks/section_block_both_text_and_fields", "video": "blocks/video_block_full", "view": "views/modal_with_blocks",
}

var places = map[string]string{
	"action_id": "action_id", "block_id": "block_id", "text": "text",
	"feedback_button.text": "elements/0/positive_button/text", "feedback_button.value": "elements/0/positive_button/value",
	"feedback_button.accessibility_label": "elements/0/positive_button/accessibility_label",
	"icon_button.visible_to_user_ids":     "elements/0/visible_to_user_ids",
	"data_table.columns":                  "rows/0", "data_table.cell_text": "rows/0/0/text", "data_table.content": "rows/0/0/text",
	"data_visualization.segments": "chart/segments", "data_visualization.segment.label": "chart/segments/0/label",
	"data_visualization.segment.value": "chart/segments/0/value", "data_visualization.series": "chart/series",
	"data_visualization.series_name": "chart/series/0/name", "data_visualization.data": "chart/series/0/data",
	"data_visualization.point_label": "chart/series/0/data/0/label", "data_visualization.categories": "chart/axis_config/categories",
	"data_visualization.category_label": "chart/axis_config/categories/0", "data_visualization.axis_label": "chart/axis_config/x_label",
	"data_visualization.title": "title", "select.option_groups": "option_groups",
}

// wrongs are the cases that are about more than one field.
var wrongs = map[string]string{
	"section.content":             `{"type":"section"}`,
	"static_select.choice_source": `{"type":"static_select","options":[],"option_groups":[]}`,
	"image.source":                `{"type":"image","image_url":"https://a.example/b","slack_file":{"id":"F1"},"alt_text":"x"}`,
	"number_input.range":          `{"type":"number_input","is_decimal_allowed":false,"min_value":"9","max_value":"1"}`,
	"context.elements":            `{"type":"context","elements":[{"type":"button","text":{"type":"plain_text","text":"x"}}]}`,
	"input.element":               `{"type":"input","label":{"type":"plain_text","text":"x"},"element":{"type":"button","text":{"type":"plain_text","text":"x"}}}`,
	"table.rows.max_items":        `{"type":"table","rows":[` + strings.Repeat(`[{"type":"raw_text","text":"x"}],`, 100) + `[{"type":"raw_text","text":"x"}]]}`,
	"table.row_shape":             `{"type":"table","rows":[[{"type":"raw_text","text":"x"}],[]]}`,
	"table.column_settings":       `{"type":"table","column_settings":[{},{}],"rows":[[{"type":"raw_text","text":"x"}]]}`,
}

// TestInvalidCorpus: each named case is refused for its own reason, and what is at the limit is not.
func TestInvalidCorpus(t *testing.T) {
	s := readSpec(t)
	var corpus struct {
		Cases []struct{ ID, Constraint string }
	}
	decodeFile(t, "testdata/invalid-cases.json", &corpus)
	if len(corpus.Cases) < 100 {
		t.Fatalf("only %d cases", len(corpus.Cases))
	}
	for _, c := range corpus.Cases {
		t.Run(c.ID, func(t *testing.T) {
			if bad, ok := wrongs[c.Constraint]; ok {
				if !slices.Contains(s.faults("", generic(t, bad)), c.Constraint) {
					t.Errorf("%s is taken", bad)
				}
				return
			}
			cut := strings.LastIndex(c.Constraint, ".")
			where, rule := c.Constraint[:cut], c.Constraint[cut+1:]
			role, field, _ := strings.Cut(where, ".")
			limit := s.limit(t, role, field, rule)
			at, over := limit, limit+1
			if strings.HasPrefix(rule, "min") {
				over = limit - 1
			}
			if rule == "exclusive_min" {
				at, over = limit+1, limit
			}
			if slices.Contains(s.faults(role, example(t, where, rule, at)), c.Constraint) {
				t.Error("at the limit it is refused")
			}
			if wrong := s.faults(role, example(t, where, rule, over)); !slices.Contains(wrong, c.Constraint) {
				t.Errorf("beyond the limit it is taken, but for %v", wrong)
			}
		})
	}
}

func (s spec) limit(t *testing.T, role, field, rule string) int {
	t.Helper()
	rules := s.limits[role]
	for part := range strings.SplitSeq(field, ".") {
		if part == "" {
			break
		}
		rules, _ = rules[part].(map[string]any)
	}
	n, ok := rules[rule].(float64)
	if !ok {
		t.Fatalf("limits.json knows no %s.%s.%s", role, field, rule)
	}
	return int(n)
}

// example is a right example with n of what the rule is about.
func example(t *testing.T, where, rule string, n int) any {
	t.Helper()
	role, field, _ := strings.Cut(where, ".")
	file := templates[role]
	if strings.HasPrefix(field, "segment") {
		file = "blocks/data_visualization_pie"
	}
	data, err := os.ReadFile("testdata/valid/" + file + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	place := places[where]
	if place == "" {
		place = field
	}
	if where == "data_table.content" {
		n -= len("Score" + "Alice" + "42") // what stands in the other cells
	}
	change(root, strings.Split(place, "/"), func(old any) any { return sized(old, rule, n) })
	return root
}

// change replaces what stands at a path.
func change(v any, path []string, with func(any) any) {
	switch v := v.(type) {
	case map[string]any:
		if len(path) == 1 {
			v[path[0]] = with(v[path[0]])
			return
		}
		change(v[path[0]], path[1:], with)
	case []any:
		i, _ := strconv.Atoi(path[0])
		if len(path) == 1 {
			v[i] = with(v[i])
			return
		}
		change(v[i], path[1:], with)
	}
}

// sized is a value of that length, of that many items, or that number.
func sized(old any, rule string, n int) any {
	switch {
	case rule == "item_max_length":
		return []any{map[string]any{"type": "plain_text", "text": strings.Repeat("x", n)}}
	case strings.HasSuffix(rule, "_length"):
		text := strings.Repeat("x", n)
		if m, ok := old.(map[string]any); ok {
			m["text"] = text
			return m
		}
		return text
	case strings.HasSuffix(rule, "_items"):
		var item any = "U1"
		if all, _ := old.([]any); len(all) > 0 {
			item = all[0]
		}
		all := []any{}
		for range n {
			all = append(all, item)
		}
		return all
	}
	return float64(n)
}
