package content

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

const datasetHead = "iso2\tkind\trank\taudience\tname\tphone\tlanguages\ttopics\topening\tsource_url\tchecked_on\n"

// TestADatasetIsReadEitherWay: the same services stand in a table and in JSON.
func TestADatasetIsReadEitherWay(t *testing.T) {
	const tsv = "\ufeff" + datasetHead + "KE\tchild_helpline\t1\tchildren\tChildline Kenya\t116\ten; sw\tabuse;general\t24/7\thttps://a.example\t2026-12-01\n"
	const js = `[{"iso2": "KE", "kind": "child_helpline", "rank": 1, "audience": "children", "name": "Childline Kenya", "phone": "116", "languages": ["en", "sw"], "topics": ["abuse", "general"], "opening": "24/7", "source_url": "https://a.example", "checked_on": "2026-12-01", "note": null}]`
	a, err := ReadServices([]byte(tsv), []string{"KE", "GB"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := ReadServices([]byte(js), []string{"KE", "GB"})
	if err != nil {
		t.Fatal(err)
	}
	if got := a["KE"]; len(got) != 1 || got[0].ID != "ke-childline-kenya" || got[0].Dial != "116" || !slices.Equal(got[0].Languages, []string{"en", "sw"}) || !got[0].Opening.Always() {
		t.Errorf("%+v", got)
	}
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("%+v is not %+v", a, b)
	}
}

// TestADatasetIsRefusedInPlainWords: what is no dataset, or hides something, is refused, with the row it stands in.
func TestADatasetIsRefusedInPlainWords(t *testing.T) {
	row := func(values ...string) string { return datasetHead + strings.Join(values, "\t") + "\n" }
	good := []string{"KE", "child_helpline", "1", "children", "A", "116", "en", "", "", "https://a.example", "2026-12-01"}
	with := func(at int, value string) string {
		changed := slices.Clone(good)
		changed[at] = value
		return row(changed...)
	}
	list, err := json.Marshal(map[string]any{"services": []int{}})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ data, want string }{
		"nothing":              {"", "header"},
		"no rows":              {datasetHead, "no service"},
		"a spreadsheet":        {"PK\x03\x04\x00\xff\xfe", "no text"},
		"a page":               {"<!doctype html><title>x</title>", "no column"},
		"other columns":        {"a\tb\n1\t2\n", `no column "iso2"`},
		"another country":      {with(0, "XX"), `line 2: there is no country "XX"`},
		"another kind":         {with(1, "friend"), "line 2"},
		"no rank":              {with(2, "first"), "line 2"},
		"hours that are none":  {with(8, "always"), "line 2"},
		"a turned number":      {with(5, "1\u202e16"), "can't be seen"},
		"a hidden mark":        {with(4, "A\u200bB"), "can't be seen"},
		"a bell":               {with(4, "A\aB"), "can't be seen"},
		"a long value":         {with(4, strings.Repeat("x", maxColumn+1)), "longer"},
		"an open quote":        {with(4, `"`+strings.Repeat("y\n", maxColumn)), "line 2"},
		"many rows":            {datasetHead + strings.Repeat(strings.Join(good, "\t")+"\n", MaxRows+1), "more than"},
		"JSON of another form": {string(list), "no list"},
		"JSON without an end":  {`[{"iso2": "KE"`, "no JSON object"},
		"JSON of numbers":      {`[1]`, "no JSON object"},
		"JSON in JSON":         {`[{"iso2": {"a": 1}}]`, "neither"},
		"JSON and more":        {`[] []`, "behind"},
		"JSON without names":   {`[{"iso2": "KE"}]`, "there is no"},
		"deep JSON":            {strings.Repeat("[", 100_000), "no JSON object"},
	} {
		got, err := ReadServices([]byte(tt.data), []string{"KE"})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, %v; not %q", name, got, err, tt.want)
		}
	}
}
