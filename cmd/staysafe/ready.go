package main

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"staysafe/bot/content"
	"strings"
	"sync"
)

// readyFolder keeps content that was checked and learnt from, so that the next start takes a tenth of
// a second. It holds what the content folders say and nothing else. Whoever can write there can change
// what the bot says, as in the content folders. The zero value keeps nothing.
type readyFolder struct{ dir string }

// maxReady is how many versions of content are kept.
const maxReady = 3

const readySuffix = ".ready"

// userCache is where users' programs keep what they can make again; "" if there is no such place.
func userCache() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "staysafe")
}

// ready is content as load gives it, from the ready folder where it is there; what is there has been
// checked and has no errors.
func (a *app) ready(dirs []string) (*content.Content, []content.Issue) {
	if a.kept.dir == "" {
		return a.load(dirs)
	}
	var program string
	var err error
	var named sync.WaitGroup
	named.Go(func() { program, err = a.kept.program() })
	base, packs := sources(dirs)
	files := content.Read(base, packs...)
	named.Wait()
	if err != nil {
		return a.load(dirs)
	}
	path := a.kept.path(program, files.Sum())
	if data, err := os.ReadFile(path); err == nil {
		if c, err := files.Unpack(data); err == nil {
			return c, nil
		}
		_ = os.Remove(path) // damaged: it is made again
	}
	return a.load(dirs)
}

// keep puts content into the ready folder, unless it is there. It waits until all has been learnt.
func (f readyFolder) keep(c *content.Content) error {
	if f.dir == "" {
		return nil
	}
	program, err := f.program()
	if err != nil {
		return err
	}
	path := f.path(program, c.Sum())
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := os.MkdirAll(f.dir, 0o700); err != nil {
		return fmt.Errorf("keeping content ready: %w", err)
	}
	part, err := os.CreateTemp(f.dir, "*.part")
	if err != nil {
		return fmt.Errorf("keeping content ready: %w", err)
	}
	_, err = part.Write(c.Pack())
	err = errors.Join(err, part.Close())
	if err == nil {
		err = os.Rename(part.Name(), path)
	}
	if err != nil {
		_ = os.Remove(part.Name())
		return fmt.Errorf("keeping content ready: %w", err)
	}
	f.tidy()
	return nil
}

// path is the file of one content as one program understands it.
func (f readyFolder) path(program, sum string) string {
	return filepath.Join(f.dir, sum[:min(len(sum), 16)]+"-"+program+readySuffix)
}

// program tells this program from others, which may understand the same content otherwise: its length
// and a sum. The sum is a quick one, since every start waits for it.
func (f readyFolder) program() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("finding the program: %w", err)
	}
	file, err := os.Open(name)
	if err != nil {
		return "", fmt.Errorf("reading the program: %w", err)
	}
	defer func() { _ = file.Close() }()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	n, err := io.CopyBuffer(sum, struct{ io.Reader }{file}, make([]byte, 1<<20))
	if err != nil {
		return "", fmt.Errorf("reading the program: %w", err)
	}
	return fmt.Sprintf("%x.%x", n, sum.Sum32()), nil
}

// tidy takes away all but the newest versions.
func (f readyFolder) tidy() {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return
	}
	var old []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), readySuffix) {
			old = append(old, info)
		}
	}
	slices.SortFunc(old, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range old[min(maxReady, len(old)):] {
		_ = os.Remove(filepath.Join(f.dir, info.Name()))
	}
}

type prepareCmd struct{}

// Run checks the content, learns from it and keeps it ready: for images, and before a restart.
func (prepareCmd) Run(a *app) error {
	if a.kept.dir == "" {
		return badSetting("prepare: say with --cache or STAYSAFE_CACHE where ready content is kept")
	}
	c, issues := a.ready(folders(a.env("STAYSAFE_CONTENT")))
	if c == nil {
		printIssues(a.errOut, issues)
		return errFound
	}
	if err := a.kept.keep(c); err != nil {
		return err
	}
	_, err := fmt.Fprintf(a.out, "content %s is ready in %s\n", c.Version(), a.kept.dir)
	return err //nolint:wrapcheck // writing to the terminal
}
