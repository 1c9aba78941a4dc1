package content

import (
	"maps"
	"path"
	"slices"
	"strings"
)

// Loader takes content that is loaded again and again, a little changed each time: it understands and checks anew only what changed.
// What it makes is what Read makes of the same files. Contents of one Loader share their parts, the index among them: none of them may be given to a
// Live, which trains and hands on what it holds.
type Loader struct{ memo *memo }

// NewLoader is a Loader that knows nothing yet.
func NewLoader() *Loader { return &Loader{&memo{kept: map[memoKey]*kept{}}} }

// Files is like Read, of files that are in memory, by name. They must not be changed any more. What is no content is passed over. It may be
// called from many goroutines.
func (l *Loader) Files(files map[string][]byte) *Sources {
	l.memo.begin()
	s := &Sources{report: &report{}, memo: l.memo}
	names := slices.Sorted(maps.Keys(files))
	for _, dir := range dirs() {
		for _, name := range names {
			if path.Dir(name) != dir || strings.HasPrefix(path.Base(name), ".") || adder(name) == nil {
				continue
			}
			if len(files[name]) > MaxFile {
				s.tooLarge(name)
				continue
			}
			s.add(file{path: name, name: name, data: files[name]})
		}
	}
	if len(s.files) == 0 && len(s.issues) == 0 {
		s.empty(".")
	}
	return s
}
