package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"text/tabwriter"
	"time"
)

type i18nCmd struct {
	Status statusCmd   `cmd:"" help:"Count the texts of each language by who has read them."`
	Record recordCmd   `cmd:"" help:"Note new and changed texts in locales/review.toml as made by a machine."`
	Export handOutCmd  `cmd:"" help:"Hand out the texts of a language to translators: PO, XLIFF or CSV."`
	Import takeHomeCmd `cmd:"" help:"Bring the work of translators home. Nothing newer is overwritten, nothing is dropped unsaid."`
}

type statusCmd struct {
	Dir  string `arg:"" optional:"" default:"." help:"Folder that holds locales/." type:"path"`
	Lang string `help:"List what is missing and what is stale in this language." placeholder:"XX"`
	JSON bool   `help:"Print it as JSON: a list, a language each." name:"json"`
	SVG  string `help:"Write a badge: how many languages are whole." name:"badge" placeholder:"FILE.svg" type:"path"`
}

// Run prints a line for each language, or what one of them lacks.
func (cmd statusCmd) Run(a *app) error {
	l, err := a.ledger(cmd.Dir)
	if err != nil {
		return err
	}
	if cmd.SVG != "" {
		if err := os.WriteFile(cmd.SVG, badge(l.Standings()), 0o644); err != nil { //nolint:gosec // it is public
			return badSetting("i18n status: --badge: %s", reason(err))
		}
	}
	if cmd.JSON {
		return cmd.json(a, l.Standings())
	}
	states := []content.State{content.Missing, content.Stale, content.Machine, content.Reviewed, content.Approved}
	t := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "locale\tmissing\tstale\tmachine\treviewed\tapproved")
	found := false
	for _, s := range l.Standings() {
		if cmd.Lang != "" && s.Locale != cmd.Lang {
			continue
		}
		found = true
		fmt.Fprint(t, s.Locale)
		for _, state := range states {
			fmt.Fprintf(t, "\t%d", s.Count[state])
		}
		fmt.Fprintln(t, map[bool]string{false: "\tnot on offer"}[s.Offered])
		for _, state := range states {
			for _, id := range s.Behind[state] {
				if cmd.Lang != "" {
					fmt.Fprintf(t, "%s %s\n", state, id)
				}
			}
		}
	}
	if !found {
		return badSetting("i18n status: there are no texts in %q", cmd.Lang)
	}
	return t.Flush() //nolint:wrapcheck // writing to the terminal
}

// json prints standings as a list, a language each.
func (cmd statusCmd) json(a *app, all []content.Standing) error {
	type standing struct {
		Locale  string                     `json:"locale"`
		Offered bool                       `json:"offered"`
		Count   map[content.State]int      `json:"count"`
		Behind  map[content.State][]string `json:"behind,omitempty"`
	}
	out := []standing{}
	for _, s := range all {
		if cmd.Lang == "" || cmd.Lang == s.Locale {
			out = append(out, standing{s.Locale, s.Offered, s.Count, s.Behind})
		}
	}
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	return enc.Encode(out) //nolint:wrapcheck // writing to the terminal
}

// badge is a picture of how many languages have all texts, and none that is stale.
func badge(all []content.Standing) []byte {
	whole := 0
	for _, s := range all {
		if s.Count[content.Missing]+s.Count[content.Stale] == 0 {
			whole++
		}
	}
	says := fmt.Sprintf("%d of %d languages whole", whole, len(all))
	color := "#1a7f5a"
	if whole < len(all) {
		color = "#8a5a00"
	}
	return fmt.Appendf(nil, `<svg xmlns="http://www.w3.org/2000/svg" width="180" height="20" role="img" aria-label="%[1]s"><title>%[1]s</title><rect width="180" height="20" rx="4" fill="%[2]s"/><text x="90" y="14" fill="#fff" font-family="sans-serif" font-size="12" text-anchor="middle">%[1]s</text></svg>`+"\n", says, color)
}

type recordCmd struct {
	Dir  string `arg:"" optional:"" default:"." help:"Folder that holds locales/." type:"path"`
	Lang string `help:"Only this language; else all." placeholder:"XX"`
}

// Run writes locales/review.toml.
func (cmd recordCmd) Run(a *app) error {
	l, err := a.ledger(cmd.Dir)
	if err != nil {
		return err
	}
	var tags []string
	if cmd.Lang != "" {
		tags = []string{cmd.Lang}
	}
	name := filepath.Join(cmd.Dir, "locales", "review.toml")
	old, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	now, err := l.Record(tags, time.Now().UTC())
	if err != nil {
		return badSetting("i18n %s", err)
	}
	if bytes.Equal(old, now) {
		return nil
	}
	if err := os.WriteFile(name, now, 0o644); err != nil { //nolint:gosec // content is public
		return fmt.Errorf("record: %w", err)
	}
	return nil
}

// ledger reads who has read what; what can't be read is printed.
func (a *app) ledger(dir string) (*content.Ledger, error) {
	l, issues := content.ReadLedger(content.Folder{FS: os.DirFS(dir)})
	if l == nil {
		printIssues(a.out, issues)
		return nil, errFound
	}
	return l, nil
}
