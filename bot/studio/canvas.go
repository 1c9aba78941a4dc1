package studio

import (
	"maps"
	"path"
	"regexp"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
)

// Canvas is a flow as the canvas draws it: its steps with their words in one language, and what is wrong with it.
type Canvas struct {
	Flow       string                   `json:"flow"`
	About      string                   `json:"about"`
	Care       bool                     `json:"care"`
	Landing    string                   `json:"landing"`
	Version    string                   `json:"version"`
	Draft      bool                     `json:"draft"`
	May        CanvasMay                `json:"may"`
	Locale     string                   `json:"locale"`
	Direction  string                   `json:"direction"`
	Source     string                   `json:"source"`
	Locales    []CanvasLocale           `json:"locales"`
	Steps      []CanvasStep             `json:"steps"`
	Messages   map[string]CanvasMessage `json:"messages"`
	Interrupts []CanvasInterrupt        `json:"interrupts"`
	Callers    []CanvasCaller           `json:"callers"`
	Problems   []CanvasProblem          `json:"problems"`
	Verbs      []Verb                   `json:"verbs"`
	Flows      []CanvasFlow             `json:"flows"`
	Comments   []Comment                `json:"comments"`
}

// CanvasMay is what the person may do here.
type CanvasMay struct {
	Edit      bool `json:"edit"`
	Translate bool `json:"translate"`
}

// CanvasLocale is a language to see the words in.
type CanvasLocale struct {
	Tag       string `json:"tag"`
	Name      string `json:"name"`
	Direction string `json:"direction"`
}

// CanvasStep is a step as it stands in the file.
type CanvasStep struct {
	ID      string       `json:"id"`
	Stamp   Stamp        `json:"stamp"`
	Changed bool         `json:"changed"`
	Was     []string     `json:"was"`
	Verb    string       `json:"verb"`
	Fields  Fields       `json:"fields"`
	Exits   []CanvasExit `json:"exits"`
}

// CanvasExit is one way on from a step. Field is the key it stands under, or "fall": the step below.
type CanvasExit struct {
	Field string `json:"field"`
	At    int    `json:"at"`
	Label string `json:"label"` // what is chosen: a message, or a kept value
	How   string `json:"how"`   // step, call, jump or end
	Flow  string `json:"flow"`
	Step  string `json:"step"`
}

// CanvasMessage is a message the flow names.
type CanvasMessage struct {
	Source      string        `json:"source"`
	Words       string        `json:"words"`
	Stamp       Stamp         `json:"stamp"`
	State       content.State `json:"state"`
	By          string        `json:"by"`
	When        string        `json:"when"`
	Safety      bool          `json:"safety"`
	Description string        `json:"description"`
	Label       bool          `json:"label"`
	Length      int           `json:"length"`
	Limit       int           `json:"limit"`
	Flows       []string      `json:"flows"` // others that name it
}

// CanvasInterrupt are words that lead here whatever else is going on.
type CanvasInterrupt struct {
	Words string `json:"words"`
	Rank  int    `json:"rank"`
	At    string `json:"at"`
	Again string `json:"again"`
}

// CanvasCaller is a step of another flow that leads here.
type CanvasCaller struct {
	Flow string `json:"flow"`
	Step string `json:"step"`
	To   string `json:"to"` // the step it leads to, "" for the door
}

// CanvasProblem is what the check says of this flow.
type CanvasProblem struct {
	Severity content.Severity `json:"severity"`
	Code     string           `json:"code"`
	Message  string           `json:"message"`
	Fix      string           `json:"fix"`
	Step     string           `json:"step"`
	Locale   string           `json:"locale"`
	ID       string           `json:"id"`
	Link     string           `json:"link"`
	Mend     string           `json:"mend"` // "new-step": what is missing can be made
}

// CanvasFlow is a flow that can be called.
type CanvasFlow struct {
	ID    string   `json:"id"`
	About string   `json:"about"`
	Steps []string `json:"steps"`
}

// Verb is something a step can do, and the fields it needs.
type Verb struct {
	Verb   string  `json:"verb"`
	Fields []Field `json:"fields"`
}

// Field is one key of a step, and the form of what stands there: messages, choices, cases, dest, word, name, names or fixed.
type Field struct {
	Name     string   `json:"name"`
	Form     string   `json:"form"`
	Value    string   `json:"value,omitempty"` // of a fixed one
	Optional bool     `json:"optional,omitempty"`
	Options  []string `json:"options,omitempty"`
}

// verbs are what a step can do, with what each needs.
func verbs(flows []string) []Verb {
	topics := content.HelpTopics()
	return []Verb{
		{"ask", []Field{{Name: "ask", Form: "choices"}, {Name: "keep", Form: "word", Optional: true}, {Name: "count", Form: "fixed", Value: "taps", Optional: true}}},
		{"pages", []Field{{Name: "pages", Form: "messages"}}},
		{"help", []Field{{Name: "help", Form: "name", Options: topics}}},
		{"listen", []Field{{Name: "listen", Form: "dest"}}},
		{"branch", []Field{{Name: "branch", Form: "word"}, {Name: "cases", Form: "cases"}}},
		{"more", []Field{{Name: "more", Form: "names", Options: flows}, {Name: "audience", Form: "name", Optional: true, Options: content.Audiences()}}},
		{"send", []Field{{Name: "send", Form: "name", Options: flow.Editions()}, {Name: "as", Form: "fixed", Value: "page", Optional: true}}},
		{"language", []Field{{Name: "language", Form: "fixed", Value: "ask"}}},
		{"country", []Field{{Name: "country", Form: "fixed", Value: "ask"}}},
		{"report", []Field{{Name: "report", Form: "fixed", Value: "number"}}},
		{"forget", []Field{{Name: "forget", Form: "fixed", Value: "everything"}}},
		{"recount", []Field{{Name: "recount", Form: "fixed", Value: "everything"}}},
	}
}

// Canvas draws a flow as a person sees it, with its words in a locale, and what the check says of it. The names of languages are for others to
// fill in.
func (d *Desk) Canvas(who Person, id, locale string) (*Canvas, error) {
	c, err := d.Draw(who, id, locale)
	if err != nil {
		return nil, err
	}
	v, err := d.current(who.ID)
	if err != nil {
		return nil, err
	}
	data, err := d.store.file(v, flowName(id))
	if err != nil {
		return nil, err
	}
	return c, c.check(d, who, id, data)
}

// Draw draws a flow without what the check says of it, which takes a while.
func (d *Desk) Draw(who Person, id, locale string) (*Canvas, error) {
	if !stepForm.MatchString(id) || !localeForm.MatchString(locale) {
		return nil, ErrNoText
	}
	_, own, err := d.base(who.ID)
	if err != nil {
		return nil, err
	}
	v, err := d.current(who.ID)
	if err != nil {
		return nil, err
	}
	w, err := d.read(v)
	if err != nil {
		return nil, err
	}
	files, err := d.flowFiles(v)
	if err != nil {
		return nil, err
	}
	if files[flowName(id)] == nil || w.words[locale] == nil {
		return nil, ErrNoText
	}
	file, err := readFlow(files[flowName(id)])
	if err != nil {
		return nil, err
	}
	changes, err := d.flowChanges(who.ID)
	if err != nil {
		return nil, err
	}
	c := &Canvas{
		Flow: id, Version: v.String(), Draft: !own.IsZero(), Locale: locale, Source: content.SourceLocale,
		May: CanvasMay{who.May(Editor), who.May(Translator)}, Messages: map[string]CanvasMessage{},
		Interrupts: []CanvasInterrupt{}, Callers: []CanvasCaller{}, Problems: []CanvasProblem{}, Flows: []CanvasFlow{},
	}
	all := map[string]*flow.Flow{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if f, _ := flow.Decode(files[name]); f != nil {
			all[f.ID] = f
			c.Flows = append(c.Flows, CanvasFlow{f.ID, f.About, stepNames(f)})
		}
	}
	if f := all[id]; f != nil {
		c.of(f, w)
	}
	for i := range file.steps {
		c.Steps = append(c.Steps, c.step(all[id], &file.steps[i], changes))
	}
	c.others(all)
	c.Verbs = verbs(slices.Sorted(maps.Keys(all)))
	c.Comments, err = d.Comments(id)
	return c, err
}

func stepNames(f *flow.Flow) []string {
	names := make([]string, len(f.Steps))
	for i := range f.Steps {
		names[i] = f.Steps[i].ID
	}
	return names
}

// of fills in the head of a flow, and the messages it names.
func (c *Canvas) of(f *flow.Flow, w *work) {
	c.About, c.Care, c.Landing = f.About, f.Care, f.Landing
	for _, in := range f.Interrupts {
		c.Interrupts = append(c.Interrupts, CanvasInterrupt{in.Words, in.Rank, in.At, in.Again})
	}
	f.Refs(func(r flow.Ref) {
		if r.Kind != flow.RefMessage && r.Kind != flow.RefLabel || r.ID == "" {
			return
		}
		t := w.text(c.Locale, r.ID, nil)
		m := CanvasMessage{
			Source: t.Source, Words: t.Words, State: t.State, By: t.By, When: t.When, Safety: t.Safety, Description: t.Description,
			Label: r.Kind == flow.RefLabel || c.Messages[r.ID].Label, Flows: []string{},
		}
		if _, there := w.words[c.Locale][r.ID]; there {
			m.Stamp = t.Stamp
		}
		limit := bot.Limit{Max: content.MaxBubble, Unit: bot.Runes}
		if m.Label {
			limit = bot.Limit{Max: content.MaxLabel, Unit: bot.Graphemes}
		}
		m.Length, m.Limit = limit.Len(m.Words), limit.Max
		c.Messages[r.ID] = m
	})
}

// step is one step, with the ways on from it.
func (c *Canvas) step(f *flow.Flow, s *stepLines, changes []FlowChange) CanvasStep {
	fields := s.fields()
	was, _ := fields["was"].([]string)
	delete(fields, "was")
	out := CanvasStep{
		ID: s.id, Stamp: s.stamp(), Was: append([]string{}, was...), Fields: fields, Exits: []CanvasExit{},
		Changed: slices.ContainsFunc(changes, func(ch FlowChange) bool { return ch.Flow == c.Flow && ch.Step == s.id }),
	}
	for _, v := range verbs(nil) {
		if _, has := fields[v.Verb]; has {
			out.Verb = v.Verb
		}
	}
	for _, key := range []string{"ask", "cases", "listen", "next"} {
		switch v := fields[key].(type) {
		case []Pair:
			for i, p := range v {
				out.Exits = append(out.Exits, exit(key, i, p.Name, p.To))
			}
		case string:
			out.Exits = append(out.Exits, exit(key, 0, "", v))
		}
	}
	if f == nil {
		return out
	}
	if i := slices.IndexFunc(f.Steps, func(o flow.Step) bool { return o.ID == s.id }); i >= 0 && f.Steps[i].Falls() {
		to := CanvasExit{Field: "fall", How: "end"}
		if i+1 < len(f.Steps) {
			to.How, to.Step = "step", f.Steps[i+1].ID
		}
		out.Exits = append(out.Exits, to)
	}
	return out
}

// exit is a destination, as it is written.
func exit(field string, at int, label, dest string) CanvasExit {
	e := CanvasExit{Field: field, At: at, Label: label, How: "step", Step: dest}
	if verb, name, two := strings.Cut(dest, " "); two {
		entry := flow.ParseEntry(name)
		e.How, e.Flow, e.Step = verb, entry.Flow, entry.Step
	} else if dest == "end" {
		e.How, e.Step = "end", ""
	}
	return e
}

// others are the flows that lead here, and those that name the same messages.
func (c *Canvas) others(all map[string]*flow.Flow) {
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if id == c.Flow {
			continue
		}
		f := all[id]
		for i := range f.Steps {
			f.Steps[i].Refs(func(r flow.Ref) {
				if to := flow.ParseEntry(r.ID); r.Kind == flow.RefFlow && to.Flow == c.Flow {
					c.Callers = append(c.Callers, CanvasCaller{Flow: id, Step: f.Steps[i].ID, To: to.Step})
				}
			})
		}
		f.Refs(func(r flow.Ref) {
			m, here := c.Messages[r.ID]
			if here && (r.Kind == flow.RefMessage || r.Kind == flow.RefLabel) && !slices.Contains(m.Flows, id) {
				m.Flows = append(m.Flows, id)
				c.Messages[r.ID] = m
			}
		})
	}
}

var quoted = regexp.MustCompile(`"([a-z][A-Za-z0-9_.-]*)"`)

// check adds what the check says of this flow, and of the words it names. data is its file in the person's draft: the file that is checked may
// have what others published too.
func (c *Canvas) check(d *Desk, who Person, id string, data []byte) error {
	k, err := d.candidate(who.ID)
	if err != nil {
		return err
	}
	if merged, other := k.files[flowName(id)]; other {
		data = merged
	}
	f, _ := flow.Decode(data)
	for _, p := range k.Problems {
		out := CanvasProblem{Severity: p.Severity, Code: p.Code, Message: p.Message, Fix: p.Fix, Step: p.Step, Locale: p.Locale, ID: p.ID}
		tag, words := strings.CutPrefix(path.Base(p.File), "active.")
		switch {
		case p.Flow == id, p.File == flowName(id):
			if f != nil && out.Step == "" && p.Line > 0 {
				out.Step = stepAt(f, p.Line)
			}
			if p.Code == "unknown-step" {
				out.Mend = "new-step"
			}
		case words:
			if out.ID == "" {
				for _, m := range quoted.FindAllStringSubmatch(p.Message, -1) {
					if _, named := c.Messages[m[1]]; named {
						out.ID, out.Locale = m[1], strings.TrimSuffix(tag, ".toml")
					}
				}
			}
			if _, named := c.Messages[out.ID]; !named {
				continue
			}
			out.Step = c.says(out.ID)
		default:
			continue
		}
		if out.ID != "" {
			out.Link = "/words/" + out.Locale + "/" + out.ID
		}
		c.Problems = append(c.Problems, out)
	}
	return nil
}

// stepAt is the step that a line of a flow's file belongs to, "" for its head.
func stepAt(f *flow.Flow, line int) string {
	at := ""
	for _, s := range f.Steps {
		if s.Pos.Line <= line {
			at = s.ID
		}
	}
	return at
}

// says is the first step that names a message.
func (c *Canvas) says(id string) string {
	for _, s := range c.Steps {
		for _, v := range s.Fields {
			switch v := v.(type) {
			case []string:
				if slices.Contains(v, id) {
					return s.ID
				}
			case []Pair:
				if slices.ContainsFunc(v, func(p Pair) bool { return p.Name == id }) {
					return s.ID
				}
			}
		}
	}
	return ""
}
