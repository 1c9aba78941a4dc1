package studio

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"staysafe/bot/content"
	"strings"
	"testing"
	"time"
)

// BenchmarkEdit is a text changed on the canvas, to the flow as it is drawn and checked again.
func BenchmarkEdit(b *testing.B) {
	d, _ := desk(b)
	ana := Person{ID: "ana", Name: "Ana", Email: "ana@example.org", Roles: []Role{Editor}}
	for i := range b.N {
		c, err := d.Canvas(ana, "sextortion", "en")
		if err != nil {
			b.Fatal(err)
		}
		began := time.Now()
		text := NewText{Locale: "en", ID: "sextortion.now", Stamp: c.Messages["sextortion.now"].Stamp, Words: fmt.Sprintf("What is happening now, %d?", i)}
		if err := d.EditFlow(ana, "sextortion", nil, []NewText{text}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-commit")
		began = time.Now()
		if _, err := d.Draw(ana, "sextortion", "en"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-draw")
		began = time.Now()
		if _, err := d.candidate(ana.ID); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(began).Milliseconds()), "ms-to-check")
	}
}

// bigDesk is a desk whose content has a flow of many steps, in many locales: the shipped languages, and others that were generated of
// Spanish and are written, not offered.
func bigDesk(b *testing.B, steps, locales int) *Desk {
	b.Helper()
	dir := b.TempDir()
	for _, top := range []string{"flows", "locales"} {
		if err := os.CopyFS(filepath.Join(dir, top), os.DirFS(filepath.Join("..", "..", top))); err != nil {
			b.Fatal(err)
		}
	}
	long := &strings.Builder{}
	words := map[string]*strings.Builder{}
	files, err := filepath.Glob(filepath.Join(dir, wordsFile("*")))
	if err != nil {
		b.Fatal(err)
	}
	for _, file := range files {
		words[strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "active."), ".toml")] = &strings.Builder{}
	}
	text := func(id, say string) {
		for lang, file := range words {
			hash, said := "", say
			if lang != "en" {
				hash, said = fmt.Sprintf("hash = %q\n", content.SourceHash("A text.", say)), say+" "+lang
			}
			fmt.Fprintf(file, "\n[%q]\ndescription = \"A text.\"\n%sother = %q\n", id, hash, said)
		}
	}
	fmt.Fprint(long, "flow: long\nabout: A long flow, for measuring.\nsteps:\n")
	for i := range steps {
		fmt.Fprintf(long, "  - id: s%d\n    say: long.say%d\n    ask:\n      - long.on%d: %s\n      - long.out%d: end\n", i, i, i, next(i, steps), i)
		text(fmt.Sprintf("long.say%d", i), fmt.Sprintf("This is what is said at step %d, and it is as long as most of what is said.", i))
		text(fmt.Sprintf("long.on%d", i), fmt.Sprintf("Go on %d", i))
		text(fmt.Sprintf("long.out%d", i), fmt.Sprintf("Leave %d", i))
	}
	write(b, dir, "flows/long.yaml", long.String())
	for lang, file := range words {
		data, err := os.ReadFile(filepath.Join(dir, wordsFile(lang)))
		if err != nil {
			b.Fatal(err)
		}
		write(b, dir, wordsFile(lang), string(data)+file.String())
		if lang != "es" {
			continue
		}
		for _, other := range strings.Fields("it nl bn fa ro el hu cs sv fi ja ko da nb sk bg hr sr sl et lv lt ca sq")[:locales-len(words)] {
			write(b, dir, wordsFile(other), string(data)+file.String())
		}
	}
	l, issues := content.ReadLedger(content.Folder{FS: os.DirFS(dir)})
	if l == nil {
		b.Fatal(issues)
	}
	review, err := l.Record(nil, time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC))
	if err != nil {
		b.Fatal(err)
	}
	write(b, dir, reviewFile, string(review))
	return openedDesk(b, dir)
}

func next(i, steps int) string {
	if i+1 == steps {
		return "end"
	}
	return fmt.Sprintf("s%d", i+1)
}

func write(b *testing.B, dir, name, data string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkBigEdit is a text changed in a flow of 300 steps in 28 locales, to all that is known to be wrong with it; and a choice.
func BenchmarkBigEdit(b *testing.B) {
	d := bigDesk(b, 300, 28)
	ana := Person{ID: "ana", Name: "Ana", Email: "ana@example.org", Roles: []Role{Editor}}
	times := map[string][]float64{}
	took := func(unit string, do func() error) {
		began := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		times[unit] = append(times[unit], float64(time.Since(began).Milliseconds()))
	}
	var c *Canvas
	took("ms-to-begin", func() error { _, err := d.candidate(""); return err })
	took("ms-to-open", func() (err error) { c, err = d.Canvas(ana, "long", "en"); return err })
	for i := range b.N {
		text := NewText{Locale: "en", ID: "long.say7", Stamp: c.Messages["long.say7"].Stamp, Words: fmt.Sprintf("What is happening now, %d?", i)}
		took("ms-to-commit", func() error { return d.EditFlow(ana, "long", nil, []NewText{text}) })
		took("ms-to-draw", func() error { _, err := d.Draw(ana, "long", "en"); return err })
		took("ms-to-check", func() error {
			k, err := d.candidate(ana.ID)
			if err == nil && k.rough == nil {
				b.Fatal(k.Problems)
			}
			return err
		})
		var err error
		if c, err = d.Canvas(ana, "long", "en"); err != nil {
			b.Fatal(err)
		}
	}
	for unit, all := range times {
		slices.Sort(all)
		b.ReportMetric(all[len(all)/2], unit)
	}
}
