package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"text/tabwriter"
)

type checkCmd struct {
	Dir  string `arg:"" optional:"" help:"Content folder: whole content, or a pack to lay over the built-in one."`
	JSON bool   `help:"Print the problems, and how hard each flow is to read, as JSON."`
}

// Run checks content and prints every problem, and how hard each flow is to read.
func (cmd checkCmd) Run(a *app) error {
	var dirs []string
	if cmd.Dir != "" {
		if info, err := os.Stat(cmd.Dir); err != nil || !info.IsDir() {
			return badSetting("check: there is no folder %s", cmd.Dir)
		}
		dirs = []string{cmd.Dir}
	}
	c, issues := a.load(dirs)
	issues = append(issues, ownGuides(dirs)...)
	readings := []content.Reading{}
	if c != nil {
		all, more := c.Proofread()
		readings, issues = all, append(issues, more...)
	}
	if cmd.JSON {
		return printJSON(a.out, issues, readings)
	}
	printIssues(a.out, issues)
	if content.HasErrors(issues) {
		return errFound
	}
	printReadings(a.out, readings)
	fmt.Fprintf(a.out, "content %s is in order: %d flows, %d countries, locales %v, %d warnings\n",
		c.Version(), len(c.Flows()), len(c.Directory().Countries()), c.Locales(), len(issues))
	return nil
}

// ownGuides are the problems with the guides that folders bring along.
func ownGuides(dirs []string) []content.Issue {
	var issues []content.Issue
	for _, dir := range dirs {
		_, problems := guideFiles("", []string{dir})
		for _, p := range problems {
			issues = append(issues, content.Issue{
				File: filepath.Join(dir, "guides", p.Name), Line: 1, Col: 1, Severity: content.Error, Code: "bad-guide-file", Message: p.Problem, Fix: p.Fix,
			})
		}
	}
	return issues
}

// printJSON shows everything to a program.
func printJSON(w io.Writer, issues []content.Issue, readings []content.Reading) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if issues == nil {
		issues = []content.Issue{}
	}
	all := struct {
		Issues   []content.Issue   `json:"issues"`
		Readings []content.Reading `json:"readings"`
	}{issues, readings}
	if err := enc.Encode(all); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if content.HasErrors(issues) {
		return errFound
	}
	return nil
}

// printReadings shows how hard each flow is to read: a row for each flow and locale, with the
// figure of the language's formula and its limit.
func printReadings(w io.Writer, readings []content.Reading) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "flow\tlocale\twords\ta sentence\tfigure\tlimit\tformula")
	for _, r := range readings {
		figure, limit, mark := "-", "-", ""
		if r.Scale != "" {
			figure, limit = fmt.Sprintf("%.1f", r.Score), fmt.Sprintf("%.0f", r.Limit)
		}
		if r.Hard {
			mark = "  hard"
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%.1f\t%s\t%s\t%s%s\n", r.Flow, r.Locale, r.Words, r.Average, figure, limit, r.Scale, mark)
	}
	_ = t.Flush()
}
