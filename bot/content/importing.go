package content

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Import turns the tables of a directory dataset into one file per country. Running it again over
// its own output changes nothing. What people wrote into the files by hand and the tables do not
// know (the day somebody called a number) survives; what goes away is reported.
func Import(services, countries io.Reader, existing fs.FS) (files map[string][]byte, report []string, err error) {
	all := map[string]*Country{World: {Code: World, Name: "The whole world"}}
	err = table(countries, []string{"iso2", "name", "languages", "calling_code"}, func(row map[string]string) error {
		all[row["iso2"]] = &Country{Code: row["iso2"], Name: row["name"], Languages: strings.Fields(row["languages"]), Calling: row["calling_code"]}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("countries: %w", err)
	}
	err = table(services, serviceColumns(), addRow(all))
	if err != nil {
		return nil, nil, fmt.Errorf("services: %w", err)
	}
	files = map[string][]byte{}
	for code, c := range all {
		name := strings.ToLower(code) + ".yaml"
		if code == World {
			name = "world.yaml"
		}
		slices.SortStableFunc(c.Services, func(a, b Service) int {
			if a.Kind != b.Kind {
				return kindOrder(a.Kind) - kindOrder(b.Kind)
			}
			return a.Rank - b.Rank
		})
		report = append(report, keepByHand(c, existing, name)...)
		files[name] = c.yaml()
	}
	slices.Sort(report)
	return files, report, nil
}

// serviceColumns are those that a table of services can't do without.
func serviceColumns() []string {
	return []string{"iso2", "kind", "rank", "audience", "name", "source_url", "checked_on"}
}

// addRow puts rows of a table of services into their countries.
func addRow(all map[string]*Country) func(row map[string]string) error {
	given := idGiver{map[string]bool{}, map[string]int{}}
	return func(row map[string]string) error {
		c := all[row["iso2"]]
		if c == nil {
			return fmt.Errorf("there is no country %q", row["iso2"])
		}
		s, err := service(row)
		if err != nil {
			return err
		}
		s.ID = given.free(s)
		c.Services = append(c.Services, s)
		if s.Kind == Emergency && s.Dial == "" {
			c.Note = s.Note
		}
		return nil
	}
}

// table reads a tab-separated table with a header row.
func table(r io.Reader, needed []string, visit func(map[string]string) error) error {
	t := csv.NewReader(r)
	t.Comma, t.LazyQuotes, t.FieldsPerRecord = '\t', true, -1
	head, err := t.Read()
	if err != nil {
		return fmt.Errorf("reading the header: %w", err)
	}
	for _, name := range needed {
		if !slices.Contains(head, name) {
			return fmt.Errorf("there is no column %q", name)
		}
	}
	for line := 2; ; line++ {
		fields, err := t.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
		row := map[string]string{}
		for i, f := range fields {
			if i < len(head) {
				row[head[i]] = strings.TrimSpace(f)
			}
		}
		if err := visit(row); err != nil {
			return fmt.Errorf("line %d: %w", line, err)
		}
	}
}

func service(row map[string]string) (Service, error) {
	rank, err := strconv.Atoi(row["rank"])
	if err != nil || kindOrder(row["kind"]) < 0 {
		return Service{}, fmt.Errorf("%q has no rank or an unknown kind", row["name"])
	}
	s := Service{
		Country: row["iso2"], Kind: row["kind"], Rank: rank, Area: row["area"], Audience: row["audience"],
		Name: row["name"], NameLocal: row["name_local"], Dial: row["phone"], SMS: row["sms"], WhatsApp: row["whatsapp"],
		Web: row["web"], ChatURL: row["chat_url"], Hours: row["hours"], Zone: row["zone"], Free: row["free"],
		Ages: row["ages"], Note: row["note"], Confidence: row["confidence"],
		Source: Source{URL: row["source_url"], Date: row["source_date"], Checked: row["checked_on"], Verified: row["verified_on"]},
	}
	if row["opening"] != "" {
		if s.Opening, err = ParseOpening(row["opening"]); err != nil {
			return s, fmt.Errorf("%q: %w", s.Name, err)
		}
	}
	for _, tag := range strings.FieldsFunc(row["languages"], func(r rune) bool { return unicode.IsSpace(r) || r == ';' || r == ',' }) {
		if _, err := language.Parse(tag); err == nil && len(tag) <= 10 && tag != "many" {
			s.Languages = append(s.Languages, tag)
		}
	}
	for t := range strings.SplitSeq(row["topics"], ";") {
		if t = strings.TrimSpace(t); t != "" {
			s.Topics = append(s.Topics, t)
		}
	}
	return s, nil
}

// idGiver gives services stable ids: ke-childline-kenya, and ke-childline-kenya-2 for another of that name.
type idGiver struct {
	taken map[string]bool
	last  map[string]int // the number that was given last, by the id without one
}

func (all idGiver) free(s Service) string {
	base := ServiceID(s.Country, s.Name)
	id := base
	for n := max(2, all.last[base]); all.taken[id]; n++ {
		id, all.last[base] = fmt.Sprintf("%s-%d", base, n), n
	}
	all.taken[id] = true
	return id
}

// ServiceID makes the id of a service from country and name: ke-childline-kenya.
func ServiceID(country, name string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r):
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	slug := strings.Trim(b.String(), "-")
	if len(slug) > 40 {
		slug = strings.Trim(slug[:40], "-")
	}
	return strings.ToLower(country) + "-" + slug
}

// keepByHand carries over what the tables do not know, and reports what goes away.
func keepByHand(c *Country, existing fs.FS, name string) []string {
	data, err := fs.ReadFile(existing, name)
	if err != nil {
		return nil
	}
	before, problems := DecodeCountry(data)
	if before == nil || len(problems) > 0 {
		return []string{name + ": could not be read and is written anew"}
	}
	var report []string
	for _, old := range before.Services {
		at := slices.IndexFunc(c.Services, func(s Service) bool { return s.ID == old.ID })
		if at < 0 {
			report = append(report, fmt.Sprintf("%s: %s is no longer in the dataset and was removed", name, old.ID))
			continue
		}
		if c.Services[at].Source.Verified == "" && old.Source.Verified != "" && c.Services[at].Dial == old.Dial {
			c.Services[at].Source.Verified = old.Source.Verified
		}
	}
	for i, line := range strings.Split(string(data), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			report = append(report, fmt.Sprintf("%s:%d: a comment was not carried over: %s", name, i+1, strings.TrimSpace(line)))
		}
	}
	return report
}
