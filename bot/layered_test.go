package bot_test

import "io/fs"

// layered is a folder in which some files are others.
type layered struct{ over, base fs.FS }

// Open implements fs.FS.
func (l layered) Open(name string) (fs.File, error) {
	if f, err := l.over.Open(name); err == nil {
		if info, err := f.Stat(); err == nil && !info.IsDir() {
			return f, nil
		}
	}
	return l.base.Open(name)
}
