package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"text/tabwriter"
	"time"
)

type i18nCmd struct {
	Status statusCmd `cmd:"" help:"Count the texts of each language by who has read them."`
	Record recordCmd `cmd:"" help:"Note new and changed texts in locales/review.toml as made by a machine."`
}

type statusCmd struct {
	Dir  string `arg:"" optional:"" default:"." help:"Folder that holds locales/." type:"path"`
	Lang string `help:"List what is missing and what is stale in this language." placeholder:"XX"`
}

// Run prints a line for each language, or what one of them lacks.
func (cmd statusCmd) Run(a *app) error {
	l, err := a.ledger(cmd.Dir)
	if err != nil {
		return err
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
