package content

import (
	"slices"
	"staysafe/bot/flow"

	"go.yaml.in/yaml/v4"
)

// libraryFile is the form of the files in flows/library.
type libraryFile struct {
	Resources []resourceFile `yaml:"resources"`
}

type resourceFile struct {
	ID         string   `yaml:"id"`
	Title      string   `yaml:"title"`
	Kind       string   `yaml:"kind"`
	Audience   []string `yaml:"audience"`
	Topics     []string `yaml:"topics"`
	Languages  []string `yaml:"languages"`
	Opens      string   `yaml:"opens"`
	Country    string   `yaml:"country"`
	URL        string   `yaml:"url"`
	Publisher  string   `yaml:"publisher"`
	Source     string   `yaml:"source"`
	Confidence string   `yaml:"confidence"`
	Note       string   `yaml:"note"`
}

// DecodeLibrary reads one file of the library strictly. A resource in one language opens in it;
// where there are more, the file says so. With problems there is nothing.
func DecodeLibrary(data []byte) (Shelf, []flow.Problem) {
	const code, fix = "bad-library", "compare with flows/library/young-people.yaml"
	var f libraryFile
	if err := yaml.Load(data, &f, yaml.WithKnownFields()); err != nil {
		return nil, yamlProblems(err, code, fix)
	}
	places, err := itemPlaces(data, "resources")
	if err != nil {
		return nil, yamlProblems(err, code, fix)
	}
	var all Shelf
	for i, r := range f.Resources {
		if r.Opens == "" && len(r.Languages) == 1 {
			r.Opens = r.Languages[0]
		}
		all = append(all, Resource{
			ID: r.ID, Title: r.Title, Kind: r.Kind, Audience: r.Audience, Topics: r.Topics, Languages: r.Languages,
			Opens: r.Opens, Country: r.Country, URL: r.URL, Publisher: r.Publisher, Source: r.Source, Note: r.Note,
			Confidence: r.Confidence, Pos: places(i, "id"),
		})
	}
	return all, nil
}

// library understands a file of the library, and puts its resources on the shelf. Those of packs replace one by its id, or
// are added.
func (p *piece) library() {
	all, problems := DecodeLibrary(p.data)
	p.says(problems)
	for i := range all {
		all[i].file = p.name
	}
	p.join = func(b *builder) {
		for _, r := range all {
			at := slices.IndexFunc(b.shelf, func(o Resource) bool { return o.ID == r.ID })
			switch {
			case at >= 0 && (!p.pack || b.shelf[at].file == p.name):
				b.error(p.name, r.Pos, "duplicate-resource", "give it an id of its own", "the id %q stands in %s too", r.ID, b.shelf[at].file)
			case at >= 0:
				b.shelf[at] = r
			default:
				b.shelf = append(b.shelf, r)
			}
		}
	}
}
