package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/transcript"
)

type testCmd struct {
	Dir   string   `arg:"" optional:"" default:"." help:"Folder that holds flows/." type:"path"`
	Write bool     `help:"Write the bot's lines anew instead of comparing them."`
	Cover []string `help:"Write talks through every choice in these languages, then the bot's lines." placeholder:"LANG,…"`
}

// Run plays every written conversation on every kind of network.
func (cmd testCmd) Run(a *app) error {
	c, issues := a.load([]string{cmd.Dir})
	if c == nil {
		printIssues(a.out, issues)
		return errFound
	}
	files, err := fs.Glob(os.DirFS(cmd.Dir), "flows/*.txtar")
	if err != nil || len(files) == 0 {
		return badSetting("test: there are no flows/*.txtar in %s", cmd.Dir)
	}
	if len(cmd.Cover) > 0 {
		return cmd.cover(a, c)
	}
	talks, bad := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(filepath.Join(cmd.Dir, file))
		if err != nil {
			return fmt.Errorf("reading %s: %w", file, err)
		}
		if cmd.Write {
			if err := rewrite(c, cmd.Dir, file, data); err != nil {
				return err
			}
			continue
		}
		n, wrong := a.play(c, file, data)
		talks, bad = talks+n, bad+wrong
	}
	if bad > 0 {
		fmt.Fprintf(a.out, "%d passed, %d failed\n", talks-bad, bad)
		return errFound
	}
	if !cmd.Write {
		fmt.Fprintf(a.out, "%d passed, 0 failed\n", talks)
	}
	return nil
}

// cover writes the covering talks of every flow in some languages.
func (cmd testCmd) cover(a *app, c *content.Content) error {
	for _, tag := range cmd.Cover {
		if !slices.Contains(c.Locales(), tag) {
			return badSetting("test: --cover: %q is not on offer; there are %v", tag, c.Locales())
		}
	}
	for _, id := range c.Flows() {
		file := "flows/" + id + ".txtar"
		data, err := os.ReadFile(filepath.Join(cmd.Dir, file))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("reading %s: %w", file, err)
		}
		for _, tag := range cmd.Cover {
			var left []string
			data, left = transcript.Cover(c, id, tag, data)
			for _, place := range left {
				fmt.Fprintf(a.out, "%s: %s: no taps lead to %s: write a talk that says the words\n", file, tag, place)
			}
		}
		if err := rewrite(c, cmd.Dir, file, data); err != nil {
			return err
		}
	}
	return nil
}

func rewrite(c *content.Content, dir, file string, data []byte) error {
	out, err := transcript.Rewrite(c, file, data)
	if err != nil {
		return fmt.Errorf("playing: %w", err)
	}
	if err := os.WriteFile(filepath.Join(dir, file), out, 0o644); err != nil { //nolint:gosec // content is public
		return fmt.Errorf("writing %s: %w", file, err)
	}
	return nil
}

// play compares the talks of one file; it counts them and those that went wrong.
func (a *app) play(c *content.Content, file string, data []byte) (talks, bad int) {
	all, err := transcript.Parse(file, data)
	if err != nil {
		fmt.Fprintln(a.out, err)
		return 1, 1
	}
	for _, talk := range all {
		if err := a.playTalk(c, talk); err != nil {
			fmt.Fprintln(a.out, err)
			bad++
		}
	}
	return len(all), bad
}

var errDiffers = errors.New("the answers differ")

func (a *app) playTalk(c *content.Content, talk transcript.Talk) error {
	var first transcript.Result
	for i, kind := range transcript.Kinds() {
		r, err := transcript.Play(c, talk, kind)
		if err != nil {
			return fmt.Errorf("on a network with %s: %w", kind.Name, err)
		}
		if i > 0 {
			if !reflect.DeepEqual(first.Session.State, r.Session.State) {
				return fmt.Errorf("%s: %s: ends differently on a network with %s", talk.File, talk.Name, kind.Name)
			}
			continue
		}
		first = r
		if ds := transcript.Compare(talk, r); len(ds) > 0 {
			for _, d := range ds {
				fmt.Fprint(a.out, d)
			}
			return fmt.Errorf("%s: %s: %w", talk.File, talk.Name, errDiffers)
		}
	}
	return nil
}
