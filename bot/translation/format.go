package translation

import (
	"bytes"
	"fmt"
)

// Format is a form in which sheets are handed out and come back.
type Format string

// The formats, by the names people choose them by.
const (
	PO      Format = "po"
	XLIFF12 Format = "xliff1.2"
	XLIFF21 Format = "xliff"
	CSV     Format = "csv"
)

// Formats are all formats.
func Formats() []Format { return []Format{PO, XLIFF21, XLIFF12, CSV} }

// Extension is how the names of its files end, without the dot.
func (f Format) Extension() string {
	switch f {
	case XLIFF12, XLIFF21:
		return "xlf"
	}
	return string(f)
}

// Write writes a sheet.
func Write(s Sheet, f Format) ([]byte, error) {
	switch f {
	case PO:
		return s.PO(), nil
	case XLIFF12:
		return s.XLIFF12(), nil
	case XLIFF21:
		return s.XLIFF21(), nil
	case CSV:
		return s.CSV()
	}
	return nil, fmt.Errorf("there is no format %q; there are %q", f, Formats())
}

// MaxSheet is how large a file may be that comes back, in bytes.
const MaxSheet = 16 << 20

// Read reads a sheet in whichever format it is. Units that can be read are read even where others are not: what is wrong is told.
func Read(data []byte) (Sheet, []Fault) {
	if len(data) > MaxSheet {
		return Sheet{}, []Fault{{1, "", fmt.Sprintf("this file is larger than %d MiB", MaxSheet>>20), "bring it home in parts"}}
	}
	head := bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\uFEFF")))
	switch {
	case len(head) == 0:
		return Sheet{}, []Fault{{1, "", "this file is empty", "save it again"}}
	case head[0] == '<':
		return readXLIFF(data)
	case head[0] == '#' || bytes.HasPrefix(head, []byte("msg")):
		return readPO(data)
	}
	return readCSV(data)
}
