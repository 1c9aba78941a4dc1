package transcript_test

import "io/fs"

// overlaid is a folder in which one file is another.
type overlaid struct {
	base, change fs.FS
	name         string
}

// Open implements fs.FS.
func (o overlaid) Open(name string) (fs.File, error) {
	if name == o.name {
		return o.change.Open(name)
	}
	return o.base.Open(name)
}
