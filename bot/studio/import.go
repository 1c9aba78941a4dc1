package studio

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"slices"
	"staysafe/bot/content"
	"strings"

	"golang.org/x/tools/txtar"
)

// Imported is what a refreshed dataset changed in a person's draft.
type Imported struct {
	Changed, Added, Gone int
	Kept                 []string // ids of what somebody called or opened after the dataset was read: these stay as they are
}

// TableError is what is wrong with a dataset.
type TableError struct{ Cause error }

// Error implements error.
func (e *TableError) Error() string { return "this is no table of help services: " + e.Cause.Error() }

// Import takes a refreshed table of help services into a person's draft: each service is changed in place, put in or taken out, and is reviewed like any
// other change. Countries that it does not name stay as they are. What a person called or opened later than the table was read stays. It returns a
// *TableError for what is no such table, a *LineError where the check refuses what it says.
func (d *Desk) Import(who Person, services []byte) (done Imported, err error) {
	if !who.May(Editor) && !who.May(Approver) {
		return Imported{}, ErrMayNot
	}
	return done, d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		done = Imported{}
		now, err := d.store.overlay(from, nil)
		if err != nil {
			return nil, "", err
		}
		help, countries, err := d.helpOf(now)
		if err != nil {
			return nil, "", err
		}
		existing, err := txtar.FS(help)
		if err != nil {
			return nil, "", fmt.Errorf("reading the directory: %w", err)
		}
		tables, _, err := content.Import(bytes.NewReader(services), strings.NewReader(countries), existing)
		if err != nil {
			return nil, "", &TableError{err}
		}
		changed, says := map[string][]byte{}, []string{}
		for _, file := range help.Files {
			name := path.Join("flows/help", file.Name)
			data, said, err := done.take(file.Data, tables[file.Name])
			if err != nil {
				return nil, "", fmt.Errorf("%s: %w", name, err)
			}
			if len(said) > 0 {
				changed[name], says = data, append(says, said...)
			}
		}
		if len(changed) == 0 {
			return nil, "", nil
		}
		return changed, "import help lines\n\n" + strings.Join(says, "\n"), d.allRefused(from, changed)
	})
}

// helpOf are the files of the directory, and the table of their countries.
func (d *Desk) helpOf(files map[string][]byte) (*txtar.Archive, string, error) {
	c, issues := d.loader.Files(files).Draft()
	if c == nil {
		return nil, "", &LineError{issues}
	}
	var table strings.Builder
	table.WriteString("iso2\tname\tlanguages\tcalling_code\n")
	for _, code := range c.Directory().Countries() {
		country := c.Directory().Country(code)
		fmt.Fprintf(&table, "%s\t%s\t%s\t%s\n", code, country.Name, strings.Join(country.Languages, " "), country.Calling)
	}
	help := &txtar.Archive{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if path.Dir(name) == "flows/help" && path.Ext(name) == ".yaml" {
			help.Files = append(help.Files, txtar.File{Name: path.Base(name), Data: files[name]})
		}
	}
	return help, table.String(), nil
}

// take changes a country's file into what a table says of it, service by service, and tells which.
func (done *Imported) take(data, table []byte) ([]byte, []string, error) {
	was, order, err := readLines(data)
	if err != nil {
		return nil, nil, err
	}
	want, newOrder, err := readLines(table)
	if err != nil {
		return nil, nil, err
	}
	if len(newOrder) == 0 {
		return data, nil, nil // a table need not be of the whole world
	}
	var says []string
	for _, id := range order {
		is := want[id].called(was[id])
		later := was[id]["source/verified"] != "" && (is == nil || was[id]["source/verified"] > is["source/checked"])
		switch {
		case maps.Equal(was[id], is):
			continue
		case later:
			done.Kept = append(done.Kept, id)
			continue
		case is == nil:
			done.Gone++
			says = append(says, "line: "+id+" removed")
			data, err = removeLine(data, id)
		default:
			done.Changed++
			says = append(says, "line: "+id+" changed")
			data, err = setService(data, id, LineChange{Before: was[id], Now: is}.set())
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for _, id := range newOrder {
		if was[id] != nil {
			continue
		}
		done.Added++
		says = append(says, "line: "+id+" added")
		if data, err = addLine(data, want[id].called(nil)); err != nil {
			return nil, nil, err
		}
	}
	return data, says, nil
}

// called is what a table says of a service, and what is known of calls: only a person says that they called, no table.
func (f lineFields) called(was lineFields) lineFields {
	if f == nil {
		return nil
	}
	return f.with(lineFields{"source/verified": f.calledStill(was)})
}

// set are the fields that a change sets, "" for those it takes away.
func (c LineChange) set() lineFields {
	set := lineFields{}
	for _, f := range c.Fields() {
		set[f.Field] = f.Now
	}
	return set
}
