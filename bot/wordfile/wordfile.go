// Package wordfile changes files of words (locales/active.<lang>.toml) in place: comments, blank lines and the order of what is not changed stay as
// they are, byte for byte.
package wordfile

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

// Message is one message of a file of words: its fields by name.
type Message map[string]string

// table is a table's head, as files of words write it: one id.
var table = regexp.MustCompile(`^\s*\[\s*(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_-]+))\s*\]\s*(?:#.*)?$`)

// field is the beginning of a key's line.
var field = regexp.MustCompile(`^\s*([A-Za-z]+)\s*=\s*`)

// Reader reads a file of words.
type Reader func(data []byte) (map[string]Message, error)

// Read reads a file of words. It returns ErrForm for one that can't be read.
func Read(data []byte) (map[string]Message, error) {
	all := map[string]Message{}
	if err := toml.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return all, nil
}

// Set changes fields of messages of a file of words in place. A message that is not there is put where its id sorts. read says what stands in a file:
// Read, or what keeps what it read. It returns ErrForm where the file can't be changed so.
func Set(read Reader, data []byte, edits map[string]Message) ([]byte, error) {
	have, err := read(data)
	if err != nil {
		return nil, err
	}
	want := maps.Clone(have)
	lines := slices.Collect(strings.Lines(string(data)))
	all := blocks(lines)
	var cuts []cut
	for _, id := range slices.Sorted(maps.Keys(edits)) {
		want[id] = maps.Clone(have[id])
		if want[id] == nil {
			want[id] = Message{}
		}
		maps.Copy(want[id], edits[id])
		at := slices.IndexFunc(all, func(b block) bool { return b.id == id })
		if at < 0 {
			to := place(lines, all, id)
			cuts = append(cuts, cut{to, to, written(id, edits[id], to == len(lines) && len(lines) > 0)})
			continue
		}
		changed, err := setFields(lines[all[at].begin+1:all[at].end], edits[id])
		if err != nil {
			return nil, err
		}
		cuts = append(cuts, cut{all[at].begin + 1, all[at].end, changed})
	}
	now := []byte(strings.Join(apply(lines, cuts), ""))
	if got, err := read(now); err != nil || !reflect.DeepEqual(got, want) {
		return nil, ErrForm
	}
	return now, nil
}

// Remove takes a message out of a file of words, with the blank lines below it. It returns ErrForm where the file can't be changed so.
func Remove(read Reader, data []byte, id string) ([]byte, error) {
	have, err := read(data)
	if err != nil {
		return nil, err
	}
	lines := slices.Collect(strings.Lines(string(data)))
	all := blocks(lines)
	at := slices.IndexFunc(all, func(b block) bool { return b.id == id })
	if at < 0 {
		return nil, ErrForm
	}
	end := all[at].end
	for end < len(lines) && strings.TrimSpace(lines[end]) == "" {
		end++
	}
	now := []byte(strings.Join(slices.Concat(lines[:all[at].begin], lines[end:]), ""))
	want := maps.Clone(have)
	delete(want, id)
	if got, err := read(now); err != nil || !reflect.DeepEqual(got, want) {
		return nil, ErrForm
	}
	return now, nil
}

// At is the message that stands at a line, from 1; "" for none.
func At(data []byte, line int) string {
	id := ""
	for _, b := range blocks(slices.Collect(strings.Lines(string(data)))) {
		if b.begin < line {
			id = b.id
		}
	}
	return id
}

// cut is some lines that others take the place of.
type cut struct {
	from, to int
	lines    []string
}

// apply makes cuts that do not overlap; those at one place come in their order.
func apply(lines []string, cuts []cut) []string {
	slices.SortStableFunc(cuts, func(a, b cut) int { return a.from - b.from })
	var out []string
	at := 0
	for _, c := range cuts {
		out = append(append(out, lines[at:c.from]...), c.lines...)
		at = c.to
	}
	return append(out, lines[at:]...)
}

// block is where a message stands: the line of its head, and the one after its last field.
type block struct {
	id         string
	begin, end int
}

// blocks are the messages of a file, in its order.
func blocks(lines []string) []block {
	var all []block
	for i := 0; i < len(lines); i = after(lines, i) {
		if m := table.FindStringSubmatch(strings.TrimRight(lines[i], "\r\n")); m != nil {
			all = append(all, block{m[1] + m[2], i, i + 1})
		} else if len(all) > 0 && field.MatchString(lines[i]) {
			all[len(all)-1].end = after(lines, i)
		}
	}
	return all
}

// place is before which line a new message goes: the first one whose id sorts after it, with the comments right above that.
func place(lines []string, all []block, id string) int {
	last := 0
	for _, b := range all {
		if b.id > id {
			at := b.begin
			for at > last && strings.HasPrefix(strings.TrimSpace(lines[at-1]), "#") {
				at--
			}
			return at
		}
		last = b.end
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
func setFields(lines []string, set Message) ([]string, error) {
	out, done := slices.Clone(lines), Message{}
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
			line := field.FindString(out[i]) + Quote(value) + comment(strings.Join(out[i:next], "")[len(field.FindString(out[i])):])
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
		out = slices.Insert(out, at, key+" = "+Quote(value)+"\n")
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
func written(id string, set Message, last bool) []string {
	var lines []string
	if last {
		lines = append(lines, "\n")
	}
	lines = append(lines, "["+Quote(id)+"]\n")
	for _, key := range fields() {
		if value, wanted := set[key]; wanted {
			lines = append(lines, key+" = "+Quote(value)+"\n")
		}
	}
	if !last {
		lines = append(lines, "\n")
	}
	return lines
}

// Quote writes a TOML basic string (https://toml.io/en/v1.0.0#string).
func Quote(s string) string {
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
