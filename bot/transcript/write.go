package transcript

import (
	"fmt"
	"slices"
	"staysafe/bot/content"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// Difference is one answer that is not as it was written down.
type Difference struct {
	File, Talk, Turn string
	Want, Got        []string
}

// String shows what was expected and what came.
func (d Difference) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s: after %q\n", d.File, d.Talk, d.Turn)
	for _, l := range d.Want {
		if !slices.Contains(d.Got, l) {
			fmt.Fprintf(&b, "  - %s\n", l)
		}
	}
	for _, l := range d.Got {
		if !slices.Contains(d.Want, l) {
			fmt.Fprintf(&b, "  + %s\n", l)
		}
	}
	return b.String()
}

// Compare tells where a talk was answered differently from what was written down.
func Compare(talk Talk, r Result) []Difference {
	var all []Difference
	for i, turn := range talk.Turns {
		if i < len(r.Lines) && !slices.Equal(turn.Want, r.Lines[i]) {
			all = append(all, Difference{talk.File, talk.Name, turn.String(), turn.Want, r.Lines[i]})
		}
	}
	return all
}

// Rewrite plays all talks of a file and writes the bot's lines anew; the person's lines and the
// comments stay.
func Rewrite(c *content.Content, file string, data []byte) ([]byte, error) {
	archive := txtar.Parse(data)
	talks, err := Parse(file, data)
	if err != nil {
		return nil, err
	}
	for i, talk := range talks {
		r, err := Play(c, talk, Kinds()[0])
		if err != nil {
			return nil, err
		}
		archive.Files[i].Data = []byte(talk.text(r))
	}
	return txtar.Format(archive), nil
}

// Append writes a talk as a new section at the end of a file, with the bot's lines. It returns what Play returns.
func Append(c *content.Content, data []byte, talk Talk) ([]byte, error) {
	r, err := Play(c, talk, Kinds()[0])
	if err != nil {
		return nil, err
	}
	archive := txtar.Parse(data)
	archive.Files = append(archive.Files, txtar.File{Name: talk.Name, Data: []byte(talk.text(r))})
	return txtar.Format(archive), nil
}

func (t Talk) text(r Result) string {
	var b strings.Builder
	if t.Locale != "" {
		fmt.Fprintf(&b, "lang: %s\n", t.Locale)
	}
	if t.Country != "" {
		fmt.Fprintf(&b, "country: %s\n", t.Country)
	}
	if !t.At.IsZero() {
		fmt.Fprintf(&b, "at: %s\n", t.At.UTC().Format(time.RFC3339))
	}
	for i, turn := range t.Turns {
		for _, c := range turn.Comments {
			fmt.Fprintln(&b, c)
		}
		fmt.Fprintln(&b, turn.String())
		for _, l := range r.Lines[i] {
			fmt.Fprintln(&b, l)
		}
	}
	return b.String() + "\n"
}
