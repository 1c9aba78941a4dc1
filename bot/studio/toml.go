package studio

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// ErrForm means that a file is written in a way that can't be changed in place; a person has to.
var ErrForm = errors.New("this file has a form that can't be changed here; change it by hand")

// message is one message of a file of words: its fields by name.
type message map[string]string

// table is a table's head, as files of words write it: one id.
var table = regexp.MustCompile(`^\s*\[\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_-]+))\s*\]\s*(?:#.*)?$`)

// field is the beginning of a key's line.
var field = regexp.MustCompile(`^\s*([A-Za-z]+)\s*=\s*`)

// readMessages reads a file of words.
func readMessages(data []byte) (map[string]message, error) {
	all := map[string]message{}
	if err := toml.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return all, nil
}

// setMessage changes fields of one message of a file of words in place. All other bytes stay as they are: comments, blank
// lines, order. A message that is not there is put where its id sorts. It returns ErrForm where the
// file can't be changed so.
func setMessage(p *parsed, data []byte, id string, set message) ([]byte, error) {
	have, err := messages(p, data)
	if err != nil {
		return nil, err
	}
	want := maps.Clone(have)
	want[id] = maps.Clone(have[id])
	if want[id] == nil {
		want[id] = message{}
	}
	maps.Copy(want[id], set)
	lines := slices.Collect(strings.Lines(string(data)))
	begin, end := block(lines, id)
	var out []string
	if begin < 0 {
		at := place(lines, id)
		out = slices.Concat(lines[:at], written(id, set, at == len(lines) && len(lines) > 0), lines[at:])
	} else {
		changed, err := setFields(lines[begin+1:end], set)
		if err != nil {
			return nil, err
		}
		out = slices.Concat(lines[:begin+1], changed, lines[end:])
	}
	now := []byte(strings.Join(out, ""))
	if got, err := messages(p, now); err != nil || !reflect.DeepEqual(got, want) {
		return nil, ErrForm
	}
	return now, nil
}

// block is where a message stands: the line of its head, and the one after its last field.
func block(lines []string, id string) (begin, end int) {
	begin = -1
	for i := 0; i < len(lines); i = after(lines, i) {
		m := table.FindStringSubmatch(strings.TrimRight(lines[i], "\r\n"))
		switch {
		case m != nil && begin >= 0:
			return begin, end
		case m != nil && (m[1] == id || m[2] == id):
			begin, end = i, i+1
		case begin >= 0 && field.MatchString(lines[i]):
			end = after(lines, i)
		}
	}
	return begin, end
}

// place is before which line a new message goes: the first one whose id sorts after it, with what stands above that.
func place(lines []string, id string) int {
	last := 0 // after the last field or head seen
	for i := 0; i < len(lines); i = after(lines, i) {
		m := table.FindStringSubmatch(strings.TrimRight(lines[i], "\r\n"))
		if m != nil && m[1]+m[2] > id {
			for above := i; above > last && strings.HasPrefix(strings.TrimSpace(lines[above-1]), "#"); above-- {
				i = above - 1 // a comment right above belongs to what follows
			}
			return i
		}
		if m != nil || field.MatchString(lines[i]) {
			last = after(lines, i)
		}
	}
	return len(lines)
}

// after is the line after the one a value begins on: strings of three quotes reach over several.
func after(lines []string, i int) int {
	at := field.FindStringIndex(lines[i])
	if at == nil {
		return i + 1
	}
	value := lines[i][at[1]:]
	for _, quotes := range []string{`"""`, `'''`} {
		if !strings.HasPrefix(value, quotes) {
			continue
		}
		if strings.Contains(value[3:], quotes) {
			return i + 1
		}
		for j := i + 1; j < len(lines); j++ {
			if strings.Contains(lines[j], quotes) {
				return j + 1
			}
		}
		return len(lines)
	}
	return i + 1
}

// setFields changes the lines of a message's fields; new fields come in the order in which goi18n writes them.
func setFields(lines []string, set message) ([]string, error) {
	out, done := slices.Clone(lines), message{}
	for i := 0; i < len(out); {
		next := after(out, i)
		m := field.FindStringSubmatch(out[i])
		if m == nil {
			i++
			continue
		}
		if value, wanted := set[m[1]]; wanted {
			if done[m[1]] != "" {
				return nil, ErrForm
			}
			done[m[1]] = "done"
			line := field.FindString(out[i]) + quote(value) + comment(strings.Join(out[i:next], "")[len(field.FindString(out[i])):])
			out = slices.Replace(out, i, next, line)
			next = i + 1
		}
		i = next
	}
	for _, key := range fields() {
		value, wanted := set[key]
		if !wanted || done[key] != "" {
			continue
		}
		at := 0
		for i := 0; i < len(out); i = after(out, i) {
			if m := field.FindStringSubmatch(out[i]); m != nil && slices.Index(fields(), m[1]) < slices.Index(fields(), key) {
				at = after(out, i)
			}
		}
		if at > 0 && !strings.HasSuffix(out[at-1], "\n") {
			out[at-1] += "\n"
		}
		out = slices.Insert(out, at, key+" = "+quote(value)+"\n")
	}
	return out, nil
}

// fields are the fields of a message, in the order in which they are written.
func fields() []string {
	return []string{"description", "hash", "zero", "one", "two", "few", "many", "other"}
}

// comment is what stands behind a value on its last line, and the line's end.
func comment(value string) string {
	end := "\n"
	if strings.HasSuffix(value, "\r\n") {
		end = "\r\n"
	} else if !strings.HasSuffix(value, "\n") {
		end = ""
	}
	value = strings.TrimRight(value, "\r\n")
	quotes := value[:1]
	if strings.HasPrefix(value, quotes+quotes+quotes) {
		quotes = value[:3]
	}
	for i := len(quotes); i < len(value); i++ {
		switch {
		case value[i] == '\\' && quotes[0] == '"':
			i++
		case strings.HasPrefix(value[i:], quotes):
			return value[i+len(quotes):] + end
		}
	}
	return end
}

// written is a message that is new.
func written(id string, set message, last bool) []string {
	var lines []string
	if last {
		lines = append(lines, "\n")
	}
	lines = append(lines, "["+quote(id)+"]\n")
	for _, key := range fields() {
		if value, wanted := set[key]; wanted {
			lines = append(lines, key+" = "+quote(value)+"\n")
		}
	}
	if !last {
		lines = append(lines, "\n")
	}
	return lines
}

// quote writes a TOML basic string (https://toml.io/en/v1.0.0#string).
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
