package content

import (
	"errors"
	"maps"
	"os"
	"reflect"
	"slices"
	"staysafe/bot/packed"
	"staysafe/bot/understand"
	"testing"
	"testing/fstest"
)

// TestUnpackedSaysAndHearsTheSame packs the shipped content, unpacks it and compares all that the
// house asks content for.
func TestUnpackedSaysAndHearsTheSame(t *testing.T) {
	fsys := fstest.MapFS{}
	for name, data := range shipped(t) {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	sources := Read(Folder{FS: fsys})
	c, issues := sources.Load()
	if c == nil {
		t.Fatal(issues)
	}
	data := c.Pack()
	u, err := sources.Unpack(data)
	if err != nil {
		t.Fatal(err)
	}
	if c.Version() != u.Version() || !slices.Equal(c.Locales(), u.Locales()) || !slices.Equal(c.Written(), u.Written()) || !slices.Equal(c.Flows(), u.Flows()) {
		t.Error("version, locales or flows differ")
	}
	for _, id := range c.Flows() {
		if !reflect.DeepEqual(c.Flow(id), u.Flow(id)) {
			t.Errorf("the flow %s differs", id)
		}
	}
	if !maps.Equal(c.lists, u.lists) || !maps.Equal(c.ranks, u.ranks) || !reflect.DeepEqual(c.shelf, u.shelf) || !reflect.DeepEqual(c.directory.countries, u.directory.countries) {
		t.Error("lists, library or directory differ")
	}
	for tag, l := range c.locales {
		if c.Safe(tag, Machine) != u.Safe(tag, Machine) || c.Weakest(tag) != u.Weakest(tag) || c.Direction(tag) != u.Direction(tag) || !maps.Equal(l.places, u.locales[tag].places) {
			t.Errorf("%s differs", tag)
		}
		if got, want := u.Places(tag, "", ""), c.Places(tag, "", ""); !slices.Equal(got, want) {
			t.Errorf("%s offers other countries: %v, want %v", tag, got, want)
		}
		args := map[string]string{"Country": "Kenya", "Number": "116", "Name": "Ann", "Count": "3"}
		for id := range l.texts {
			if !maps.Equal(l.texts[id].forms(), u.locales[tag].texts[id].forms()) {
				t.Fatalf("%s %s has other forms", tag, id)
			}
			if got, want := u.Text(tag, id, args), c.Text(tag, id, args); got != want {
				t.Fatalf("%s %s is %q, want %q", tag, id, got, want)
			}
		}
	}
	for _, s := range []string{"i want to die", "is it safe to meet someone from a game", "me piden fotos", "help"} {
		a, b := c.Heard().Hear(understand.NewText(s)), u.Heard().Hear(understand.NewText(s))
		if a.Danger() != b.Danger() || !slices.Equal(a.Topics(), b.Topics()) {
			t.Errorf("%q is heard otherwise", s)
		}
	}

	data[len(data)/2] ^= 1
	if _, err := sources.Unpack(data); !errors.Is(err, packed.ErrDamaged) {
		t.Errorf("damage gives %v", err)
	}
	data[len(data)/2] ^= 1
	pack := fstest.MapFS{"locales/active.en.toml": {Data: []byte("[\"about.who\"]\nother = \"Somebody else\"\n")}}
	if _, err := Read(Folder{FS: fsys}, Folder{Name: "pack", FS: pack}).Unpack(data); !errors.Is(err, ErrOtherContent) {
		t.Errorf("other content gives %v", err)
	}
}

// BenchmarkUnpack is what stands between the start of the program and the first answer, where the
// content was packed before.
func BenchmarkUnpack(b *testing.B) {
	sources := Read(Folder{FS: os.DirFS("../..")})
	c, issues := sources.Load()
	if c == nil {
		b.Fatal(issues)
	}
	data := c.Pack()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(Folder{FS: os.DirFS("../..")}).Unpack(data); err != nil {
			b.Fatal(err)
		}
	}
}
