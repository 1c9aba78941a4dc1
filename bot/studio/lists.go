package studio

import (
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
)

// Filters of texts. The zero value lets all through.
const (
	showTodo    = "todo"    // missing or stale
	showMissing = "missing" // no words yet
	showStale   = "stale"   // the source is another by now
	showUnread  = "unread"  // nobody has read the words beside the source
	showSafety  = "safety"  // said in danger
	showChanged = "changed" // in the person's draft
)

func filters() []string {
	return []string{"", showTodo, showMissing, showStale, showUnread, showSafety, showChanged}
}

// list is which texts somebody looks at: those of a filter that hold some words.
type list struct{ Show, Find string }

// listed is the list that an address names.
func listed(q url.Values) list {
	return list{q.Get("show"), strings.TrimSpace(q.Get("find"))}
}

// Query is the list as part of an address.
func (l list) Query() string {
	q := url.Values{}
	for name, value := range map[string]string{"show": l.Show, "find": l.Find} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// has tells whether a text is on the list.
func (l list) has(t Text) bool {
	find := strings.ToLower(l.Find)
	return shown(l.Show, t) && (find == "" || strings.Contains(strings.ToLower(t.ID+"\n"+t.Source+"\n"+t.Words), find))
}

func shown(show string, t Text) bool {
	switch show {
	case showTodo:
		return t.State == content.Missing || t.State == content.Stale
	case showMissing:
		return t.State == content.Missing
	case showStale:
		return t.State == content.Stale
	case showUnread:
		return t.State == content.Machine
	case showSafety:
		return t.Safety
	case showChanged:
		return t.Changed
	}
	return true
}

// filter is a choice of texts, and how many there are.
type filter struct {
	Show  string
	Count int
}

// counted are all filters with the number of texts in each.
func counted(all []Text) []filter {
	var counts []filter
	for _, show := range filters() {
		n := 0
		for _, t := range all {
			if shown(show, t) {
				n++
			}
		}
		counts = append(counts, filter{show, n})
	}
	return counts
}

// beside are the texts of a list before and after one of all texts, "" where there is none.
func (l list) beside(all []Text, id string) (before, after string) {
	at := slices.IndexFunc(all, func(t Text) bool { return t.ID == id })
	for i, t := range all {
		switch {
		case !l.has(t) || i == at:
		case i < at:
			before = t.ID
		case after == "":
			after = t.ID
		}
	}
	return before, after
}

// perPage is how many rows stand on one page.
const perPage = 50

// page is the part of a list that a page shows; pages count from 1.
func page[T any](all []T, wanted string) (part []T, at, of int) {
	of = max(1, (len(all)+perPage-1)/perPage)
	at, _ = strconv.Atoi(wanted)
	at = min(max(at, 1), of)
	from := (at - 1) * perPage
	return all[from:min(len(all), from+perPage)], at, of
}
