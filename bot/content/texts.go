package content

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"text/template"
	"text/template/parse"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	i18ntemplate "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/language"
)

// text is one message in one locale, as it stands in active.<lang>.toml.
type text struct {
	Description, Hash                string
	Zero, One, Two, Few, Many, Other string
	file                             string
	pos                              flow.Pos
	pack                             bool
	source                           string   // what the hash of its translations must be
	names                            []string // the placeholders of Other, sorted
	unreadable                       error    // why they can't be told
}

// texts are all messages of one locale.
type texts struct {
	tag  language.Tag
	file string
	sum  string // of the files they are from
	all  map[string]*text
	ids  []string // of all, sorted
}

// locale is a locale ready to speak.
type locale struct {
	tag       string
	rtl       bool
	localizer func() *i18n.Localizer // made when it is first needed
	texts     map[string]*text
	ids       []string          // of all texts, sorted; nil where they were packed
	places    map[string]string // names of countries and regions, by code
	weakest   State             // the lowest review state of all texts
	safety    State             // and of those that are said in danger
}

// go-i18n reads ids that end in one of these as fields of a message, partly silently.
var reservedID = regexp.MustCompile(`(^|\.)(id|description|hash|leftdelim|rightdelim|zero|one|two|few|many|other)$`)

var header = regexp.MustCompile(`^\s*\[\s*(?:"([^"]+)"|([A-Za-z0-9_.-]+))\s*\]`)

// texts understands active.<lang>.toml.
func (p *piece) texts(lang string) {
	tag, err := language.Parse(lang)
	if err != nil {
		p.fault(flow.Pos{}, "not-a-language", "name the file active.<BCP 47 tag>.toml, like active.es.toml", "%q is not a language tag", lang)
		return
	}
	var raw map[string]text
	if !p.decodeTOML(&raw) {
		return
	}
	all := make(map[string]*text, len(raw))
	places := headers(p.data)
	for id, m := range raw {
		m.file, m.pos, m.pack = p.name, places[id], p.pack
		if reservedID.MatchString(id) {
			p.broken = true
			p.fault(m.pos, "reserved-id", "end the id differently", "the id %q ends in a word that has a meaning in this file", id)
			continue
		}
		m.source = SourceHash(m.Description, m.Other)
		m.names, m.unreadable = placeholders(m.Other)
		all[id] = &m
	}
	ids := slices.Sorted(maps.Keys(all))
	p.join = func(b *builder) {
		before := b.texts[lang]
		if before == nil {
			b.texts[lang] = &texts{tag: tag, file: p.name, sum: p.sum, all: all, ids: ids}
			return
		}
		both := maps.Clone(before.all)
		for id, m := range all {
			if both[id] != nil && p.pack && locked(id) {
				b.error(p.name, m.pos, "crisis-only-grows", "use an id of your own; the built-in text stays", "a pack can't replace the safety text %q", id)
				continue
			}
			both[id] = m
		}
		b.texts[lang] = &texts{tag: tag, file: before.file, sum: sumOf(before.sum, p.sum), all: both, ids: slices.Sorted(maps.Keys(both))}
	}
}

// locked tells whether packs may not replace a text.
func locked(id string) bool {
	return strings.HasPrefix(id, CrisisFlow+".") || id == Lifeline
}

// headers finds where each message of a TOML file begins.
func headers(data []byte) map[string]flow.Pos {
	places := map[string]flow.Pos{}
	for i, line := range strings.Split(string(data), "\n") {
		if m := header.FindStringSubmatch(line); m != nil {
			id := m[1] + m[2]
			if _, twice := places[id]; !twice {
				places[id] = flow.Pos{Line: i + 1, Col: strings.Index(line, "[") + 1}
			}
		}
	}
	return places
}

// decodeTOML reads a file strictly; names it does not know are refused.
func (p *piece) decodeTOML(into any) bool {
	meta, err := toml.Decode(string(p.data), into)
	var bad toml.ParseError
	p.broken = p.broken || err != nil
	if errors.As(err, &bad) {
		p.fault(flow.Pos{Line: bad.Position.Line, Col: max(1, bad.Position.Col)}, "toml-syntax", "check the quotes and brackets around this line", "this is not valid TOML: %s", bad.Message)
		return false
	}
	if err != nil {
		at := flow.Pos{Col: 1}
		_, _ = fmt.Sscanf(strings.TrimPrefix(err.Error(), "toml: "), "line %d", &at.Line)
		p.fault(at, "toml-form", "put texts into quotes, lists into brackets", "this value has the wrong form")
		return false
	}
	for _, key := range meta.Undecoded() {
		p.fault(findKey(p.data, key), "unknown-name", "remove it, or look for the right name", "there is nothing called %q here", key[len(key)-1])
	}
	return true
}

// findKey finds the line of a key that the file has but its form has not.
func findKey(data []byte, key toml.Key) flow.Pos {
	section, name := strings.Join(key[:len(key)-1], "."), key[len(key)-1]
	in := ""
	for i, line := range strings.Split(string(data), "\n") {
		if m := header.FindStringSubmatch(line); m != nil {
			if in = m[1] + m[2]; in == section+"."+name || section == "" && in == name {
				return flow.Pos{Line: i + 1, Col: 1}
			}
			continue
		}
		k, _, ok := strings.Cut(line, "=")
		if ok && in == section && strings.Trim(strings.TrimSpace(k), `"`) == name {
			return flow.Pos{Line: i + 1, Col: 1 + len(k) - len(strings.TrimLeft(k, " \t"))}
		}
	}
	return flow.Pos{}
}

// speak makes a locale ready.
func (b *builder) speak(tag string, t *texts) (*locale, error) {
	type voice struct {
		localizer *i18n.Localizer
		err       error
	}
	v := remembered(b.memo, "voice "+tag, t.sum, func() voice {
		localizer, err := speaker(t.tag, t.all)
		return voice{localizer, err}
	})
	if v.err != nil {
		return nil, v.err
	}
	return &locale{tag: tag, rtl: rightToLeft(t.tag), localizer: func() *i18n.Localizer { return v.localizer }, texts: t.all, ids: t.ids}, nil
}

// speaker has one Bundle and one Localizer for a locale alone, so that no matcher ever chooses
// another language (libraries.md §5).
func speaker(tag language.Tag, all map[string]*text) (*i18n.Localizer, error) {
	bundle := i18n.NewBundle(tag)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		m := all[id]
		err := bundle.AddMessages(tag, &i18n.Message{
			ID: id, Zero: m.Zero, One: m.One, Two: m.Two, Few: m.Few, Many: m.Many, Other: m.Other,
		})
		if err != nil {
			return nil, fmt.Errorf("message %s: %w", id, err)
		}
	}
	return i18n.NewLocalizer(bundle, tag.String()), nil
}

func rightToLeft(tag language.Tag) bool {
	script, _ := tag.Script()
	return slices.Contains([]string{"Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm", "Rohg"}, script.String())
}

// Direction is "rtl" or "ltr".
func (c *Content) Direction(tag string) string {
	if l := c.locales[tag]; l != nil && l.rtl {
		return "rtl"
	}
	return "ltr"
}

// StaffName is the first of the messages that only staff read, in the studio. A locale that has it speaks the studio, and has all of them; one that has
// not need have none.
const StaffName = "studio.name"

// StaffOnly tells whether a message is read by staff alone, in the studio.
func StaffOnly(id string) bool { return strings.HasPrefix(id, "studio.") }

// owes tells whether a locale should have a message of the source.
func (l *locale) owes(id string) bool { return !StaffOnly(id) || l.texts[StaffName] != nil }

// Has tells whether a locale has a text of its own for a message.
func (c *Content) Has(tag, id string) bool {
	l := c.locales[tag]
	return l != nil && l.texts[id] != nil
}

// Templates are the texts of a locale whose ids begin so, by id, as they are written: with placeholders. Where the locale has none, the
// nearest one that has it speaks.
func (c *Content) Templates(tag, prefix string) map[string]string {
	all := map[string]string{}
	for _, t := range slices.Backward(chain(tag)) {
		if l := c.locales[t]; l != nil {
			for id, text := range l.texts {
				if strings.HasPrefix(id, prefix) {
					all[id] = text.Other
				}
			}
		}
	}
	return all
}

// Text is a message in a locale, with its placeholders filled in. Where the locale has no such
// text the nearest one that has it speaks; the last is the source.
func (c *Content) Text(tag, id string, args map[string]string) string {
	for _, t := range chain(tag) {
		l := c.locales[t]
		if l == nil {
			continue
		}
		own := l.own(id)
		said := l.texts[own]
		if said == nil {
			continue
		}
		if said.fixed() { // most are, and need not be looked for again
			return strings.TrimRight(said.Other, "\n ")
		}
		s, err := l.localizer().Localize(&i18n.LocalizeConfig{MessageID: own, TemplateData: args, TemplateParser: strictParser()})
		if err == nil {
			return strings.TrimRight(s, "\n ")
		}
	}
	return ""
}

// own is the message that speaks for another one in a locale: many languages have one word for
// "May" in "May 2022" and in "12 May 2022", and leave the second out.
func (l *locale) own(id string) string {
	if month, ok := strings.CutPrefix(id, "help.month_of."); ok && l.texts[id] == nil {
		return "help.month." + month
	}
	return id
}

func strictParser() i18ntemplate.Parser {
	return &i18ntemplate.TextParser{Option: "missingkey=error"}
}

// chain is the order in which locales speak for each other: pt-BR, pt, the source.
func chain(tag string) []string {
	tags := []string{tag}
	for cut := strings.LastIndexByte(tag, '-'); cut > 0; cut = strings.LastIndexByte(tag[:cut], '-') {
		tags = append(tags, tag[:cut])
	}
	if tag != SourceLocale {
		tags = append(tags, SourceLocale)
	}
	return tags
}

// fixed tells that a text says the same whatever is counted or named.
func (t *text) fixed() bool {
	return t.Other != "" && t.Zero+t.One+t.Two+t.Few+t.Many == "" && !strings.Contains(t.Other, "{{")
}

// forms are the plural forms a text has, by name.
func (t *text) forms() map[string]string {
	all := map[string]string{"zero": t.Zero, "one": t.One, "two": t.Two, "few": t.Few, "many": t.Many, "other": t.Other}
	for name, s := range all {
		if s == "" {
			delete(all, name)
		}
	}
	return all
}

// placeholders names the fields a text uses, sorted.
func placeholders(s string) ([]string, error) {
	t, err := template.New("").Parse(s)
	if err != nil {
		_, why, _ := strings.Cut(err.Error(), ":1: ")
		return nil, errors.New(why)
	}
	var names []string
	if t.Tree == nil || t.Root == nil {
		return nil, nil
	}
	for _, n := range t.Root.Nodes {
		action, ok := n.(*parse.ActionNode)
		if !ok {
			if n.Type() != parse.NodeText {
				return nil, errors.New("only {{.Name}} may stand in a text")
			}
			continue
		}
		names = append(names, strings.Trim(action.String(), "{} "))
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
