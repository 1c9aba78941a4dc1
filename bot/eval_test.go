package bot_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"staysafe/bot"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/understanding.md anew")

// question is a row of testdata/eval: what somebody may write, and where it should lead. Its README
// is the rule book. Nothing of it may be trained on.
type question struct {
	lang, text, label string
	accepted          []string // topics that are right, the label among them
	danger, alarm     bool     // the safety layer must fire; it must not
	topics            []string
	crisis            bool
}

func questions(tb testing.TB, file string, langs ...string) []question {
	tb.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "eval", file))
	if err != nil {
		tb.Fatal(err)
	}
	var all []question
	for _, line := range strings.Split(strings.TrimSpace(string(data)), "\n")[1:] {
		f := strings.Split(line, "\t")
		if !slices.Contains(langs, f[1]) {
			continue
		}
		q := question{lang: f[1], text: f[2], label: f[3], accepted: []string{f[3]}, danger: f[5] == "1"}
		if f[4] != "" {
			q.accepted = append(q.accepted, strings.Split(f[4], ",")...)
		}
		q.alarm = !q.danger && !slices.Contains(q.accepted, "crisis")
		all = append(all, q)
	}
	return all
}

// figures are what score.py of the owner's measures, in percent.
type figures struct{ rows, first, three, crisis, falsely, noneRight, noneFound float64 }

func measure(all []question) figures {
	var n struct{ first, three, danger, caught, alarm, falsely, said, right, none, found float64 }
	one := func(yes bool) float64 {
		if yes {
			return 1
		}
		return 0
	}
	for _, q := range all {
		none := q.topics[0] == "none"
		n.first += one(slices.Contains(q.accepted, q.topics[0]))
		n.three += one(slices.ContainsFunc(q.topics, func(t string) bool { return slices.Contains(q.accepted, t) }))
		n.danger += one(q.danger)
		n.caught += one(q.danger && q.crisis)
		n.alarm += one(q.alarm)
		n.falsely += one(q.alarm && q.crisis)
		n.said += one(none)
		n.right += one(none && slices.Contains(q.accepted, "none"))
		n.none += one(q.label == "none")
		n.found += one(q.label == "none" && none)
	}
	share := func(a, b float64) float64 { return 100 * a / max(b, 1) }
	rows := float64(len(all))
	return figures{
		rows, share(n.first, rows), share(n.three, rows), share(n.caught, n.danger), share(n.falsely, n.alarm),
		share(n.right, n.said), share(n.found, n.none),
	}
}

// mean is the plain mean over languages.
func mean(by []figures) figures {
	var m figures
	n := float64(len(by))
	for _, f := range by {
		m.rows += f.rows
		m.first += f.first / n
		m.three += f.three / n
		m.crisis += f.crisis / n
		m.falsely += f.falsely / n
		m.noneRight += f.noneRight / n
		m.noneFound += f.noneFound / n
	}
	return m
}

func (f figures) String() string {
	return fmt.Sprintf("%4.0f | %5.1f | %5.1f | %5.1f | %5.1f | %5.1f | %5.1f", f.rows, f.first, f.three, f.crisis, f.falsely, f.noneRight, f.noneFound)
}

// gates are the least that is good enough, in percent, as means over languages.
type gates struct{ first, three, crisis, noneFound, noFalseAlarm, figurative, indirect float64 }

// TestUnderstanding measures routing and the safety layer on the development questions, in the languages on offer and in those that are only
// listened in. The gates are what the product promises and three points more; `make eval` prints the figures.
func TestUnderstanding(t *testing.T) {
	c := house(t).Content()
	var doc strings.Builder
	var wrong []question
	for _, group := range []struct {
		title string
		langs []string
		gates gates
	}{
		{"The first four languages", []string{"en", "es", "fr", "ru"}, gates{83, 96, 97, 83, 96, 85, 90}},
		{"Languages that came later", []string{"ar", "de", "hi", "id", "pl", "pt", "sw", "th", "tr", "uk", "vi", "zh"}, gates{83, 94, 94, 83, 95, 85, 80}},
	} {
		fmt.Fprintf(&doc, "\n## %s\n", group.title)
		var means []figures
		for _, part := range []struct{ title, files string }{{"Questions as they are written", ""}, {"Sounds dangerous, is not", "figurative.tsv"}, {"Danger told indirectly", "danger.tsv"}} {
			fmt.Fprintf(&doc, "\n### %s\n\n| | rows | right first | among three | crisis heard | false alarms | none right | none found |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n", part.title)
			var by []figures
			for _, lang := range group.langs {
				all := questions(t, cmp.Or(part.files, lang+".tsv"), lang)
				for i := range all {
					all[i].topics, all[i].crisis = bot.Route(c, bot.NewText(all[i].text))
					if part.files == "" && !slices.Contains(all[i].accepted, all[i].topics[0]) {
						wrong = append(wrong, all[i])
					}
				}
				by = append(by, measure(all))
				fmt.Fprintf(&doc, "| %s | %s |\n", lang, by[len(by)-1])
			}
			means = append(means, mean(by))
			fmt.Fprintf(&doc, "| mean | %s |\n", means[len(means)-1])
		}
		want := group.gates
		for _, gate := range []struct {
			name      string
			got, want float64
		}{
			{"right first", means[0].first, want.first},
			{"among three", means[0].three, want.three},
			{"crisis heard", means[0].crisis, want.crisis},
			{"none found", means[0].noneFound, want.noneFound},
			{"no false alarm", 100 - means[0].falsely, want.noFalseAlarm},
			{"figurative let pass", 100 - means[1].falsely, want.figurative},
			{"indirect danger heard", means[2].crisis, want.indirect},
		} {
			if gate.got < gate.want {
				t.Errorf("%s: %s: %.1f %%, want %.0f", group.title, gate.name, gate.got, gate.want)
			}
		}
	}
	t.Log(doc.String())
	if *update {
		if err := os.WriteFile("../docs/understanding.md", []byte(page(doc.String(), wrong)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// page is docs/understanding.md: the figures, and what is taken for what.
func page(tables string, wrong []question) string {
	count := map[string]int{}
	for _, q := range wrong {
		count[q.label+" | "+q.topics[0]]++
	}
	var rows []string
	for k, n := range count {
		if n > 1 {
			rows = append(rows, fmt.Sprintf("%03d| %s | %d |", 999-n, k, n))
		}
	}
	slices.Sort(rows)
	var b strings.Builder
	b.WriteString("# How well it understands\n\nMade by `make eval UPDATE=1` from the development questions in `bot/testdata/eval`, which nothing learns from. Figures are percent.\n")
	b.WriteString("They are tuning figures: people worked with them in sight. What counts is measured on questions nobody here has seen.\n")
	b.WriteString(tables)
	b.WriteString("\n## What it gets wrong\n\nTaken more than once for something else, in all languages together.\n\n| should lead to | leads to | times |\n| --- | --- | ---: |\n")
	for _, r := range rows {
		b.WriteString(r[3:] + "\n")
	}
	return b.String()
}
