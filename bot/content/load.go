package content

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"path"
	"slices"
	"staysafe/bot/flow"
	"strings"
)

// Folder is one place content comes from: it holds flows/ and locales/.
type Folder struct {
	Name string // shown before file names of packs; "" for the base
	FS   fs.FS
}

// MaxFile is the largest content file that is read, in bytes.
const MaxFile = 4 << 20

// Load reads, checks and links everything. The first source is the base; later ones (packs)
// overlay it message by message and step by step. Safety words and the crisis flow are only
// ever added to. With any error among the issues the Content is nil.
func Load(base Folder, packs ...Folder) (*Content, []Issue) {
	r := &report{}
	b := newBuilder(r)
	for i, src := range append([]Folder{base}, packs...) {
		b.pack = i > 0
		b.read(src)
	}
	c := b.link()
	for _, check := range checks() {
		check(c, b)
	}
	issues := sortIssues(r.issues)
	if HasErrors(issues) {
		return nil, issues
	}
	return c, issues
}

// builder is content while it is being put together.
type builder struct {
	*report
	pack      bool
	flows     map[string]*flowFile
	texts     map[string]*texts
	words     map[string]*words
	style     map[string]*style
	review    *review
	countries []*Country
	shelf     Shelf
	sum       []byte
	broken    map[string]bool // files that could not be read whole: what depends on them is not judged
}

func newBuilder(r *report) *builder {
	return &builder{report: r, flows: map[string]*flowFile{}, texts: map[string]*texts{}, words: map[string]*words{}, style: map[string]*style{}, broken: map[string]bool{}}
}

func (b *builder) read(src Folder) {
	name := func(p string) string { return path.Join(src.Name, p) }
	found := false
	for _, dir := range []string{"flows", "flows/help", "flows/library", "locales"} {
		entries, err := fs.ReadDir(src.FS, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			b.error(name(dir), flow.Pos{}, "unreadable", "check the folder and its permissions", "this folder can't be read")
		}
		for _, e := range entries {
			if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			found = true
			b.file(src.FS, path.Join(dir, e.Name()), name(path.Join(dir, e.Name())))
		}
	}
	if !found {
		b.error(name("."), flow.Pos{}, "no-content", "point to a folder that holds flows/ and locales/", "there is no content here")
	}
}

func (b *builder) file(fsys fs.FS, p, name string) {
	info, err := fs.Stat(fsys, p)
	if err == nil && info.Size() > MaxFile {
		b.error(name, flow.Pos{}, "too-large", "split it, or remove what is not content", "this file is larger than %d MiB", MaxFile>>20)
		return
	}
	data, err := fs.ReadFile(fsys, p)
	if err != nil {
		b.error(name, flow.Pos{}, "unreadable", "check the file and its permissions", "this file can't be read")
		return
	}
	dir, base := path.Split(p)
	lang := func(prefix string) string {
		return strings.TrimSuffix(strings.TrimPrefix(base, prefix), ".toml")
	}
	switch {
	case dir == "flows/help/" && path.Ext(base) == ".yaml":
		b.addCountry(name, strings.TrimSuffix(base, ".yaml"), data)
	case dir == "flows/library/" && path.Ext(base) == ".yaml":
		b.addLibrary(name, data)
	case dir == "flows/" && path.Ext(base) == ".yaml":
		b.addFlow(name, strings.TrimSuffix(base, ".yaml"), data)
	case dir == "locales/" && base == "review.toml":
		b.addReview(name, data)
	case dir == "locales/" && strings.HasPrefix(base, "active.") && path.Ext(base) == ".toml":
		b.addTexts(name, lang("active."), data)
	case dir == "locales/" && strings.HasPrefix(base, "words.") && path.Ext(base) == ".toml":
		b.addWords(name, lang("words."), data)
	case dir == "locales/" && strings.HasPrefix(base, "style.") && path.Ext(base) == ".toml":
		b.addStyle(name, lang("style."), data)
	default:
		return // transcripts, to-do lists of translators, Go files
	}
	h := sha256.Sum256(append(append(slices.Clone(b.sum), name...), data...))
	b.sum = h[:]
}

func (b *builder) addFlow(file, want string, data []byte) {
	f, problems := flow.Decode(data)
	b.problems(file, problems)
	b.breaks(file, len(problems) > 0)
	if f == nil {
		return
	}
	if f.ID != "" && f.ID != want {
		b.breaks(file, true)
		b.error(file, f.Pos, "flow-name", "call the flow "+want+", or rename the file", "the file is called %s, the flow in it %s", want, f.ID)
		return
	}
	if f.ID == "" {
		return
	}
	before := b.flows[f.ID]
	if before == nil {
		b.flows[f.ID] = &flowFile{Flow: f, file: file, files: map[string]string{}}
		return
	}
	b.overlay(before, f, file)
}

// overlay lays a pack's flow over the one there is: its steps replace those of the same name,
// the others are added. The crisis flow only grows.
func (b *builder) overlay(before *flowFile, f *flow.Flow, file string) {
	merged := *before.Flow
	merged.Care = merged.Care || f.Care
	merged.Steps = slices.Clone(merged.Steps)
	merged.Interrupts = append(slices.Clone(merged.Interrupts), f.Interrupts...)
	for _, s := range f.Steps {
		at := slices.IndexFunc(merged.Steps, func(o flow.Step) bool { return o.ID == s.ID })
		switch {
		case at >= 0 && f.ID == CrisisFlow:
			b.error(file, s.Pos, "crisis-only-grows", "give the step a new name; the built-in one stays", "a pack can't replace the step %q of the crisis flow", s.ID)
		case at >= 0:
			merged.Steps[at] = s
			before.files[s.ID] = file
		default:
			merged.Steps = append(merged.Steps, s)
			before.files[s.ID] = file
		}
	}
	before.Flow = &merged
}

func (b *builder) addCountry(file, want string, data []byte) {
	c, problems := DecodeCountry(data)
	b.problems(file, problems)
	b.breaks(file, len(problems) > 0)
	if c == nil {
		return
	}
	code := strings.ToLower(c.Code)
	if c.Code == World {
		code = "world"
	}
	if code != want {
		b.error(file, flow.Pos{Line: 1, Col: 1}, "country-name", "call the file "+code+".yaml", "the file is called %s, the country in it %s", want, c.Code)
		return
	}
	c.file = file
	b.countries = append(b.countries, c)
}

// breaks notes that a file could not be read whole.
func (b *builder) breaks(file string, broken bool) {
	if broken {
		b.broken[file] = true
	}
}

// brokenIn tells whether a file of a folder, by the beginning of its name, could not be read whole.
func (b *builder) brokenIn(prefix string) bool {
	for file := range b.broken {
		if strings.Contains("/"+file, "/"+prefix) {
			return true
		}
	}
	return false
}

// version is the beginning of the sum of all files, nothing where there are none.
func (b *builder) version() string { return hex.EncodeToString(b.sum[:min(len(b.sum), 6)]) }
