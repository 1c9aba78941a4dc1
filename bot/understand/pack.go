package understand

import (
	"maps"
	"slices"
	"staysafe/bot/packed"
	"sync"
)

// Pack writes the index, with all that was learnt, for Unpack. It waits until it has learnt.
func (x *Index) Pack(w *packed.Writer) {
	w.String(string(x.words[:]))
	w.Strings(x.locales)
	w.Strings(x.speaking)
	packStringMap(w, x.langs)
	packSet(w, x.around)
	packSet(w, x.lexicon.real)
	w.Int(len(x.common))
	for _, tag := range slices.Sorted(maps.Keys(x.common)) {
		w.String(tag)
		packSet(w, x.common[tag])
		w.Uint32s(x.known[tag])
	}
	w.Int(len(x.polite))
	for _, p := range x.polite {
		w.Strings(p)
	}
	w.Int(len(x.ranks))
	for _, list := range slices.Sorted(maps.Keys(x.ranks)) {
		w.String(list)
		w.Int(x.ranks[list])
	}
	x.vocab.pack(w)
	x.lexicon.near.pack(w)
	x.packPhrases(w)
	x.concepts.pack(w)
	x.places.pack(w)
	x.router().pack(w)
}

// Unpack reads what Index.Pack wrote; packed.ErrDamaged if it is anything else.
func Unpack(r *packed.Reader) (*Index, error) {
	x := &Index{}
	copy(x.words[:], r.String())
	x.locales, x.speaking, x.langs, x.around = r.Strings(), r.Strings(), stringMap(r), set(r)
	real := set(r)
	x.common, x.known = map[string]map[string]bool{}, map[string][]uint32{}
	for range r.Len() {
		tag := r.String()
		x.common[tag], x.known[tag] = set(r), r.Numbers().Uint32s()
	}
	for range r.Len() {
		x.polite = append(x.polite, r.Strings())
	}
	x.ranks = map[string]int{}
	for range r.Len() {
		list := r.String()
		x.ranks[list] = r.Int()
	}
	x.vocab = unpackVocabulary(r)
	x.lexicon = newLexicon(x.vocab.words, real)
	x.lexicon.near = unpackMisspelt(r)
	x.unpackPhrases(r)
	x.concepts, x.places = unpackConcepts(r), unpackPlaces(r)
	x.router = unpackRouter(r)
	return x, r.Err()
}

// Forms of words.
const (
	formExact = 1 << iota
	formPrefix
)

func (v *vocabulary) pack(w *packed.Writer) {
	w.Int(v.count)
	w.Int(len(v.words))
	for _, form := range v.words {
		w.String(form.text)
		w.Int(flag(form.exact, formExact) | flag(form.prefix, formPrefix))
	}
	all := make([]int32, 0, itemWidth*len(v.items.all))
	for _, it := range v.items.all {
		flags := flag(it.gap, itemGap) | flag(it.last, itemLast) | flag(it.optional, itemOptional)
		all = append(all, it.word, it.set, it.alts.from, it.alts.to, it.by.from, it.by.to, int32(flags))
	}
	w.Int32s(all)
	w.Int32s(flat(v.items.alts, run.numbers))
	w.Int32s(flat(v.items.starts, start.numbers))
}

// What an item can be, and how many numbers it takes.
const (
	itemGap = 1 << iota
	itemLast
	itemOptional
	itemWidth = 7
)

func unpackVocabulary(r *packed.Reader) vocabulary {
	v := vocabulary{count: r.Int(), words: make([]wordForm, r.Len())}
	for i := range v.words {
		v.words[i].text = r.String()
		form := r.Int()
		v.words[i].exact, v.words[i].prefix = form&formExact != 0, form&formPrefix != 0
	}
	all := r.Int32s()
	v.items.all = make([]item, len(all)/itemWidth)
	for i := range v.items.all {
		f := all[i*itemWidth:]
		v.items.all[i] = item{
			word: f[0], set: f[1], alts: run{f[2], f[3]}, by: run{f[4], f[5]},
			gap: f[6]&itemGap != 0, last: f[6]&itemLast != 0, optional: f[6]&itemOptional != 0,
		}
	}
	v.items.alts = pairsOf(r, func(a, b int32) run { return run{a, b} })
	v.items.starts = pairsOf(r, func(a, b int32) start { return start{a, b} })
	return v
}

func (r run) numbers() (a, b int32)       { return r.from, r.to }
func (s start) numbers() (a, b int32)     { return s.word, s.alt }
func (e edge) numbers() (a, b int32)      { return e.word, e.node }
func (s shortened) numbers() (a, b int32) { return int32(s.key), int32(s.word) }

// flat writes things that are two numbers one after the other.
func flat[T any](all []T, numbers func(T) (a, b int32)) []int32 {
	out := make([]int32, 0, 2*len(all))
	for _, t := range all {
		a, b := numbers(t)
		out = append(out, a, b)
	}
	return out
}

// pairsOf reads what flat made.
func pairsOf[T any](r *packed.Reader, join func(a, b int32) T) []T {
	in := r.Int32s()
	all := make([]T, len(in)/2)
	for i := range all {
		all[i] = join(in[2*i], in[2*i+1])
	}
	return all
}

func (m *misspelt) pack(w *packed.Writer) { w.Int32s(flat(m.forms, shortened.numbers)) }

func unpackMisspelt(r *packed.Reader) misspelt {
	m := misspelt{forms: pairsOf(r, func(a, b int32) shortened { return shortened{uint32(a), uint32(b)} })}
	m.mark()
	return m
}

func (x *Index) packPhrases(w *packed.Writer) {
	w.Int(len(x.phrases))
	for _, p := range x.phrases {
		w.String(p.locale)
		w.String(p.list)
		w.String(p.source)
		for _, n := range []int{int(p.kind), int(p.level), int(p.from), int(p.to), flag(p.start, 1) | flag(p.end, 2)} {
			w.Int(n)
		}
	}
	w.Int32s(x.byFirst.ends)
	w.Int32s(x.byFirst.all)
	w.Int(len(x.glued))
	for _, g := range x.glued {
		w.String(g.text)
		w.Int(g.phrase)
	}
}

func (x *Index) unpackPhrases(r *packed.Reader) {
	x.phrases = make([]phrase, r.Len())
	for i := range x.phrases {
		p := &x.phrases[i]
		p.locale, p.list, p.source = r.String(), r.String(), r.String()
		p.kind, p.level = kind(r.Int()), Level(r.Int())
		p.run = run{int32(r.Int()), int32(r.Int())}
		ends := r.Int()
		p.start, p.end = ends&1 != 0, ends&2 != 0
	}
	x.byFirst = lists{r.Int32s(), r.Int32s()}
	x.glued = make([]gluedPhrase, r.Len())
	for i := range x.glued {
		x.glued[i] = gluedPhrase{r.String(), r.Int()}
	}
}

func (c *concepts) pack(w *packed.Writer) {
	w.Strings(c.names)
	w.Int32s(flat(c.edges, edge.numbers))
	ends := make([]int32, len(c.ends))
	for i, n := range c.ends {
		ends[i] = int32(n)
	}
	w.Int32s(ends)
	stops := make([]int32, 0, 2*len(c.nodes)) // runs follow each other: where they end is enough
	for _, n := range c.nodes {
		stops = append(stops, n.edges.to, n.ends.to)
	}
	w.Int32s(stops)
}

func unpackConcepts(r *packed.Reader) *concepts {
	c := &concepts{names: r.Strings(), edges: pairsOf(r, func(a, b int32) edge { return edge{a, b} })}
	for _, n := range r.Int32s() {
		c.ends = append(c.ends, uint16(n))
	}
	stops := r.Int32s()
	c.nodes = make([]node, len(stops)/2)
	var before node
	for i := range c.nodes {
		c.nodes[i] = node{run{before.edges.to, stops[2*i]}, run{before.ends.to, stops[2*i+1]}}
		before = c.nodes[i]
	}
	return c
}

func (p *places) pack(w *packed.Writer) {
	packLists(w, p.names)
	w.Strings(p.fuzzy)
	p.near.pack(w)
	packLists(w, p.calling)
	packSet(w, p.codes)
	w.Int(p.longest)
	w.Int(p.letters)
}

func unpackPlaces(r *packed.Reader) *places {
	return &places{
		names: listsOf(r), fuzzy: r.Strings(), near: unpackMisspelt(r), calling: listsOf(r), codes: set(r),
		longest: r.Int(), letters: r.Int(),
	}
}

func (r *router) pack(w *packed.Writer) {
	m := r.model
	w.Strings(r.topics)
	w.Int(m.topics)
	w.Uint32s(m.keys)
	w.Float32s(m.idf)
	w.Float32s(m.bias[:])
	weights := make([]float32, 0, width*len(m.weight))
	for i := range m.weight {
		weights = append(weights, m.weight[i][:]...)
	}
	w.Float32s(weights)
}

// unpackRouter finds what was learnt; it is made ready when it is first needed.
func unpackRouter(r *packed.Reader) func() *router {
	out := &router{topics: r.Strings(), model: &linear{topics: r.Int()}}
	keys, idf, bias, weights := r.Numbers(), r.Numbers(), r.Numbers(), r.Numbers()
	return sync.OnceValue(func() *router {
		m := out.model
		m.keys, m.idf = keys.Uint32s(), make([]float32, idf.Len())
		idf.Float32s(m.idf)
		bias.Float32s(m.bias[:])
		m.weight = make([][width]float32, weights.Len()/width)
		rest := weights
		for i := range m.weight {
			rest = rest.Float32s(m.weight[i][:])
		}
		m.index()
		keys, idf, bias, weights = nil, nil, nil, nil
		return out
	})
}

func flag(set bool, bit int) int {
	if set {
		return bit
	}
	return 0
}

func packSet(w *packed.Writer, s map[string]bool) { w.Strings(slices.Sorted(maps.Keys(s))) }

func set(r *packed.Reader) map[string]bool {
	all := r.Strings()
	s := make(map[string]bool, len(all))
	for _, word := range all {
		s[word] = true
	}
	return s
}

func packStringMap(w *packed.Writer, m map[string]string) {
	w.Int(len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		w.String(k)
		w.String(m[k])
	}
}

func stringMap(r *packed.Reader) map[string]string {
	n := r.Len()
	m := make(map[string]string, n)
	for range n {
		k := r.String()
		m[k] = r.String()
	}
	return m
}

func packLists(w *packed.Writer, m map[string][]string) {
	w.Int(len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		w.String(k)
		w.Strings(m[k])
	}
}

func listsOf(r *packed.Reader) map[string][]string {
	n := r.Len()
	m := make(map[string][]string, n)
	for range n {
		k := r.String()
		m[k] = r.Strings()
	}
	return m
}
