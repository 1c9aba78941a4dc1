package content

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxRows is how many services a dataset may have.
const MaxRows = 5000

// maxColumn is how long a value of a dataset may be, in bytes.
const maxColumn = 2000

// ReadServices reads the table of services of a refreshed dataset that somebody sent: tab-separated, or as JSON, a list of objects with the
// names of its columns. It gives the services of each of the countries, in their order, and refuses a dataset that it does not understand whole, or in
// which something can't be seen.
func ReadServices(data []byte, countries []string) (map[string][]Service, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("this is no text: save the table as text with tabs (TSV), in UTF-8, or as JSON")
	}
	all := map[string]*Country{}
	for _, code := range countries {
		all[code] = &Country{Code: code}
	}
	rows, add := 0, addRow(all)
	visit := func(row map[string]string) error {
		if rows++; rows > MaxRows {
			return fmt.Errorf("there are more than %d rows", MaxRows)
		}
		for name, value := range row {
			if len(value) > maxColumn {
				return fmt.Errorf("%s is longer than %d bytes", shorten(name), maxColumn)
			}
			if strings.ContainsFunc(value, unseen) {
				return fmt.Errorf("%s holds characters that can't be seen", shorten(name))
			}
		}
		return add(row)
	}
	read := func() error { return table(bytes.NewReader(data), serviceColumns(), visit) }
	if start := bytes.TrimLeft(data, " \t\r\n"); len(start) > 0 && (start[0] == '[' || start[0] == '{') {
		read = func() error { return objects(bytes.NewReader(data), serviceColumns(), visit) }
	}
	if err := read(); err != nil {
		return nil, err
	}
	if rows == 0 {
		return nil, errors.New("there is no service in it")
	}
	services := map[string][]Service{}
	for code, c := range all {
		services[code] = c.Services
	}
	return services, nil
}

// unseen tells whether a character does not show, or turns the direction of what stands around it: a number could be another one than is read.
func unseen(r rune) bool {
	return unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || r == 0x200e || r == 0x200f || r == 0x200b || r == utf8.RuneError
}

// shorten is the beginning of a text from outside, for a sentence.
func shorten(s string) string {
	if utf8.RuneCountInString(s) <= 40 {
		return fmt.Sprintf("%q", s)
	}
	return fmt.Sprintf("%q …", string([]rune(s)[:40]))
}

// objects reads a list of objects as table reads rows. Values are texts, numbers, or lists of texts.
func objects(r io.Reader, needed []string, visit func(map[string]string) error) error {
	d := json.NewDecoder(r)
	d.UseNumber()
	if t, err := d.Token(); err != nil || t != json.Delim('[') {
		return errors.New("this JSON is no list of services")
	}
	for n := 1; d.More(); n++ {
		var one map[string]any
		if err := d.Decode(&one); err != nil {
			return fmt.Errorf("service %d is no JSON object", n)
		}
		row := map[string]string{}
		for name, value := range one {
			text, ok := plainValue(value)
			if !ok {
				return fmt.Errorf("service %d: %s is neither a text nor a list of texts", n, shorten(name))
			}
			row[name] = strings.TrimSpace(text)
		}
		for _, name := range needed {
			if _, ok := row[name]; !ok {
				return fmt.Errorf("service %d: there is no %q", n, name)
			}
		}
		if err := visit(row); err != nil {
			return fmt.Errorf("service %d: %w", n, err)
		}
	}
	if _, err := d.Token(); err != nil {
		return errors.New("this JSON has no end")
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind the JSON")
	}
	return nil
}

// plainValue is a value as a table writes it.
func plainValue(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case []any:
		var parts []string
		for _, part := range v {
			text, ok := part.(string)
			if !ok {
				return "", false
			}
			parts = append(parts, text)
		}
		return strings.Join(parts, ";"), true
	}
	return "", false
}
