package studio

import (
	"bytes"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"staysafe/flows"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// flowSources are the files of all flows there are, and one that is written in every way a person may write it.
func flowSources(t interface{ Fatal(...any) }) map[string][]byte {
	all := map[string][]byte{"by hand": []byte(`# a head
flow: x
steps:   # all of them

  # above a
  - id: a   # the door
    # what it says
    say:
      - a.one     # first
      # before the second
      - a.two
    ask:      # three ways
        - "yes": b
        # the dangerous one
        - a.no: call crisis/threat   # never remove

        - a.maybe: end
        # below
    next: b

    # about nothing

# far out
  - id: b
    say: b.one
    pages: [b.p1,
            b.p2]   # of the guide
  - id: c
    help: abuse # without a line end`)}
	names, err := fs.Glob(flows.FS, "*.yaml")
	if err != nil || len(names) < 30 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		if all[name], err = fs.ReadFile(flows.FS, name); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestEveryFlowIsRead(t *testing.T) {
	for name, data := range flowSources(t) {
		f, err := readFlow(data)
		if err != nil {
			t.Fatal(name, err)
		}
		if !bytes.Equal(f.bytes(), data) {
			t.Errorf("%s is not the same put together again", name)
		}
		for i, s := range f.steps {
			same, err := s.with(s.fields())
			if err != nil || !slices.Equal(same.lines, s.lines) {
				t.Errorf("%s: %s is changed by changing nothing: %v", name, s.id, err)
			}
			f.steps[i] = same
		}
		if !bytes.Equal(f.bytes(), data) {
			t.Errorf("%s is changed by changing nothing", name)
		}
	}
}

func TestFlowsInAnotherFormAreLeftAlone(t *testing.T) {
	for _, text := range []string{
		"", "flow: x\n", "- a\n", "flow: x\nsteps: []\n", "flow: x\nsteps: [{id: a}]\n", "flow: x\nsteps:\n  - {id: a, say: b.c}\n",
		"flow: x\nsteps:\n  - say: a.b\n    id: a\n", "flow: x\nsteps:\n  - id: a\n    say: {a: b}\n", "flow: x\nsteps:\n  - &a\n    id: a\n",
		"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nsteps:\n  - id: a\n    say: *b\n", "steps:\n  - id: a\n    say: &a [b.c]\n  - id: b\n    say: *a\n",
		"flow: x\nsteps:\n  -\n    id: a\n", "flow: x\nsteps:\n\t- id: a\n",
	} {
		if f, err := readFlow([]byte(text)); err == nil {
			t.Errorf("%q is read as %v", text, f.steps)
		}
	}
}

// TestOnlyWhatWasChangedIsOther: whatever is put into a step of any flow, it reads as that, all other lines are the same,
// and no comment of what stays is lost.
func TestOnlyWhatWasChangedIsOther(t *testing.T) {
	sources := flowSources(t)
	names := make([]string, 0, len(sources))
	for name := range sources {
		names = append(names, name)
	}
	slices.Sort(names)
	id := rapid.StringMatching(`[a-z][a-z0-9_-]{0,8}`)
	message := rapid.StringMatching(`[a-z][a-z0-9_-]{0,8}\.[a-z0-9_-]{1,8}`)
	dest := rapid.OneOf(id, rapid.Map(id, func(s string) string { return "call " + s }), rapid.Just("end"), rapid.Map(id, func(s string) string { return "jump " + s + "/" + s }))
	pairs := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) Pair {
		return Pair{rapid.OneOf(message, id, rapid.Just("null"), rapid.Just("#"), rapid.Just(`a: "b"`)).Draw(t, "name"), dest.Draw(t, "to")}
	}), 0, 5, func(p Pair) string { return p.Name })
	rapid.Check(t, func(t *rapid.T) {
		data := sources[rapid.SampledFrom(names).Draw(t, "file")]
		f, err := readFlow(data)
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(f.steps)-1).Draw(t, "step")
		want := f.steps[at].fields()
		for range rapid.IntRange(1, 3).Draw(t, "changes") {
			switch rapid.IntRange(0, 5).Draw(t, "change") {
			case 0:
				want["say"] = rapid.SliceOfN(message, 1, 4).Draw(t, "say")
			case 1:
				want["next"] = dest.Draw(t, "next")
			case 2:
				want["ask"] = pairs.Draw(t, "ask")
			case 3:
				want["pages"] = rapid.SliceOfN(message, 1, 3).Draw(t, "pages")
			case 4:
				delete(want, rapid.SampledFrom(keyOrder()[1:]).Draw(t, "key"))
			case 5:
				if have, ok := want["ask"].([]Pair); ok {
					want["ask"] = append(slices.Clone(have[:len(have)/2]), Pair{"z." + id.Draw(t, "name"), "end"})
				}
			}
		}
		now, err := f.steps[at].with(want)
		if err != nil {
			t.Fatalf("%v: %v", want, err)
		}
		changed := &flowFile{f.head, slices.Clone(f.steps), f.tail}
		changed.steps[at] = now
		got, err := readFlow(changed.bytes())
		if err != nil {
			t.Fatalf("%v\n%s", err, changed.bytes())
		}
		for i, s := range got.steps {
			if i == at {
				if s.id != f.steps[i].id || !reflect.DeepEqual(s.fields(), want) {
					t.Fatalf("%v is read as %v", want, s.fields())
				}
				continue
			}
			if s.id != f.steps[i].id || fmt.Sprint(strings.Join(s.lead, "")+strings.TrimRight(strings.Join(s.lines, ""), "\n")) != strings.Join(f.steps[i].lead, "")+strings.TrimRight(strings.Join(f.steps[i].lines, ""), "\n") {
				t.Fatalf("%s was changed too:\n%q\n%q", s.id, f.steps[i].lines, s.lines)
			}
		}
		if !slices.Equal(got.head, f.head) {
			t.Fatal("the head was changed")
		}
	})
}

func TestCommentsStayWithWhatStays(t *testing.T) {
	f, err := readFlow(flowSources(t)["by hand"])
	if err != nil {
		t.Fatal(err)
	}
	want := f.steps[0].fields()
	want["say"] = []string{"a.two", "a.three"}
	want["ask"] = []Pair{{"a.no", "b"}, {"yes", "b"}, {"a.new", "end"}}
	want["was"] = []string{"old"}
	want["keep"] = "it"
	now, err := f.steps[0].with(want)
	if err != nil {
		t.Fatal(err)
	}
	const as = `  - id: a   # the door
    was: old
    # what it says
    say:
      # before the second
      - a.two
      - a.three
    ask:      # three ways
        # the dangerous one
        - a.no: b   # never remove
        - "yes": b
        - a.new: end
        # below
    keep: it
    next: b

    # about nothing

`
	if got := strings.TrimRight(strings.Join(now.lines, ""), "\n"); got != strings.TrimRight(as, "\n") {
		t.Errorf("it is written as\n%s", got)
	}
}
