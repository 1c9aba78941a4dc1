package studio

import (
	"crypto/sha256"
	"maps"
	"path"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/transcript"
	"staysafe/bot/understand"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// heardSo is where a line leads when it is heard by who has not learnt it.
type heardSo struct {
	list, line string
	route      []string // three at most, the best first
	danger     bool     // it is heard for certain as danger
}

// outcome is how all lines of a locale are heard. It is shared: nobody changes it.
type outcome []heardSo

// exams keeps what came out, by the sum of what decides it. One exam is held at a time, whoever asks: each takes both cores for a second or two.
type exams struct {
	kept[[sha256.Size]byte, outcome]
	holding sync.Mutex
}

// maxExams is of how many versions of a locale the outcome is kept: each takes a megabyte or two.
const maxExams = 4

func newExams() *exams {
	e := &exams{}
	e.room, e.size = maxExams, func(outcome) int { return 1 }
	return e
}

// of is how a draft hears the lines of a locale.
func (e *exams) of(k *candidate, locale string) (outcome, error) {
	key := decides(k.all, locale)
	e.holding.Lock()
	defer e.holding.Unlock()
	if o, ok := e.get(key); ok {
		return o, nil
	}
	var w understand.Words
	if _, err := toml.Decode(string(k.all[heardFile(locale)]), &w); err != nil {
		return nil, ErrForm
	}
	w.Locale = locale
	o := examine(k.rough, w, firstWords(k.all, w))
	e.put(key, o)
	return o, nil
}

// decides is a sum of all that decides how lines of a locale are heard: the words of all languages, which are heard together, and the flows.
func decides(files map[string][]byte, locale string) (key [sha256.Size]byte) {
	h := sha256.New()
	write := func(data []byte) {
		sum := sha256.Sum256(data)
		_, _ = h.Write(sum[:])
	}
	write([]byte(locale))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "locales/words.") || path.Dir(name) == "flows" {
			write([]byte(name))
			write(files[name])
		}
	}
	h.Sum(key[:0])
	return key
}

// examine hears each line once.
func examine(c *content.Content, w understand.Words, others []understand.Example) outcome {
	var all outcome
	var mu sync.Mutex // it is heard on two goroutines
	c.Heard().Examine(w, others, func(e understand.Example, h *understand.Heard) {
		so := heardSo{list: e.List, line: e.Line, danger: h.Danger().Level == understand.Certain}
		so.route, _ = bot.RouteHeard(c, e.Text, h)
		mu.Lock()
		defer mu.Unlock()
		all = append(all, so)
	})
	slices.SortStableFunc(all, func(a, b heardSo) int { return strings.Compare(a.list+"\n"+a.line, b.list+"\n"+b.line) })
	return all
}

// firstWords are what written conversations in a locale begin with, where that is words: they stand with the flow of their file, and that is where
// they should lead.
func firstWords(files map[string][]byte, w understand.Words) []understand.Example {
	var all []understand.Example
	for _, name := range slices.Sorted(maps.Keys(files)) {
		id, talk := strings.CutSuffix(name, ".txtar")
		id, flows := strings.CutPrefix(id, "flows/")
		if !talk || !flows || len(w.Topics[id]) == 0 {
			continue
		}
		talks, err := transcript.Parse(name, files[name])
		if err != nil {
			continue // the review says so
		}
		for _, t := range talks {
			turns := t.Turns
			if len(turns) > 0 && turns[0].Do == transcript.Start {
				turns = turns[1:]
			}
			locale := t.Locale
			if locale == "" {
				locale = content.SourceLocale
			}
			if locale == w.Locale && len(turns) > 0 && turns[0].Do == transcript.Say {
				all = append(all, understand.Example{List: "flows/" + id, Line: turns[0].Arg, Text: bot.NewText(turns[0].Arg)})
			}
		}
	}
	return all
}
