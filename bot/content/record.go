package content

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Ledger is who has read which text: the texts of all locales beside review.toml. It can be read
// while there are still errors in them, since that is when it is needed.
type Ledger struct{ c *Content }

// ReadLedger reads the texts and review.toml of a folder. With an issue the ledger is nil: a
// file could not be read whole.
func ReadLedger(base Folder) (*Ledger, []Issue) { return Read(base).Ledger() }

// Ledger is like ReadLedger, of what was read.
func (s *Sources) Ledger() (*Ledger, []Issue) {
	b := s.understood()
	c := b.link()
	if c.locales[SourceLocale] == nil {
		checkTexts(c, b)
	}
	issues := slices.DeleteFunc(sortIssues(b.issues), func(i Issue) bool {
		return i.Severity != Error || !strings.Contains("/"+i.File, "/locales/")
	})
	if c.locales[SourceLocale] == nil || b.brokenIn("locales/active.") || b.brokenIn("locales/review.toml") {
		return nil, issues
	}
	return &Ledger{c}, nil
}

// Record is review.toml anew: every text of the named locales that has no entry, or whose entry
// is about an older source text, is noted as made by a machine today; entries of texts that are
// gone go too; all others stay as they are, and so does the head of the file. Recording again
// changes nothing. No tags means all locales.
//
// It never says that somebody has read a text: only people write that.
func (l *Ledger) Record(tags []string, today time.Time) ([]byte, error) {
	c, rv := l.c, l.c.review
	for _, tag := range tags {
		if c.locales[tag] == nil || plain(tag) != tag {
			return nil, fmt.Errorf("record: there are no texts in %q", tag)
		}
	}
	src := c.locales[SourceLocale]
	meant := func(tag string) bool {
		return plain(tag) == tag && (len(tags) == 0 || slices.Contains(tags, tag))
	}
	now := maps.Clone(rv.Texts)
	for tag := range now {
		if meant(tag) {
			delete(now, tag)
		}
	}
	for tag, texts := range c.locales {
		if !meant(tag) {
			continue
		}
		now[tag] = map[string]entry{}
		for id := range texts.texts {
			want := src.texts[id]
			if want == nil {
				continue
			}
			e, hash := rv.Texts[tag][id], want.source
			if e.Hash != hash {
				e = entry{Hash: hash, State: Machine, When: today.Format(time.DateOnly)}
			}
			now[tag][id] = e
		}
	}
	return writeReview(head(rv.data), now), nil
}

// head is all that stands before the first table: comments, and what is on offer.
func head(data []byte) string {
	var out []string
	for line := range strings.Lines(string(data)) {
		if header.MatchString(line) {
			break
		}
		out = append(out, line)
	}
	return strings.TrimRight(strings.Join(out, ""), "\n ")
}

// writeReview is the form of review.toml: one table for each locale, the source first, one line for
// each text, sorted.
func writeReview(head string, texts map[string]map[string]entry) []byte {
	var b bytes.Buffer
	b.WriteString(head + "\n")
	tags := slices.Sorted(maps.Keys(texts))
	slices.SortStableFunc(tags, func(a, z string) int {
		switch {
		case a == z:
			return 0
		case a == SourceLocale:
			return -1
		case z == SourceLocale:
			return 1
		}
		return strings.Compare(a, z)
	})
	for _, tag := range tags {
		if len(texts[tag]) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n[texts.%s]\n", tag)
		for _, id := range slices.Sorted(maps.Keys(texts[tag])) {
			e := texts[tag][id]
			for _, part := range []string{strconv.Quote(id), " = {hash = ", quoted(e.Hash), ", state = ", quoted(string(e.State)), ", by = ", quoted(e.By), ", when = ", quoted(e.When), "}\n"} {
				b.WriteString(part)
			}
		}
	}
	return b.Bytes()
}

// quoted writes a TOML string. Names of people keep their letters.
func quoted(s string) string {
	if strings.ContainsAny(s, "\\\"\n\t\r") {
		s = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s)
	}
	return `"` + s + `"`
}

// Standing counts the texts of one locale by their review state.
type Standing struct {
	Locale  string
	Offered bool
	Count   map[State]int
	Behind  map[State][]string // the ids of what is missing and what is stale, sorted
}

// Standings tells how far each written locale is, the source first, then by tag.
func (l *Ledger) Standings() []Standing {
	c := l.c
	var all []Standing
	for _, tag := range c.Written() {
		if plain(tag) != tag {
			continue
		}
		s := Standing{Locale: tag, Offered: slices.Contains(c.review.Offered, tag), Count: map[State]int{}, Behind: map[State][]string{}}
		c.locales[SourceLocale].each(func(id string, _ *text) {
			if !c.locales[tag].owes(id) {
				return
			}
			state := c.State(tag, id)
			s.Count[state]++
			if state == Missing || state == Stale {
				s.Behind[state] = append(s.Behind[state], id)
			}
		})
		if tag == SourceLocale {
			all = slices.Insert(all, 0, s)
			continue
		}
		all = append(all, s)
	}
	return all
}
