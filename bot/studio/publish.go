package studio

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

// PublishAs is Publish, of a version that is given a name: "Spring edition". It returns ErrName where it is no name.
func (d *Desk) PublishAs(ctx context.Context, who Person, owner, name string) (Version, error) {
	if name = strings.Join(strings.Fields(name), " "); !talkName.MatchString(name) {
		return Version{}, ErrName
	}
	return d.publishAs(ctx, who, owner, named+name)
}

// named stands before the name of a version, in what its commit says.
const named = "Version: "

// Publish makes a person's draft what everybody is told. It returns ErrBlocked while there are errors, a text that is said in
// danger was not approved by a second person, or somebody published another text for the same message.
func (d *Desk) Publish(ctx context.Context, who Person, owner string) (Version, error) {
	return d.publishAs(ctx, who, owner, "")
}

func (d *Desk) publishAs(ctx context.Context, who Person, owner, name string) (Version, error) {
	if !who.May(Publisher) {
		return Version{}, ErrMayNot
	}
	r, err := d.Review(owner)
	if err != nil {
		return Version{}, err
	}
	if r.Blocked() {
		return Version{}, ErrBlocked
	}
	says := []string{r.title(), ""}
	if name != "" {
		says = append(says, name, "")
	}
	for _, c := range r.Flows {
		says = append(says, c.says())
	}
	for _, l := range r.Lines {
		says = append(says, l.says())
	}
	for _, h := range r.Heard {
		says = append(says, h.says())
	}
	for _, t := range r.Talks {
		says = append(says, fmt.Sprintf("%s: new talk %q", t.File, t.Name))
	}
	for _, t := range r.Dropped {
		says = append(says, fmt.Sprintf("%s: talk %q taken out", t.File, t.Name))
	}
	for _, g := range r.Gone {
		says = append(says, g.ID+": taken out")
	}
	for _, c := range r.Changes {
		line := fmt.Sprintf("%s %s: %s", c.Locale, c.ID, c.State)
		if c.By.Name != "" {
			line += ", changed by " + c.By.Name
		}
		if c.Text.By != "" {
			line += ", read by " + c.Text.By
		}
		says = append(says, line)
	}
	v, err := d.put(ctx, who, r.main, r.files, strings.Join(says, "\n"))
	if err != nil {
		return v, err
	}
	return v, d.store.drop(draft(owner))
}

// title is what a publication is called in the history.
func (r *Review) title() string {
	var parts []string
	if len(r.Changes) == 1 {
		parts = append(parts, r.Changes[0].Locale+" "+r.Changes[0].ID)
	}
	for _, count := range []struct {
		n    int
		what string
	}{{len(r.Changes), "texts"}, {len(r.Flows), "steps"}, {len(r.Talks), "talks"}, {len(r.Lines), "help lines"}, {len(r.Heard), "phrases"}} {
		if count.n > 0 && (count.what != "texts" || count.n > 1) {
			parts = append(parts, fmt.Sprintf("%d %s", count.n, count.what))
		}
	}
	return "publish " + strings.Join(parts, ", ")
}

// says is what the history tells of a step.
func (c FlowChange) says() string {
	done := "changed"
	switch {
	case c.Step == "":
		return c.Flow + ": head or order changed"
	case c.Was != "":
		done = "was " + c.Was
	case c.Before == nil:
		done = "added"
	case c.Now == nil:
		done = "removed"
	}
	line := fmt.Sprintf("%s: step %s %s by %s", c.Flow, c.Step, done, c.By.Name)
	if c.Approved != "" {
		line += ", read by " + c.Approved
	}
	return line
}

// put commits files to what is published, shares that where the content has a home elsewhere, and lays them into the working tree, where
// servers find them. It returns ErrByHand where somebody changed one of them there and did not commit it.
func (d *Desk) put(ctx context.Context, who Person, main Version, files map[string][]byte, says string) (Version, error) {
	d.publishing.Lock()
	defer d.publishing.Unlock()
	root, err := os.OpenRoot(d.dir)
	if err != nil {
		return Version{}, fmt.Errorf("opening the content folder: %w", err)
	}
	defer root.Close() //nolint:errcheck // nothing is written through it after this
	if err := d.untouched(root, main, files); err != nil {
		return Version{}, err
	}
	defer tidyUp(root, files)
	if err := lay(root, files); err != nil {
		return Version{}, err
	}
	v, err := d.store.commit(d.store.main, main, main, change{files: files, who: who, when: d.now(), says: says})
	if err != nil {
		return v, err
	}
	if err := d.share(ctx, main, v); err != nil {
		return Version{}, err
	}
	return v, d.layOut(root, v, files)
}

// layOut puts files that wait into their places in the working tree, which is at a version from then on.
func (d *Desk) layOut(root *os.Root, v Version, files map[string][]byte) (err error) {
	for name, data := range files {
		if data == nil {
			err = root.Remove(name)
		} else {
			err = root.Rename(name+waiting, name)
		}
		if err != nil {
			return fmt.Errorf("laying out %s: %w", name, err)
		}
	}
	return d.store.settle(v)
}

// lay puts files beside their places in the working tree, where they wait.
func lay(root *os.Root, files map[string][]byte) error {
	for name, data := range files {
		if data == nil {
			continue
		}
		if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
		if err := root.WriteFile(name+waiting, data, 0o644); err != nil {
			return fmt.Errorf("writing %s: %w", name, err)
		}
	}
	return nil
}

// tidyUp removes files that still wait: nothing became of them.
func tidyUp(root *os.Root, files map[string][]byte) {
	for name := range files {
		_ = root.Remove(name + waiting)
	}
}

// waiting ends the name of a file that is about to be published.
const waiting = ".new"

// untouched tells whether files in the working tree are those of a version.
func (d *Desk) untouched(root *os.Root, v Version, files map[string][]byte) error {
	for name := range files {
		was, err := d.store.file(v, name)
		if err != nil {
			return err
		}
		is, err := root.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("reading %s: %w", name, err)
		}
		if string(is) != string(was) {
			return fmt.Errorf("%s: %w", name, ErrByHand)
		}
	}
	return nil
}
