package content

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the hash go-i18n's tools use; it guards against mistakes, not attackers
	"fmt"
	"maps"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
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
	sums    map[string]string           // by locale: of the lines about it
	file    string
	data    []byte
	places  func() map[[2]string]flow.Pos // made when it is first needed
}

// entry is the review state of one text in one locale.
type entry struct {
	Hash  string `toml:"hash"` // of the source text that was read
	State State  `toml:"state"`
	By    string `toml:"by"`
	When  string `toml:"when"`
}

func newReview(file string, data []byte) *review {
	return &review{file: file, data: data, places: sync.OnceValue(func() map[[2]string]flow.Pos { return reviewPlaces(data) })}
}

// review understands review.toml. It has a line for each text in each locale: what one locale has is understood by itself, so that
// only the part that changed is read anew.
func (p *piece) review() {
	rv := newReview(p.name, p.data)
	if !p.reviewParts(rv) {
		if !p.decodeTOML(rv) {
			return
		}
		rv.sums = map[string]string{}
		for tag := range rv.Texts {
			rv.sums[tag] = p.sum
		}
	}
	p.join = func(b *builder) {
		if b.review == nil {
			b.review = rv
			return
		}
		both := *b.review
		both.Offered, both.Texts, both.sums = slices.Clone(both.Offered), maps.Clone(both.Texts), maps.Clone(both.sums)
		for _, tag := range rv.Offered { // a pack offers more, never less
			if !slices.Contains(both.Offered, tag) {
				both.Offered = append(both.Offered, tag)
			}
		}
		for tag, entries := range rv.Texts {
			all := maps.Clone(both.Texts[tag])
			if all == nil {
				all = map[string]entry{}
			}
			maps.Copy(all, entries)
			if both.Texts == nil {
				both.Texts = map[string]map[string]entry{}
			}
			both.Texts[tag], both.sums[tag] = all, sumOf(both.sums[tag], rv.sums[tag])
		}
		b.review = &both
	}
}

// reviewCut is the part of review.toml that is about one locale.
type reviewCut struct {
	tag      string
	from, to int
}

// reviewCuts finds the parts of review.toml; none where it can't be cut, or not so that each locale has one part.
func reviewCuts(data []byte) []reviewCut {
	const begins = "\n[texts."
	if bytes.Contains(data, []byte(`"""`)) || bytes.Contains(data, []byte("'''")) {
		return nil // a line in such a text may look like the beginning of a part
	}
	var cuts []reviewCut
	for at := 0; ; {
		next := bytes.Index(data[at:], []byte(begins))
		if next < 0 {
			return cuts
		}
		at += next + 1
		line, _, _ := bytes.Cut(data[at:], []byte("\n"))
		tag, closed := strings.CutSuffix(string(line[len(begins)-1:]), "]")
		if !closed || !localeTag.MatchString(tag) || slices.ContainsFunc(cuts, func(c reviewCut) bool { return c.tag == tag }) {
			return nil
		}
		if len(cuts) > 0 {
			cuts[len(cuts)-1].to = at
		}
		cuts = append(cuts, reviewCut{tag, at, len(data)})
	}
}

var localeTag = regexp.MustCompile(`^[A-Za-z0-9-]+$`)

// reviewParts reads review.toml part by part, if it can be cut so and nothing is wrong with any part. Else it reads nothing: then the
// file is read whole, which tells where the fault is.
func (p *piece) reviewParts(rv *review) bool {
	cuts := reviewCuts(p.data)
	if len(cuts) == 0 {
		return false
	}
	var top review
	if meta, err := toml.Decode(string(p.data[:cuts[0].from]), &top); err != nil || len(meta.Undecoded()) > 0 || top.Texts != nil {
		return false
	}
	texts, sums := map[string]map[string]entry{}, map[string]string{}
	for _, cut := range cuts {
		part := string(p.data[cut.from:cut.to])
		sum := sumOf(part)
		entries := remembered(p.memo, "review", sum, func() map[string]entry {
			var rv review
			if meta, err := toml.Decode(part, &rv); err != nil || len(meta.Undecoded()) > 0 || len(rv.Texts) != 1 || rv.Offered != nil {
				return nil
			}
			return rv.Texts[cut.tag]
		})
		if entries == nil {
			return false
		}
		texts[cut.tag], sums[cut.tag] = entries, sum
	}
	rv.Offered, rv.Texts, rv.sums = top.Offered, texts, sums
	return true
}

// SourceHash is the hash of a source text, as goi18n writes it: of description and other.
func SourceHash(description, other string) string {
	h := sha1.Sum([]byte(description + other)) //nolint:gosec // see above
	return fmt.Sprintf("sha1-%x", h)
}

// State is the review state of one message in one locale.
func (c *Content) State(tag, id string) State {
	if s, ok := c.states[tag][id]; ok {
		return s
	}
	return Missing
}

// standings works out the review state of every text there is.
func (b *builder) standings(c *Content) {
	src := b.texts[SourceLocale]
	if src == nil {
		return
	}
	c.states = map[string]map[string]State{}
	for tag := range c.locales {
		t := b.texts[tag]
		c.states[tag] = remembered(b.memo, "states "+tag, sumOf(src.sum, t.sum, b.review.sums[tag]), func() map[string]State {
			states := make(map[string]State, len(t.all))
			for id, m := range t.all {
				states[id] = state(tag, m, src.all[id], b.review.Texts[tag][id])
			}
			return states
		})
	}
}

// state is the review state of a text, given its source and what is noted of it.
func state(tag string, t, src *text, noted entry) State {
	switch {
	case src == nil, tag != SourceLocale && t.Hash != src.source:
		return Stale
	case noted.State == "" || noted.Hash != src.source: // what somebody read was another text
		return Machine
	}
	return noted.State
}

// atLeast orders states.
func (s State) atLeast(want State) bool { return s.strength() >= want.strength() }

func (s State) strength() int {
	return slices.Index([]State{Missing, Stale, Machine, Reviewed, Approved}, s)
}

// Safe tells whether all safety texts of a locale have at least this review state.
func (c *Content) Safe(tag string, want State) bool {
	l := c.locales[tag]
	return l != nil && l.safety.atLeast(want)
}

// Weakest is the lowest review state among a locale's texts that young people may read.
func (c *Content) Weakest(tag string) State {
	if l := c.locales[tag]; l != nil {
		return l.weakest
	}
	return Missing
}

// weigh works out the lowest states of each locale, once.
func (b *builder) weigh(c *Content) {
	src := c.locales[SourceLocale]
	if src == nil {
		return
	}
	var care []string
	for _, f := range c.inOrder() {
		if f.Care {
			care = append(care, f.ID)
		}
	}
	type lowest struct{ weakest, safety State }
	for tag, l := range c.locales {
		from := append([]string{b.texts[SourceLocale].sum, b.texts[tag].sum, b.review.sums[tag]}, care...)
		low := remembered(b.memo, "lowest "+tag, sumOf(from...), func() lowest {
			low := lowest{Approved, Approved}
			for id := range src.texts {
				if StaffOnly(id) {
					continue // only some locales have the studio's words
				}
				s := c.State(tag, l.own(id))
				if !s.atLeast(low.weakest) {
					low.weakest = s
				}
				if !s.atLeast(low.safety) && c.safetyText(id) {
					low.safety = s
				}
			}
			return low
		})
		l.weakest, l.safety = low.weakest, low.safety
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
func (rv *review) position(tag, id string) flow.Pos { return rv.places()[[2]string{tag, id}] }

// reviewPlaces finds where each locale and each text stands in review.toml, by locale and id; the id is "" for the locale itself.
func reviewPlaces(data []byte) map[[2]string]flow.Pos {
	places := map[[2]string]flow.Pos{}
	in, n := "", 0
	for line := range strings.Lines(string(data)) {
		n++
		if m := header.FindStringSubmatch(line); m != nil {
			in = strings.TrimPrefix(m[1]+m[2], "texts.")
			if _, offered := places[[2]string{in, ""}]; !offered {
				places[[2]string{in, ""}] = flow.Pos{Line: n, Col: 1}
			}
			continue
		}
		if quoted := strings.SplitN(line, `"`, 3); strings.HasPrefix(line, `"`) && len(quoted) == 3 {
			places[[2]string{in, quoted[1]}] = flow.Pos{Line: n, Col: 1}
		}
		if strings.HasPrefix(line, "offered") {
			for _, m := range offer.FindAllStringSubmatchIndex(line, -1) {
				places[[2]string{line[m[2]:m[3]], ""}] = flow.Pos{Line: n, Col: m[0] + 1}
			}
		}
	}
	return places
}

// offer is a locale in the list of those on offer.
var offer = regexp.MustCompile(`"([^"]*)"`)
