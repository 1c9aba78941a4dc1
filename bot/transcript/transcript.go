// Package transcript plays the conversations that staff write in flows/*.txtar: what a person
// does, and what the bot answers. A transcript is a page that anybody can read, and a test.
//
// Staff write only the lines that begin with "you:"; the bot's lines are written by the
// program, and read in review.
package transcript

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/txtar"
)

// Talk is one conversation: a section of a .txtar file.
type Talk struct {
	File, Name string
	Locale     string    // "lang: es"; empty is the source language
	Country    string    // "country: KE": known from before
	At         time.Time // "at: 2026-11-28T23:00:00Z": when it begins; zero is a Tuesday at noon
	Turns      []Turn
}

// Turn is one thing a person does, with the answer that was written down.
type Turn struct {
	Comments []string
	Do       Do
	Arg      string
	Choice   string // what a Tap taps, whatever its label says: see Result.Chosen; "" where the label tells it
	Want     []string
}

// Do is what a person does.
type Do string

// What a person can do in a transcript.
const (
	Say    Do = "say"    // you: some words
	Tap    Do = "tap"    // you: [Label]
	Attach Do = "attach" // you: (picture) caption
	Edit   Do = "edit"   // edit: other words
	Start  Do = "start"  // start: CODE
	Again  Do = "again"  // again: the same delivery once more
	Later  Do = "later"  // later: 15m of quiet
	Late   Do = "late"   // late: words that were written long ago
)

// Parse reads the talks of one .txtar file.
func Parse(file string, data []byte) ([]Talk, error) {
	var talks []Talk
	for _, section := range txtar.Parse(data).Files {
		t := Talk{File: file, Name: section.Name}
		if err := t.read(string(section.Data)); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", file, section.Name, err)
		}
		talks = append(talks, t)
	}
	return talks, nil
}

func (t *Talk) read(body string) error {
	var comments []string
	for _, line := range strings.Split(body, "\n") {
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch {
		case strings.TrimSpace(line) == "":
		case strings.HasPrefix(line, "#"):
			comments = append(comments, line)
		case strings.HasPrefix(line, "bot:"), strings.HasPrefix(line, "     "):
			if len(t.Turns) == 0 {
				return errors.New("the bot can't speak first, begin with a line of the person")
			}
			last := &t.Turns[len(t.Turns)-1]
			last.Want = append(last.Want, line)
		case key == "lang" && len(t.Turns) == 0:
			t.Locale = value
		case key == "country" && len(t.Turns) == 0:
			t.Country = value
		case key == "at" && len(t.Turns) == 0:
			at, err := time.Parse(time.RFC3339, value)
			if err != nil {
				return fmt.Errorf("at: %q is not a time like 2026-11-28T23:00:00Z", value)
			}
			t.At = at
		case key == "you":
			t.Turns = append(t.Turns, you(value, comments))
			comments = nil
		case key == "edit", key == "start", key == "again", key == "later", key == "late":
			t.Turns = append(t.Turns, Turn{Comments: comments, Do: Do(key), Arg: value})
			comments = nil
		default:
			return fmt.Errorf("line %q begins with nothing known: you:, bot:, start:, edit:, again:, later:, late:, lang:, country:, at:, #", line)
		}
	}
	for _, turn := range t.Turns {
		if turn.Do != Later {
			continue
		}
		if _, err := time.ParseDuration(turn.Arg); err != nil {
			return fmt.Errorf("later: %q is not a time like 15m", turn.Arg)
		}
	}
	return nil
}

// In is the talk in another locale: what was tapped is tapped there by what it is, words that were written stay as they are. r is the talk as it was
// played.
func (t Talk) In(locale string, r Result) Talk {
	t.Locale, t.Turns = locale, slices.Clone(t.Turns)
	for i := range t.Turns {
		if i < len(r.Chosen) {
			t.Turns[i].Choice = r.Chosen[i]
		}
	}
	return t
}

// You is what a person does, as it stands behind "you:".
func You(value string) Turn { return you(value, nil) }

func you(value string, comments []string) Turn {
	t := Turn{Comments: comments, Do: Say, Arg: value}
	switch {
	case strings.HasPrefix(value, "[") && strings.HasSuffix(value, "]"):
		t.Do, t.Arg = Tap, value[1:len(value)-1]
	case strings.HasPrefix(value, "("):
		_, caption, _ := strings.Cut(value, ")")
		t.Do, t.Arg = Attach, strings.TrimSpace(caption)
	}
	return t
}

// String writes a turn as it stands in a file, with the given answer.
func (t Turn) String() string {
	switch t.Do {
	case Say:
		return "you: " + t.Arg
	case Tap:
		return "you: [" + t.Arg + "]"
	case Attach:
		return strings.TrimSpace("you: (picture) " + t.Arg)
	}
	return strings.TrimSpace(string(t.Do) + ": " + t.Arg)
}
