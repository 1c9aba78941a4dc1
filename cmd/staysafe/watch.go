package main

import (
	"context"
	"crypto/sha256"
	"io/fs"
	"os"
	"time"
)

// lookEvery is how often the content folders are looked at. Files are compared by what they hold:
// folders that are mounted or swapped as a whole tell nothing else reliably.
const lookEvery = 3 * time.Second

// reloadOnChange loads the content again when its folders hold something else; with errors the old
// one stays.
func (s *server) reloadOnChange(ctx context.Context, dirs []string) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	whenChanged(ctx, ticker.C, func() [sha256.Size]byte { return fingerprint(dirs) }, func() { s.reload(ctx) })
}

// whenChanged calls changed when what it looks at has changed and stands still: half a copy is no content.
func whenChanged(ctx context.Context, tick <-chan time.Time, look func() [sha256.Size]byte, changed func()) {
	loaded := look()
	for before := loaded; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		now := look()
		if now == before && now != loaded {
			loaded = now
			changed()
		}
		before = now
	}
}

// fingerprint stands for all that content folders hold. What can't be read counts as being so.
func fingerprint(dirs []string) (sum [sha256.Size]byte) {
	h := sha256.New()
	for _, dir := range dirs {
		fsys := os.DirFS(dir)
		for _, part := range []string{"flows", "locales"} {
			_ = fs.WalkDir(fsys, part, func(path string, d fs.DirEntry, err error) error {
				if err != nil {
					_, _ = h.Write([]byte(path + "\x00unreadable\x00"))
					return nil //nolint:nilerr // the rest still counts
				}
				if d.IsDir() {
					return nil
				}
				data, _ := fs.ReadFile(fsys, path)
				one := sha256.Sum256(data)
				_, _ = h.Write(append([]byte(path+"\x00"), one[:]...))
				return nil
			})
		}
	}
	h.Sum(sum[:0])
	return sum
}
