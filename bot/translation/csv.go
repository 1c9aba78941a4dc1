package translation

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
)

// columns of a CSV sheet, in their order. Which ones are there is told by the first row; id, source and translation must be.
func columns() []string {
	return []string{"id", "about", "where", "limit", "source", "translation", "state", "language", "source_hash", "base"}
}

// CSV writes a sheet as a table (RFC 4180), with the mark by which spreadsheets know UTF-8. A cell that a spreadsheet would take for a formula begins with
// an apostrophe, as they write it themselves.
func (s Sheet) CSV() ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\uFEFF")
	w := csv.NewWriter(&b)
	rows := [][]string{columns()}
	for _, u := range s.Units {
		row := []string{u.Key(), u.note(), strings.Join(u.Where, " "), strconv.Itoa(u.Limit), u.Source, u.Target, string(u.State), s.Locale, u.Hash, u.Base}
		for i := range row {
			row[i] = guarded(row[i])
		}
		rows = append(rows, row)
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err //nolint:wrapcheck // writing to memory
}

// risky is what a cell begins with that a spreadsheet takes for a formula (https://owasp.org/www-community/attacks/CSV_Injection), or for a guard.
const risky = "=+-@\t\r'"

func guarded(cell string) string {
	if cell != "" && strings.Contains(risky, cell[:1]) {
		return "'" + cell
	}
	return cell
}

func bare(cell string) string {
	if len(cell) > 1 && cell[0] == '\'' && strings.Contains(risky, cell[1:2]) {
		return cell[1:]
	}
	return cell
}

// readCSV reads a table that a spreadsheet saved: with commas, semicolons or tabs, and lines that end in its own way.
func readCSV(data []byte) (Sheet, []Fault) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	head, _, _ := bytes.Cut(data, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord = -1
	for _, comma := range []rune{';', '\t'} {
		if bytes.Count(head, []byte(string(comma))) > bytes.Count(head, []byte(string(r.Comma))) {
			r.Comma = comma
		}
	}
	first, err := r.Read()
	if err != nil {
		return Sheet{}, []Fault{{Line: 1, What: "the first row can't be read: " + reason(err), Fix: "save it as CSV again"}}
	}
	at := map[string]int{}
	for i, name := range first {
		at[strings.ToLower(strings.TrimSpace(name))] = i
	}
	var s Sheet
	var faults []Fault
	for _, need := range []string{"id", "source", "translation"} {
		if _, is := at[need]; !is {
			faults = append(faults, Fault{Line: 1, What: "there is no column " + strconv.Quote(need), Fix: "keep the first row as it was handed out: " + strings.Join(columns(), ", ")})
		}
	}
	if len(faults) > 0 {
		return s, faults
	}
	for {
		row, err := r.Read()
		if err != nil {
			if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
				faults = append(faults, Fault{Line: bad.Line, What: "this row can't be read: " + reason(err), Fix: "mend its quotes, or hand the sheet out anew; what stands below was not read"})
			}
			return s, faults
		}
		line, _ := r.FieldPos(0)
		cell := func(name string) string {
			if i, is := at[name]; is && i < len(row) {
				return strings.ReplaceAll(bare(row[i]), "\r\n", "\n")
			}
			return ""
		}
		if cell("id") == "" {
			if slices.ContainsFunc(row, func(c string) bool { return strings.TrimSpace(c) != "" }) {
				faults = append(faults, Fault{Line: line, What: "this row has no id", Fix: "keep the ids as they were handed out: they name the texts"})
			}
			continue
		}
		u := Unit{Source: cell("source"), Target: cell("translation"), State: content.State(cell("state")), Hash: cell("source_hash"), Base: cell("base"), Line: line}
		u.ID, u.Form = keyed(cell("id"))
		s.Units = append(s.Units, u)
		if tag := cell("language"); s.Locale == "" {
			s.Locale = tag
		} else if tag != "" && tag != s.Locale {
			faults = append(faults, Fault{Line: line, ID: u.Key(), What: "this row is of another language than those above", Fix: "bring one language home at a time"})
		}
	}
}

func reason(err error) string {
	if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
		err = bad.Err
	}
	return err.Error()
}
