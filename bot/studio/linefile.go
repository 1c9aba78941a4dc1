package studio

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// LineField is what a help service says of one thing: its key as it stands in the file, with "source/" before those of its source.
type LineField string

// lineKeys are all fields of a help service, in the order in which they are written.
func lineKeys() []LineField {
	return []LineField{
		"id", "kind", "rank", "area", "audience", "name", "name_local", "dial", "sms", "whatsapp", "web", "chat_url", "hours", "opening", "zone", "free",
		"languages", "ages", "topics", "confidence", "note", "source/url", "source/date", "source/checked", "source/verified",
	}
}

// isList tells whether a field holds several values; they are written and shown with commas between them.
func (f LineField) isList() bool { return f == "languages" || f == "topics" }

// lineFields are the fields of one help service; what it does not say is not there.
type lineFields map[LineField]string

// readLines are the help services of a country's file, by id, and their order. It returns ErrForm for a file of another form.
func readLines(data []byte) (map[string]lineFields, []string, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	all, order := map[string]lineFields{}, []string{}
	if len(root.Content) == 0 {
		return all, order, nil
	}
	list := under(root.Content[0], "services")
	if list == nil {
		return all, order, nil
	}
	for _, n := range list.Content {
		fields := lineFields{}
		if err := fields.take("", n); err != nil {
			return nil, nil, err
		}
		id := fields["id"]
		if _, twice := all[id]; twice || id == "" {
			return nil, nil, ErrForm
		}
		all[id], order = fields, append(order, id)
	}
	return all, order, nil
}

func (f lineFields) take(before string, n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return ErrForm
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := LineField(before+n.Content[i].Value), n.Content[i+1]
		switch {
		case key == "source" && v.Kind == yaml.MappingNode:
			if err := f.take("source/", v); err != nil {
				return err
			}
			continue
		case !slices.Contains(lineKeys(), key), key.isList() != (v.Kind == yaml.SequenceNode):
			return ErrForm
		case v.Kind == yaml.ScalarNode:
			f[key] = v.Value
			continue
		}
		var parts []string
		for _, c := range v.Content {
			if c.Kind != yaml.ScalarNode || strings.Contains(c.Value, ",") {
				return ErrForm
			}
			parts = append(parts, c.Value)
		}
		f[key] = strings.Join(parts, ", ")
	}
	return nil
}

// under is the value of a key of a mapping, nil where it has none.
func under(n *yaml.Node, key string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// written is a value as it stands in the file.
func (f LineField) written(value string) string {
	if f == "rank" || f == "kind" {
		return value
	}
	if !f.isList() {
		return quotedYAML(value)
	}
	var parts []string
	for part := range strings.SplitSeq(value, ",") {
		parts = append(parts, quotedYAML(strings.TrimSpace(part)))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// quotedYAML is a text in double quotes (YAML 1.2, 7.3.1). Letters of all scripts stay as they are.
func quotedYAML(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}

// setService changes fields of one help service in place; "" takes a field away. All other bytes stay as they are. It returns ErrNoText
// where there is no such service, ErrForm where the file can't be changed so.
func setService(data []byte, id string, set lineFields) ([]byte, error) {
	all, order, err := readLines(data)
	if err != nil {
		return nil, err
	}
	if all[id] == nil {
		return nil, ErrNoText
	}
	want := maps.Clone(all)
	want[id] = all[id].with(set)
	lines := slices.Collect(strings.Lines(string(data)))
	for _, key := range lineKeys() {
		value, changed := set[key]
		if !changed || value == all[id][key] {
			continue
		}
		begin, end, indent := entry(lines, id)
		if begin < 0 {
			return nil, ErrForm
		}
		if lines, err = setField(lines, begin, end, indent+"  ", key, value); err != nil {
			return nil, err
		}
	}
	return sameLines(data, []byte(strings.Join(lines, "")), want, order)
}

// with is what a service says after a change.
func (f lineFields) with(set lineFields) lineFields {
	now := maps.Clone(f)
	for key, value := range set {
		if now[key] = value; value == "" {
			delete(now, key)
		}
	}
	return now
}

// sameLines is a changed file, if it says what it should and nothing else changed.
func sameLines(before, now []byte, want map[string]lineFields, order []string) ([]byte, error) {
	got, places, err := readLines(now)
	if err != nil || !slices.Equal(places, order) || !maps.EqualFunc(got, want, func(a, b lineFields) bool { return maps.Equal(a, b) }) {
		return nil, ErrForm
	}
	head := func(data []byte) map[string]string {
		all, _ := facts(data)
		maps.DeleteFunc(all, func(path, _ string) bool { return strings.HasPrefix(path, "/services") })
		return all
	}
	if !maps.Equal(head(before), head(now)) {
		return nil, ErrForm
	}
	return now, nil
}

// oneLine is a value that stands on one line, and the note behind it.
var oneLine = regexp.MustCompile(`^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|\[(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'#\[\]])*\]|[^"'\[{|>&*!#][^#]*?)?(\s+#.*)?$`)

// setField changes, puts in or takes away the line of one field of the entry between two lines.
func setField(lines []string, begin, end int, indent string, field LineField, value string) ([]string, error) {
	key := string(field)
	if inside, nested := strings.CutPrefix(key, "source/"); nested {
		from := slices.IndexFunc(lines[begin:end], func(line string) bool { return keyOf(line, indent) == "source" })
		if from < 0 {
			return nil, ErrForm
		}
		begin += from
		last := begin + 1
		for last < end && strings.HasPrefix(lines[last], indent+"  ") {
			last++
		}
		key, end, indent = inside, last, indent+"  "
	}
	after := begin // the last line of what stands before it
	for i := begin; i < end; i++ {
		k := keyOf(lines[i], indent)
		switch {
		case k == key:
			m := keyLine.FindStringSubmatch(strings.TrimRight(lines[i], "\r\n"))
			parts := oneLine.FindStringSubmatch(m[4])
			if parts == nil {
				return nil, ErrForm
			}
			if value == "" {
				return slices.Delete(slices.Clone(lines), i, i+1), nil
			}
			lines = slices.Clone(lines)
			lines[i] = m[1] + key + ": " + field.written(value) + parts[2] + "\n"
			return lines, nil
		case k != "" && before(k, key) || i > begin && after == i-1 && k == "" && strings.TrimSpace(lines[i]) != "" && deeper(lines[i], indent):
			after = i
		}
	}
	if value == "" {
		return nil, ErrForm
	}
	lines = slices.Clone(lines)
	if !strings.HasSuffix(lines[after], "\n") {
		lines[after] += "\n"
	}
	return slices.Insert(lines, after+1, indent+key+": "+field.written(value)+"\n"), nil
}

// keyOf is the key of a line that stands at an indent, "" where it has none; the first line of an entry has a dash there.
func keyOf(line, indent string) string {
	m := keyLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
	if m == nil || m[1] != indent && m[1] != strings.TrimSuffix(indent, "  ")+"- " {
		return ""
	}
	return m[2]
}

func deeper(line, indent string) bool { return strings.HasPrefix(line, indent+" ") }

// before tells whether one key is written before another: of a service, or of its source.
func before(a, b string) bool {
	place := func(key string) int {
		at := slices.IndexFunc(lineKeys(), func(f LineField) bool { return string(f) == key || string(f) == "source/"+key })
		if key == "source" {
			return len(lineKeys())
		}
		return at
	}
	return place(a) < place(b)
}

// addLine puts a new help service at the end of a country's file.
func addLine(data []byte, fields lineFields) ([]byte, error) {
	all, order, err := readLines(data)
	if err != nil {
		return nil, err
	}
	id := fields["id"]
	if all[id] != nil || id == "" {
		return nil, ErrForm
	}
	want := maps.Clone(all)
	want[id] = fields.with(nil)
	var b strings.Builder
	b.WriteString(strings.TrimRight(string(data), "\n") + "\n")
	dash, source := "  - ", false
	for _, key := range lineKeys() {
		value := fields[key]
		if value == "" {
			continue
		}
		name, nested := strings.CutPrefix(string(key), "source/")
		if nested && !source {
			b.WriteString("    source:\n")
			source = true
		}
		if nested {
			dash = "      "
		}
		b.WriteString(dash + name + ": " + key.written(value) + "\n")
		dash = "    "
	}
	return sameLines(data, []byte(b.String()), want, append(order, id))
}

// removeLine takes a help service out of a country's file, with the notes that stand in it.
func removeLine(data []byte, id string) ([]byte, error) {
	all, order, err := readLines(data)
	if err != nil {
		return nil, err
	}
	lines := slices.Collect(strings.Lines(string(data)))
	begin, end, _ := entry(lines, id)
	if all[id] == nil || begin < 0 {
		return nil, ErrNoText
	}
	want := maps.Clone(all)
	delete(want, id)
	for end > begin && strings.TrimSpace(lines[end-1]) == "" {
		end-- // blank lines before the next one stay
	}
	now := slices.Delete(slices.Clone(lines), begin, end)
	return sameLines(data, []byte(strings.Join(now, "")), want, slices.DeleteFunc(slices.Clone(order), func(o string) bool { return o == id }))
}
