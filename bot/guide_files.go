package bot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// MaxGuideFile is how large a printed form of the guide may be, in bytes: every network here takes that
// (Telegram's Bot API stops at 50 MB, "Sending files"), and so does a weak phone.
const MaxGuideFile = 20 << 20

// GuideFiles are the guide's printed forms, as cmd/guides makes them or as an organisation lays its own
// over them: guide-LOCALE-EDITION[-fold|-large].pdf, stop-LOCALE-a4|a3.pdf, numbers-LOCALE[-COUNTRY].pdf.
// They are read when somebody wants them; the zero value has none.
type GuideFiles struct{ all map[string]GuideFile }

// GuideFile is one of them.
type GuideFile struct {
	Name   string // without .pdf
	Hash   string // of what is in it, 12 hexadecimal digits
	folder fs.FS
}

// ErrGuideFile is returned for a file that can't be a printed form of the guide.
var ErrGuideFile = errors.New("not a printed guide")

// OpenGuideFiles takes the files of some folders; one in a later folder replaces one of the same name. A
// folder that is not there has none. The errors, of ErrGuideFile, are for staff: each names a file that is
// left out.
func OpenGuideFiles(folders ...fs.FS) (*GuideFiles, []error) {
	files := &GuideFiles{all: map[string]GuideFile{}}
	var problems []error
	for _, folder := range folders {
		found, err := fs.Glob(folder, "*.pdf")
		if err != nil {
			problems = append(problems, fmt.Errorf("%w: the folder can't be read", ErrGuideFile))
		}
		slices.Sort(found)
		for _, name := range found {
			f, err := openGuideFile(folder, name)
			if err != nil {
				problems = append(problems, err)
				continue
			}
			files.all[f.Name] = f
		}
	}
	return files, problems
}

func openGuideFile(folder fs.FS, name string) (GuideFile, error) {
	f := GuideFile{Name: name[:len(name)-len(path.Ext(name))], folder: folder}
	if !regexp.MustCompile(`^(guide-[A-Za-z-]+-(young|short|caregivers|teachers)(-fold|-large)?|stop-[A-Za-z-]+-a[34]|numbers-[A-Za-z-]+)$`).MatchString(f.Name) {
		return f, fmt.Errorf("%w: %s: call it guide-LOCALE-EDITION.pdf, as in guide-fr-young.pdf", ErrGuideFile, name)
	}
	data, err := f.Read()
	if err != nil {
		return f, err
	}
	sum := sha256.Sum256(data)
	f.Hash = hex.EncodeToString(sum[:6])
	return f, nil
}

// Read reads the file. Its error is of ErrGuideFile.
func (f GuideFile) Read() ([]byte, error) {
	name := f.Name + ".pdf"
	info, err := fs.Stat(f.folder, name)
	if err == nil && info.Size() > MaxGuideFile {
		return nil, fmt.Errorf("%w: %s is larger than %d MiB", ErrGuideFile, name, MaxGuideFile>>20)
	}
	data, err := fs.ReadFile(f.folder, name)
	if err != nil {
		return nil, fmt.Errorf("%w: %s can't be read", ErrGuideFile, name)
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, fmt.Errorf("%w: %s is not a PDF", ErrGuideFile, name)
	}
	return data, nil
}

// File is the file of that name, if there is one.
func (f *GuideFiles) File(name string) (GuideFile, bool) {
	if f == nil {
		return GuideFile{}, false
	}
	found, there := f.all[name]
	return found, there
}

// FileName is what the file of a form of the guide is called. A form is "" for the booklet, fold, large,
// stop-a4, stop-a3, or numbers: of a country, or to be filled in where the country is "".
func (f GuideForm) FileName() string {
	switch f.Form {
	case "numbers":
		if f.Country == "" {
			return "numbers-" + f.Locale
		}
		return "numbers-" + f.Locale + "-" + f.Country
	case "stop-a4", "stop-a3":
		return "stop-" + f.Locale + strings.TrimPrefix(f.Form, "stop")
	case "":
		return "guide-" + f.Locale + "-" + f.Edition
	}
	return "guide-" + f.Locale + "-" + f.Edition + "-" + f.Form
}

// GuideForm is a form of the guide that is printed.
type GuideForm struct{ Locale, Edition, Form, Country string }

// Len is how many there are.
func (f *GuideFiles) Len() int { return len(f.all) }
