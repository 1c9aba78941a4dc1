package flow

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// Editions of the guide.
const (
	EditionYoung      = "young"      // ages 12 to 17
	EditionShort      = "short"      // ages 10 and 11
	EditionCaregivers = "caregivers" // who brings up children
	EditionTeachers   = "teachers"   // who teaches them
)

// Editions lists the editions of the guide, the young people's first.
func Editions() []string {
	return []string{EditionYoung, EditionShort, EditionCaregivers, EditionTeachers}
}

// Booklet is the guide as pages. Only the flow that hands it out has one.
type Booklet struct {
	Edition  int
	Date     string // YYYY-MM
	Sections []Section
}

// Section is one page. It quotes what the chat says, word for word.
type Section struct {
	ID    string
	For   []string // editions it belongs to
	Title Ref
	Text  []Ref // messages of its own, or of any flow, in order
	Of    []Ref // flows whose guide messages follow
	Say   Ref   // words to say to somebody; empty if there are none
	Help  bool  // it ends with people who help
	// Screen marks a page that is not printed: sixteen pages are what one sheet folds into.
	Screen bool
	Pos    Pos
}

// In lists the sections of an edition, in order.
func (b *Booklet) In(edition string) []Section {
	return slices.DeleteFunc(slices.Clone(b.Sections), func(s Section) bool { return !slices.Contains(s.For, edition) })
}

func (b *Booklet) refs(visit func(Ref)) {
	for _, s := range b.Sections {
		visit(s.Title)
		for _, r := range slices.Concat(s.Text, s.Of) {
			visit(r)
		}
		visit(s.Say)
	}
}

func (d *decoder) booklet(n *yaml.Node) *Booklet {
	b := &Booklet{}
	if n.Kind != yaml.MappingNode {
		d.report(n, "wrong-form", "write edition:, date: and sections: below it", "a booklet is a list of names and values")
		return b
	}
	d.fields(n, "booklet", []string{"edition", "date", "sections"}, func(key string, k, v *yaml.Node) {
		switch key {
		case "edition":
			b.Edition = d.number(v, "edition")
		case "date":
			b.Date = d.text(v, "date")
		case "sections":
			d.each(v, "sections", func(item *yaml.Node) { b.Sections = append(b.Sections, d.section(item)) })
		}
	})
	seen := map[string]bool{}
	for _, s := range b.Sections {
		if seen[s.ID] {
			d.problems = append(d.problems, Problem{s.Pos, "duplicate-section", "two sections are called " + s.ID, "give one of them another name"})
		}
		seen[s.ID] = true
	}
	return b
}

func (d *decoder) section(n *yaml.Node) Section {
	s := Section{Pos: pos(n)}
	if n.Kind != yaml.MappingNode {
		d.report(n, "wrong-form", "begin with section: and its name", "a section is a list of names and values")
		return s
	}
	d.fields(n, "section", []string{"section", "for", "title", "text", "of", "say", "help", "screen"}, func(key string, k, v *yaml.Node) {
		switch key {
		case "section":
			s.ID = d.id(v, "section")
		case "for":
			d.each(v, "for", func(item *yaml.Node) { s.For = append(s.For, d.edition(item)) })
		case "title":
			s.Title = d.message(v, RefMessage)
		case "text":
			s.Text = d.messages(v, "text")
		case "of":
			d.each(v, "of", func(item *yaml.Node) { s.Of = append(s.Of, Ref{RefFlow, d.id(item, "flow"), pos(item)}) })
		case "say":
			s.Say = d.message(v, RefMessage)
		case "help":
			s.Help = d.truth(v)
		case "screen":
			s.Screen = d.truth(v)
		}
	})
	if s.ID == "" || s.Title.ID == "" || len(s.For) == 0 || len(s.Text)+len(s.Of) == 0 && !s.Help {
		d.report(n, "half-a-section", "give it section:, for:, title:, and text: or of:", "this section lacks its name, its readers, its title or its text")
	}
	return s
}

func (d *decoder) edition(n *yaml.Node) string {
	e := d.id(n, "edition")
	if e != "" && !slices.Contains(Editions(), e) {
		d.report(n, "unknown-edition", DidYouMean(e, Editions()), "there is no edition %q", e)
	}
	return e
}
