package translation

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"staysafe/bot/content"
	"strconv"
	"strings"
)

// XLIFF12 writes a sheet as XLIFF 1.2 (https://docs.oasis-open.org/xliff/v1.2/os/xliff-core.html). Placeholders are text: common libraries lose the blanks
// between elements that stand for them. They are compared when the sheet comes home.
func (s Sheet) XLIFF12() []byte {
	var b strings.Builder
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\">\n<file original=\"%s\" source-language=\"%s\" target-language=\"%s\" datatype=\"plaintext\">\n<body>\n",
		wordsFile(s.Locale), content.SourceLocale, escaped(s.Locale))
	for _, u := range s.Units {
		fmt.Fprintf(&b, "<trans-unit id=\"%s\" resname=\"%s\" maxwidth=\"%d\" size-unit=\"char\" xml:space=\"preserve\"", escaped(u.Key()), escaped(u.Key()), u.Limit)
		if u.State == content.Approved || u.State == content.Reviewed {
			b.WriteString(" approved=\"yes\"")
		}
		fmt.Fprintf(&b, ">\n<source>%s</source>\n", escaped(u.Source))
		if u.Target != "" {
			fmt.Fprintf(&b, "<target state=\"%s\">%s</target>\n", state12(u.State), escaped(u.Target))
		}
		fmt.Fprintf(&b, "<note>%s</note>\n<note from=\"staysafe\">%s</note>\n", escaped(u.note()), escaped(u.noted()))
		if len(u.Where) > 0 {
			b.WriteString("<context-group purpose=\"location\">")
			for _, at := range u.Where {
				fmt.Fprintf(&b, "<context context-type=\"sourcefile\">%s</context>", escaped(at))
			}
			b.WriteString("</context-group>\n")
		}
		b.WriteString("</trans-unit>\n")
	}
	b.WriteString("</body>\n</file>\n</xliff>\n")
	return []byte(b.String())
}

// XLIFF21 writes a sheet as XLIFF 2.1 (https://docs.oasis-open.org/xliff/xliff-core/v2.1/xliff-core-v2.1.html).
func (s Sheet) XLIFF21() []byte {
	var b strings.Builder
	b.WriteString(xml.Header)
	fmt.Fprintf(&b, "<xliff version=\"2.1\" xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" xmlns:slr=\"urn:oasis:names:tc:xliff:sizerestriction:2.0\" srcLang=\"%s\" trgLang=\"%s\">\n<file id=\"words\">\n<slr:profiles generalProfile=\"xliff:codepoints\"/>\n",
		content.SourceLocale, escaped(s.Locale))
	for _, u := range s.Units {
		fmt.Fprintf(&b, "<unit id=\"%s\" name=\"%s\" slr:sizeRestriction=\"%d\" xml:space=\"preserve\">\n<notes>\n<note category=\"about\">%s</note>\n<note category=\"staysafe\">%s</note>\n",
			escaped(u.Key()), escaped(u.Key()), u.Limit, escaped(u.note()), escaped(u.noted()))
		for _, at := range u.Where {
			fmt.Fprintf(&b, "<note category=\"location\">%s</note>\n", escaped(at))
		}
		fmt.Fprintf(&b, "</notes>\n<segment state=\"%s\">\n<source>%s</source>\n", state21(u.State), escaped(u.Source))
		if u.Target != "" {
			fmt.Fprintf(&b, "<target>%s</target>\n", escaped(u.Target))
		}
		b.WriteString("</segment>\n</unit>\n")
	}
	b.WriteString("</file>\n</xliff>\n")
	return []byte(b.String())
}

// noted is what ours reads back.
func (u Unit) noted() string { return fmt.Sprintf("%s; source: %s; base: %s", u.State, u.Hash, u.Base) }

// state12 is a state in the words of XLIFF 1.2, section 2.2.3.
func state12(s content.State) string {
	switch s {
	case content.Approved:
		return "final"
	case content.Reviewed:
		return "signed-off"
	case content.Machine:
		return "needs-review-translation"
	case content.Stale:
		return "needs-adaptation"
	}
	return "needs-translation"
}

// state21 is a state in the words of XLIFF 2.1, section 4.3.1.28.
func state21(s content.State) string {
	switch s {
	case content.Approved:
		return "final"
	case content.Reviewed:
		return "reviewed"
	case content.Machine:
		return "translated"
	}
	return "initial"
}

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}

// xliffReader reads either version, by the names of its elements.
type xliffReader struct {
	dec    *xml.Decoder
	sheet  Sheet
	faults []Fault
}

// readXLIFF reads XLIFF 1.2 or 2.x, whichever it is.
func readXLIFF(data []byte) (Sheet, []Fault) {
	r := &xliffReader{dec: xml.NewDecoder(bytes.NewReader(data))}
	for {
		token, err := r.dec.Token()
		if errors.Is(err, io.EOF) {
			return r.sheet, r.faults
		}
		if err != nil {
			r.fault("", "this can't be read from here on: "+err.Error(), "mend it, or hand the sheet out anew")
			return r.sheet, r.faults
		}
		start, is := token.(xml.StartElement)
		if !is {
			continue
		}
		switch start.Name.Local {
		case "xliff", "file":
			for _, a := range start.Attr {
				if a.Name.Local == "target-language" || a.Name.Local == "trgLang" {
					r.sheet.Locale = a.Value
				}
			}
		case "trans-unit", "unit":
			u, err := r.unit(start)
			if err != nil {
				r.fault(u.Key(), "this text can't be read: "+err.Error(), "mend it, or hand the sheet out anew")
				return r.sheet, r.faults
			}
			if u.ID == "" {
				r.fault("", "this text has no id", "keep the ids as they were handed out: they name the texts")
				continue
			}
			r.sheet.Units = append(r.sheet.Units, u)
		}
	}
}

func (r *xliffReader) fault(id, what, fix string) {
	line, _ := r.dec.InputPos()
	r.faults = append(r.faults, Fault{line, id, what, fix})
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// unit reads what stands between the tags of a unit. What tools add of their own (matches, histories, other translations) is passed over.
func (r *xliffReader) unit(start xml.StartElement) (Unit, error) {
	line, _ := r.dec.InputPos()
	u := Unit{Line: line}
	u.ID, u.Form = keyed(attr(start, "id"))
	for {
		token, err := r.dec.Token()
		if err != nil {
			return u, err //nolint:wrapcheck // the caller says what it is about
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == start.Name.Local {
				return u, nil
			}
		case xml.StartElement:
			var text string
			switch t.Name.Local {
			case "source", "target", "note":
				if text, err = r.text(t); err == nil {
					u.add(t, text)
				}
			case "segment", "ignorable", "notes", "context-group", "context":
			default:
				err = r.dec.Skip()
			}
			if err != nil {
				return u, err //nolint:wrapcheck // see above
			}
		}
	}
}

// add adds the text of an element: a unit may have been cut into segments.
func (u *Unit) add(e xml.StartElement, text string) {
	switch {
	case e.Name.Local == "source":
		u.Source += text
	case e.Name.Local == "target":
		u.Target += text
	case attr(e, "from") == "staysafe" || attr(e, "category") == "staysafe":
		u.ours(text)
	}
}

// text reads a text with what stands in it: placeholders and marks.
func (r *xliffReader) text(start xml.StartElement) (string, error) {
	var b strings.Builder
	for {
		token, err := r.dec.Token()
		if err != nil {
			return "", err //nolint:wrapcheck // the caller says what it is about
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.EndElement:
			if t.Name.Local == start.Name.Local {
				return b.String(), nil
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "x", "ph":
				inner, err := r.text(t)
				if err != nil {
					return "", err
				}
				code := attr(t, "equiv-text") + attr(t, "equiv")
				if code == "" {
					code = inner
				}
				if code == "" {
					return "", errors.New("a placeholder does not say what it stands for; keep equiv-text as it was: " + strconv.Quote(attr(t, "id")))
				}
				b.WriteString(code)
			case "mrk", "g", "pc":
			default:
				return "", fmt.Errorf("nothing is called <%s> here", t.Name.Local)
			}
		}
	}
}
