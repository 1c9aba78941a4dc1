package bot

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
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

// GuideFileError tells what is wrong with a file that can't be a printed form of the guide.
type GuideFileError struct{ Name, Problem, Fix string }

// Error implements error.
func (e *GuideFileError) Error() string { return e.Name + ": " + e.Problem + "; " + e.Fix }

// OpenGuideFiles takes the files of some folders; one in a later folder replaces one of the same name. A
// folder that is not there has none. The errors are for staff: each names a file that is left out.
func OpenGuideFiles(folders ...fs.FS) (*GuideFiles, []*GuideFileError) {
	files := &GuideFiles{all: map[string]GuideFile{}}
	var problems []*GuideFileError
	for _, folder := range folders {
		found, err := fs.Glob(folder, "*.pdf")
		if err != nil {
			problems = append(problems, &GuideFileError{".", "this folder can't be read", "check its permissions"})
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

func openGuideFile(folder fs.FS, name string) (GuideFile, *GuideFileError) {
	f := GuideFile{Name: name[:len(name)-len(path.Ext(name))], folder: folder}
	if !regexp.MustCompile(`^(guide-[A-Za-z-]+-(young|short|easy|caregivers|teachers)(-fold|-large)?|stop-[A-Za-z-]+-a[34]|numbers-[A-Za-z-]+)$`).MatchString(f.Name) {
		return f, &GuideFileError{name, "no guide is called that", "call it guide-LOCALE-EDITION.pdf, as in guide-fr-young.pdf"}
	}
	data, err := f.read()
	if err != nil {
		return f, err
	}
	sum := sha256.Sum256(data)
	f.Hash = hex.EncodeToString(sum[:6])
	return f, nil
}

// Read reads the file. Its error is a *GuideFileError.
func (f GuideFile) Read() ([]byte, error) {
	data, err := f.read()
	if err != nil {
		return nil, err
	}
	return data, nil
}

func (f GuideFile) read() ([]byte, *GuideFileError) {
	name := f.Name + ".pdf"
	info, err := fs.Stat(f.folder, name)
	if err == nil && info.Size() > MaxGuideFile {
		return nil, &GuideFileError{name, fmt.Sprintf("it is larger than %d MiB", MaxGuideFile>>20), "make its pictures smaller"}
	}
	data, err := fs.ReadFile(f.folder, name)
	if err != nil {
		return nil, &GuideFileError{name, "it can't be read", "check its permissions"}
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) {
		return nil, &GuideFileError{name, "it is not a PDF", "export it as PDF"}
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

// guideFiles are the printed forms that are there now.
func (b *Bot) guideFiles() *GuideFiles {
	if b.Guides == nil {
		return nil
	}
	return b.Guides()
}
