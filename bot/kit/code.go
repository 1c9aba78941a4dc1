package kit

import (
	"bytes"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"strconv"
	"strings"

	"rsc.io/qr"
)

// quiet is the white border of a code, in modules (ISO/IEC 18004, 6.3.8).
const quiet = 4

// dot is how many pixels a module has in a picture.
const dot = 12

// Code is a QR code.
type Code struct {
	code  *qr.Code
	title string
}

// NewCode makes the code of an address. It fails where the address is too long for any.
func NewCode(address, title string) (Code, error) {
	c, err := qr.Encode(address, level)
	if err != nil {
		return Code{}, fmt.Errorf("the address is too long for a code to scan: %w", err)
	}
	return Code{c, title}, nil
}

// Size is how many modules it has on a side, its white border included.
func (c Code) Size() int { return c.code.Size + 2*quiet }

// SVG is the code as lines of squares.
func (c Code) SVG() string {
	var b strings.Builder
	side := strconv.Itoa(c.Size())
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 ` + side + " " + side + `" role="img" shape-rendering="crispEdges"><title>` +
		template.HTMLEscapeString(c.title) + `</title><path fill="#fff" d="M0 0h` + side + "v" + side + "H0z\"/><path fill=\"#000\" d=\"")
	for y := range c.code.Size {
		for x := 0; x < c.code.Size; x++ {
			if !c.code.Black(x, y) {
				continue
			}
			run := 1
			for x+run < c.code.Size && c.code.Black(x+run, y) {
				run++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+quiet, y+quiet, run, run)
			x += run
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String()
}

// Picture is the code in black and white, dot pixels for a module.
func (c Code) Picture() *image.Gray {
	side := c.Size() * dot
	p := image.NewGray(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			shade := color.Gray{Y: 255}
			if c.code.Black(x/dot-quiet, y/dot-quiet) {
				shade.Y = 0
			}
			p.SetGray(x, y, shade)
		}
	}
	return p
}

// PNG is Picture as a file.
func (c Code) PNG() []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, c.Picture()) // a buffer takes everything
	return b.Bytes()
}
