package translation

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/wordfile"
	"strings"
	"time"
	"unicode"

	"github.com/rivo/uniseg"
)

// Reviewer is who read the translations of a sheet and vouches for them; nobody, where a machine made them or nobody says so.
type Reviewer struct {
	Name  string
	State content.State // Reviewed or Approved
}

// Outcome is what became of a sheet.
type Outcome struct {
	Files Tree     // the files that are others now; none where nothing changed
	Taken []Unit   // in the order of the sheet
	Same  int      // units that say what is there already
	Read  []string // the ids of those of them that the reviewer vouches for now, sorted
	Empty int      // units nobody translated
	Left  []Unit   // units that were not taken; they are not lost: hand them out again
	Why   []Fault  // why, one for each unit of Left, in its order
}

// Take takes the work of translators into a tree. A text goes in if it can be said, and if nobody changed what is there since it was handed out; what does
// not go in is left, with the reason. A translation of an older source goes in where nothing better is there, and is stale.
func Take(loader *content.Loader, tree Tree, sheet Sheet, by Reviewer, today time.Time) (Outcome, error) {
	var out Outcome
	if !locales.MatchString(sheet.Locale) || sheet.Locale == content.SourceLocale {
		return out, &LocaleError{sheet.Locale}
	}
	tree = maps.Clone(tree)
	if tree[wordsFile(sheet.Locale)] == nil {
		tree[wordsFile(sheet.Locale)] = []byte{}
	}
	now, err := tree.read(loader, sheet.Locale)
	if err != nil {
		return out, err
	}
	t := taking{now: now, loader: loader, by: by, signs: map[string]bool{}, labels: map[string]bool{}, edits: map[string]wordfile.Message{}, units: map[string][]Unit{}, out: &out}
	for _, id := range now.content.Labels() {
		t.labels[id] = true
	}
	seen := map[string]bool{}
	for _, u := range sheet.Units {
		if seen[u.Key()] {
			t.leave(u, "this text is in the file twice", "keep one of them")
			continue
		}
		seen[u.Key()] = true
		t.unit(u)
	}
	for {
		files, bad, err := t.files(tree, today)
		if err != nil {
			return out, err
		}
		if len(bad) == 0 {
			out.Files = files
			break
		}
		for _, id := range slices.Sorted(maps.Keys(bad)) {
			delete(t.edits, id)
			for _, u := range t.units[id] {
				t.leave(u, bad[id].Message, bad[id].Fix)
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(t.signs)) {
		if t.signs[id] && t.edits[id] == nil {
			out.Read = append(out.Read, id)
		}
	}
	for _, id := range t.order {
		if t.edits[id] != nil {
			out.Taken = append(out.Taken, t.units[id]...)
		}
	}
	return out, nil
}

// locales is how a locale's tag is written (RFC 5646): it is part of the name of a file.
var locales = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$`)

// LocaleError is a sheet that does not say which locale it is of, or is of the source.
type LocaleError struct{ Locale string }

// Error implements error.
func (e *LocaleError) Error() string {
	if e.Locale == "" {
		return "this file does not say which language it is in"
	}
	if e.Locale == content.SourceLocale {
		return fmt.Sprintf("this file is in %q, the language that all others are translated from", e.Locale)
	}
	return fmt.Sprintf("%.40q names no language; write its tag, as in pt-BR", e.Locale)
}

// taking is a sheet on its way in.
type taking struct {
	now    *standing
	loader *content.Loader
	by     Reviewer
	signs  map[string]bool // messages that stay as they are and are vouched for now
	labels map[string]bool
	edits  map[string]wordfile.Message
	units  map[string][]Unit // those that made the edits
	order  []string          // the edits in the order of the sheet
	out    *Outcome
}

func (t *taking) leave(u Unit, what, fix string) {
	t.out.Left = append(t.out.Left, u)
	t.out.Why = append(t.out.Why, Fault{u.Line, u.Key(), what, fix})
}

// unit decides about one unit.
func (t *taking) unit(u Unit) {
	src, own := t.now.source[u.ID], t.now.target[u.ID]
	is, hash := own[u.Form], content.SourceHash(src["description"], src[other])
	source := src[other]
	if u.Form == "one" {
		source = src["one"]
	}
	fresh := u.Source == source
	switch what, fix := u.wrong(t.labels[u.ID]); {
	case u.Target == "":
		t.out.Empty++
	case src == nil:
		t.leave(u, "nothing is called so any more", "look whether its text is still needed under another name")
	case what != "":
		t.leave(u, what, fix)
	case u.Target == is && (own["hash"] == hash || !fresh):
		t.out.Same++
		t.signs[u.ID] = fresh && t.by.Name != "" && own["hash"] == hash && t.weaker(u.ID)
	case u.Base != "" && u.Base != Stamp(is), u.Base == "" && is != "" && is != u.Target && t.human(u.ID):
		t.leave(u, fmt.Sprintf("somebody changed this text since it was handed out; it says now: %q", is), "look at both, and hand it in again if yours should stand")
	case !fresh && is != "" && own["hash"] == hash:
		t.leave(u, "its source was changed since it was handed out, and a translation of the new one is there", "translate the new source, if it can be said better")
	case u.Fuzzy && is != "" && own["hash"] == hash:
		t.leave(u, "your editor says that it has to be looked at again, and a text that fits is there", "look at it, and take the mark away if yours should stand")
	default:
		switch {
		case u.Fuzzy && fresh:
			u.Hash = own["hash"] // stale, or of nothing
		case fresh:
			u.Hash = hash
		}
		if t.edits[u.ID] == nil {
			t.order = append(t.order, u.ID)
			t.edits[u.ID] = wordfile.Message{}
			if d := src["description"]; d != "" {
				t.edits[u.ID]["description"] = d
			}
		}
		t.edits[u.ID][u.Form], t.edits[u.ID]["hash"] = u.Target, u.Hash
		t.units[u.ID] = append(t.units[u.ID], u)
	}
}

// weaker tells whether nobody vouches yet for what is there as much as the reviewer does.
func (t *taking) weaker(id string) bool {
	state := t.now.ledger.State(t.now.locale, id)
	return state == content.Machine || state == content.Reviewed && t.by.State == content.Approved
}

// human tells whether a person vouches for what is there.
func (t *taking) human(id string) bool {
	return slices.Contains([]content.State{content.Reviewed, content.Approved}, t.now.ledger.State(t.now.locale, id))
}

// placeholder is what is filled in: one thing that stands in the text as it is.
var placeholder = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// wrong is why a text can't be said in the place of its source, "" if it can.
func (u Unit) wrong(label bool) (what, fix string) {
	a, b := placeholder.FindAllString(u.Source, -1), placeholder.FindAllString(u.Target, -1)
	slices.Sort(a)
	slices.Sort(b)
	switch {
	case !slices.Equal(a, b):
		return fmt.Sprintf("it fills in %q, its source %q", b, a), "keep what stands in {{ }} exactly as it is"
	case label && uniseg.GraphemeClusterCount(u.Target) > content.MaxLabel:
		return fmt.Sprintf("it is on a button and has %d characters; at most %d fit", uniseg.GraphemeClusterCount(u.Target), content.MaxLabel), "say it shorter"
	case !slices.Equal(links(u.Source), links(u.Target)):
		return fmt.Sprintf("its addresses are %q, those of its source %q", links(u.Target), links(u.Source)), "keep addresses as they are"
	case !slices.Equal(numbers(u.Source), numbers(u.Target)):
		return fmt.Sprintf("its numbers are %q, those of its source %q", numbers(u.Target), numbers(u.Source)), "keep telephone numbers as they are"
	}
	return "", ""
}

var (
	address = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s<>"'()]*[^\s<>"'().,;:!?]`)
	dialled = regexp.MustCompile(`\d(?:[ .\-()/]*\d){2,}`)
	span    = regexp.MustCompile(`^(\d{1,2})-(\d{1,2})$`)
)

// links are the addresses in a text, sorted.
func links(text string) []string {
	all := address.FindAllString(text, -1)
	slices.Sort(all)
	return all
}

// numbers are the numbers in a text that somebody could dial: three digits and more, of any script, without what stands between them; sorted. A span such as
// "12-16" is none, however it's written in the source.
func numbers(text string) []string {
	text = strings.Map(func(r rune) rune {
		if r > unicode.MaxASCII && unicode.IsDigit(r) {
			return '0' + digit(r)
		}
		return r
	}, strings.ReplaceAll(address.ReplaceAllString(text, " "), ". ", ".\n")) // no number goes on in the next sentence
	var all []string
	for _, n := range dialled.FindAllString(text, -1) {
		if ends := span.FindStringSubmatch(n); ends != nil && len(ends[1]) <= len(ends[2]) && (len(ends[1]) < len(ends[2]) || ends[1] < ends[2]) {
			continue
		}
		all = append(all, strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, n))
	}
	slices.Sort(all)
	return all
}

// digit is the value of a decimal digit: they stand in runs of ten in every script.
func digit(r rune) rune {
	zero := r
	for unicode.IsDigit(zero-1) && r-zero < 9 {
		zero--
	}
	return r - zero
}

var inQuotes = regexp.MustCompile(`"([^"]+)"`)

// files are the files of a tree that the edits change, and the messages that the check would refuse in them. It returns a *BrokenError for what it refuses
// and can't be told of one message.
func (t *taking) files(tree Tree, today time.Time) (Tree, map[string]content.Issue, error) {
	locale, name := t.now.locale, wordsFile(t.now.locale)
	data, err := wordfile.Set(wordfile.Read, tree[name], t.edits)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	next := maps.Clone(tree)
	next[name] = data
	now, err := next.read(t.loader, locale)
	if err != nil {
		return nil, nil, err
	}
	bad, lost := map[string]content.Issue{}, []content.Issue(nil)
	for _, i := range now.issues {
		if i.Severity != content.Error || slices.ContainsFunc(t.now.issues, func(o content.Issue) bool { return o.Code == i.Code && o.Message == i.Message }) {
			continue
		}
		if id := t.about(i, name, data); id != "" {
			bad[id] = i
		} else {
			lost = append(lost, i)
		}
	}
	if len(bad) == 0 && len(lost) > 0 {
		return nil, nil, &BrokenError{lost}
	}
	files := Tree{}
	if string(data) != string(tree[name]) {
		files[name] = data
	}
	if signed := now.ledger.Sign(today, t.signatures(now)...); string(signed) != string(tree[reviewFile]) {
		files[reviewFile] = signed
	}
	return files, bad, nil
}

// about is the message of an edit that an issue is about, "" for none: one that it names, or the one that stands where it points.
func (t *taking) about(i content.Issue, name string, data []byte) string {
	for _, m := range inQuotes.FindAllStringSubmatch(i.Message, -1) {
		if t.edits[m[1]] != nil {
			return m[1]
		}
	}
	if id := wordfile.At(data, i.Line); i.File == name && t.edits[id] != nil {
		return id
	}
	return ""
}

// signatures are what review.toml has to say of the edits. Nobody vouches for a translation of an older source.
func (t *taking) signatures(now *standing) []content.Signature {
	var all []content.Signature
	for id, edit := range t.edits {
		sign := content.Signature{Locale: now.locale, ID: id, State: content.Machine}
		if t.by.Name != "" && edit["hash"] == content.SourceHash(now.source[id]["description"], now.source[id][other]) {
			sign.State, sign.By = t.by.State, t.by.Name
		}
		all = append(all, sign)
	}
	for id, vouched := range t.signs {
		if vouched && t.edits[id] == nil {
			all = append(all, content.Signature{Locale: now.locale, ID: id, State: t.by.State, By: t.by.Name})
		}
	}
	return all
}
