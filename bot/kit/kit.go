// Package kit makes what a school gets: links, codes to scan, posters, cards and lesson slips, as one ZIP
// file. It is given the words and the numbers, keeps nothing, and writes the same bytes for the same school.
//
// What is printed are pages of HTML with everything inside: each browser sets any script right, and a file
// for a request costs the server next to nothing (decision 14).
package kit

import (
	"archive/zip"
	"bytes"
	_ "embed" // what is printed
	"fmt"
	"html/template"
	"io"
	"staysafe/bot"
	"strings"

	"rsc.io/qr"
)

//go:embed print.tmpl
var pageSource string

//go:embed print.css
var style string

// Kit is a school's kit.
type Kit struct {
	School    string // its name, as it is to be printed; it goes nowhere else
	Code      string // of its campaign
	Counted   bool   // how many talks begin with the code is counted
	Secret    string // for which the count is told, "" if it is not known here
	Locale    string // BCP 47
	Direction string // "ltr" or "rtl"
	Language  string // the code's language, in words
	Country   string // the code's country, in words; "" if it says none
	Links     []Link // the first one is printed; at least one
	Command   string // what is typed on Slack, "" if the school has none
	Site      string // the chat's address, for a page of the school's that shows it
	Counts    string // address of the page that tells the count
	Emergency string // number, "" if it is not known
	Line      *Line  // a line that listens, nil if none is known
	Note      string // who has not read these words yet, "" if they may be trusted
	// Text is a message of the locale, in words.
	Text func(id string, args map[string]string) string
}

// Link is a way into the chat.
type Link struct {
	Channel string // "web", "telegram"
	URL     string
}

// Line is a help line on a poster.
type Line struct {
	Name, Dial   string
	Always, Free bool
	Source       string // where the number comes from, with its dates
}

// Write writes the ZIP. It returns what w returns, or that an address is too long for a code.
func (k Kit) Write(w io.Writer) error {
	pages, err := template.New("print").Parse(pageSource)
	if err != nil {
		return fmt.Errorf("reading the templates: %w", err)
	}
	codes := map[string]Code{}
	for _, l := range k.Links {
		if codes[l.Channel], err = NewCode(l.URL, k.Text("kit.qr", nil)); err != nil {
			return err
		}
	}
	z := zip.NewWriter(w)
	add := func(name string, data []byte) {
		if err != nil {
			return
		}
		var f io.Writer
		if f, err = z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate}); err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			err = fmt.Errorf("adding %s: %w", name, err)
		}
	}
	add("README.txt", []byte(k.readme()))
	add("links.txt", []byte(k.addresses()))
	if k.Secret != "" {
		add("counts.txt", []byte(k.countPage()))
	}
	for _, l := range k.Links {
		add("qr-"+l.Channel+".svg", []byte(codes[l.Channel].SVG()))
		add("qr-"+l.Channel+".png", codes[l.Channel].PNG())
	}
	for _, s := range sheets() {
		var page bytes.Buffer
		data := sheet{Kit: k, Paper: s.paper, Ink: s.ink, Code: codes[k.Links[0].Channel]}
		if err == nil {
			err = pages.ExecuteTemplate(&page, s.template, data)
		}
		add(s.name+".html", page.Bytes())
	}
	add("embed.html", []byte(k.embed()))
	if err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("ending the file: %w", err)
	}
	return nil
}

// sheets is everything that is printed.
func sheets() []struct {
	name, template, paper string
	ink                   bool
} {
	return []struct {
		name, template, paper string
		ink                   bool
	}{
		{"poster-bold-a4", "bold", "A4", false},
		{"poster-bold-a3", "bold", "A3", false},
		{"poster-bold-ink-a4", "bold", "A4", true},
		{"poster-bold-ink-a3", "bold", "A3", true},
		{"poster-neutral-a4", "neutral", "A4", false},
		{"poster-neutral-a3", "neutral", "A3", false},
		{"poster-neutral-strips-a4", "strips", "A4", false},
		{"cards-a4", "cards", "A4", false},
		{"lesson-20-a4", "lesson20", "A4", false},
		{"lesson-45-a4", "lesson45", "A4", false},
	}
}

// sheet is what a template shows.
type sheet struct {
	Kit
	Paper string
	Ink   bool
	Code  Code
}

// T is a text of the kit.
func (s sheet) T(id string) string { return s.Text(id, nil) }

// Style is the look of everything printed.
func (s sheet) Style() template.CSS {
	return template.CSS(style) //nolint:gosec // our own
}

// QR is the code that leads to the printed address.
func (s sheet) QR() template.HTML {
	return template.HTML(s.Code.SVG()) //nolint:gosec // made of squares; its title is escaped
}

// Address is the printed address, as short as it can be typed.
func (s sheet) Address() string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(s.Links[0].URL, "https://"), "http://"), "/")
}

// Open is how the printed address is said.
func (s sheet) Open() string {
	return s.Text("kit.neutral.scan", map[string]string{"Address": "\u2066" + s.Address() + "\u2069"})
}

// Awake is the second line of the bold poster. It promises nobody awake who is not.
func (s sheet) Awake() string {
	if s.Line != nil && s.Line.Always {
		return s.T("kit.bold.awake")
	}
	return s.T("kit.bold.help")
}

// Terms is what is true of the line.
func (s sheet) Terms() string {
	switch {
	case s.Line == nil:
		return ""
	case s.Line.Always && s.Line.Free:
		return s.T("kit.free_always")
	case s.Line.Always:
		return s.T("kit.always")
	case s.Line.Free:
		return s.T("kit.free")
	}
	return ""
}

// Eight is how many cards or strips stand on a sheet.
func (s sheet) Eight() []int { return make([]int, 8) }

// Rows are where the windows of the house stand; the code covers those in the middle.
func (s sheet) Rows() []int { return []int{20, 160, 300, 440} }

// Columns are where they stand in a row.
func (s sheet) Columns() []int { return []int{20, 160, 300, 440, 580, 720} }

// Lesson is the lesson of 45 minutes, which the chat shows teachers too.
func (s sheet) Lesson() []string {
	var all []string
	for _, id := range []string{"aim", "before", "rules", "open", "trick", "trick_lines", "words", "words_lines", "three", "end", "stay"} {
		all = append(all, s.T("adult.lesson_"+id))
	}
	return all
}

// Lines are the lines of a text.
func (s sheet) Lines(text string) []string { return strings.Split(text, "\n") }

// readme says what there is and what is true of it.
func (k Kit) readme() string {
	says := k.Language
	if k.Country != "" {
		says += ", " + k.Country
	}
	locale, country, _ := strings.Cut(says, ", ")
	all := []string{k.Text("kit.read.title", nil)}
	if k.School != "" {
		all[0] += ": " + k.School
	}
	for _, id := range []string{"what", "print", "neutral", "small"} {
		all = append(all, k.Text("kit.read."+id, nil))
	}
	if country == "" {
		country = "–"
	}
	all = append(all, k.Text("kit.read.code", map[string]string{"Code": k.Code, "Locale": locale, "Country": country}))
	counts := "kit.read.counts"
	if k.Counted {
		counts = "kit.read.counted"
	}
	all = append(all, k.Text(counts, nil), k.Text("kit.read.promise", nil))
	if k.Note != "" {
		all = append(all, k.Note)
	}
	return strings.Join(all, "\n\n") + "\n"
}

// countPage says where the count is told. It is a file of its own, because it is for one person and not for the wall.
func (k Kit) countPage() string {
	where := map[string]string{"Code": k.Code, "Address": k.Counts, "Secret": k.Secret}
	return k.Text("kit.read.count_page", where) + "\n\n" + k.Text("kit.count.rule", nil) + "\n"
}

func (k Kit) addresses() string {
	var b strings.Builder
	for _, l := range k.Links {
		b.WriteString(l.URL + "\n")
	}
	if k.Command != "" {
		b.WriteString(k.Text("kit.slack", map[string]string{"Command": k.Command}) + "\n")
	}
	return b.String()
}

// embed is the chat in a page of the school's.
func (k Kit) embed() string {
	return "<!-- " + strings.ReplaceAll(k.Text("kit.read.embed", nil), "--", "–") + " -->\n" +
		`<iframe src="` + template.HTMLEscapeString(k.Site) + `" title="` + template.HTMLEscapeString(k.Text("kit.card.head", nil)) +
		`" referrerpolicy="no-referrer" style="border:0;width:100%;height:40rem"></iframe>` + "\n"
}

// NumbersOf are the emergency number and the first line to talk to of a country, for Kit.
func NumbersOf(end bot.GuideEnd, always, free bool) (string, *Line) {
	if end.Line == nil {
		return end.Emergency, nil
	}
	return end.Emergency, &Line{Name: end.Line.Name, Dial: end.Line.Dial, Always: always, Free: free, Source: end.Line.Source}
}

// level is how much of a code may be damaged: three tenths (ISO/IEC 18004, level H).
const level = qr.H
