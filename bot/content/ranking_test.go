package content

import (
	"slices"
	"testing"
	"time"
)

// lines is a directory of one country with these services of one kind.
func linesOf(services ...Service) *Directory {
	for i := range services {
		services[i].Country, services[i].Audience, services[i].Dial = "XX", "children", "1"
		services[i].ID, services[i].Rank = services[i].Name, max(services[i].Rank, i+1)
		if services[i].Kind == "" {
			services[i].Kind = ChildHelpline
		}
	}
	return NewDirectory([]*Country{{Code: "XX", Services: services}})
}

func namesOf(all []Listed) []string {
	var names []string
	for _, l := range all {
		names = append(names, l.Name)
	}
	return names
}

// TestLanguageAmongLinesOfAKind: who surely does not speak the reader's language stands behind who
// does; rank decides where that is not known, and a regional line never comes first for its language.
func TestLanguageAmongLinesOfAKind(t *testing.T) {
	dutch, french, quiet := []string{"nl"}, []string{"fr-BE"}, []string(nil)
	tests := map[string]struct {
		services []Service
		locale   string
		want     []string
	}{
		"the second speaks it":              {[]Service{{Name: "a", Languages: dutch}, {Name: "b", Languages: french}}, "fr", []string{"b", "a"}},
		"both do":                           {[]Service{{Name: "a", Languages: []string{"nl", "fr"}}, {Name: "b", Languages: french}}, "fr", []string{"a", "b"}},
		"nobody does":                       {[]Service{{Name: "a", Languages: dutch}, {Name: "b", Languages: dutch}}, "fr", []string{"a", "b"}},
		"nobody knows what the first does":  {[]Service{{Name: "a", Languages: quiet}, {Name: "b", Languages: french}}, "fr", []string{"a", "b"}},
		"no reader is known":                {[]Service{{Name: "a", Languages: dutch}, {Name: "b", Languages: french}}, "", []string{"a", "b"}},
		"only a region speaks it":           {[]Service{{Name: "a", Languages: dutch}, {Name: "b", Languages: french, Area: "South"}}, "fr", []string{"a", "b"}},
		"the last resort stays the last":    {[]Service{{Name: "a", Languages: dutch}, {Name: "b", Languages: french, Rank: lastResort}}, "fr", []string{"a"}},
		"another kind does not come before": {[]Service{{Name: "a", Languages: dutch}, {Name: "b", Languages: french, Kind: SaferInternet}}, "fr", []string{"a", "b"}},
	}
	for name, test := range tests {
		h := linesOf(test.services...).Help(Need{Country: "XX", Topic: "bullying", Locale: test.locale, Now: day()})
		if got := namesOf(h.Services); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestWhoIsOpenStandsBesideWhoIsNot: where all that are shown are closed, the next that is open is
// shown as well.
func TestWhoIsOpenStandsBesideWhoIsNot(t *testing.T) {
	opening := func(s string) Opening {
		o, err := ParseOpening(s)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	day, always := opening("Mo-Su 08:00-18:00"), opening("24/7")
	d := linesOf(
		Service{Name: "a", Opening: day, Zone: "UTC"}, Service{Name: "b", Opening: day, Zone: "UTC"},
		Service{Name: "c", Opening: day, Zone: "UTC"}, Service{Name: "d", Opening: day, Zone: "UTC"}, Service{Name: "e", Opening: always},
	)
	for hour, want := range map[int][]string{12: {"a", "b", "c"}, 23: {"a", "e", "b", "c"}} {
		h := d.Help(Need{Country: "XX", Topic: "bullying", Now: time.Date(2026, 11, 26, hour, 0, 0, 0, time.UTC)})
		if got := namesOf(h.Shown()); !slices.Equal(got, want) {
			t.Errorf("at %d: %v, want %v", hour, got, want)
		}
	}
}

// TestWhyCoversTheWholeCountry: staff are told of every service of a country once, and of those that
// are not shown what keeps them from it.
func TestWhyCoversTheWholeCountry(t *testing.T) {
	d := directory(t)
	for _, code := range []string{"FR", "BE", "KE", "GB"} {
		for _, topic := range []string{"crisis", "sextortion", "remove"} {
			n := Need{Country: code, Topic: topic, Locale: "fr", Now: day()}
			seen := map[string]int{}
			for _, p := range d.Why(n) {
				seen[p.ID]++
				if p.Why == "" {
					t.Errorf("%s %s: nothing is said of %s", code, topic, p.Name)
				}
			}
			for _, s := range d.Country(code).Services {
				if seen[s.ID] != 1 {
					t.Errorf("%s %s: %s is told of %d times", code, topic, s.Name, seen[s.ID])
				}
			}
		}
	}
	for _, p := range d.Why(Need{Country: "BE", Topic: "crisis", Now: day()}) {
		want := map[string]string{"missing": "its audience is missing", "children": "child_helpline, rank 1; order for crisis: [crisis child_helpline emergency]; only for Dutch-speaking Belgium, there is no national one; closed now"}[p.Audience]
		if p.Kind == ChildHelpline && p.Why != want {
			t.Errorf("%s: %q, want %q", p.Name, p.Why, want)
		}
	}
}
