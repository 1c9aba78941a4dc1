package studio

import (
	"fmt"
	"regexp"
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
	all, _, err := readLines(data)
	if err != nil {
		return nil, err
	}
	set := lineFields{}
	if confidence != "" {
		set["confidence"] = confidence
	}
	switch {
	case verified == never && all[id]["source/verified"] != "":
		set["source/verified"] = ""
	case verified != never && verified != "":
		set["source/verified"] = verified
	}
	return setService(data, id, set)
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
