package translation

import (
	"fmt"
	"staysafe/bot/content"
	"strconv"
	"strings"
)

// PO writes a sheet as a PO file (https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html). The context of an entry is its key; plural forms are
// entries of their own, since CLDR has more of them than gettext's rules.
func (s Sheet) PO() []byte {
	var b strings.Builder
	b.WriteString("msgid \"\"\nmsgstr \"\"\n")
	for _, h := range []string{"Project-Id-Version: Stay Safe", "Language: " + strings.ReplaceAll(s.Locale, "-", "_"), "MIME-Version: 1.0", "Content-Type: text/plain; charset=UTF-8", "Content-Transfer-Encoding: 8bit"} {
		b.WriteString(poString(h+"\n") + "\n")
	}
	for _, u := range s.Units {
		b.WriteByte('\n')
		for line := range strings.SplitSeq(u.note(), "\n") {
			fmt.Fprintf(&b, "#. %s\n", line)
		}
		fmt.Fprintf(&b, "#. state: %s; source: %s; base: %s\n", u.State, u.Hash, u.Base)
		if len(u.Where) > 0 {
			fmt.Fprintf(&b, "#: %s\n", strings.Join(u.Where, " "))
		}
		if u.Fuzzy || u.State == content.Stale {
			b.WriteString("#, fuzzy\n")
		}
		fmt.Fprintf(&b, "msgctxt %s\nmsgid %s\nmsgstr %s\n", poString(u.Key()), poLines(u.Source), poLines(u.Target))
	}
	return []byte(b.String())
}

// note is what a translator should know of a unit.
func (u Unit) note() string {
	note := u.About
	if u.Form != other {
		note += "\nPlural form: " + u.Form
	}
	for _, t := range u.Terms {
		note += "\nGlossary: " + t.Name() + " = " + t.Called()
	}
	return strings.TrimSpace(note + fmt.Sprintf("\nAt most %d characters.", u.Limit))
}

// poLines writes a text, each of its lines on one of its own.
func poLines(text string) string {
	if !strings.Contains(strings.TrimSuffix(text, "\n"), "\n") {
		return poString(text)
	}
	all := []string{`""`}
	for line := range strings.Lines(text) {
		all = append(all, poString(line))
	}
	return strings.Join(all, "\n")
}

// poString writes a C string, as gettext reads it.
func poString(text string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case r < 0x20 || r == 0x7f:
			fmt.Fprintf(&b, `\%03o`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Fault is what is wrong in a file that came back.
type Fault struct {
	Line      int // from 1
	ID        string
	What, Fix string
}

// poEntry is an entry that is being read.
type poEntry struct {
	unit Unit
	id   string
	has  map[string]bool
}

// poReader is a PO file while it is read, line by line.
type poReader struct {
	sheet  Sheet
	faults []Fault
	entry  poEntry
	text   map[string]*strings.Builder // by keyword, of this entry
	in     string                      // the keyword whose strings go on
}

// readPO reads a PO file. A library for it passes over what it can't read: here every line is read or told.
func readPO(data []byte) (Sheet, []Fault) {
	var r poReader
	r.begin()
	number := 0
	for line := range strings.SplitSeq(strings.TrimPrefix(string(data), "\uFEFF"), "\n") {
		number++
		r.line(number, strings.TrimSpace(line))
	}
	r.end()
	return r.sheet, r.faults
}

func (r *poReader) fault(line int, what, fix string) {
	r.faults = append(r.faults, Fault{line, r.entry.id, what, fix})
}

// begin makes ready for the next entry.
func (r *poReader) begin() {
	r.entry, r.text, r.in = poEntry{has: map[string]bool{}}, map[string]*strings.Builder{}, ""
}

// said is what stands behind a keyword of this entry.
func (r *poReader) said(keyword string) string {
	if b := r.text[keyword]; b != nil {
		return b.String()
	}
	return ""
}

// end takes the entry, if there is one, and begins another.
func (r *poReader) end() {
	e := &r.entry
	switch {
	case !e.has["msgid"]:
	case r.said("msgid") == "" && !e.has["msgctxt"]: // the head of the file
		for line := range strings.SplitSeq(r.said("msgstr"), "\n") {
			if tag, is := strings.CutPrefix(line, "Language: "); is {
				r.sheet.Locale = strings.ReplaceAll(strings.TrimSpace(tag), "_", "-")
			}
		}
	case !e.has["msgctxt"]:
		r.fault(e.unit.Line, "this entry has no msgctxt", "keep msgctxt as it was handed out: it names the text")
	default:
		e.unit.ID, e.unit.Form = keyed(r.said("msgctxt"))
		e.unit.Source, e.unit.Target = r.said("msgid"), r.said("msgstr")
		r.sheet.Units = append(r.sheet.Units, e.unit)
	}
	r.begin()
}

// line reads one line: an entry ends where a blank line, a comment or the next entry's keyword follows its msgstr.
func (r *poReader) line(number int, line string) {
	keyword, rest, _ := strings.Cut(line, " ")
	switch {
	case line == "", strings.HasPrefix(line, "#"):
		if r.entry.has["msgstr"] {
			r.end()
		}
		if line != "" {
			r.entry.comment(line)
		}
	case strings.HasPrefix(line, `"`):
		if r.in == "" {
			r.fault(number, "a text stands where none can stand", "take the line out")
			return
		}
		r.words(number, line)
	case keyword == "msgctxt" || keyword == "msgid" || keyword == "msgstr":
		if keyword != "msgstr" && r.entry.has["msgstr"] || r.entry.has[keyword] {
			r.end()
		}
		if len(r.entry.has) == 0 {
			r.entry.unit.Line = number
		}
		r.in, r.entry.has[keyword], r.text[keyword] = keyword, true, &strings.Builder{}
		r.words(number, strings.TrimSpace(rest))
	default:
		r.fault(number, fmt.Sprintf("%.40q begins with nothing that is known here", line), "an entry is msgctxt, msgid and msgstr")
		r.in = ""
	}
}

// words reads a string of the keyword that goes on.
func (r *poReader) words(number int, quoted string) {
	words, err := poText(quoted)
	if err != nil {
		r.fault(number, "this text can't be read: "+err.Error(), "write it between quotes, with \\\" for a quote and \\n for a new line")
		r.in = ""
		return
	}
	_, _ = r.text[r.in].WriteString(words)
	if r.in == "msgctxt" {
		r.entry.id = r.said(r.in)
	}
}

// comment reads what we wrote into a comment, and whether an editor says that the entry has to be looked at.
func (e *poEntry) comment(line string) {
	if flags, is := strings.CutPrefix(line, "#,"); is {
		e.unit.Fuzzy = e.unit.Fuzzy || strings.Contains(flags, "fuzzy")
		return
	}
	if says, is := strings.CutPrefix(line, "#. state: "); is {
		e.unit.ours(says)
	}
}

// ours reads what we noted of a unit when it was handed out: "machine; source: sha1-…; base: …".
func (u *Unit) ours(note string) {
	for i, part := range strings.Split(note, "; ") {
		key, value, _ := strings.Cut(part, ": ")
		switch {
		case i == 0:
			u.State = content.State(part)
		case key == "source":
			u.Hash = value
		case key == "base":
			u.Base = value
		}
	}
}

// poText reads a C string.
func poText(quoted string) (string, error) {
	if len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
		return "", strconv.ErrSyntax
	}
	var b strings.Builder
	in := quoted[1 : len(quoted)-1]
	for i := 0; i < len(in); i++ {
		switch {
		case in[i] == '"':
			return "", strconv.ErrSyntax
		case in[i] != '\\':
			b.WriteByte(in[i])
			continue
		case i+1 == len(in):
			return "", strconv.ErrSyntax
		}
		i++
		switch c := in[i]; c {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case '"', '\\', '\'':
			b.WriteByte(c)
		default:
			if i+3 > len(in) {
				return "", strconv.ErrSyntax
			}
			n, err := strconv.ParseUint(in[i:i+3], 8, 8)
			if err != nil {
				return "", strconv.ErrSyntax
			}
			b.WriteByte(byte(n))
			i += 2
		}
	}
	return b.String(), nil
}
