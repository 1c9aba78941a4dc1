package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/translation"
	"strings"
	"time"
)

type handOutCmd struct {
	Dir    string   `help:"Folder that holds flows/ and locales/." default:"." type:"path"`
	Lang   string   `help:"Language to translate into; one that has no texts yet too. Without it all there are, a file each." placeholder:"XX"`
	Format string   `help:"po, xliff (2.1), xliff1.2 or csv." default:"po" enum:"po,xliff,xliff1.2,csv"`
	Only   []string `help:"Only texts in these states: missing, stale, machine, reviewed, approved." placeholder:"STATE"`
	To     string   `arg:"" optional:"" help:"File to write, else it is printed; without --lang the folder for the files." type:"path"`
}

// Run hands out what there is to translate.
func (cmd handOutCmd) Run(a *app) error {
	if cmd.Lang == "" && cmd.To == "" {
		return badSetting("i18n export: name a language with --lang, or the folder that all languages are written to")
	}
	tree, err := readTree(cmd.Dir)
	if err != nil {
		return err
	}
	loader := content.NewLoader()
	if cmd.Lang != "" {
		return cmd.handOut(a, loader, tree, cmd.Lang, cmd.To)
	}
	if err := os.MkdirAll(cmd.To, 0o755); err != nil { //nolint:gosec // content is public
		return badSetting("i18n export: %s", reason(err))
	}
	for _, locale := range tree.Translations() {
		if err := cmd.handOut(a, loader, tree, locale, filepath.Join(cmd.To, locale+"."+translation.Format(cmd.Format).Extension())); err != nil {
			return err
		}
	}
	return nil
}

// handOut writes one language to a file, or prints it where none is named.
func (cmd handOutCmd) handOut(a *app, loader *content.Loader, tree translation.Tree, locale, file string) error {
	sheet, err := translation.Of(loader, tree, locale)
	if err != nil {
		return a.untranslatable("i18n export", err)
	}
	if len(cmd.Only) > 0 {
		sheet = sheet.Only(func(u translation.Unit) bool { return slices.Contains(cmd.Only, string(u.State)) })
	}
	data, err := translation.Write(sheet, translation.Format(cmd.Format))
	if err != nil {
		return badSetting("i18n export: %s", err)
	}
	if file == "" {
		_, err = a.out.Write(data)
		return err //nolint:wrapcheck // writing to the terminal
	}
	if err := os.WriteFile(file, data, 0o644); err != nil { //nolint:gosec // content is public
		return badSetting("i18n export: %s", reason(err))
	}
	_, err = fmt.Fprintf(a.out, "%s: %d texts\n", file, len(sheet.Units))
	return err //nolint:wrapcheck // writing to the terminal
}

type takeHomeCmd struct {
	Dir        string `help:"Folder that holds flows/ and locales/." default:"." type:"path"`
	Lang       string `help:"Language it is in, where the file does not say so." placeholder:"XX"`
	ReviewedBy string `help:"Who read all texts in it; else they are noted as made by a machine." placeholder:"NAME"`
	ApprovedBy string `help:"Who knows child protection in this language, and vouches for all texts in it." placeholder:"NAME"`
	File       string `arg:"" help:"What came back: PO, XLIFF or CSV." type:"existingfile"`
}

// Run brings translations home. What can't be taken is told and written to a file beside it.
func (cmd takeHomeCmd) Run(a *app) error {
	data, err := os.ReadFile(cmd.File)
	if err != nil {
		return badSetting("i18n import: %s", reason(err))
	}
	tree, err := readTree(cmd.Dir)
	if err != nil {
		return err
	}
	sheet, faults := translation.Read(data)
	sheet.Locale = cmp.Or(cmd.Lang, sheet.Locale)
	by := translation.Reviewer{}
	switch {
	case cmd.ApprovedBy != "":
		by = translation.Reviewer{Name: cmd.ApprovedBy, State: content.Approved}
	case cmd.ReviewedBy != "":
		by = translation.Reviewer{Name: cmd.ReviewedBy, State: content.Reviewed}
	}
	out, err := translation.Take(content.NewLoader(), tree, sheet, by, time.Now().UTC())
	if err != nil {
		return a.untranslatable("i18n import", err)
	}
	for name, data := range out.Files {
		if err := os.WriteFile(filepath.Join(cmd.Dir, filepath.FromSlash(name)), data, 0o644); err != nil { //nolint:gosec // content is public
			return badSetting("i18n import: %s", reason(err))
		}
	}
	for _, f := range append(faults, out.Why...) {
		_, _ = fmt.Fprintf(a.errOut, "%s:%d:1: %s: %s; %s\n", cmd.File, max(f.Line, 1), cmp.Or(f.ID, "file"), f.What, f.Fix)
	}
	_, _ = fmt.Fprintf(a.out, "%s: %d texts taken, %d as they were, %d not translated, %d left\n", sheet.Locale, len(out.Taken), out.Same, out.Empty, len(out.Left))
	if len(out.Left) > 0 {
		if err := cmd.left(a, sheet.Locale, data, out.Left); err != nil {
			return err
		}
	}
	if len(out.Left)+len(faults) > 0 {
		return errFound
	}
	return nil
}

// left writes what was not taken beside the file it came in, so that it can be mended and handed in again.
func (cmd takeHomeCmd) left(a *app, locale string, data []byte, units []translation.Unit) error {
	format := translation.CSV
	switch head := strings.TrimSpace(strings.TrimPrefix(string(data[:min(len(data), 512)]), "\uFEFF")); {
	case strings.HasPrefix(head, "<"):
		format = translation.XLIFF21
	case strings.HasPrefix(head, "#"), strings.HasPrefix(head, "msg"):
		format = translation.PO
	}
	again, err := translation.Write(translation.Sheet{Locale: locale, Units: units}, format)
	if err != nil {
		return fmt.Errorf("i18n import: %w", err)
	}
	name := strings.TrimSuffix(cmd.File, filepath.Ext(cmd.File)) + ".left" + filepath.Ext(cmd.File)
	if err := os.WriteFile(name, again, 0o644); err != nil { //nolint:gosec // content is public
		return badSetting("i18n import: %s", reason(err))
	}
	_, _ = fmt.Fprintf(a.out, "what was left is in %s\n", name)
	return nil
}

// untranslatable tells staff why content can't be translated as it is.
func (a *app) untranslatable(what string, err error) error {
	if broken := (*translation.BrokenError)(nil); errors.As(err, &broken) {
		printIssues(a.errOut, broken.Issues)
		return errFound
	}
	return badSetting("%s: %s", what, err)
}

// readTree reads a folder's content as files by name.
func readTree(dir string) (translation.Tree, error) {
	tree, folder := translation.Tree{}, os.DirFS(dir)
	for _, top := range []string{"flows", "locales"} {
		err := fs.WalkDir(folder, top, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			tree[name], err = fs.ReadFile(folder, name)
			return err //nolint:wrapcheck // the caller says what it is about
		})
		if err != nil {
			return nil, badSetting("%s: %s; point --dir to a folder that holds flows/ and locales/", dir, reason(err))
		}
	}
	return tree, nil
}
