package main

import (
	"fmt"
	"os"
	"staysafe/bot/content"
)

type checkCmd struct {
	Dir  string `arg:"" optional:"" help:"Content folder: whole content, or a pack to lay over the built-in one."`
	JSON bool   `help:"Print the problems as JSON."`
}

// Run checks content and prints every problem.
func (cmd checkCmd) Run(a *app) error {
	var dirs []string
	if cmd.Dir != "" {
		if info, err := os.Stat(cmd.Dir); err != nil || !info.IsDir() {
			return badSetting("check: there is no folder %s", cmd.Dir)
		}
		dirs = []string{cmd.Dir}
	}
	c, issues := loadContent(dirs)
	printIssues(a.out, issues, cmd.JSON)
	if content.HasErrors(issues) {
		return errFound
	}
	if !cmd.JSON {
		fmt.Fprintf(a.out, "content %s is in order: %d flows, %d countries, locales %v, %d warnings\n",
			c.Version(), len(c.Flows()), len(c.Directory().Countries()), c.Locales(), len(issues))
	}
	return nil
}
