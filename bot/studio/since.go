package studio

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"staysafe/bot/content"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// How far back a translation's source is looked for: in how many versions of the source, and in how many commits.
const (
	maxBack    = 60
	maxCommits = 5000
)

// sourceThen is the source a translation was made from, by the hash it carries; "" where the history does not have it.
func (d *Desk) sourceThen(v Version, id, hash string) (string, error) {
	c, err := d.store.repo.CommitObject(v)
	var last plumbing.Hash
	for seen, commits := 0, 0; err == nil && seen < maxBack && commits < maxCommits; commits++ {
		t, wrong := c.Tree()
		if wrong != nil {
			return "", fmt.Errorf("reading a version's files: %w", wrong)
		}
		e, wrong := t.FindEntry(wordsFile(content.SourceLocale))
		if wrong == nil && e.Hash != last {
			last = e.Hash
			seen++
			data, wrong := d.store.contents(e.Name, e.Hash)
			if wrong != nil {
				return "", wrong
			}
			all, wrong := d.parsed.read(data)
			if src := all[id]; wrong == nil && content.SourceHash(src["description"], src["other"]) == hash {
				return src["other"], nil
			}
		}
		if c, err = c.Parent(0); errors.Is(err, object.ErrParentNotFound) {
			return "", nil
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("reading the history: %w", err)
	}
	return "", nil
}

// Piece is a part of a text that two versions share, or that only the older (Gone) or the newer (New) has.
type Piece struct {
	Text      string
	Gone, New bool
}

// maxCompared is how many words of a text are compared word by word: the longest are lessons, below it.
const maxCompared = 800

// differences compares two texts word by word: the longest common subsequence stays.
func differences(was, is string) []Piece {
	a, z := wordsOf(was), wordsOf(is)
	if len(a) > maxCompared || len(z) > maxCompared {
		return []Piece{{Text: was, Gone: true}, {Text: is, New: true}}
	}
	long := make([][]int, len(a)+1) // of what is left of both
	for i := range long {
		long[i] = make([]int, len(z)+1)
	}
	for i, w := range slices.Backward(a) {
		for k, v := range slices.Backward(z) {
			if w == v {
				long[i][k] = long[i+1][k+1] + 1
			} else {
				long[i][k] = max(long[i+1][k], long[i][k+1])
			}
		}
	}
	var all []Piece
	add := func(p Piece) {
		if n := len(all); n > 0 && all[n-1].Gone == p.Gone && all[n-1].New == p.New {
			all[n-1].Text += p.Text
			return
		}
		all = append(all, p)
	}
	i, k := 0, 0
	for i < len(a) || k < len(z) {
		switch {
		case i < len(a) && k < len(z) && a[i] == z[k]:
			add(Piece{Text: a[i]})
			i, k = i+1, k+1
		case k == len(z) || i < len(a) && long[i+1][k] >= long[i][k+1]:
			add(Piece{Text: a[i], Gone: true})
			i++
		default:
			add(Piece{Text: z[k], New: true})
			k++
		}
	}
	return all
}

// wordsOf cuts a text into words and the blanks between them: together they are the text.
func wordsOf(s string) []string {
	var all []string
	for s != "" {
		end := strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) != unicode.IsSpace(first(s)) })
		if end < 0 {
			end = len(s)
		}
		all, s = append(all, s[:end]), s[end:]
	}
	return all
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
