package studio

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// facts are the scalars of a YAML file by their path, as they are written: "services/km-police/dial". Entries of a list that have an id
// are named by it.
func facts(data []byte) (map[string]string, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	all := map[string]string{}
	var walk func(n *yaml.Node, at string)
	walk = func(n *yaml.Node, at string) {
		switch n.Kind {
		case yaml.DocumentNode:
			for _, c := range n.Content {
				walk(c, at)
			}
		case yaml.MappingNode:
			for i := 0; i+1 < len(n.Content); i += 2 {
				walk(n.Content[i+1], at+"/"+n.Content[i].Value)
			}
		case yaml.SequenceNode:
			for i, c := range n.Content {
				walk(c, at+"/"+nameOf(c, i))
			}
		default:
			all[at] = n.Tag + " " + n.Value
		}
	}
	walk(&root, "")
	return all, nil
}

// nameOf is the id of an entry of a list, or its place.
func nameOf(n *yaml.Node, i int) string {
	if n.Kind == yaml.MappingNode {
		for k := 0; k+1 < len(n.Content); k += 2 {
			if n.Content[k].Value == "id" {
				return n.Content[k+1].Value
			}
		}
	}
	return fmt.Sprint(i)
}

var (
	entryLine = regexp.MustCompile(`^(\s*)- id:\s*"?([a-z0-9-]+)"?\s*(?:#.*)?$`)
	keyLine   = regexp.MustCompile(`^(\s*(?:- )?)([a-z_]+):(\s*)(.*)$`)
)

// never says of a help service that nobody has called or opened it, so far as is known now.
const never = "never"

// setLine says of a help service when a person called or opened it, or never, and how sure its row is; "" leaves it as it is. All other
// bytes stay as they are. It returns ErrForm where the file can't be changed so.
func setLine(data []byte, id, verified, confidence string) ([]byte, error) {
	want, err := facts(data)
	if err != nil {
		return nil, err
	}
	lines := slices.Collect(strings.Lines(string(data)))
	begin, end, indent := entry(lines, id)
	if begin < 0 {
		return nil, ErrNoText
	}
	path := "/services/" + id
	if confidence != "" {
		want[path+"/confidence"] = "!!str " + confidence
		lines, end = setKey(lines, begin, end, indent+"  ", "confidence", confidence, "source")
	}
	if verified != "" {
		want[path+"/source/verified"] = "!!str " + verified
		if verified == never {
			delete(want, path+"/source/verified")
		}
		from := begin
		for i := begin; i < end; i++ {
			if m := keyLine.FindStringSubmatch(strings.TrimRight(lines[i], "\r\n")); m != nil && m[1] == indent+"  " && m[2] == "source" {
				from = i
			}
		}
		if from == begin {
			return nil, ErrForm
		}
		last := from + 1
		for last < end && strings.HasPrefix(lines[last], indent+"    ") {
			last++
		}
		if verified == never {
			lines = slices.Concat(lines[:from], slices.DeleteFunc(slices.Clone(lines[from:last]), func(line string) bool {
				m := keyLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
				return m != nil && m[1] == indent+"    " && m[2] == "verified"
			}), lines[last:])
		} else {
			lines, _ = setKey(lines, from, last, indent+"    ", "verified", verified, "")
		}
	}
	now := []byte(strings.Join(lines, ""))
	if got, err := facts(now); err != nil || !maps.Equal(got, want) {
		return nil, ErrForm
	}
	return now, nil
}

// entry is where an entry of a list with an id stands, and how far its dash is indented.
func entry(lines []string, id string) (begin, end int, indent string) {
	begin = -1
	for i, line := range lines {
		m := entryLine.FindStringSubmatch(strings.TrimRight(line, "\r\n"))
		switch {
		case begin < 0 && m != nil && m[2] == id:
			begin, indent = i, m[1]
		case begin >= 0 && strings.TrimSpace(line) != "" && !strings.HasPrefix(line, indent+"  "):
			return begin, i, indent
		}
	}
	return begin, len(lines), indent
}

// setKey changes the line of a key between two lines, or puts one in before another key, or at the end.
func setKey(lines []string, begin, end int, indent, key, value, before string) ([]string, int) {
	at := end
	for at > begin && strings.TrimSpace(lines[at-1]) == "" {
		at--
	}
	for i := begin; i < end; i++ {
		m := keyLine.FindStringSubmatch(strings.TrimRight(lines[i], "\r\n"))
		if m == nil || m[1] != indent {
			continue
		}
		if m[2] == key {
			note := ""
			if j := strings.Index(m[4], " #"); j >= 0 {
				note = m[4][j:]
			}
			lines = slices.Clone(lines)
			lines[i] = fmt.Sprintf("%s%s: %q%s\n", indent, key, value, note)
			return lines, end
		}
		if m[2] == before {
			at = i
		}
	}
	if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
		lines = slices.Clone(lines)
		lines[at-1] += "\n"
	}
	return slices.Insert(slices.Clone(lines), at, fmt.Sprintf("%s%s: %q\n", indent, key, value)), end + 1
}
