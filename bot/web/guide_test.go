package web

import (
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"staysafe/bot"
	"strings"
	"testing"
	"testing/fstest"
)

// shelf is a guide of three pages.
type shelf struct{ files *bot.GuideFiles }

func (s shelf) File(name string) (bot.GuideFile, bool) { return s.files.File(name) }

func (shelf) Book(g *bot.Guide, country string) ([]byte, error) {
	return []byte("a book of " + g.Edition + " in " + country), nil
}

func (shelf) Guide(locale, edition string) *bot.Guide {
	if edition != "young" && edition != "teachers" {
		return nil
	}
	return &bot.Guide{
		Locale: locale, Direction: "ltr", Edition: edition, Name: "A guide", Readers: "For you", Note: "Nobody read it", Imprint: "Edition 1", Others: []string{"es"},
		Pages: []bot.GuidePage{
			{ID: "one", Number: 1, Title: "First", Drawing: bot.GuideDrawing{Name: "bench", Alt: "A bench", SVG: []byte(bench)}, Parts: []bot.GuidePart{{Title: "A part", Texts: []string{"Two <b>lines</b>\nof text:\n– a\n– b"}}}, Say: `"Help me."`},
			{ID: "two", Number: 2, Title: "Second", Parts: []bot.GuidePart{{Texts: []string{"More"}}}},
			{ID: "help", Number: 3, Title: "People", Parts: []bot.GuidePart{{Texts: []string{"They listen"}}}, Help: true},
		},
	}
}

func (shelf) Ends(_, country string) bot.GuideEnd {
	if country != "KE" {
		return bot.GuideEnd{}
	}
	return bot.GuideEnd{Country: "Kenya", Emergency: "999", Line: &bot.Card{Name: "Childline", Dial: "116", Links: []bot.Link{{Label: "Call 116", URL: "tel:116"}}}}
}

func (shelf) Help(_, country string) []bot.Message {
	return []bot.Message{{Text: "in " + country, Card: &bot.Card{Name: "Childline", Dial: "116", Links: []bot.Link{{Label: "Call 116", URL: "tel:116"}}}}, {Text: "Wait"}}
}

// bench is a drawing.
const bench = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><path d="M0 1h2"/></svg>`

func (shelf) Drawing(name string) []byte {
	if name != "bench" {
		return nil
	}
	return []byte(bench)
}

func (shelf) Note(string) string { return "Nobody read it" }

func (shelf) Plain(g *bot.Guide, country string) string { return g.Edition + " in " + country }

func (shelf) Countries(string) []bot.Country {
	return []bot.Country{{Code: "FR", Name: "France"}, {Code: "KE", Name: "Kenya"}}
}

func guided(t *testing.T) *Channel {
	t.Helper()
	c := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler))
	cfg := c.cfg
	cfg.Guides = shelf{}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestGuidePages: every page can be turned, ends with whom to call, and keeps country and edition in
// its links; what is not there leads to what is.
func TestGuidePages(t *testing.T) {
	c := guided(t)
	for path, want := range map[string][]string{
		"/guide/en": {"A guide", "For you", `href="/guide/en/one"`, `href="/guide/en?for=teachers"`, `href="/guide/es"`, "Nobody read it", "Edition 1", `href="/guide/en.txt"`, `href="/guide/en.epub"`},
		"/guide/en/one?country=KE": {
			"Two &lt;b&gt;lines&lt;/b&gt;", "<h2>A part</h2>", `alt="A bench"`, `src="/guide/drawing/bench.`, "<ul><li>a</li><li>b</li></ul>", "Help me.", `href="tel:999"`, `href="tel:116"`, `rel="next" href="/guide/en/two?country=KE"`,
			`href="/guide/es/one?country=KE"`, `aria-current="page"`,
		},
		"/guide/en/two":                          {`rel="prev" href="/guide/en/one"`, `rel="next" href="/guide/en/help"`, `<a href="/guide/en/help">`},
		"/guide/en/help?for=teachers&country=KE": {`<option value="KE" selected>Kenya</option>`, `name="for" value="teachers"`, `href="tel:116"`, "Wait"},
		"/guide/en/help?country=XX":              {`<option value="KE">Kenya</option>`},
	} {
		w := do(t, c, http.MethodGet, path, "", "")
		body := w.Body.String()
		if w.Code != http.StatusOK || w.Header().Get("Content-Language") != "en" || w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		for _, s := range want {
			if !strings.Contains(body, s) {
				t.Errorf("%s: %q is not in\n%s", path, s, body)
			}
		}
		if out := regexp.MustCompile(`(src|href)="(https?:)?//`).FindAllString(body, -1); len(out) != 1 { // the way out
			t.Errorf("%s asks for %d things from elsewhere: %v", path, len(out), out)
		}
	}
	for path, to := range map[string]string{
		"/guide/xx": "/guide/en", "/guide/en/nothing?country=KE": "/guide/en?country=KE", "/guide/en?for=nobody": "/guide/en", "/guide/en/one?for=nobody": "/guide/en",
	} {
		if w := do(t, c, http.MethodGet, path, "", ""); w.Code != http.StatusFound || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q, want %q", path, w.Code, w.Header().Get("Location"), to)
		}
	}
	if w := do(t, c, http.MethodGet, "/guide/en.txt?for=teachers&country=KE", "", ""); w.Body.String() != "teachers in KE" || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("as text: %q %v", w.Body, w.Header())
	}
	if w := do(t, c, http.MethodPost, "/guide/en", "", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

// TestGuideSendsLittle: a page is a fraction of what a first load may be.
func TestGuideSendsLittle(t *testing.T) {
	c := guided(t)
	total := len(pack(styleSource)) + len(pack(guideStyle)) + len(pack(markSource)) + len(pack(do(t, c, http.MethodGet, "/guide/en/one", "", "").Body.Bytes()))
	if total > 12<<10 {
		t.Error(fmt.Sprint(total, " bytes for a first page"))
	}
}

// printers are some printed forms.
func printers(t *testing.T) (fstest.MapFS, *bot.GuideFiles) {
	t.Helper()
	folder := fstest.MapFS{}
	for _, name := range []string{"guide-en-young", "guide-en-young-fold", "guide-es-young", "numbers-en", "numbers-en-KE"} {
		folder[name+".pdf"] = &fstest.MapFile{Data: []byte("%PDF-" + name)}
	}
	files, problems := bot.OpenGuideFiles(folder)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return folder, files
}

func printing(t *testing.T) (*Channel, fstest.MapFS) {
	t.Helper()
	cfg := newChannel(t, &echo{turn: hello()}, slog.New(slog.DiscardHandler)).cfg
	folder, files := printers(t)
	cfg.Guides = shelf{files}
	c, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c, folder
}

// TestGuideFilesAreListedWhereTheyAre: a link to a file stands only where there is one, and leads to it.
func TestGuideFilesAreListedWhereTheyAre(t *testing.T) {
	c, _ := printing(t)
	link := regexp.MustCompile(`href="(/guide/file/[^"]+|/guide/en\.[a-z]+[^"]*)"`)
	for path, want := range map[string]string{
		"/guide/en":                     "guide-en-young guide-en-young-fold epub txt",
		"/guide/en?for=teachers":        "epub txt",
		"/guide/en/one":                 "",
		"/guide/en/help":                "numbers-en",
		"/guide/en/help?country=KE":     "numbers-en-KE",
		"/guide/es/help?country=KE":     "",
		"/guide/en/one?country=KE&save": "",
	} {
		var got []string
		for _, m := range link.FindAllStringSubmatch(do(t, c, http.MethodGet, path, "", "").Body.String(), -1) {
			to := html.UnescapeString(m[1])
			w := do(t, c, http.MethodGet, to, "", "")
			name, _, _ := strings.Cut(strings.TrimPrefix(to, "/guide/file/"), ".")
			if ext := strings.TrimPrefix(strings.Split(to, "?")[0], "/guide/en."); ext == "epub" || ext == "txt" {
				name = ext
			} else if w.Body.String() != "%PDF-"+name {
				t.Errorf("%s is %q", to, w.Body)
			}
			if w.Code != http.StatusOK {
				t.Errorf("%s: %d", to, w.Code)
			}
			got = append(got, name)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s lists %q, want %q", path, s, want)
		}
	}
}

// TestGuideFileIsHandedOut: whole, in parts, or not again; for ever at an address that names what is in it;
// under a name that says nothing; and where it is missing the page is shown.
func TestGuideFileIsHandedOut(t *testing.T) {
	c, folder := printing(t)
	at := do(t, c, http.MethodGet, "/guide/en.pdf?for=young", "", "").Header().Get("Location")
	if !regexp.MustCompile(`^/guide/file/guide-en-young\.[0-9a-f]{12}\.pdf$`).MatchString(at) {
		t.Fatalf("the PDF is at %q", at)
	}
	ask := func(path string, header ...string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		c.ServeHTTP(w, r)
		return w
	}
	whole := ask(at)
	h := whole.Header()
	if whole.Code != http.StatusOK || whole.Body.String() != "%PDF-guide-en-young" || h.Get("Content-Type") != "application/pdf" || h.Get("Cache-Control") != forEver ||
		h.Get("Content-Disposition") != `attachment; filename="guide.pdf"` || h.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("%d %q %v", whole.Code, whole.Body, h)
	}
	if w := ask(at, "Range", "bytes=5-9"); w.Code != http.StatusPartialContent || w.Body.String() != "guide" {
		t.Errorf("a part: %d %q", w.Code, w.Body)
	}
	if w := ask(at, "If-None-Match", h.Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
		t.Errorf("again: %d", w.Code)
	}
	if w := ask("/guide/file/guide-en-young.000000000000.pdf"); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != "no-cache" {
		t.Errorf("an old address: %d %v", w.Code, w.Header())
	}
	book := ask("/guide/en.epub?for=teachers&country=KE")
	if book.Body.String() != "a book of teachers in KE" || book.Header().Get("ETag") == "" || book.Header().Get("Content-Disposition") != `attachment; filename="guide.epub"` {
		t.Errorf("the book: %q %v", book.Body, book.Header())
	}
	for path, to := range map[string]string{
		"/guide/en.pdf?for=teachers": "/guide/en?for=teachers", "/guide/en.pdf?form=../../x": "/guide/en", "/guide/en.exe": "/guide/en", "/guide/file/nothing.pdf": "/guide/en",
	} {
		if w := ask(path); w.Code != http.StatusFound || w.Header().Get("Location") != to {
			t.Errorf("%s: %d to %q, want %q", path, w.Code, w.Header().Get("Location"), to)
		}
	}
	delete(folder, "guide-en-young.pdf")
	if w := ask(at); w.Code != http.StatusFound || w.Header().Get("Location") != "/guide/en" {
		t.Errorf("a file that is gone: %d", w.Code)
	}
}

// TestReadingAloudIsOffered on pages, hidden until the device says that it can; not on a cover, which has nothing to read.
func TestReadingAloudIsOffered(t *testing.T) {
	c, _ := printing(t)
	page := do(t, c, http.MethodGet, "/guide/en/one", "", "").Body.String()
	script := regexp.MustCompile(`<script defer src="(/static/listen\.[0-9a-f]+\.js)"></script>`).FindStringSubmatch(page)
	if script == nil || strings.Count(page, "<script") != 1 || !strings.Contains(page, `<div id="listen" class="listen" hidden><button type="button" class="btn" data-listen="guide.web.listen" data-stop="guide.web.listen_stop">`) {
		t.Fatalf("it is not offered as it should in\n%s", page)
	}
	if w := do(t, c, http.MethodGet, script[1], "", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "localService") {
		t.Errorf("the script: %d %s", w.Code, w.Body)
	}
	if cover := do(t, c, http.MethodGet, "/guide/en", "", "").Body.String(); strings.Contains(cover, "<script") || strings.Contains(cover, "listen") {
		t.Error("a cover is read aloud")
	}
}

// TestSavedPage: a page as one file holds everything, asks for nothing, leads nowhere but to help, and
// does not say in its name what it is about.
func TestSavedPage(t *testing.T) {
	c, _ := printing(t)
	w := do(t, c, http.MethodGet, "/guide/en/one?country=KE&save", "", "")
	body := w.Body.String()
	if w.Header().Get("Content-Disposition") != `attachment; filename="page-1.html"` {
		t.Errorf("it is called %q", w.Header().Get("Content-Disposition"))
	}
	for _, want := range []string{"<style>", "data:image/svg&#43;xml;base64,", "Two &lt;b&gt;lines", "Help me.", `href="tel:999"`, "Nobody read it"} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not in\n%s", want, body)
		}
	}
	if found := regexp.MustCompile(`(?:href|src|action)="(?:/|https?:)[^"]*"|<script|<form`).FindString(body); found != "" {
		t.Errorf("it holds %s", found)
	}
}
