package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"staysafe/bot/content"
)

type servicesCmd struct {
	Import importCmd `cmd:"" help:"Bring a refreshed directory dataset in as a change that can be reviewed."`
}

type importCmd struct {
	Services  string `arg:"" help:"services.tsv of the dataset." type:"existingfile"`
	Countries string `help:"countries.tsv of the dataset; else the one beside services.tsv." type:"path"`
	Into      string `default:"flows/help" help:"Folder with one file per country." type:"path"`
}

// Run writes one file per country and tells what changed.
func (cmd importCmd) Run(a *app) error {
	if cmd.Countries == "" {
		cmd.Countries = filepath.Join(filepath.Dir(cmd.Services), "countries.tsv")
	}
	services, err := os.Open(cmd.Services)
	if err != nil {
		return badSetting("services import: %s can't be opened", cmd.Services)
	}
	defer func() { _ = services.Close() }()
	countries, err := os.Open(cmd.Countries)
	if err != nil {
		return badSetting("services import: %s can't be opened; name it with --countries", cmd.Countries)
	}
	defer func() { _ = countries.Close() }()
	if err := os.MkdirAll(cmd.Into, 0o750); err != nil {
		return fmt.Errorf("making %s: %w", cmd.Into, err)
	}
	files, report, err := content.Import(services, countries, os.DirFS(cmd.Into))
	if err != nil {
		return fmt.Errorf("importing: %w", err)
	}
	changed := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		path := filepath.Join(cmd.Into, name)
		if old, err := os.ReadFile(path); err == nil && string(old) == string(files[name]) {
			continue
		}
		if err := os.WriteFile(path, files[name], 0o644); err != nil { //nolint:gosec // content is public
			return fmt.Errorf("writing %s: %w", name, err)
		}
		changed++
	}
	for _, line := range report {
		fmt.Fprintln(a.out, line)
	}
	fmt.Fprintf(a.out, "%d countries, %d files changed\n", len(files), changed)
	return nil
}
