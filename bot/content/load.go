package content

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"staysafe/bot/flow"
	"strconv"
	"strings"
)

// Folder is one place content comes from: it holds flows/ and locales/.
type Folder struct {
	Name string // shown before file names of packs; "" for the base
	FS   fs.FS
}

// MaxFile is the largest content file that is read, in bytes. review.toml has a line of some 130 bytes for each text in each locale.
const MaxFile = 16 << 20

// Load reads, checks and links everything: Read, then Sources.Load.
func Load(base Folder, packs ...Folder) (*Content, []Issue) { return Read(base, packs...).Load() }

// Sources are the files that content is made of, read and not yet understood.
type Sources struct {
	*report
	files []file
	sum   []byte // of all files; nil where there are none
	memo  *memo
}

// file is one file of content.
type file struct {
	path string // in its folder
	name string // as staff see it
	data []byte
	pack bool
	sum  string // of all this
}

// Read reads the files of content. The first folder is the base; later ones are packs. What can't
// be read is among the issues of Load.
func Read(base Folder, packs ...Folder) *Sources {
	s := &Sources{report: &report{}}
	for i, src := range append([]Folder{base}, packs...) {
		s.read(src, i > 0)
	}
	return s
}

func (s *Sources) read(src Folder, pack bool) {
	name := func(p string) string { return path.Join(src.Name, p) }
	found := false
	for _, dir := range dirs() {
		entries, err := fs.ReadDir(src.FS, dir)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.error(name(dir), flow.Pos{}, "unreadable", "check the folder and its permissions", "this folder can't be read")
		}
		for _, e := range entries {
			if e.IsDir() || strings.HasPrefix(e.Name(), ".") {
				continue
			}
			found = true
			s.file(src.FS, path.Join(dir, e.Name()), name(path.Join(dir, e.Name())), pack)
		}
	}
	if _, err := fs.Stat(src.FS, "guides"); pack && err == nil {
		found = true // printed guides of its own may be all that an organisation brings
	}
	if !found {
		s.empty(name("."))
	}
}

func (s *Sources) empty(name string) {
	s.error(name, flow.Pos{}, "no-content", "point to a folder that holds flows/ and locales/", "there is no content here")
}

func (s *Sources) tooLarge(name string) {
	s.error(name, flow.Pos{}, "too-large", "split it, or remove what is not content", "this file is larger than %d MiB", MaxFile>>20)
}

// dirs are the directories that hold content, in the order in which they are read.
func dirs() []string {
	return []string{"flows", "flows/help", "flows/library", "flows/drawings", "locales"}
}

func (s *Sources) file(fsys fs.FS, p, name string, pack bool) {
	info, err := fs.Stat(fsys, p)
	if err == nil && info.Size() > MaxFile {
		s.tooLarge(name)
		return
	}
	data, err := fs.ReadFile(fsys, p)
	if err != nil {
		s.error(name, flow.Pos{}, "unreadable", "check the file and its permissions", "this file can't be read")
		return
	}
	if adder(p) == nil {
		return // transcripts, to-do lists of translators, Go files
	}
	s.add(file{path: p, name: name, data: data, pack: pack})
}

// add takes in a file that is content.
func (s *Sources) add(f file) {
	// Bytes that are not changed are known by where they lie; they are held, so that no others come to lie there.
	f.sum = remembered(s.memo, "sum of "+f.path, fmt.Sprintf("%p %d", f.data, len(f.data)), func() summed {
		h := sha256.New()
		for _, part := range []string{f.path, f.name, strconv.FormatBool(f.pack)} {
			sumUp(h, []byte(part))
		}
		sumUp(h, f.data)
		return summed{f.data, string(h.Sum(nil))}
	}).sum
	s.files = append(s.files, f)
	s.sum = []byte(sumOf(string(s.sum), f.sum))
}

// summed are bytes and their sum.
type summed struct {
	data []byte
	sum  string
}

// Sum names what was read, in hexadecimal digits: the same files have the same sum. Version is its
// beginning.
func (s *Sources) Sum() string { return hex.EncodeToString(s.sum) }

// version is the beginning of the sum of all files, nothing where there are none.
func (s *Sources) version() string { return hex.EncodeToString(s.sum[:min(len(s.sum), 6)]) }

// Load checks and links what was read. Packs overlay the base message by message and step by step.
// Safety words and the crisis flow are only ever added to. With any error among the issues the
// Content is nil.
func (s *Sources) Load() (*Content, []Issue) {
	c, issues := s.Draft()
	if HasErrors(issues) {
		return nil, issues
	}
	return c, issues
}

// Draft is like Load, but the Content is there with errors too, as far as its files could be read, else nil: for staff who look at what
// is not ready. Nobody else may ever be given it.
func (s *Sources) Draft() (*Content, []Issue) {
	b := s.understood()
	c := b.link()
	for _, check := range checks() {
		check(c, b)
	}
	if len(b.broken) > 0 || c.locales[SourceLocale] == nil {
		c = nil
	}
	return c, sortIssues(b.issues)
}

// understood is what all files say, not yet linked.
func (s *Sources) understood() *builder {
	b := s.builder()
	pieces := make([]*piece, len(s.files))
	parallel(len(s.files), func(i int) { pieces[i] = understood(s.memo, s.files[i]) })
	for _, p := range pieces {
		b.take(p)
	}
	return b
}

// take puts what a file says beside what others say.
func (b *builder) take(p *piece) {
	b.issues = append(b.issues, p.issues...)
	b.breaks(p.name, p.broken)
	if p.join != nil {
		p.join(b)
	}
}

func (s *Sources) builder() *builder {
	b := newBuilder(&report{issues: slices.Clone(s.issues)}, s.memo)
	b.version, b.sum = s.version(), s.Sum()
	return b
}

// builder is content while it is being put together. What comes from pieces is shared, and never changed.
type builder struct {
	*report
	memo       *memo
	version    string
	sum        string
	flows      map[string]*flowFile
	texts      map[string]*texts
	words      map[string]*words
	style      map[string]*style
	glossaries map[string]*glossary
	heardFrom  string                                // the sum of all that the index is made of
	verdicts   map[string]map[string]map[string]said // by locale, id and plural form: once they are known
	review     *review
	countries  []*Country
	shelf      Shelf
	drawings   map[string][]byte
	broken     map[string]bool // files that could not be read whole: what depends on them is not judged
}

func newBuilder(r *report, m *memo) *builder {
	return &builder{report: r, memo: m, flows: map[string]*flowFile{}, texts: map[string]*texts{}, words: map[string]*words{}, style: map[string]*style{}, glossaries: map[string]*glossary{}, drawings: map[string][]byte{}, broken: map[string]bool{}}
}

// adder tells how a file is understood, by where it stands; nil if it is not content.
func adder(p string) func(*piece) {
	dir, base := path.Split(p)
	id, ext := strings.TrimSuffix(base, path.Ext(base)), path.Ext(base)
	what, lang, _ := strings.Cut(id, ".")
	if p == "locales/review.toml" {
		return (*piece).review
	}
	switch dir + what + ext {
	case "locales/active.toml":
		return func(p *piece) { p.texts(lang) }
	case "locales/words.toml":
		return func(p *piece) { p.words(lang) }
	case "locales/style.toml":
		return func(p *piece) { p.style(lang) }
	case "locales/glossary.toml":
		return func(p *piece) { p.glossary(lang) }
	}
	switch dir + "*" + ext {
	case "flows/help/*.yaml":
		return func(p *piece) { p.country(id) }
	case "flows/library/*.yaml":
		return (*piece).library
	case "flows/drawings/*.svg":
		return func(p *piece) { p.drawing(id) }
	case "flows/*.yaml":
		return func(p *piece) { p.flow(id) }
	}
	return nil
}

// flow understands the file of a flow.
func (p *piece) flow(want string) {
	f, problems := flow.Decode(p.data)
	p.says(problems)
	if f == nil || f.ID == "" {
		return
	}
	if f.ID != want {
		p.broken = true
		p.fault(f.Pos, "flow-name", "call the flow "+want+", or rename the file", "the file is called %s, the flow in it %s", want, f.ID)
		return
	}
	p.join = func(b *builder) {
		if before := b.flows[f.ID]; before != nil {
			b.overlay(before, f, p.name)
			return
		}
		b.flows[f.ID] = &flowFile{Flow: f, file: p.name, files: map[string]string{}}
	}
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

// country understands the file of a country, and checks what stands in it by itself.
func (p *piece) country(want string) {
	c, problems := DecodeCountry(p.data)
	p.says(problems)
	if c == nil {
		return
	}
	code := strings.ToLower(c.Code)
	if c.Code == World {
		code = "world"
	}
	if code != want {
		p.fault(flow.Pos{Line: 1, Col: 1}, "country-name", "call the file "+code+".yaml", "the file is called %s, the country in it %s", want, c.Code)
		return
	}
	c.file = p.name
	checkCountry(&p.report, c)
	p.join = func(b *builder) { b.countries = append(b.countries, c) }
}

// breaks notes that a file could not be read whole.
func (b *builder) breaks(file string, broken bool) {
	if broken {
		b.broken[file] = true
	}
}
