package content

import (
	"errors"
	"fmt"
	"regexp"
	"staysafe/bot/flow"
	"strings"

	"go.yaml.in/yaml/v4"
)

// countryFile is the form of flows/help/xx.yaml.
type countryFile struct {
	Country   string        `yaml:"country"`
	Name      string        `yaml:"name"`
	Languages []string      `yaml:"languages"`
	Calling   string        `yaml:"calling"`
	Note      string        `yaml:"note"`
	Services  []serviceFile `yaml:"services"`
}

type serviceFile struct {
	ID         string     `yaml:"id"`
	Kind       string     `yaml:"kind"`
	Rank       int        `yaml:"rank"`
	Area       string     `yaml:"area"`
	Audience   string     `yaml:"audience"`
	Name       string     `yaml:"name"`
	NameLocal  string     `yaml:"name_local"`
	Dial       string     `yaml:"dial"`
	SMS        string     `yaml:"sms"`
	WhatsApp   string     `yaml:"whatsapp"`
	Web        string     `yaml:"web"`
	ChatURL    string     `yaml:"chat_url"`
	Hours      string     `yaml:"hours"`
	Opening    string     `yaml:"opening"`
	Zone       string     `yaml:"zone"`
	Free       string     `yaml:"free"`
	Languages  []string   `yaml:"languages"`
	Ages       string     `yaml:"ages"`
	Topics     []string   `yaml:"topics"`
	Confidence string     `yaml:"confidence"`
	Note       string     `yaml:"note"`
	Source     sourceFile `yaml:"source"`
}

type sourceFile struct {
	URL      string `yaml:"url"`
	Date     string `yaml:"date"`
	Checked  string `yaml:"checked"`
	Verified string `yaml:"verified"`
}

// DecodeCountry reads one country file strictly, into typed fields only: through anything else
// leading zeros of numbers would be lost. With problems the country is incomplete.
func DecodeCountry(data []byte) (*Country, []flow.Problem) {
	var f countryFile
	if err := yaml.Load(data, &f, yaml.WithKnownFields()); err != nil {
		return nil, yamlProblems(err, "bad-country", "compare with flows/help/ke.yaml")
	}
	places, err := itemPlaces(data, "services")
	if err != nil {
		return nil, yamlProblems(err, "bad-country", "compare with flows/help/ke.yaml")
	}
	c := &Country{Code: f.Country, Name: f.Name, Languages: f.Languages, Calling: f.Calling, Note: f.Note}
	var problems []flow.Problem
	for i, s := range f.Services {
		svc := Service{
			ID: s.ID, Country: f.Country, Kind: s.Kind, Rank: s.Rank, Area: s.Area, Audience: s.Audience, Name: s.Name,
			NameLocal: s.NameLocal, Dial: s.Dial, SMS: s.SMS, WhatsApp: s.WhatsApp, Web: s.Web, ChatURL: s.ChatURL,
			Hours: s.Hours, Zone: s.Zone, Free: s.Free, Languages: s.Languages, Ages: s.Ages, Topics: s.Topics,
			Note: s.Note, Confidence: s.Confidence, Source: Source(s.Source), Pos: places(i, "id"),
		}
		if s.Opening != "" {
			o, err := ParseOpening(s.Opening)
			if err != nil {
				problems = append(problems, flow.Problem{Pos: places(i, "opening"), Code: "bad-opening", Message: err.Error(), Fix: `write "24/7" or rules like "Mo-Fr 09:00-17:00; PH off"`})
			}
			svc.Opening = o
		}
		c.Services = append(c.Services, svc)
	}
	return c, problems
}

// yamlProblems turns what the YAML package refuses into problems. code and fix are for values that
// don't fit the form of the file.
func yamlProblems(err error, code, fix string) []flow.Problem {
	var many *yaml.LoadErrors
	if errors.As(err, &many) {
		var all []flow.Problem
		for _, e := range many.Errors {
			all = append(all, flow.Problem{Pos: flow.Pos{Line: e.Mark.Line, Col: e.Mark.Column}, Code: code, Message: plainYAML(e.Message), Fix: fix})
		}
		return all
	}
	p := flow.Problem{Code: "yaml-syntax", Message: "this is not valid YAML", Fix: "check the indentation and the quotes around this line"}
	var one *yaml.LoadError
	if errors.As(err, &one) {
		p.Pos = flow.Pos{Line: one.Mark.Line, Col: one.Mark.Column}
		p.Message = fmt.Sprintf("this is not valid YAML: %s", one.Message)
	}
	return []flow.Problem{p}
}

var unknownField = regexp.MustCompile(`field (\S+) not found in type \S+`)

// plainYAML says in plain words what the YAML package says in those of Go.
func plainYAML(message string) string {
	if m := unknownField.FindStringSubmatch(message); m != nil {
		return fmt.Sprintf("there is nothing called %q here", m[1])
	}
	return "this can't be read: " + message
}

// itemPlaces finds where a field of the i-th item of a list stands.
func itemPlaces(data []byte, list string) (func(i int, field string) flow.Pos, error) {
	var doc yaml.Node
	if err := yaml.Load(data, &doc); err != nil {
		return nil, err
	}
	var items []*yaml.Node
	if len(doc.Content) > 0 {
		root := doc.Content[0]
		for k := 0; k+1 < len(root.Content); k += 2 {
			if root.Content[k].Value == list {
				items = root.Content[k+1].Content
			}
		}
	}
	return func(i int, field string) flow.Pos {
		if i >= len(items) {
			return flow.Pos{}
		}
		for k := 0; k+1 < len(items[i].Content); k += 2 {
			if items[i].Content[k].Value == field {
				return flow.Pos{Line: items[i].Content[k+1].Line, Col: items[i].Content[k+1].Column}
			}
		}
		return flow.Pos{Line: items[i].Line, Col: items[i].Column}
	}, nil
}

// yaml writes a country as DecodeCountry reads it: what people dial, dates and codes are quoted.
func (c *Country) yaml() []byte {
	var b strings.Builder
	field := func(indent, name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s%s: %q\n", indent, name, value)
		}
	}
	list := func(indent, name string, values []string) {
		if len(values) > 0 {
			quoted := make([]string, len(values))
			for i, v := range values {
				quoted[i] = fmt.Sprintf("%q", v)
			}
			fmt.Fprintf(&b, "%s%s: [%s]\n", indent, name, strings.Join(quoted, ", "))
		}
	}
	field("", "country", c.Code)
	field("", "name", c.Name)
	list("", "languages", c.Languages)
	field("", "calling", c.Calling)
	field("", "note", c.Note)
	b.WriteString("services:\n")
	for _, s := range c.Services {
		fmt.Fprintf(&b, "  - id: %q\n    kind: %s\n    rank: %d\n", s.ID, s.Kind, s.Rank)
		const in = "    "
		for _, f := range [][2]string{
			{"area", s.Area},
			{"audience", s.Audience},
			{"name", s.Name},
			{"name_local", s.NameLocal},
			{"dial", s.Dial},
			{"sms", s.SMS},
			{"whatsapp", s.WhatsApp},
			{"web", s.Web},
			{"chat_url", s.ChatURL},
			{"hours", s.Hours},
			{"opening", s.Opening.String()},
			{"zone", s.Zone},
			{"free", s.Free},
		} {
			field(in, f[0], f[1])
		}
		list(in, "languages", s.Languages)
		field(in, "ages", s.Ages)
		list(in, "topics", s.Topics)
		field(in, "confidence", s.Confidence)
		field(in, "note", s.Note)
		b.WriteString("    source:\n")
		for _, f := range [][2]string{{"url", s.Source.URL}, {"date", s.Source.Date}, {"checked", s.Source.Checked}, {"verified", s.Source.Verified}} {
			field("      ", f[0], f[1])
		}
	}
	return []byte(b.String())
}
