package content

import (
	"maps"
	"time"
)

// State is the review state of one message in one locale.
func (l *Ledger) State(tag, id string) State { return l.c.State(tag, id) }

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
// signed as reviewed or approved, with their name.
func (l *Ledger) Sign(today time.Time, signs ...Signature) []byte {
	now := maps.Clone(l.c.review.Texts)
	if now == nil {
		now = map[string]map[string]entry{}
	}
	for tag := range now {
		now[tag] = maps.Clone(now[tag])
	}
	for _, s := range signs {
		src := l.c.locales[SourceLocale].texts[s.ID]
		if src == nil {
			continue
		}
		if now[s.Locale] == nil {
			now[s.Locale] = map[string]entry{}
		}
		now[s.Locale][s.ID] = entry{Hash: SourceHash(src.Description, src.Other), State: s.State, By: s.By, When: today.Format(time.DateOnly)}
	}
	return writeReview(head(l.c.review.data), now)
}
