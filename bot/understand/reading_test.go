package understand

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// shipped is the index of all words in this repository.
func shipped(tb testing.TB) (*Index, []Words) {
	tb.Helper()
	files, err := filepath.Glob("../../locales/words.*.toml")
	if err != nil || len(files) == 0 {
		tb.Fatalf("no words: %v", err)
	}
	var words []Words
	var locales []string
	for _, file := range files {
		var w Words
		if _, err := toml.DecodeFile(file, &w); err != nil {
			tb.Fatal(err)
		}
		w.Locale = strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "words."), ".toml")
		words, locales = append(words, w), append(locales, w.Locale)
	}
	x, faults := Build(words, map[string]int{"crisis": 1, "abuse": 10, "sextortion": 12}, []string{"KE", "MX", "GB", "US"}, locales, nil)
	if len(faults) > 0 {
		tb.Fatalf("faults: %v", faults)
	}
	return x, words
}

// texts is what people write: phrases of danger, and all that was typed in the written conversations.
func texts(tb testing.TB) []string {
	tb.Helper()
	var all []string
	for _, pattern := range []string{"../testdata/danger.*.tsv", "../content/canary/*.txt", "../../flows/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			tb.Fatal(err)
		}
		for _, file := range files {
			f, err := os.Open(file)
			if err != nil {
				tb.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			for lines := bufio.NewScanner(f); lines.Scan(); {
				said, typed := strings.CutPrefix(lines.Text(), "you: ")
				if typed || filepath.Ext(file) != ".txtar" {
					all = append(all, strings.ReplaceAll(said, "\t", " "))
				}
			}
		}
	}
	if len(all) < 300 {
		tb.Fatalf("only %d texts", len(all))
	}
	return all
}

// plainEnds is matching as it is defined: all places where items can end that begin at pos.
func plainEnds(r *reading, items []item, pos int, into map[int]bool) {
	if len(items) == 0 {
		into[pos] = true
		return
	}
	it, rest := items[0], items[1:]
	if it.optional {
		plainEnds(r, rest, pos, into)
	}
	switch {
	case it.last:
		if pos == len(r.is) {
			plainEnds(r, rest, pos, into)
		}
	case it.gap:
		for n := 0; n <= r.gap && pos+n <= len(r.is); n++ {
			plainEnds(r, rest, pos+n, into)
		}
	case it.word >= 0:
		if pos < len(r.is) && slices.Contains(r.is[pos], it.word) {
			plainEnds(r, rest, pos+1, into)
		}
	default:
		mid := map[int]bool{}
		for _, alt := range r.items.choices(&it) {
			plainEnds(r, r.items.of(alt), pos, mid)
		}
		for at := range mid {
			plainEnds(r, rest, at, into)
		}
	}
}

// TestMatchingIsWhatItIsDefinedToBe compares the fast way with the plain one, for every shipped
// pattern at every place of what people write: of each text with every fourth pattern, another
// four for the next.
func TestMatchingIsWhatItIsDefinedToBe(t *testing.T) {
	x, _ := shipped(t)
	found, every := 0, 4
	if testing.Short() {
		every = 32
	}
	for n, text := range texts(t) {
		r := x.read(fold(text))
		got := map[hit]bool{}
		for _, h := range x.hits(r) {
			got[h] = true
		}
		found += len(got)
		for i := n % every; i < len(x.phrases); i += every {
			for pos := range r.is {
				ends, best := map[int]bool{}, -1
				if p := &x.phrases[i].pattern; !p.start || pos == 0 {
					plainEnds(r, r.items.of(p.run), pos, ends)
				}
				for at := range ends {
					if !x.phrases[i].end || at == len(r.is) {
						best = max(best, at)
					}
				}
				if want := best > pos; want != got[hit{i, pos, best}] {
					t.Fatalf("%q: pattern %d of %s at word %d: plainly %v, up to %d", text, i, x.phrases[i].list, pos, want, best)
				}
			}
		}
	}
	if found == 0 {
		t.Fatal("nothing was found at all")
	}
}

// TestMisspeltWordsAreFoundAsDefined compares the index of misspellings with looking at every word.
func TestMisspeltWordsAreFoundAsDefined(t *testing.T) {
	x, _ := shipped(t)
	seen := map[string]bool{}
	for _, text := range texts(t) {
		for _, tok := range fold(text) {
			if tok.alt != "" || seen[tok.word] {
				continue
			}
			seen[tok.word] = true
			known := len(x.lexicon.exact[tok.word]) > 0 || x.lexicon.real[tok.word] || letters(tok.word) < 4 || letters(tok.word) > 40
			var want []int32
			for id, w := range x.vocab.words {
				switch {
				case w.prefix && strings.HasPrefix(tok.word, w.text), !w.prefix && w.text == tok.word:
					want = append(want, int32(id))
				case !w.prefix && !w.exact && letters(w.text) >= 5 && !known && near(tok.word, w.text):
					want = append(want, int32(id))
				}
			}
			if got := x.lexicon.candidates(nil, tok); !slices.Equal(got, want) {
				t.Errorf("%q may be %d words, want %d", tok.word, len(got), len(want))
			}
		}
	}
}

// BenchmarkTrain is what the router needs before the first text that no phrase is sure of.
func BenchmarkTrain(b *testing.B) {
	x, words := shipped(b)
	b.ReportAllocs()
	for b.Loop() {
		x.newRouter(words)
	}
}

// BenchmarkHear is all that is heard of one short text, with the shipped words.
func BenchmarkHear(b *testing.B) {
	x, _ := shipped(b)
	x.Train()
	for name, text := range map[string]string{
		"short": "my ex keeps texting me and i dont know what to do",
		"long":  strings.Repeat("i was at school today and he said that he would send the pictre to everyone ", 53),
	} {
		b.Run(name, func(b *testing.B) {
			t := NewText(text)
			b.ReportAllocs()
			for b.Loop() {
				h := x.Hear(t)
				h.Danger()
				h.Command()
				h.Personal()
				h.Topics()
			}
		})
	}
}
