package main

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"staysafe/bot/content"
	"staysafe/flows"
	"staysafe/locales"
	"strings"
)

// joined is a folder made of two: flows/ and locales/.
type joined struct{ flows, locales fs.FS }

// Open implements fs.FS.
func (j joined) Open(name string) (fs.File, error) {
	dir, rest, _ := strings.Cut(name, "/")
	if rest == "" {
		rest = "."
	}
	switch dir {
	case "flows":
		return j.flows.Open(rest) //nolint:wrapcheck // a *fs.PathError already
	case "locales":
		return j.locales.Open(rest) //nolint:wrapcheck // a *fs.PathError already
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// builtIn is the content inside the program.
func builtIn() content.Folder {
	return content.Folder{FS: joined{flows.FS, locales.FS}}
}

// sources puts the built-in content and the operator's folders together. A folder that holds the
// house's own flows is whole content and takes the place of the built-in one; any other is a pack.
func sources(dirs []string) (content.Folder, []content.Folder) {
	base := builtIn()
	var packs []content.Folder
	for _, dir := range dirs {
		src := content.Folder{Name: filepath.ToSlash(dir), FS: os.DirFS(dir)}
		if whole(src.FS) {
			base, packs = src, nil
			continue
		}
		packs = append(packs, src)
	}
	return base, packs
}

// whole tells whether a folder is content by itself: it has at least two of the flows that the
// house can't do without.
func whole(fsys fs.FS) bool {
	n := 0
	for _, name := range []string{"start", "crisis", "hotline", "control"} {
		if _, err := fs.Stat(fsys, path.Join("flows", name+".yaml")); err == nil {
			n++
		}
	}
	return n >= 2
}

// loadContent reads the content: built in, with the folders laid over it.
func loadContent(dirs []string) (*content.Content, []content.Issue) {
	base, packs := sources(dirs)
	return content.Load(base, packs...)
}

// folders splits the setting STAYSAFE_CONTENT.
func folders(setting string) []string {
	return strings.FieldsFunc(setting, func(r rune) bool { return r == os.PathListSeparator })
}

// printIssues shows issues to staff.
func printIssues(w io.Writer, issues []content.Issue) {
	for _, i := range issues {
		fmt.Fprintln(w, i)
	}
}
