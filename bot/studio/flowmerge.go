package studio

import (
	"maps"
	"reflect"
	"slices"
	"strings"
)

// mergeFlows puts what two people made of one file of a flow together, step by step. Where both changed the same step, or its head,
// or the order, that is a clash: its name is returned, and ours stands in the result, so that nothing is
// dropped unseen.
func mergeFlows(base, ours, theirs *flowFile) (*flowFile, []string) {
	m := &flowMerge{base: base, clashes: map[string]bool{}}
	b, o, t := order(base), order(ours), order(theirs)
	common := func(ids []string) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
			return !slices.Contains(b, id) || !slices.Contains(o, id) || !slices.Contains(t, id)
		})
	}
	merged := &flowFile{}
	if kept := slices.Equal(common(o), common(b)); kept || slices.Equal(common(o), common(t)) {
		merged.steps = m.onto(theirs, ours, true)
	} else {
		if !slices.Equal(common(t), common(b)) {
			m.clashes[""] = true
		}
		merged.steps = m.onto(ours, theirs, false)
	}
	merged.head, merged.tail = ours.head, ours.tail
	switch headChanged := !slices.Equal(ours.head, base.head) || !slices.Equal(ours.tail, base.tail); {
	case !headChanged:
		merged.head, merged.tail = theirs.head, theirs.tail
	case !slices.Equal(theirs.head, base.head) && !slices.Equal(theirs.head, ours.head) || !slices.Equal(theirs.tail, base.tail) && !slices.Equal(theirs.tail, ours.tail):
		m.clashes[""] = true
	}
	return merged, slices.Sorted(maps.Keys(m.clashes))
}

type flowMerge struct {
	base    *flowFile
	clashes map[string]bool // by step; "" is the head, or the order
}

func order(f *flowFile) []string {
	ids := make([]string, len(f.steps))
	for i, s := range f.steps {
		ids[i] = s.id
	}
	return ids
}

// step is a step of a file, nil if it is not there.
func (f *flowFile) step(id string) *stepLines {
	if i := f.index(id); i >= 0 {
		return &f.steps[i]
	}
	return nil
}

// untouched tells whether a step is written as it was; a step that is not there only if it was not there.
func untouched(now, was *stepLines) bool {
	if now == nil || was == nil {
		return now == was
	}
	return strings.TrimRight(now.text(), "\n") == strings.TrimRight(was.text(), "\n")
}

// agree tells whether two people made the same of a step.
func agree(a, b *stepLines) bool {
	return a != nil && b != nil && a.id == b.id && reflect.DeepEqual(a.fields(), b.fields())
}

// text is a step with what stands above it.
func (s *stepLines) text() string { return strings.Join(s.lead, "") + strings.Join(s.lines, "") }

// onto puts the steps of other into the order of frame. ours tells that other is what was made here, so that it stands where both did something.
func (m *flowMerge) onto(frame, other *flowFile, ours bool) []stepLines {
	var out []stepLines
	for _, s := range frame.steps {
		if got := m.pick(m.base.step(s.id), &s, other.step(s.id), ours); got != nil {
			out = append(out, *got)
		}
	}
	for i, s := range other.steps {
		if frame.step(s.id) != nil {
			continue
		}
		got := m.pick(m.base.step(s.id), nil, &s, ours)
		if got == nil {
			continue
		}
		at := 0
		for k := i - 1; k >= 0; k-- { // below the nearest step that it stood below
			if j := slices.IndexFunc(out, func(o stepLines) bool { return o.id == other.steps[k].id }); j >= 0 {
				at = j + 1
				break
			}
		}
		out = slices.Insert(out, at, *got)
	}
	return out
}

// pick is which of two steps of one name stands, nil for none.
func (m *flowMerge) pick(base, frame, other *stepLines, ours bool) *stepLines {
	switch {
	case untouched(other, base):
		return frame
	case untouched(frame, base), agree(frame, other):
		return other
	}
	id := ""
	for _, s := range []*stepLines{base, frame, other} {
		if s != nil {
			id = s.id
		}
	}
	m.clashes[id] = true
	if ours && other != nil || !ours && frame == nil {
		return other
	}
	return cmpStep(frame, other)
}

// cmpStep is the first step that is there.
func cmpStep(a, b *stepLines) *stepLines {
	if a != nil {
		return a
	}
	return b
}
