package content

import (
	"bytes"
	"maps"
	"time"
)

// State is the review state of one message in one locale.
func (l *Ledger) State(tag, id string) State { return l.c.State(tag, id) }

// States are the review states of all messages of a locale, by id: to be read, never to be changed.
func (l *Ledger) States(tag string) map[string]State { return l.c.states[tag] }

// Safety tells whether a message belongs to what is said in danger.
func (l *Ledger) Safety(id string) bool { return l.c.safetyText(plainID(id)) }

// By is who has read a message in a locale as it stands, and on which day; "" if nobody has.
func (l *Ledger) By(tag, id string) (by, when string) {
	if s := l.c.State(tag, id); s != Reviewed && s != Approved {
		return "", ""
	}
	e := l.c.review.Texts[tag][id]
	return e.By, e.When
}

// Signature says in which state a message of a locale is, and who says so.
type Signature struct {
	Locale, ID string
	State      State
	By         string
}

// Sign is review.toml with some messages in another state; all other lines stay as they are. Only what a person did may be
// signed as reviewed or approved, with their name. A signature without a state takes away what is said of a message that is gone.
func (l *Ledger) Sign(today time.Time, signs ...Signature) []byte {
	now := maps.Clone(l.c.review.Texts)
	if now == nil {
		now = map[string]map[string]entry{}
	}
	signed := map[string]map[string]entry{}
	for _, s := range signs {
		src := l.c.locales[SourceLocale].texts[s.ID]
		if src == nil && s.State != "" {
			continue
		}
		if signed[s.Locale] == nil {
			signed[s.Locale] = maps.Clone(now[s.Locale])
		}
		if signed[s.Locale] == nil {
			signed[s.Locale] = map[string]entry{}
		}
		if s.State == "" {
			delete(signed[s.Locale], s.ID)
			continue
		}
		signed[s.Locale][s.ID] = entry{Hash: src.source, State: s.State, By: s.By, When: today.Format(time.DateOnly)}
	}
	if data, ok := l.c.review.with(signed); ok {
		return data
	}
	maps.Copy(now, signed)
	return writeReview(head(l.c.review.data), now)
}

// with is the file with the parts of some locales written anew; false where it has no such parts.
func (rv *review) with(texts map[string]map[string]entry) ([]byte, bool) {
	var out []byte
	cuts := reviewCuts(rv.data)
	if len(cuts) == 0 {
		return nil, false
	}
	out = append(out, rv.data[:cuts[0].from]...)
	done := 0
	for _, cut := range cuts {
		anew, other := texts[cut.tag]
		if !other {
			out = append(out, rv.data[cut.from:cut.to]...)
			continue
		}
		done++
		out = append(out, bytes.TrimLeft(writeReview("", map[string]map[string]entry{cut.tag: anew}), "\n")...)
		if cut.to < len(rv.data) {
			out = append(out, '\n')
		}
	}
	return out, done == len(texts)
}
