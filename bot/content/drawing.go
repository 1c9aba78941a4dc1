package content

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"staysafe/bot/flow"
	"strings"
)

// maxDrawing is what one drawing may weigh, in bytes: a guide page must stay light.
const maxDrawing = 12 << 10

// Drawing is a picture of the guide as SVG, nil if there is none of that name. It must not be changed.
func (c *Content) Drawing(name string) []byte { return c.drawings[name] }

// drawing takes in a drawing. Only shapes may stand in it: a drawing shows itself in pages and in
// print, and must neither run anything nor fetch anything.
func (p *piece) drawing(id string) {
	if problem := drawn(p.data); problem != "" {
		p.broken = true
		p.fault(flow.Pos{Line: 1, Col: 1}, "bad-drawing", "keep shapes only, "+shapes+", in at most 12 KiB, inside one <svg> with a viewBox", "%s", problem)
		return
	}
	p.join = func(b *builder) { b.drawings[id] = p.data }
}

// shapes are the elements a drawing may hold.
const shapes = "svg g path circle ellipse rect line polyline polygon"

// drawn says what is wrong with a drawing, "" if nothing is.
func drawn(data []byte) string {
	if len(data) > maxDrawing {
		return "this drawing is too large"
	}
	allowed := " " + shapes + " "
	d := xml.NewDecoder(bytes.NewReader(data))
	for depth, seen := 0, false; ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) && seen {
			return ""
		}
		if err != nil {
			return "this drawing is not whole"
		}
		switch e := token.(type) {
		case xml.StartElement:
			if !strings.Contains(allowed, " "+e.Name.Local+" ") || (e.Name.Local == "svg") != (depth == 0) {
				return "a drawing can't hold <" + e.Name.Local + ">"
			}
			box := false
			for _, a := range e.Attr {
				name := strings.ToLower(a.Name.Local)
				if strings.HasPrefix(name, "on") || name == "style" || name == "href" || strings.Contains(strings.ToLower(a.Value), "url(") {
					return "a drawing can't hold " + a.Name.Local + "="
				}
				box = box || name == "viewbox"
			}
			if depth == 0 && (seen || !box) {
				return "a drawing is one <svg> with a viewBox"
			}
			seen = true
			depth++
		case xml.EndElement:
			depth--
		case xml.Directive, xml.ProcInst:
			return "a drawing can't hold <! or <?"
		}
	}
}
