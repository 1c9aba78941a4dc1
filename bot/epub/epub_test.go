package epub_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"regexp"
	"staysafe/bot"
	"staysafe/bot/epub"
	"strings"
	"testing"
	"time"
)

func book() epub.Book {
	bench := bot.GuideDrawing{Name: "bench", Alt: `A "bench" & a sun`, SVG: []byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"/>`)}
	return epub.Book{
		Guide: &bot.Guide{
			Locale: "ar", Direction: "rtl", Edition: "young", Name: "A <guide>", Readers: "For you & me", Note: "Nobody read it", Imprint: "Edition 1", Cover: bench,
			Pages: []bot.GuidePage{
				{ID: "one", Number: 1, Title: "First & best", Drawing: bench, Parts: []bot.GuidePart{{Title: "Part", Texts: []string{"1. Two <b>lines</b>\nof text:\n– a\n– b\nend"}}}, Say: `"Help me."`},
				{ID: "people", Number: 2, Title: "People", Parts: []bot.GuidePart{{Texts: []string{"They listen"}}}, Help: true},
			},
		},
		Labels: epub.Labels{Contents: "Pages", Say: "Say it", Danger: "In danger?", Talk: "People who help"},
		People: []bot.Message{{Text: "Childline (Kenya): 116\nDay & night", Card: &bot.Card{Name: "Childline"}}},
		Dated:  time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
	}
}

func written(t *testing.T, b epub.Book) []byte {
	t.Helper()
	var w bytes.Buffer
	if err := b.Write(&w); err != nil {
		t.Fatal(err)
	}
	return w.Bytes()
}

// TestBook: the file begins as the format wants it, every page is well-formed, every file is listed and
// every link leads to one, and nothing is fetched or run.
func TestBook(t *testing.T) {
	data := written(t, book())
	if !bytes.Equal(data, written(t, book())) {
		t.Error("the same guide comes out different")
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	if first := z.File[0]; first.Name != "mimetype" || first.Method != zip.Store || string(data[30:58]) != "mimetypeapplication/epub+zip" {
		t.Errorf("it begins with %s %q", first.Name, data[30:58])
	}
	files := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		files[f.Name] = string(text)
		if ext := path.Ext(f.Name); ext != "" && ext != ".css" {
			for d := xml.NewDecoder(bytes.NewReader(text)); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v\n%s", f.Name, err, text)
				}
			}
		}
	}
	manifest := files["OEBPS/book.opf"]
	for name, text := range files {
		file, inside := strings.CutPrefix(name, "OEBPS/")
		if inside && file != "book.opf" && strings.Count(manifest, `href="`+file+`"`) != 1 {
			t.Errorf("%s is not listed once", name)
		}
		for _, m := range regexp.MustCompile(`(?:href|src)="([^"]*)"`).FindAllStringSubmatch(text, -1) {
			if _, there := files["OEBPS/"+m[1]]; !there {
				t.Errorf("%s leads to %s, which is not there", name, m[1])
			}
		}
		if strings.Contains(text, "<script") || strings.Contains(text, "<b>") {
			t.Errorf("%s holds what it should not:\n%s", name, text)
		}
	}
	for name, want := range map[string][]string{
		"book.opf":     {`dir="rtl"`, "<dc:language>ar<", "2026-11-01T00:00:00Z", `page-progression-direction="rtl"`, `properties="cover-image"`, "Nobody read it", "A &lt;guide&gt;. For you &amp; me"},
		"nav.xhtml":    {`<a href="one.xhtml">First &amp; best</a>`, "Pages"},
		"cover.xhtml":  {`alt="A &#34;bench&#34; &amp; a sun"`, "Edition 1 Nobody read it"},
		"one.xhtml":    {"<h1>First &amp; best</h1>", "<h2>Part</h2>", "<ul><li>a</li><li>b</li></ul>\n<p>end</p>", "Say it", "&#34;Help me.&#34;", "In danger?", `<a href="people.xhtml">People who help</a>`, `dir="rtl"`},
		"people.xhtml": {`<div class="person"><p>Childline (Kenya): 116</p>`, "Day &amp; night"},
	} {
		for _, s := range want {
			if !strings.Contains(files["OEBPS/"+name], s) {
				t.Errorf("%s: %q is not in\n%s", name, s, files["OEBPS/"+name])
			}
		}
	}
}

// TestIdentifier: what the guide or its numbers say names the book.
func TestIdentifier(t *testing.T) {
	seen := map[string]bool{}
	for _, change := range []func(*epub.Book){
		func(*epub.Book) {}, func(b *epub.Book) { b.Guide.Pages[0].Say = "Help" }, func(b *epub.Book) { b.People = nil }, func(b *epub.Book) { b.Guide.Locale = "fa" },
	} {
		b := book()
		change(&b)
		seen[b.Identifier()] = true
	}
	if len(seen) != 4 {
		t.Errorf("%d names for 4 books", len(seen))
	}
}
