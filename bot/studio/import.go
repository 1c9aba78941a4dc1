package studio

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"staysafe/bot/content"
	"strings"
)

// dataset is a refreshed table of help services that somebody sent.
type dataset struct {
	rows map[string][]lineFields // by country; a country that is not named has none
	date string                  // the newest day on which a row was read
}

// TableError is what is wrong with a dataset.
type TableError struct{ Cause error }

func (e *TableError) Error() string { return "this is no table of help services: " + e.Cause.Error() }

// Proposal is a help service that a dataset has otherwise than a person sees it.
type Proposal struct {
	LineChange
	Place  string  // the country's name, for staff
	Kept   string  // the day on which somebody checked it, later than the dataset: it stays as it is; else ""
	KeptBy string  // who did, "" where that is not known
	Faults []fault // why it can't be taken in as it is, and what should be looked at
}

// Stamp tells whether a proposal is still what somebody saw.
func (p Proposal) Stamp() Stamp {
	return Stamp(content.SourceHash(string(p.Before.stamp()), string(p.Now.stamp())))
}

// Wrong tells whether it can't be taken in as it is.
func (p Proposal) Wrong() bool {
	return slices.ContainsFunc(p.Faults, func(f fault) bool { return !f.Warning })
}

// readDataset reads a dataset for the countries that a person sees. It returns a *TableError for what is none.
func (d *Desk) readDataset(person string, data []byte) (*dataset, error) {
	places, err := d.places(person)
	if err != nil {
		return nil, err
	}
	if places == nil {
		return nil, ErrBlocked
	}
	var codes []string
	for _, p := range places {
		codes = append(codes, p.Code)
	}
	services, err := content.ReadServices(data, codes)
	if err != nil {
		return nil, &TableError{err}
	}
	set := &dataset{rows: map[string][]lineFields{}}
	for code, rows := range services {
		for _, s := range rows {
			for i, topic := range s.Topics {
				s.Topics[i] = strings.ReplaceAll(topic, ",", " ") // commas part the values of a list
			}
			fields := fieldsOfService(s)
			maps.DeleteFunc(fields, func(_ LineField, value string) bool { return value == "" })
			set.rows[code] = append(set.rows[code], fields)
			set.date = max(set.date, s.Source.Checked)
		}
	}
	return set, nil
}

// Proposals are what a dataset has otherwise than a person sees it, by country.
func (d *Desk) Proposals(person string, set *dataset) ([]Proposal, error) {
	v, err := d.current(person)
	if err != nil {
		return nil, err
	}
	all, err := d.proposals(v, set)
	if err != nil {
		return nil, err
	}
	places, err := d.places(person)
	if err != nil {
		return nil, err
	}
	who, err := d.checkers(person)
	if err != nil {
		return nil, err
	}
	for i := range all {
		p := &all[i]
		if at := slices.IndexFunc(places, func(c countryName) bool { return c.Code == p.Country }); at >= 0 {
			p.Place = places[at].Name
		}
		if p.Kept != "" {
			p.KeptBy = who[p.ID]
		}
	}
	return all, d.weigh(v, all)
}

// weigh puts to each proposal what the check would say of it if all of them were taken in.
func (d *Desk) weigh(v Version, all []Proposal) error {
	files, err := d.take(v, slices.DeleteFunc(slices.Clone(all), func(p Proposal) bool { return p.Kept != "" || p.Now == nil }))
	if err != nil {
		return err
	}
	tree, err := d.store.overlay(v, files)
	if err != nil {
		return err
	}
	c, issues := d.loader.Files(tree).Draft()
	for i := range all {
		p := &all[i]
		if p.Now == nil || p.Kept != "" || c == nil {
			continue
		}
		one, _ := c.Service(p.ID)
		mine := slices.DeleteFunc(slices.Clone(issues), func(i content.Issue) bool {
			gone := i.Code == "same-place" || i.Code == "nobody-first" // that depends on which of them are taken in
			return i.File != lineFile(p.Country) || i.Line != one.Pos.Line || gone
		})
		for _, about := range faults(append(p.Now.ownIssues(d.now()), mine...), p.Now) {
			p.Faults = append(p.Faults, about...)
		}
	}
	return nil
}

// proposals compares a dataset with a version. Rows are the services of the same id, or else those that are reached in the same way.
func (d *Desk) proposals(v Version, set *dataset) ([]Proposal, error) {
	var all []Proposal
	for _, code := range slices.Sorted(maps.Keys(set.rows)) {
		was, err := d.linesAt(v, lineFile(code))
		if err != nil {
			return nil, err
		}
		left := maps.Clone(was)
		for _, row := range paired(was, set.rows[code]) {
			before := was[row["id"]]
			delete(left, row["id"])
			now := row.merged(before)
			if !maps.Equal(before, now) {
				all = append(all, Proposal{LineChange: LineChange{Country: code, ID: row["id"], Before: before, Now: now}, Kept: before.checkedAfter(row["source/checked"])})
			}
		}
		for _, id := range slices.Sorted(maps.Keys(left)) {
			all = append(all, Proposal{LineChange: LineChange{Country: code, ID: id, Before: left[id]}, Kept: left[id].checkedAfter(set.date)})
		}
	}
	slices.SortStableFunc(all, func(a, b Proposal) int { return cmp.Or(cmp.Compare(a.Country, b.Country), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// paired are rows with the ids of the services they are about: of the same id, else of the one left that has the same kind and is dialled or opened in
// the same way. A service may have another name by now.
func paired(was map[string]lineFields, rows []lineFields) []lineFields {
	free := maps.Clone(was)
	for _, row := range rows {
		delete(free, row["id"])
	}
	out := slices.Clone(rows)
	for i, row := range rows {
		if was[row["id"]] != nil {
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(free)) {
			f := free[id]
			if f["kind"] == row["kind"] && (f["dial"] != "" && f["dial"] == row["dial"] || f["dial"] == "" && row["dial"] == "" && f["web"] != "" && f["web"] == row["web"]) {
				out[i] = row.with(lineFields{"id": id})
				delete(free, id)
				break
			}
		}
	}
	return out
}

// merged is a row as it would stand in the file of a service. Only a person says that they called it, no table.
func (f lineFields) merged(before lineFields) lineFields {
	now := f.with(nil)
	delete(now, "source/verified")
	if verified := now.calledStill(before); verified != "" {
		now["source/verified"] = verified
	}
	return now
}

// checkedAfter is the day on which a person called a service or read its source, if that was later than a day; else "".
func (f lineFields) checkedAfter(day string) string {
	if checked := max(f["source/verified"], f["source/checked"]); f != nil && checked > day {
		return checked
	}
	return ""
}

// checkers are who called or changed a service last, by its id, as far as the history and a person's draft tell.
func (d *Desk) checkers(person string) (map[string]string, error) {
	main, own, err := d.base(person)
	if err != nil {
		return nil, err
	}
	who := map[string]string{}
	if !own.IsZero() {
		_, mine, err := d.forks(main, own)
		if err != nil {
			return nil, err
		}
		for _, e := range mine {
			for line := range strings.SplitSeq(e.Says, "\n") {
				if did, about := strings.CutPrefix(line, "line: "); about {
					id, _, _ := strings.Cut(did, " ")
					who[id] = cmp.Or(who[id], e.Who.Name)
				}
			}
		}
	}
	published, err := d.store.log(main, historyLength, func(Version) bool { return false })
	for _, e := range published {
		for line := range strings.SplitSeq(e.Says, "\n") {
			id, did, _ := strings.Cut(line, ": ")
			if _, by, ok := strings.Cut(did, " by "); ok && isServiceID(id) {
				by, _, _ = strings.Cut(by, ", read by ")
				who[id] = cmp.Or(who[id], by)
			}
		}
	}
	return who, err
}

// isServiceID tells whether a word can be the id of a help service: small letters, digits, dashes.
func isServiceID(id string) bool {
	return strings.Contains(id, "-") && strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// take are the files of a version with proposals taken in: first those that go, so that others may take their places.
func (d *Desk) take(v Version, some []Proposal) (map[string][]byte, error) {
	files := map[string][]byte{}
	some = slices.Clone(some)
	slices.SortStableFunc(some, func(a, b Proposal) int { return a.order() - b.order() })
	for _, p := range some {
		name := lineFile(p.Country)
		data, changed := files[name]
		if !changed {
			var err error
			if data, err = d.store.file(v, name); err != nil {
				return nil, err
			}
		}
		now, err := p.onto(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", name, p.ID, err)
		}
		files[name] = now
	}
	return files, nil
}

func (p Proposal) order() int {
	switch {
	case p.Now == nil:
		return 0
	case p.Before != nil:
		return 1
	}
	return 2
}

// TakeProposals takes some proposals of a dataset into a person's draft, in one commit: each is reviewed like any other change. What somebody checked
// later stays. It returns a *LineError where the check refuses them together, ErrMoved where one of them is not what the person saw.
func (d *Desk) TakeProposals(who Person, set *dataset, ticked []Seen) error {
	if !who.May(Editor) && !who.May(Approver) {
		return ErrMayNot
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		all, err := d.proposals(from, set)
		if err != nil {
			return nil, "", err
		}
		var some []Proposal
		var issues []content.Issue
		says := []string{fmt.Sprintf("import: %d help lines of the dataset of %s", len(ticked), set.date), ""}
		for _, t := range ticked {
			at := slices.IndexFunc(all, func(p Proposal) bool { return p.ID == t.ID })
			if at < 0 || all[at].Stamp() != t.Stamp || all[at].Kept != "" {
				return nil, "", ErrMoved
			}
			some = append(some, all[at])
			says = append(says, all[at].taken(set.date))
			for _, i := range all[at].Now.ownIssues(d.now()) {
				i.File = lineFile(all[at].Country)
				issues = append(issues, i)
			}
		}
		files, err := d.take(from, some)
		if err != nil || len(files) == 0 {
			return nil, "", err
		}
		refused, err := d.newIssues(from, files)
		if err == nil && len(refused)+len(issues) > 0 {
			err = &LineError{append(issues, refused...)}
		}
		return files, strings.Join(says, "\n"), err
	})
}

// taken is what the commit says of a proposal.
func (p Proposal) taken(date string) string {
	switch p.order() {
	case 0:
		return "line: " + p.ID + removedFor + "not in the dataset of " + date + " any more"
	case 1:
		return "line: " + p.ID + " changed"
	}
	return "line: " + p.ID + " added"
}
