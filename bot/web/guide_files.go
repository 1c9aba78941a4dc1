package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"staysafe/bot"
	"strings"
	"time"
)

// files lists what of this page can be downloaded: of the cover, the whole guide.
func (s *sheet) files(all Guides) {
	add := func(form, label string) {
		f := bot.GuideForm{Locale: s.Locale, Edition: s.Edition, Form: form, Country: s.Country}
		if file, there := all.File(f.FileName()); there {
			s.Files = append(s.Files, download{s.T("guide.web." + label), printedAt(file)})
		}
	}
	switch {
	case s.Page == nil:
		add("", "pdf")
		add("fold", "fold")
		add("large", "large")
		s.Files = append(s.Files, download{s.T("guide.web.epub"), s.address(s.Locale+".epub", s.Edition, "")})
		s.Files = append(s.Files, download{s.T("guide.web.plain"), s.Plain()})
	case s.Page.Help && s.Country != "":
		add("numbers", "numbers")
	case s.Page.Help:
		add("numbers", "blank")
	case s.Page.ID == "stop":
		add("stop-a4", "poster")
		add("stop-a3", "poster_large")
	}
}

// printedAt is the address of a printed form: it holds a hash of the file, so that it may be kept.
func printedAt(f bot.GuideFile) string { return "/guide/file/" + f.Name + "." + f.Hash + ".pdf" }

// printed hands out a printed form, whole or in parts. An old address gets the file there is now.
func (c *Channel) printed(w http.ResponseWriter, r *http.Request) {
	name, rest, _ := strings.Cut(r.PathValue("name"), ".")
	f, there := c.cfg.Guides.File(name)
	if !there {
		http.Redirect(w, r, "/guide/en", http.StatusFound)
		return
	}
	data, err := f.Read()
	if err != nil {
		c.cfg.Logger.ErrorContext(r.Context(), "web: a printed guide can't be read")
		http.Redirect(w, r, "/guide/en", http.StatusFound)
		return
	}
	if rest == f.Hash+".pdf" {
		w.Header().Set("Cache-Control", forEver)
	}
	// The same name for all: it lies in a folder where others look.
	handOut(w, r, "guide.pdf", "application/pdf", f.Hash, data)
}

// book hands out the guide as an EPUB.
func (c *Channel) book(w http.ResponseWriter, r *http.Request, g *bot.Guide, country string) {
	data, err := c.cfg.Guides.Book(g, country)
	if err != nil {
		c.cfg.Logger.ErrorContext(r.Context(), "web: the book can't be written")
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(data)
	handOut(w, r, "guide.epub", "application/epub+zip", hex.EncodeToString(sum[:6]), data)
}

// handOut sends a file, whole or in parts (RFC 9110, 14), or says that the reader has it already.
func handOut(w http.ResponseWriter, r *http.Request, name, kind, hash string, data []byte) {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("ETag", `"`+hash+`"`)
	if h.Get("Cache-Control") != forEver {
		h.Set("Cache-Control", "no-cache")
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}
