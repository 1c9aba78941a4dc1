// Package content is everything the bot can say and hear, checked, as one value that never
// changes: flows, words in use, words we listen for, help services, review states.
//
// What is loaded has been checked; what has errors is not loaded.
package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"staysafe/bot/understand"
)

// SourceLocale is the locale all others are translated from.
const SourceLocale = "en"

// Content is one immutable snapshot.
type Content struct {
	version    string
	sum        string // of all files, whole
	flows      map[string]*flowFile
	locales    map[string]*locale
	review     *review
	states     map[string]map[string]State // by locale, by message: of all texts there are; none where content was packed
	directory  *Directory
	shelf      Shelf
	drawings   map[string][]byte // by name
	heard      *understand.Index
	lists      map[string]flow.Entry // which word list leads where
	ranks      map[string]int
	moved      map[flow.Entry]flow.Entry // by what a place was called
	styles     map[string]*style         // by locale; none where content was packed
	nearby     map[string][]string       // by locale: countries to offer first
	glossaries map[string]*glossary      // by locale; none where content was packed
}

type flowFile struct {
	*flow.Flow
	file  string
	files map[string]string // by step: its file, where a pack brought it
}

// Version names this content: the same files give the same version.
func (c *Content) Version() string { return c.version }

// Sum names all files of this content, in hexadecimal digits; Version is its beginning.
func (c *Content) Sum() string { return c.sum }

// Flow returns a flow, nil if there is none. Part of flow.Library.
func (c *Content) Flow(id string) *flow.Flow {
	if f := c.flows[id]; f != nil {
		return f.Flow
	}
	return nil
}

// Moved is where a place is now that was called otherwise. Part of flow.Library.
func (c *Content) Moved(old flow.Entry) (flow.Entry, bool) {
	now, ok := c.moved[old]
	return now, ok
}

// Without is a copy in which one step is missing, unchecked: for proving that some written
// conversation would notice.
func (c *Content) Without(id, step string) *Content {
	less := *c
	less.flows = maps.Clone(c.flows)
	f := *c.flows[id].Flow
	f.Steps = slices.DeleteFunc(slices.Clone(f.Steps), func(s flow.Step) bool { return s.ID == step })
	less.flows[id] = &flowFile{Flow: &f, file: c.flows[id].file, files: c.flows[id].files}
	return &less
}

// Flows lists the ids of all flows, sorted.
func (c *Content) Flows() []string { return slices.Sorted(maps.Keys(c.flows)) }

// Locales lists the locales on offer: the source first, then by tag. Part of flow.Library.
func (c *Content) Locales() []string { return c.review.Offered }

// Only is the same content with one locale on offer, so that nothing a person writes leads into another.
func (c *Content) Only(locale string) *Content {
	only, rv := *c, *c.review
	rv.Offered = []string{locale}
	only.review = &rv
	return &only
}

// Written lists every locale that has texts, offered or not, pseudo-locales too.
func (c *Content) Written() []string { return slices.Sorted(maps.Keys(c.locales)) }

// Heard is the index of all words we listen for.
func (c *Content) Heard() *understand.Index { return c.heard }

// Interrupt tells where a word list leads.
func (c *Content) Interrupt(list string) (flow.Entry, bool) {
	e, ok := c.lists[list]
	return e, ok
}

// Rank tells how early a word list is heard; lower is earlier, 0 means it starts nothing.
func (c *Content) Rank(list string) int { return c.ranks[list] }

// Help asks the directory.
func (c *Content) Help(n Need) Help { return c.directory.Help(n) }

// Directory is all help services.
func (c *Content) Directory() *Directory { return c.directory }
