package studio

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// edited is a file after a few things somebody may do to it, and which steps they touched.
func edited(t *rapid.T, f *flowFile, who string) (*flowFile, map[string]bool) {
	now, touched := &flowFile{f.head, slices.Clone(f.steps), f.tail}, map[string]bool{}
	for i := range rapid.IntRange(1, 4).Draw(t, who+" edits") {
		at := rapid.IntRange(0, len(now.steps)-1).Draw(t, "at")
		s := now.steps[at]
		switch rapid.IntRange(0, 3).Draw(t, "what") {
		case 0, 1:
			fields := s.fields()
			fields["next"] = who + fmt.Sprint(i)
			changed, err := s.with(fields)
			if err != nil {
				t.Fatal(err)
			}
			now.steps[at], touched[s.id] = changed, true
		case 2:
			made, err := newStep(who+"-new"+fmt.Sprint(i), Fields{"say": []string{who + ".says"}}, s)
			if err != nil {
				t.Fatal(err)
			}
			now.steps, touched[made.id] = slices.Insert(now.steps, at+1, made), true
		case 3:
			if len(now.steps) > 2 {
				now.steps, touched[s.id] = slices.Delete(slices.Clone(now.steps), at, at+1), true
			}
		}
	}
	return now, touched
}

// TestNothingIsLostWhenTwoEditOneFlow: each step that only one of two touched is as they left it; one that both touched is a
// clash, unless they made the same of it, and what was made here stands; who merges first does not matter for which steps there are.
func TestNothingIsLostWhenTwoEditOneFlow(t *testing.T) {
	var bases []*flowFile
	for _, data := range flowSources(t) {
		f, err := readFlow(data)
		if err != nil {
			t.Fatal(err)
		}
		bases = append(bases, f)
	}
	slices.SortFunc(bases, func(a, b *flowFile) int { return slices.Compare(a.head, b.head) })
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.SampledFrom(bases).Draw(t, "base")
		ours, mine := edited(t, base, "ana")
		theirs, other := edited(t, base, "ben")
		got, clashes := mergeFlows(base, ours, theirs)
		again, err := readFlow(got.bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, got.bytes())
		}
		ids := map[string]bool{}
		for _, f := range []*flowFile{base, ours, theirs} {
			for _, s := range f.steps {
				ids[s.id] = true
			}
		}
		for id := range ids {
			want := theirs.step(id)
			switch {
			case mine[id] && other[id]:
				want = cmpStep(ours.step(id), theirs.step(id))
				if clash := !untouched(ours.step(id), base.step(id)) && !untouched(theirs.step(id), base.step(id)) && !agree(ours.step(id), theirs.step(id)); clash && (ours.step(id) != nil || theirs.step(id) != nil) && !slices.Contains(clashes, id) {
					t.Fatalf("both changed %q and nobody is told: %v", id, clashes)
				}
			case mine[id]:
				want = ours.step(id)
			}
			is := again.step(id)
			if (is == nil) != (want == nil) || is != nil && !agree(is, want) {
				t.Fatalf("%q is %v, not %v", id, is, want)
			}
		}
		swapped, _ := mergeFlows(base, theirs, ours)
		a, b := order(got), order(swapped)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Fatalf("%v or %v", a, b)
		}
	})
}
