// Package epub writes the guide as an EPUB 3 book: one file that is read without the net, in the letters
// and colours a reader chooses. It writes only what it is given, and the same bytes for the same guide.
package epub

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed" // the pages and their style
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"slices"
	"staysafe/bot"
	"strings"
	"text/template"
	"time"
)

//go:embed book.tmpl
var source string

//go:embed book.css
var style []byte

// Labels are the words around the guide's own.
type Labels struct {
	Contents string // above the list of pages
	Say      string // above words to say to somebody
	Danger   string // at the end of each page
	Talk     string // link to the page with people who help
}

// Book is a guide with what stands around it.
type Book struct {
	Guide  *bot.Guide
	Labels Labels
	People []bot.Message // who helps in the country that was named; empty if none was
	Dated  time.Time     // its edition: the file holds no other time
}

// Write writes the book. It returns what w returns.
func (b Book) Write(w io.Writer) error {
	pages, err := template.New("book").Funcs(template.FuncMap{"x": escaped, "lines": lines}).Parse(source)
	if err != nil {
		return fmt.Errorf("reading the templates: %w", err)
	}
	z := zip.NewWriter(w)
	// The specification wants the kind of the file first, uncompressed (OCF 3.3, 4.2).
	if err := b.add(z, "mimetype", []byte("application/epub+zip"), zip.Store); err != nil {
		return err
	}
	var files bytes.Buffer
	write := func(name, what string, data any) error {
		files.Reset()
		if err := pages.ExecuteTemplate(&files, what, data); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		return b.add(z, name, files.Bytes(), zip.Deflate)
	}
	if err := write("META-INF/container.xml", "container", b); err != nil {
		return err
	}
	for _, part := range []struct{ name, what string }{{"book.opf", "package"}, {"nav.xhtml", "nav"}, {"cover.xhtml", "cover"}} {
		if err := write(path.Join("OEBPS", part.name), part.what, b); err != nil {
			return err
		}
	}
	for i := range b.Guide.Pages {
		p := &b.Guide.Pages[i]
		if err := write(path.Join("OEBPS", p.ID+".xhtml"), "page", sheet{b, p}); err != nil {
			return err
		}
	}
	if err := b.add(z, "OEBPS/book.css", style, zip.Deflate); err != nil {
		return err
	}
	for _, d := range b.Drawings() {
		if err := b.add(z, path.Join("OEBPS", d.Name+".svg"), d.SVG, zip.Deflate); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("ending the file: %w", err)
	}
	return nil
}

// sheet is a page in its book.
type sheet struct {
	Book
	Page *bot.GuidePage
}

func (b Book) add(z *zip.Writer, name string, data []byte, method uint16) error {
	f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
	if err == nil {
		_, err = f.Write(data)
	}
	if err != nil {
		return fmt.Errorf("adding %s: %w", name, err)
	}
	return nil
}

// Drawings are the drawings of the book, each once, by name.
func (b Book) Drawings() []bot.GuideDrawing {
	all := []bot.GuideDrawing{b.Guide.Cover}
	for _, p := range b.Guide.Pages {
		all = append(all, p.Drawing)
	}
	slices.SortFunc(all, func(a, o bot.GuideDrawing) int { return strings.Compare(a.Name, o.Name) })
	all = slices.CompactFunc(all, func(a, o bot.GuideDrawing) bool { return a.Name == o.Name })
	return slices.DeleteFunc(all, func(d bot.GuideDrawing) bool { return d.Name == "" })
}

// Identifier names this book and what it says.
func (b Book) Identifier() string {
	h := sha256.New()
	_, _ = fmt.Fprintf(h, "%v", *b.Guide) // a hash takes everything
	for _, m := range b.People {
		_, _ = h.Write([]byte(m.Text))
	}
	return "urn:staysafe:guide:" + b.Guide.Locale + ":" + b.Guide.Edition + ":" + hex.EncodeToString(h.Sum(nil)[:8])
}

// Modified is the book's date as EPUB wants it (EPUB 3.3, 5.5.5).
func (b Book) Modified() string { return b.Dated.UTC().Format("2006-01-02T15:04:05Z") }

// Helps tells where people who help stand, "" if nowhere.
func (b Book) Helps() string {
	for _, p := range b.Guide.Pages {
		if p.Help {
			return p.ID + ".xhtml"
		}
	}
	return ""
}

// line is a paragraph, or items of a list.
type line struct {
	Text  string
	Items []string
}

// lines are the lines of a text; those that begin with a dash are a list.
func lines(text string) []line {
	var all []line
	for l := range strings.SplitSeq(text, "\n") {
		item, listed := strings.CutPrefix(l, "– ")
		if !listed {
			item, listed = strings.CutPrefix(l, "- ")
		}
		switch {
		case !listed:
			all = append(all, line{Text: l})
		case len(all) > 0 && all[len(all)-1].Items != nil:
			all[len(all)-1].Items = append(all[len(all)-1].Items, item)
		default:
			all = append(all, line{Items: []string{item}})
		}
	}
	return all
}

// escaped is a text as XML has it.
func escaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;").Replace(text)
}
