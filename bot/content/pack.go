package content

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/packed"
	"staysafe/bot/understand"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

// ErrOtherContent is returned for what was packed of other content than what was read.
var ErrOtherContent = errors.New("packed from other content")

// Pack writes content that was checked and all that was learnt from it, so that a later start need
// not do it again: texts, the directory, words and what they taught. Flows, the library and drawings are small:
// they are read from their own files each time. It waits until everything has been learnt.
func (c *Content) Pack() []byte {
	var w packed.Writer
	w.String(c.sum)
	w.Strings(c.review.Offered)
	w.Int(len(c.nearby))
	for _, tag := range slices.Sorted(maps.Keys(c.nearby)) {
		w.String(tag)
		w.Strings(c.nearby[tag])
	}
	w.Int(len(c.locales))
	for _, tag := range c.Written() {
		w.String(tag)
		c.locales[tag].pack(&w)
	}
	c.directory.pack(&w)
	c.heard.Pack(&w)
	return w.Bytes()
}

// Unpack makes content of what was read and of what Content.Pack wrote about the same files. It is
// not checked again: only checked content can be packed. It returns packed.ErrDamaged or
// ErrOtherContent.
func (s *Sources) Unpack(data []byte) (*Content, error) {
	b := s.builder()
	var flows sync.WaitGroup
	flows.Go(func() {
		for _, f := range s.files {
			if strings.HasPrefix(f.path, "flows/") && !strings.HasPrefix(f.path, "flows/help/") {
				b.take(understood(s.memo, f))
			}
		}
	})
	c, err := unpack(data, s.Sum())
	flows.Wait()
	if err != nil {
		return nil, err
	}
	c.version, c.flows, c.shelf, c.drawings = b.version, b.flows, b.shelf, b.drawings
	c.interrupts()
	return c, nil
}

func unpack(data []byte, sum string) (*Content, error) {
	r, err := packed.NewReader(data)
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	c := &Content{sum: r.String(), review: &review{Offered: r.Strings()}, nearby: map[string][]string{}, locales: map[string]*locale{}}
	if c.sum != sum {
		return nil, ErrOtherContent
	}
	for range r.Len() {
		tag := r.String()
		c.nearby[tag] = r.Strings()
	}
	for range r.Len() {
		tag := r.String()
		c.locales[tag] = unpackLocale(r, tag)
	}
	if c.directory, err = unpackDirectory(r); err != nil {
		return nil, err
	}
	if c.heard, err = understand.Unpack(r); err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return c, nil
}

// forms of a text in the order in which they are packed.
func (t *text) written() [6]*string {
	return [...]*string{&t.Zero, &t.One, &t.Two, &t.Few, &t.Many, &t.Other}
}

func (l *locale) pack(w *packed.Writer) {
	w.Bool(l.rtl)
	w.String(string(l.weakest))
	w.String(string(l.safety))
	w.Int(len(l.places))
	for _, code := range slices.Sorted(maps.Keys(l.places)) {
		w.String(code)
		w.String(l.places[code])
	}
	w.Int(len(l.texts))
	for _, id := range slices.Sorted(maps.Keys(l.texts)) {
		w.String(id)
		for _, form := range l.texts[id].written() {
			w.String(*form)
		}
	}
}

func unpackLocale(r *packed.Reader, tag string) *locale {
	l := &locale{tag: tag, rtl: r.Bool(), weakest: State(r.String()), safety: State(r.String())}
	n := r.Len()
	l.places = make(map[string]string, n)
	for range n {
		code := r.String()
		l.places[code] = r.String()
	}
	texts := make([]text, r.Len())
	l.texts = make(map[string]*text, len(texts))
	for i := range texts {
		l.texts[r.String()] = &texts[i]
		for _, form := range texts[i].written() {
			*form = r.String()
		}
	}
	l.localizer = sync.OnceValue(func() *i18n.Localizer {
		localizer, _ := speaker(language.Make(tag), l.texts) // the same texts were taken before they were packed
		return localizer
	})
	return l
}

// interrupts notes which words start which flow, and which places were others.
func (c *Content) interrupts() {
	c.lists, c.ranks, c.moved = map[string]flow.Entry{}, map[string]int{}, map[flow.Entry]flow.Entry{}
	for _, f := range c.inOrder() {
		for _, in := range f.Interrupts {
			c.lists[in.Words] = flow.Entry{Flow: f.ID, Step: in.At}
			c.ranks[in.Words] = in.Rank
		}
		f.Moves(func(old, now flow.Entry, _ flow.Pos) { c.moved[old] = now })
	}
}
