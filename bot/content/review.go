package content

import (
	"crypto/sha1" //nolint:gosec // the hash go-i18n's tools use; it guards against mistakes, not attackers
	"fmt"
	"slices"
	"staysafe/bot/flow"
	"strings"
)

// State says who has read a text.
type State string

// Review states, from weak to strong. A text without an entry, or whose source has changed
// since, is missing or stale.
const (
	Missing  State = "missing"
	Stale    State = "stale"
	Machine  State = "machine"
	Reviewed State = "reviewed"
	Approved State = "approved"
)

// review is locales/review.toml.
type review struct {
	Offered []string                    `toml:"offered"`
	Texts   map[string]map[string]entry `toml:"texts"` // by locale, by message id
	file    string
	data    []byte
}

// entry is the review state of one text in one locale.
type entry struct {
	Hash  string `toml:"hash"` // of the source text that was read
	State State  `toml:"state"`
	By    string `toml:"by"`
	When  string `toml:"when"`
}

func (b *builder) addReview(file string, data []byte) {
	rv := &review{file: file, data: data}
	if !b.decodeTOML(file, data, rv) {
		return
	}
	if b.review == nil {
		b.review = rv
		return
	}
	for _, tag := range rv.Offered { // a pack offers more, never less
		if !slices.Contains(b.review.Offered, tag) {
			b.review.Offered = append(b.review.Offered, tag)
		}
	}
	for tag, entries := range rv.Texts {
		for id, e := range entries {
			if b.review.Texts[tag] == nil {
				b.review.Texts[tag] = map[string]entry{}
			}
			b.review.Texts[tag][id] = e
		}
	}
}

// SourceHash is the hash of a source text, as goi18n writes it: of description and other.
func SourceHash(description, other string) string {
	h := sha1.Sum([]byte(description + other)) //nolint:gosec // see above
	return fmt.Sprintf("sha1-%x", h)
}

// State is the review state of one message in one locale.
func (c *Content) State(tag, id string) State {
	l := c.locales[tag]
	if l == nil || l.texts[id] == nil {
		return Missing
	}
	src := c.locales[SourceLocale].texts[id]
	if src == nil {
		return Stale
	}
	hash := SourceHash(src.Description, src.Other)
	if tag != SourceLocale && l.texts[id].Hash != hash {
		return Stale
	}
	e, ok := c.review.Texts[tag][id]
	if !ok || e.State == "" || e.Hash != hash { // what somebody read was another text
		return Machine
	}
	return e.State
}

// atLeast orders states.
func (s State) atLeast(want State) bool {
	order := []State{Missing, Stale, Machine, Reviewed, Approved}
	return slices.Index(order, s) >= slices.Index(order, want)
}

// Safe tells whether all safety texts of a locale have at least this review state.
func (c *Content) Safe(tag string, want State) bool {
	l := c.locales[tag]
	return l != nil && l.safety.atLeast(want)
}

// Weakest is the lowest review state among a locale's texts.
func (c *Content) Weakest(tag string) State {
	if l := c.locales[tag]; l != nil {
		return l.weakest
	}
	return Missing
}

// weigh works out the lowest states of each locale, once.
func (c *Content) weigh() {
	src := c.locales[SourceLocale]
	if src == nil {
		return
	}
	for tag, l := range c.locales {
		l.weakest, l.safety = Approved, Approved
		for id := range src.texts {
			s := c.State(tag, l.own(id))
			if !s.atLeast(l.weakest) {
				l.weakest = s
			}
			if c.safetyText(id) && !s.atLeast(l.safety) {
				l.safety = s
			}
		}
	}
}

// safetyText tells whether a message belongs to what is said in danger: all that flows of care
// say, and what the house says around them.
func (c *Content) safetyText(id string) bool {
	flowID, _, _ := strings.Cut(id, ".")
	if f := c.Flow(flowID); f != nil && f.Care {
		return true
	}
	return flowID == "help" || id == Lifeline || id == "common.gentle" || id == "common.care_miss"
}

// position of a locale's or text's entry in review.toml, as near as it can be found.
func (rv *review) position(tag, id string) flow.Pos {
	in := ""
	for i, line := range strings.Split(string(rv.data), "\n") {
		if m := header.FindStringSubmatch(line); m != nil {
			in = m[1] + m[2]
			if id == "" && in == "texts."+tag {
				return flow.Pos{Line: i + 1, Col: 1}
			}
			continue
		}
		if id == "" && strings.HasPrefix(line, "offered") {
			if at := strings.Index(line, `"`+tag+`"`); at >= 0 {
				return flow.Pos{Line: i + 1, Col: at + 1}
			}
		}
		if id != "" && in == "texts."+tag && strings.HasPrefix(line, `"`+id+`"`) {
			return flow.Pos{Line: i + 1, Col: 1}
		}
	}
	return flow.Pos{}
}
