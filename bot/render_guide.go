package bot

import (
	"staysafe/bot/flow"
)

// File goes with a message, where the network takes files.
type File struct {
	GuideFile
	Title  string // what it is called on the person's device: nothing that gives it away
	Failed string // what is said instead of the message if it can't be sent: always a way on
}

// fileTitle is a name that says nothing to who looks into a folder.
const fileTitle = "guide.pdf"

// handOut gives the guide: a file if one may be sent, and the address of its pages if there is one.
func (r renderer) handOut(out flow.Out) []Message {
	g := GuideFor(r.c, r.locale, out.Send)
	if g == nil {
		return []Message{{Text: r.text("guide.send.none", nil)}}
	}
	_, page := out.Args[flow.ArgPage]
	file, there := r.guides.File(GuideForm{Locale: g.Locale, Edition: g.Edition}.FileName())
	sends := there && r.can.Files && !page
	link := r.guideLink(g)
	var all []Message
	switch {
	case sends && link != nil:
		all = append(all, Message{Text: r.text("guide.send.file", nil), File: &File{file, fileTitle, r.text("guide.send.failed", nil)}})
	case sends:
		all = append(all, Message{Text: r.text("guide.send.file", nil), File: &File{file, fileTitle, r.text("guide.send.failed_here", nil)}})
	case link != nil:
		all = append(all, Message{Text: r.text("guide.send.page", nil)})
	default:
		all = append(all, Message{Text: r.text("guide.send.none", nil)})
	}
	if link != nil {
		all = append(all, Message{Text: link.text(), Card: link})
	}
	return all
}

// guideLink is the way to the guide's pages, nil if they have no address here.
func (r renderer) guideLink(g *Guide) *Card {
	if r.public == "" && !r.can.Site {
		return nil
	}
	to := "/guide/" + g.Locale
	if g.Edition != flow.EditionYoung {
		to += "?for=" + g.Edition
	}
	if !r.can.Site {
		to = r.public + to
	}
	card := &Card{
		Name: g.Name, Page: true, Source: g.Imprint,
		Facts: []Fact{{"about", g.Readers}}, Links: []Link{{Label: r.text("guide.send.open", nil), URL: to}},
	}
	return card
}
