package studio

import (
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"staysafe/bot/wordfile"
	"strings"

	"go.yaml.in/yaml/v4"
)

// flowFile is a file of flows/ cut into what stands above its steps, and the steps. Put together again it is the same, byte
// for byte.
type flowFile struct {
	head  []string // all lines down to "steps:"
	steps []stepLines
	tail  []string // what stands below the steps
}

// stepLines is a step as it is written.
type stepLines struct {
	id    string
	lead  []string // blank lines and comments above it
	lines []string
	rows  []row // its keys, in order
	dash  int   // how far its dash is indented
	key   int   // how far its keys are
}

// row is a key of a step: the lines from its own to the next key's.
type row struct {
	name       string
	begin, end int
	value      any // string, []string or []Pair
}

// Pair is one line of a list of names that lead somewhere.
type Pair struct {
	Name string `json:"name"`
	To   string `json:"to"`
}

// Fields are what stands in a step, by key, without its id: string, []string or []Pair.
type Fields map[string]any

var stepsLine = regexp.MustCompile(`^steps:\s*(#.*)?$`)

// readFlow cuts a file of a flow. It returns ErrForm for one that is written in another way than one step below the other, one key a
// line.
func readFlow(data []byte) (*flowFile, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	if len(root.Content) == 0 || root.Content[0].Kind != yaml.MappingNode {
		return nil, ErrForm
	}
	steps := value(root.Content[0], "steps")
	lines := slices.Collect(strings.Lines(string(data)))
	at := slices.IndexFunc(lines, func(l string) bool { return stepsLine.MatchString(strings.TrimRight(l, "\r\n")) })
	if steps == nil || steps.Kind != yaml.SequenceNode || at < 0 || len(steps.Content) == 0 {
		return nil, ErrForm
	}
	end := len(lines)
	for i := at + 1; i < end; i++ {
		if l := lines[i]; strings.TrimSpace(l) != "" && !strings.ContainsAny(l[:1], " #-\t") {
			end = i // another key below the steps
		}
	}
	f := &flowFile{head: lines[:at+1]}
	from := at + 1
	for i, n := range steps.Content {
		until := end
		if i+1 < len(steps.Content) {
			until = steps.Content[i+1].Line - 1
		}
		begin := n.Line - 1
		if begin < from || until <= begin || n.Kind != yaml.MappingNode || n.Anchor != "" || n.Column < 3 || strings.TrimLeft(lines[begin][:n.Column-1], " ") != "- " {
			return nil, ErrForm
		}
		dash := n.Column - 3
		last := until // what stands right above the next step, not further in than its dash, is the next step's
		for last > begin+1 && above(lines[last-1], dash) {
			last--
		}
		s := stepLines{lead: lines[from:begin], lines: lines[begin:last], dash: dash, key: n.Column - 1}
		if err := s.read(n, begin); err != nil {
			return nil, err
		}
		f.steps = append(f.steps, s)
		from = last
	}
	f.tail = lines[from:]
	return f, nil
}

// above tells whether a line is blank, or a comment that is not further in than a dash.
func above(line string, dash int) bool {
	text := strings.TrimSpace(line)
	return text == "" || text[0] == '#' && len(line)-len(strings.TrimLeft(line, " ")) <= dash
}

// value is what a mapping says for a key, nil if nothing.
func value(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

// read reads the keys of a step whose first line is begin in its file.
func (s *stepLines) read(n *yaml.Node, begin int) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		r := row{name: k.Value, begin: k.Line - 1 - begin, end: len(s.lines)}
		if i+2 < len(n.Content) {
			r.end = n.Content[i+2].Line - 1 - begin
		}
		if k.Column-1 != s.key || r.begin < 0 || r.end <= r.begin || r.end > len(s.lines) || v.Anchor != "" {
			return ErrForm
		}
		for r.end > r.begin+1 && above(s.lines[r.end-1], s.key) { // what stands between two keys is nobody's
			r.end--
		}
		var err error
		if r.value, err = writtenValue(v); err != nil {
			return err
		}
		s.rows = append(s.rows, r)
	}
	if len(s.rows) == 0 || s.rows[0].name != "id" {
		return ErrForm
	}
	s.id, _ = s.rows[0].value.(string)
	return nil
}

// writtenValue is a value as it is written.
func writtenValue(n *yaml.Node) (any, error) {
	switch n.Kind {
	case yaml.ScalarNode:
		return n.Value, nil
	case yaml.SequenceNode:
		list, pairs := []string{}, []Pair{}
		for _, c := range n.Content {
			switch {
			case c.Kind == yaml.ScalarNode:
				list = append(list, c.Value)
			case c.Kind == yaml.MappingNode && len(c.Content) == 2 && c.Content[0].Kind == yaml.ScalarNode && c.Content[1].Kind == yaml.ScalarNode:
				pairs = append(pairs, Pair{c.Content[0].Value, c.Content[1].Value})
			default:
				return nil, ErrForm
			}
		}
		if len(pairs) > 0 && len(list) > 0 {
			return nil, ErrForm
		}
		if len(pairs) > 0 {
			return pairs, nil
		}
		return list, nil
	}
	return nil, ErrForm
}

// bytes is the file as it is written.
func (f *flowFile) bytes() []byte {
	var b strings.Builder
	put := func(lines []string) {
		for _, l := range lines {
			b.WriteString(l)
		}
	}
	put(f.head)
	for i, s := range f.steps {
		put(s.lead)
		put(s.lines)
		if more := i+1 < len(f.steps) || len(f.tail) > 0; more && !strings.HasSuffix(b.String(), "\n") {
			b.WriteString("\n") // it was the last line of a file that ended without one
		}
	}
	put(f.tail)
	return []byte(b.String())
}

func (f *flowFile) index(id string) int {
	return slices.IndexFunc(f.steps, func(s stepLines) bool { return s.id == id })
}

// fields are what stands in a step.
func (s stepLines) fields() Fields {
	all := Fields{}
	for _, r := range s.rows[1:] {
		all[r.name] = normal(r.name, r.value)
	}
	return all
}

// lists are the keys that may hold one or several.
func lists() []string { return []string{"was", "say", "pages", "more"} }

// normal is a value in the one form it has here, however it is written.
func normal(key string, v any) any {
	if one, is := v.(string); is && slices.Contains(lists(), key) {
		return []string{one}
	}
	if some, is := v.([]string); is && len(some) == 0 && (key == "ask" || key == "cases") {
		return []Pair{}
	}
	return v
}

// keyOrder is where a key stands in a step.
func keyOrder() []string {
	return []string{"id", "was", "say", "ask", "listen", "pages", "help", "language", "country", "branch", "forget", "recount", "report", "more", "send", "keep", "count", "cases", "audience", "as", "next"}
}

// with is a step in which other fields stand. Lines of what stays are the same.
func (s stepLines) with(want Fields) (stepLines, error) {
	lines := slices.Clone(s.lines)
	have := s.fields()
	for _, r := range slices.Backward(s.rows[1:]) {
		to, stays := want[r.name]
		switch {
		case !stays:
			lines = slices.Delete(lines, r.begin, r.end)
		case !reflect.DeepEqual(to, have[r.name]):
			lines = slices.Replace(lines, r.begin, r.end, s.write(r.name, to, s.lines[r.begin:r.end])...)
		}
	}
	now, err := s.again(lines)
	if err != nil {
		return s, err
	}
	for _, key := range keyOrder() {
		to, wanted := want[key]
		if _, there := have[key]; !wanted || there {
			continue
		}
		at := 1
		for _, r := range now.rows {
			if slices.Index(keyOrder(), r.name) < slices.Index(keyOrder(), key) {
				at = r.end
			}
		}
		lines = slices.Clone(now.lines)
		if at == len(lines) && !strings.HasSuffix(lines[at-1], "\n") {
			lines[at-1] += "\n"
		}
		if now, err = s.again(slices.Insert(lines, at, s.write(key, to, nil)...)); err != nil {
			return s, err
		}
	}
	if now.id != s.id || !maps.EqualFunc(now.fields(), want, func(a, b any) bool { return reflect.DeepEqual(a, b) }) {
		return s, ErrForm
	}
	return now, nil
}

// again reads lines of a step that were changed.
func (s stepLines) again(lines []string) (stepLines, error) {
	f, err := readFlow([]byte("steps:\n" + strings.Join(lines, "")))
	if err != nil || len(f.steps) != 1 {
		return s, ErrForm
	}
	now := f.steps[0]
	now.lead = s.lead
	return now, nil
}

// named is a step with another id.
func (s stepLines) named(id string) (stepLines, error) {
	lines := slices.Clone(s.lines)
	lines[0] = strings.Repeat(" ", s.dash) + "- id: " + id + note(lines[0]) + ending(lines[0])
	now, err := s.again(lines)
	if err == nil && now.id != id {
		err = ErrForm
	}
	return now, err
}

// note is the comment at the end of a line, with the space before it.
func note(line string) string {
	line = strings.TrimRight(line, "\r\n")
	at := strings.Index(line, " #")
	if at < 0 {
		return ""
	}
	return line[len(strings.TrimRight(line[:at], " ")):]
}

func ending(line string) string { return line[len(strings.TrimRight(line, "\r\n")):] }

// write is a key with its value, in lines. old are the lines it had: what stays of a list keeps its own, with its comments.
func (s stepLines) write(key string, v any, old []string) []string {
	comment, indent := "", strings.Repeat(" ", s.key)
	if len(old) > 0 {
		comment = note(old[0])
	}
	switch v := v.(type) {
	case string:
		return append([]string{indent + key + ": " + plain(v) + comment + "\n"}, comments(old)...)
	case []Pair:
		if len(v) == 0 {
			return []string{indent + key + ": []" + comment + "\n"}
		}
		out := []string{indent + key + ":" + comment + "\n"}
		for _, p := range v {
			out = append(out, s.item(old, plain(p.Name)+": "+plain(p.To), p.Name)...)
		}
		return append(out, below(old)...)
	case []string:
		block := len(old) > 1 && slices.ContainsFunc(old[1:], func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), "- ") })
		if !block {
			all := make([]string, len(v))
			for i, one := range v {
				all[i] = plain(one)
			}
			text := "[" + strings.Join(all, ", ") + "]"
			if len(v) == 1 && key != "pages" {
				text = all[0]
			}
			return append([]string{indent + key + ": " + text + comment + "\n"}, comments(old)...)
		}
		out := []string{indent + key + ":" + comment + "\n"}
		for _, one := range v {
			out = append(out, s.item(old, plain(one), one)...)
		}
		return append(out, below(old)...)
	}
	return nil
}

// comments are the comments below the first line of a value.
func comments(old []string) []string {
	var all []string
	for i, l := range old {
		if i > 0 && strings.HasPrefix(strings.TrimSpace(l), "#") {
			all = append(all, l)
		}
	}
	return all
}

// below are the comments below the last line of a list.
func below(old []string) []string {
	for i := len(old) - 1; i > 0; i-- {
		if !strings.HasPrefix(strings.TrimSpace(old[i]), "#") {
			return slices.Clone(old[i+1:])
		}
	}
	return nil
}

// item is one line of a list, with the comments that stood at and above the one that began so.
func (s stepLines) item(old []string, text, name string) []string {
	for i := 1; i < len(old); i++ {
		is, dashed := strings.CutPrefix(strings.TrimSpace(old[i]), "- ")
		if !dashed || !begins(is, name) && !begins(is, wordfile.Quote(name)) {
			continue
		}
		from := i
		for from > 1 && strings.HasPrefix(strings.TrimSpace(old[from-1]), "#") {
			from--
		}
		lead := old[i][:len(old[i])-len(strings.TrimLeft(old[i], " "))]
		return append(slices.Clone(old[from:i]), lead+"- "+text+note(old[i])+"\n")
	}
	indent := strings.Repeat(" ", s.key+2)
	for _, l := range old { // as far in as the others
		if strings.HasPrefix(strings.TrimSpace(l), "- ") {
			indent = l[:len(l)-len(strings.TrimLeft(l, " "))]
			break
		}
	}
	return []string{indent + "- " + text + "\n"}
}

// begins tells whether a line of a list is about a name.
func begins(line, name string) bool {
	rest, is := strings.CutPrefix(line, name)
	return is && (rest == "" || strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, " "))
}

var plainForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./ -]*[A-Za-z0-9_]$|^[a-z]$`)

// plain is a scalar as it is written: without quotes where no reader of YAML, of any age, needs them.
func plain(v string) string {
	if plainForm.MatchString(v) && !slices.Contains([]string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(v)) {
		return v
	}
	return wordfile.Quote(v)
}

// newStep is a step that was not there, below others.
func newStep(id string, fields Fields, like stepLines) (stepLines, error) {
	s := stepLines{id: id, lines: []string{strings.Repeat(" ", like.dash) + "- id: " + id + "\n"}, dash: like.dash, key: like.dash + 2}
	now, err := s.again(s.lines)
	if err != nil {
		return s, err
	}
	return now.with(fields)
}
