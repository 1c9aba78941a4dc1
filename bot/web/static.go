package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed" // style, script and mark
	"encoding/hex"
	"net/http"
	"strings"
)

//go:embed page.css
var styleSource []byte

//go:embed page.js
var scriptSource []byte

//go:embed listen.js
var listenSource []byte

//go:embed mark.svg
var markSource []byte

// static are the files of the page. Their names hold a hash of what they say, so that browsers may
// keep them for ever.
type static struct {
	style, guide, script, listen, mark string
	files                              map[string]file
}

type file struct {
	kind        string
	raw, packed []byte
}

func newStatic() static {
	s := static{files: map[string]file{}}
	add := func(name, ext, kind string, data []byte) string {
		path := hashed(name, ext, data)
		s.files[path] = file{kind, data, pack(data)}
		return "/static/" + path
	}
	s.style = add("page", ".css", "text/css; charset=utf-8", styleSource)
	s.guide = add("guide", ".css", "text/css; charset=utf-8", guideStyle)
	s.script = add("page", ".js", "text/javascript; charset=utf-8", lean(scriptSource))
	s.listen = add("listen", ".js", "text/javascript; charset=utf-8", lean(listenSource))
	s.mark = add("mark", ".svg", "image/svg+xml", markSource)
	return s
}

// hashed is a file's name with a hash of what it says in it.
func hashed(name, ext string, data []byte) string {
	sum := sha256.Sum256(data)
	return name + "." + hex.EncodeToString(sum[:6]) + ext
}

// forEver is for addresses that hold a hash.
const forEver = "public, max-age=31536000, immutable"

// lean is a script without what only its readers need: indents and lines of comment.
func lean(script []byte) []byte {
	var b bytes.Buffer
	for line := range bytes.Lines(script) {
		if line = bytes.TrimLeft(line, " "); !bytes.HasPrefix(line, []byte("//")) {
			b.Write(line)
		}
	}
	return b.Bytes()
}

func (s static) serve(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files[r.PathValue("name")]
	if !ok {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", forEver)
	h.Set("Vary", "Accept-Encoding")
	data := f.raw
	if takesGzip(r) {
		h.Set("Content-Encoding", "gzip")
		data = f.packed
	}
	_, _ = w.Write(data)
}

func takesGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

func pack(data []byte) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = z.Write(data)
	_ = z.Close()
	return b.Bytes()
}
