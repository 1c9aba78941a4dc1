package content

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"strconv"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Limits of what young people read (voice.md §2).
const (
	MaxBubble = 320 // characters
	MaxLabel  = 20  // grapheme clusters
)

// given lists the placeholders that Go code fills in, by message; all others have none.
func given(id string) []string {
	names := map[string][]string{
		"common.country_set": {"Country"}, "common.owners_link": {"Address"},
		"control.known.language": {"Language"}, "control.known.country": {"Country"},
		"control.known.place": {"Topic"}, "control.known.kept": {"Choice"},
		"help.emergency": {"Country", "Name", "Number"}, "help.no_emergency": {"Country"},
		"help.people": {"Country"}, "help.none": {"Country"},
		"help.opens": {"Day", "Time"}, "help.hours": {"Hours"}, "help.languages": {"Languages"}, "help.area": {"Area"},
		"help.call": {"Number"}, "help.text_to": {"Number"}, "help.text_word": {"Number", "Word"}, "help.whatsapp": {"Number"},
		"help.source": {"Date", "Read", "Site"}, "help.source_undated": {"Read", "Site"}, "help.verified": {"Date"},
		"library.in": {"Language"}, "library.also": {"Language", "Opens"}, "library.open_in": {"Language"},
		"library.by": {"Publisher"}, "library.country": {"Country"},
		"library.languages": {"Languages"}, "library.languages_more": {"Count", "Languages"},
		"guide.web.page_of": {"Count", "Number"}, "guide.web.talk_page": {"Number"}, "guide.web.insert": {"Country"}, "kit.neutral.scan": {"Address"}, "kit.slack": {"Command"}, "control.known.hint": {"Country"}, "voices.atleast": {"Count"}, "voices.since": {"Date"}, "studio.changes_of": {"Name"}, "studio.in.as": {"Name"}, "studio.by": {"Name"}, "studio.lines.on": {"Name"}, "studio.lines.read": {"Name"}, "studio.import.of": {"Name"}, "studio.import.kept_by": {"Name"}, "studio.flows.steps": {"Name"}, "studio.turns": {"Name"}, "studio.plan.at": {"Name"}, "studio.read_by": {"Name"}, "studio.keys.made": {"Name"}, "studio.typing.length": {"Count", "Number"}, "studio.typing.missing_part": {"Name"}, "studio.typing.extra_part": {"Name"}, "studio.keys.remove_made": {"Name"}, "kit.read.code": {"Code", "Country", "Locale"}, "kit.read.count_page": {"Address", "Code", "Secret"}, "guide.web.edition": {"Date", "Edition"},
		"studio.canvas.added": {"Name"}, "studio.canvas.bubble": {"Name"}, "studio.canvas.card": {"Name"}, "studio.canvas.case": {"Name"}, "studio.canvas.choice": {"Name"}, "studio.canvas.count": {"Count", "Name"}, "studio.canvas.down": {"Name"}, "studio.canvas.errors": {"Name"}, "studio.canvas.form.of": {"Name"}, "studio.canvas.gone": {"Name"}, "studio.canvas.interrupt.words": {"Count", "Name"}, "studio.canvas.leads": {"Name"}, "studio.canvas.led": {"Count", "Name"}, "studio.canvas.problem.words": {"Name"}, "studio.canvas.removed": {"Name"}, "studio.canvas.renamed": {"Name"}, "studio.canvas.shared": {"Name"}, "studio.canvas.take": {"Name"}, "studio.canvas.to.call": {"Name"}, "studio.canvas.to.jump": {"Name"}, "studio.canvas.up": {"Name"},
		"help.date_month": {"Month", "Year"}, "help.date_day": {"Day", "Month", "Year"},
	}
	return names[plainID(id)]
}

// plainID is a message without the network that has words of its own: a page, or a workspace.
func plainID(id string) string {
	return strings.TrimSuffix(strings.TrimSuffix(id, ".page"), ".workspace")
}

// each visits the texts of a locale in the order of their ids.
func (l *locale) each(visit func(id string, t *text)) {
	for _, id := range l.ids {
		visit(id, l.texts[id])
	}
}

// checkTexts: every text can be shown: it is there, its template can be read, it names only what
// is filled in, and it is short enough for one bubble.
func checkTexts(c *Content, b *builder) {
	if c.locales[SourceLocale] == nil {
		if b.brokenIn("locales/active." + SourceLocale) {
			return
		}
		b.error("locales/active."+SourceLocale+".toml", flow.Pos{}, "no-source-texts", "put the file back", "there are no texts in the source language")
		return
	}
	for _, tag := range b.real() {
		b.once("texts "+tag, b.texts[tag].sum, func(r *report) {
			c.locales[tag].each(func(id string, t *text) { r.text(tag, id, t) })
		})
	}
}

// text checks one text by itself.
func (r *report) text(tag, id string, t *text) {
	if t.Other == "" {
		r.error(t.file, t.pos, "empty-text", "write it, or remove it", "the text %q is empty", id)
	}
	for form, s := range t.forms() {
		names, err := placeholders(s)
		if err != nil {
			r.error(t.file, t.pos, "bad-template", "write placeholders as {{.Name}}", "the text %q (%s) can't be read: %s", id, form, err)
			continue
		}
		for _, name := range names {
			if tag == SourceLocale && !slices.Contains(given(id), strings.TrimPrefix(name, ".")) {
				r.error(t.file, t.pos, "unknown-placeholder", flow.DidYouMean(strings.TrimPrefix(name, "."), given(id)), "nothing fills in {{%s}} in %q", name, id)
			}
		}
		if n := len([]rune(s)); n > MaxBubble && !strings.HasPrefix(id, "telegram.") {
			r.error(t.file, t.pos, "bubble-too-long", "make two messages of it, or say less", "the text %q has %d characters; a bubble has %d at most", id, n, MaxBubble)
		}
	}
}

// real lists the locales people wrote: no pseudo-locales.
func (b *builder) real() []string {
	var tags []string
	for _, tag := range slices.Sorted(maps.Keys(b.texts)) {
		if plain(tag) == tag {
			tags = append(tags, tag)
		}
	}
	return tags
}

// checkTranslations: a locale on offer is whole, and says what the source says. Of another it is told once how far it is: who changes a text can't be
// told of it in every language somebody has begun.
func checkTranslations(c *Content, b *builder) {
	src := c.locales[SourceLocale]
	if src == nil || b.brokenIn("locales/active."+SourceLocale) {
		return
	}
	tags := slices.DeleteFunc(b.real(), func(tag string) bool { return tag == SourceLocale || b.brokenIn("locales/active."+tag) })
	offered := func(tag string) bool { return slices.Contains(c.review.Offered, tag) }
	b.onceEach(tags, "translation", func(tag string) string {
		return sumOf(b.texts[SourceLocale].sum, b.texts[tag].sum, strconv.FormatBool(offered(tag)))
	}, func(tag string, r *report) { r.translations(tag, src, c.locales[tag], b.texts[tag].file, offered(tag)) })
}

// translations judges the texts of one locale beside those of the source.
func (r *report) translations(tag string, src, l *locale, file string, offered bool) {
	missing, stale := 0, 0
	src.each(func(id string, want *text) {
		got := l.texts[id]
		switch {
		case got != nil:
			r.translation(tag, id, want, got)
			if got.Hash != want.source {
				stale++
				if offered {
					r.stale(id, want, got)
				}
			}
		case l.texts[l.own(id)] != nil, !l.owes(id):
		default:
			missing++
			if offered {
				r.error(file, flow.Pos{}, "missing-text", "translate it, or take the language off the offered list in review.toml", "%s has no text %q", tag, id)
			}
		}
	})
	if !offered && missing+stale > 0 {
		r.warn(file, flow.Pos{}, "not-whole", "translate them before it is offered: staysafe i18n status and the studio's translators' page list them", "%s is not on offer; %d texts are missing, the source of %d has changed", tag, missing, stale)
	}
	l.each(func(id string, t *text) {
		if src.texts[id] == nil && !t.pack {
			r.warn(t.file, t.pos, "unknown-message", flow.DidYouMean(id, src.ids), "the source has no text %q", id)
		}
	})
}

// stale tells that a text in a locale on offer must be compared with its source again.
func (r *report) stale(id string, want, got *text) {
	sev := Warning
	if locked(id) {
		sev = Error
	}
	r.add(sev, got.file, got.pos, "stale-text", "compare with the source, then set hash = \""+want.source+"\"", "the source of %q has changed since it was translated", id)
}

func (r *report) translation(tag, id string, want, got *text) {
	if got.Other == want.Other && len(strings.Fields(want.Other)) > 2 && speaks(want.Other) {
		r.warn(got.file, got.pos, "equals-source", "translate it", "the text %q is the same as in the source", id)
	}
	if want.unreadable == nil && got.unreadable == nil && !slices.Equal(want.names, got.names) {
		r.error(got.file, got.pos, "placeholders-differ", "use exactly what the source uses: "+cmp.Or(strings.Join(want.names, ", "), "none"), "the text %q fills in other things than its source", id)
	}
	if want.One != "" {
		for _, form := range PluralForms(tag) {
			if got.forms()[form] == "" {
				r.error(got.file, got.pos, "plural-missing", "add "+form+" = \"…\"", "%q needs the plural form %q in %s", id, form, tag)
			}
		}
	}
}

// placeholder is what is filled in.
var placeholder = regexp.MustCompile(`\{\{[^}]*\}\}`)

// speaks tells whether a text has words of its own beside what is filled in.
func speaks(s string) bool {
	return strings.ContainsFunc(placeholder.ReplaceAllString(s, ""), unicode.IsLetter)
}

// PluralForms lists the plural forms a language distinguishes for whole numbers (CLDR), and "other", which every message has.
func PluralForms(tag string) []string {
	names := map[plural.Form]string{plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other"}
	forms := []string{"other"}
	for n := range 1000 {
		f := plural.Cardinal.MatchPlural(language.Make(tag), n, 0, 0, 0, 0)
		if !slices.Contains(forms, names[f]) {
			forms = append(forms, names[f])
		}
	}
	slices.Sort(forms)
	return forms
}

// checkLabels: every label fits a button, and no two in one question read the same.
func checkLabels(c *Content, b *builder) {
	long, real := map[string]bool{}, b.real()
	for _, f := range c.inOrder() {
		for _, s := range f.Steps {
			var labels []flow.Ref
			s.Refs(func(r flow.Ref) {
				if r.Kind == flow.RefLabel {
					labels = append(labels, r)
				}
			})
			if len(labels) == 0 {
				continue
			}
			for _, tag := range real {
				b.labels(c, f.fileOf(s.ID), tag, labels, long)
			}
		}
	}
	for _, id := range houseLabels(c) {
		for _, tag := range real {
			b.labels(c, "", tag, []flow.Ref{{Kind: flow.RefLabel, ID: id}}, long)
		}
	}
}

// Labels are the messages that stand on buttons, each once, sorted.
func (c *Content) Labels() []string {
	all := houseLabels(c)
	for _, f := range c.flows {
		f.refs(func(_ string, r flow.Ref) {
			if r.Kind == flow.RefLabel {
				all = append(all, r.ID)
			}
		})
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// houseLabels are the choices that Go code offers.
func houseLabels(c *Content) []string {
	ids := []string{flow.ChoiceMore, flow.ChoiceSkip, flow.ChoiceSomethingElse, flow.ChoiceNoCountry, "common.choose_country", "common.help_now", "common.hide", "common.start_over"}
	for _, f := range c.Flows() {
		if c.Has(SourceLocale, "topic."+f) {
			ids = append(ids, "topic."+f)
		}
	}
	return ids
}

func (b *builder) labels(c *Content, file, tag string, labels []flow.Ref, long map[string]bool) {
	texts := c.locales[tag].texts
	seen := make([]*text, len(labels))
	for i, r := range labels {
		t := texts[r.ID]
		if t == nil {
			continue
		}
		if len(t.Other) > MaxLabel && !long[tag+r.ID] && uniseg.GraphemeClusterCount(t.Other) > MaxLabel {
			n := uniseg.GraphemeClusterCount(t.Other)
			long[tag+r.ID] = true
			b.error(t.file, t.pos, "label-too-long", "say it in fewer letters", "the label %q has %d characters; a button has room for %d", t.Other, n, MaxLabel)
		}
		seen[i] = t
		if first := slices.IndexFunc(seen[:i], func(other *text) bool { return other != nil && strings.EqualFold(other.Other, t.Other) }); first >= 0 {
			b.error(file, r.Pos, "same-label", "give one of them another text", "%q and %q read the same in %s: %q", labels[first].ID, r.ID, tag, t.Other)
		}
	}
}

// checkUnused: every text of the source is used by a flow or by the program.
func checkUnused(c *Content, b *builder) {
	src := c.locales[SourceLocale]
	if src == nil || b.brokenIn("flows/") {
		return
	}
	used := map[string]bool{}
	for _, f := range c.inOrder() {
		f.refs(func(_ string, r flow.Ref) { used[r.ID] = true })
	}
	src.each(func(id string, t *text) {
		area, _, _ := strings.Cut(id, ".")
		house := slices.Contains([]string{"common", "help", "web", "telegram", "slack", "topic", "cli", "library", "kit", "voices", "studio"}, area) || strings.HasPrefix(id, "guide.web.") || strings.HasPrefix(id, "guide.send.") || strings.HasPrefix(id, "control.known.") || plainID(id) == "control.group"
		if !house && !used[plainID(id)] {
			b.warn(t.file, t.pos, "unused-text", "remove it, or say it in a flow", "nothing says %q", id)
		}
	})
}
