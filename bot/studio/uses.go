package studio

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
)

// uses are the steps that say a message or offer it as a choice, in a version; the step is "" for the head of a flow.
func (d *Desk) uses(v Version, id string) ([]flow.Entry, error) {
	files, err := d.flowFiles(v)
	if err != nil {
		return nil, err
	}
	var all []flow.Entry
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, _ := flow.Decode(files[name])
		if f == nil {
			continue
		}
		named := false
		look := func(r flow.Ref) {
			named = named || r.ID == id && (r.Kind == flow.RefMessage || r.Kind == flow.RefLabel)
		}
		for i := range f.Steps {
			named = false
			if f.Steps[i].Refs(look); named {
				all = append(all, flow.Entry{Flow: f.ID, Step: f.Steps[i].ID})
			}
		}
		named = false
		head := *f
		head.Steps = nil
		if head.Refs(look); named {
			all = append(all, flow.Entry{Flow: f.ID})
		}
	}
	return all, nil
}
