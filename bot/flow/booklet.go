package flow

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// Editions of the guide.
const (
	EditionYoung      = "young"      // ages 12 to 17
	EditionShort      = "short"      // ages 10 and 11
	EditionEasy       = "easy"       // easy to read: for who reads with difficulty or learns the language
	EditionCaregivers = "caregivers" // who brings up children
	EditionTeachers   = "teachers"   // who teaches them
)

// Editions lists the editions of the guide, the young people's first.
func Editions() []string {
	return []string{EditionYoung, EditionShort, EditionEasy, EditionCaregivers, EditionTeachers}
}

// Booklet is the guide as pages. Only the flow that hands it out has one.
type Booklet struct {
	Edition  int
	Date     string // YYYY-MM
	Cover    Drawing
	Sections []Section
}

// Drawing is a picture of the guide, flows/drawings/<Name>.svg.
type Drawing struct {
	Name string // empty if there is none
	Alt  Ref    // what it shows, in words: the message guide.drawing.<Name>
}

// Section is one page. It quotes what the chat says, word for word.
type Section struct {
	ID      string
	For     []string // editions it belongs to
	Title   Ref
	Drawing Drawing
	Parts   []Part
	Say     Ref  // words to say to somebody; empty if there are none
	Help    bool // it ends with people who help
	// Screen marks a page that is not printed: sixteen pages are what one sheet folds into.
	Screen bool
	Pos    Pos
}

// Part is a piece of a page: messages of its own, or what a flow says to the guide. Steps are numbered
// anew in each.
type Part struct {
	Title Ref   // empty if the part needs none
	Text  []Ref // messages, in order
	Of    Ref   // a flow whose guide messages follow; empty if there is none
}

// In lists the sections of an edition, in order.
func (b *Booklet) In(edition string) []Section {
	return slices.DeleteFunc(slices.Clone(b.Sections), func(s Section) bool { return !slices.Contains(s.For, edition) })
}

func (b *Booklet) refs(visit func(Ref)) {
	visit(b.Cover.Alt)
	for _, s := range b.Sections {
		visit(s.Title)
		visit(s.Drawing.Alt)
		for _, p := range s.Parts {
			visit(p.Title)
			for _, r := range p.Text {
				visit(r)
			}
			visit(p.Of)
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
	d.fields(n, "booklet", []string{"edition", "date", "cover", "sections"}, func(key string, k, v *yaml.Node) {
		switch key {
		case "edition":
			b.Edition = d.number(v, "edition")
		case "date":
			b.Date = d.text(v, "date")
		case "cover":
			b.Cover = d.drawing(v)
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
	d.fields(n, "section", []string{"section", "for", "title", "drawing", "parts", "text", "of", "say", "help", "screen"}, func(key string, k, v *yaml.Node) {
		switch key {
		case "section":
			s.ID = d.id(v, "section")
		case "for":
			d.each(v, "for", func(item *yaml.Node) { s.For = append(s.For, d.edition(item)) })
		case "title":
			s.Title = d.message(v, RefMessage)
		case "drawing":
			s.Drawing = d.drawing(v)
		case "parts":
			d.each(v, "parts", func(item *yaml.Node) { s.Parts = append(s.Parts, d.part(item)) })
		case "text":
			s.Parts = append(s.Parts, Part{Text: d.messages(v, "text")})
		case "of":
			s.Parts = append(s.Parts, d.flowsOf(v)...)
		case "say":
			s.Say = d.message(v, RefMessage)
		case "help":
			s.Help = d.truth(v)
		case "screen":
			s.Screen = d.truth(v)
		}
	})
	if s.ID == "" || s.Title.ID == "" || len(s.For) == 0 || len(s.Parts) == 0 && !s.Help {
		d.report(n, "half-a-section", "give it section:, for:, title:, and text:, of: or parts:", "this section lacks its name, its readers, its title or its text")
	}
	return s
}

// flowsOf are flows as parts of a page. Where there are more than one, each has its topic as a title.
func (d *decoder) flowsOf(n *yaml.Node) []Part {
	var parts []Part
	d.each(n, "of", func(item *yaml.Node) {
		id := d.id(item, "flow")
		parts = append(parts, Part{Title: Ref{RefMessage, "topic." + id, pos(item)}, Of: Ref{RefFlow, id, pos(item)}})
	})
	if len(parts) == 1 {
		parts[0].Title = Ref{}
	}
	return parts
}

func (d *decoder) part(n *yaml.Node) Part {
	var p Part
	if n.Kind != yaml.MappingNode {
		d.report(n, "wrong-form", "write title: and text: or of:", "a part is a list of names and values")
		return p
	}
	d.fields(n, "part", []string{"title", "text", "of"}, func(key string, k, v *yaml.Node) {
		switch key {
		case "title":
			p.Title = d.message(v, RefMessage)
		case "text":
			p.Text = d.messages(v, "text")
		case "of":
			p.Of = Ref{RefFlow, d.id(v, "flow"), pos(v)}
		}
	})
	return p
}

func (d *decoder) drawing(n *yaml.Node) Drawing {
	name := d.id(n, "drawing")
	return Drawing{name, Ref{RefMessage, "guide.drawing." + name, pos(n)}}
}

func (d *decoder) edition(n *yaml.Node) string {
	e := d.id(n, "edition")
	if e != "" && !slices.Contains(Editions(), e) {
		d.report(n, "unknown-edition", DidYouMean(e, Editions()), "there is no edition %q", e)
	}
	return e
}
