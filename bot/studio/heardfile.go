package studio

import (
	"bytes"
	"maps"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// heardLists are the lists of phrases and examples of a file of words we listen for: "topics/grooming", "danger.crisis/certain".
type heardLists map[string][]string

// heardFile is the file of the words we listen for in a locale.
func heardFile(locale string) string { return "locales/words." + locale + ".toml" }

// readHeard are the lists that staff change: example questions by topic, and phrases of danger.
func readHeard(data []byte) (heardLists, error) {
	var file struct {
		Topics map[string][]string            `toml:"topics"`
		Danger map[string]map[string][]string `toml:"danger"`
	}
	if _, err := toml.Decode(string(data), &file); err != nil {
		return nil, ErrForm
	}
	all := heardLists{}
	for topic, examples := range file.Topics {
		all["topics/"+topic] = examples
	}
	for list, kinds := range file.Danger {
		for kind, phrases := range kinds {
			all["danger."+list+"/"+kind] = phrases
		}
	}
	return all, nil
}

// setPhrase puts a phrase at the end of a list, or takes it out, in place. All other bytes stay as they are. It returns ErrNoText where there
// is no such list, ErrForm where the file can't be changed so.
func setPhrase(data []byte, list, phrase string, add bool) ([]byte, error) {
	all, err := readHeard(data)
	if err != nil {
		return nil, err
	}
	if all[list] == nil {
		return nil, ErrNoText
	}
	if slices.Contains(all[list], phrase) == add {
		return data, nil
	}
	want := maps.Clone(all)
	section, key, _ := strings.Cut(list, "/")
	begin, end, ok := array(data, section, key)
	if !ok {
		return nil, ErrForm
	}
	var now []byte
	if add {
		want[list] = append(slices.Clone(all[list]), phrase)
		now = withPhrase(data, begin, end, phrase)
	} else {
		want[list] = slices.DeleteFunc(slices.Clone(all[list]), func(p string) bool { return p == phrase })
		now = withoutPhrase(data, begin, end, phrase)
	}
	got, err := readHeard(now)
	if err != nil || !maps.EqualFunc(got, want, func(a, b []string) bool { return slices.Equal(a, b) }) {
		return nil, ErrForm
	}
	return now, nil
}

// changePhrase puts a phrase of a list in the place of another, which keeps the note beside it. All other bytes stay as they are. Where the new one is
// in the list already, the old one is taken out. It returns ErrMoved where the old one is not there any more.
func changePhrase(data []byte, list, old, phrase string) ([]byte, error) {
	all, err := readHeard(data)
	switch {
	case err != nil:
		return nil, err
	case all[list] == nil:
		return nil, ErrNoText
	case !slices.Contains(all[list], old):
		return nil, ErrMoved
	case slices.Contains(all[list], phrase):
		if old == phrase {
			return data, nil
		}
		return setPhrase(data, list, old, false)
	}
	want := maps.Clone(all)
	want[list] = slices.Clone(all[list])
	for i, p := range want[list] {
		if p == old {
			want[list][i] = phrase
		}
	}
	section, key, _ := strings.Cut(list, "/")
	begin, end, ok := array(data, section, key)
	if !ok {
		return nil, ErrForm
	}
	var now []byte
	for at := 0; at < len(data); {
		next := at + 1
		if begin <= at && at < end {
			next = pastItem(data, at)
		}
		if begin <= at && at < end && isItem(data[at:next], old) {
			now = append(now, quotedTOML(phrase)...)
		} else {
			now = append(now, data[at:next]...)
		}
		at = next
	}
	got, err := readHeard(now)
	if err != nil || !maps.EqualFunc(got, want, func(a, b []string) bool { return slices.Equal(a, b) }) {
		return nil, ErrForm
	}
	return now, nil
}

// isItem tells whether what stands in an array is a phrase.
func isItem(item []byte, phrase string) bool {
	if item[0] != '"' && item[0] != '\'' {
		return false
	}
	var read struct{ P string }
	_, err := toml.Decode("P = "+string(item), &read)
	return err == nil && read.P == phrase
}

// array is where the items of a list stand: between its brackets.
func array(data []byte, section, key string) (begin, end int, ok bool) {
	in := ""
	for at := 0; at < len(data); {
		line, _, _ := bytes.Cut(data[at:], []byte("\n"))
		text := strings.TrimSpace(string(line))
		if name, header := strings.CutPrefix(text, "["); header && strings.HasSuffix(text, "]") && !strings.Contains(name, `"`) {
			in = strings.TrimSuffix(name, "]")
		}
		if name, _, is := strings.Cut(text, "="); is && in == section && strings.Trim(strings.TrimSpace(name), `"`) == key {
			open := bytes.IndexByte(line, '[')
			if open < 0 {
				return 0, 0, false
			}
			begin = at + open + 1
			for t := begin; t < len(data); {
				if data[t] == ']' {
					return begin, t, true
				}
				t = pastItem(data, t)
			}
			return 0, 0, false
		}
		at += len(line) + 1
	}
	return 0, 0, false
}

// pastItem is where what stands at a place of an array ends: a string, a note, or one byte.
func pastItem(data []byte, at int) int {
	switch q := data[at]; q {
	case '#':
		end := bytes.IndexByte(data[at:], '\n')
		if end < 0 {
			return len(data)
		}
		return at + end
	case '"', '\'':
		for i := at + 1; i < len(data); i++ {
			switch {
			case data[i] == '\\' && q == '"':
				i++
			case data[i] == q:
				return i + 1
			}
		}
		return len(data)
	}
	return at + 1
}

// withPhrase is a file with one more phrase before the end of an array: on a line of its own, if the array has lines.
func withPhrase(data []byte, begin, end int, phrase string) []byte {
	last, comma := begin, true // of what stands in it: an item wants a comma behind it
	for at := begin; at < end; {
		next := pastItem(data, at)
		switch c := data[at]; c {
		case '"', '\'':
			last, comma = next, false
		case ',':
			last, comma = next, true
		}
		at = next
	}
	item := "\n  " + quotedTOML(phrase) + ","
	switch inside := data[begin:end]; {
	case bytes.Contains(inside, []byte("\n")):
	case last == begin: // an empty one
		item = quotedTOML(phrase)
	case comma:
		item = " " + quotedTOML(phrase) + ","
	default:
		item = " " + quotedTOML(phrase)
	}
	if !comma {
		item = "," + item
	}
	return slices.Concat(data[:last], []byte(item), data[last:])
}

// withoutPhrase is a file without a phrase of an array; where it stands on a line of its own, without the line.
func withoutPhrase(data []byte, begin, end int, phrase string) []byte {
	for at := begin; at < end; {
		next := pastItem(data, at)
		if !isItem(data[at:next], phrase) {
			at = next
			continue
		}
		from, to := at, next
		if to < end && data[to] == ',' {
			to++
		}
		start := bytes.LastIndexByte(data[:from], '\n') + 1
		rest, _, _ := bytes.Cut(data[to:], []byte("\n"))
		switch alone := len(bytes.TrimSpace(data[start:from])) == 0; {
		case alone && len(bytes.TrimSpace(rest)) == 0 && start >= begin:
			from, to = start, to+len(rest)+1
		case to < end && data[to] == ' ':
			to++
		case to == end && data[to-1] == ',': // the last of a line
			from = begin + len(bytes.TrimRight(data[begin:from], " "))
		case to == end:
			from = begin + len(bytes.TrimSuffix(bytes.TrimRight(data[begin:from], " "), []byte(",")))
		}
		data, end = slices.Concat(data[:from], data[to:]), end-(to-from)
		at = from
	}
	return data
}

// quotedTOML is a basic string (TOML 1.0). Letters of all scripts stay as they are.
func quotedTOML(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}
