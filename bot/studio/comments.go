package studio

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-git/go-git/v5/plumbing"
)

// Comment is what one of the staff says to the others about a step. Comments are no content: they stand on a branch of their own, and no
// server ever reads them.
type Comment struct {
	N    int    `json:"n"`
	Step string `json:"step"`
	Who  string `json:"who"`
	When string `json:"when"` // in UTC, to the minute
	Text string `json:"text"`
}

const (
	commentsBranch = plumbing.ReferenceName("refs/heads/studio/comments")
	maxComment     = 500 // characters
	maxComments    = 200 // of one flow
)

// commentFile is where the comments on a flow stand.
func commentFile(id string) string { return "comments/" + id + ".json" }

// Comments are what was said about a flow, the oldest first.
func (d *Desk) Comments(id string) ([]Comment, error) {
	all := []Comment{}
	if !stepForm.MatchString(id) {
		return nil, ErrNoText
	}
	v, err := d.store.at(commentsBranch)
	if err != nil || v.IsZero() {
		return all, err
	}
	data, err := d.store.file(v, commentFile(id))
	if err != nil || data == nil {
		return all, err
	}
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, fmt.Errorf("reading comments: %w", err)
	}
	return all, nil
}

// Say adds a comment on a step; everybody of the staff may.
func (d *Desk) Say(who Person, id, step, text string) error {
	text = strings.TrimSpace(text)
	if !stepForm.MatchString(step) || text == "" || utf8.RuneCountInString(text) > maxComment {
		return &EditError{Step: step, ID: "studio.canvas.bad_comment"}
	}
	return d.comment(who, id, func(all []Comment) ([]Comment, error) {
		if len(all) >= maxComments {
			return nil, &EditError{Step: step, ID: "studio.canvas.bad_comment"}
		}
		n := 1
		for _, c := range all {
			n = max(n, c.N+1)
		}
		return append(all, Comment{n, step, who.Name, d.now().UTC().Format("2006-01-02 15:04") + " UTC", text}), nil
	})
}

// Done takes a comment away: what it asked for was done. It stays in the history of the branch.
func (d *Desk) Done(who Person, id string, n int) error {
	return d.comment(who, id, func(all []Comment) ([]Comment, error) {
		at := slices.IndexFunc(all, func(c Comment) bool { return c.N == n })
		if at < 0 {
			return nil, ErrNoText
		}
		return slices.Delete(all, at, at+1), nil
	})
}

func (d *Desk) comment(who Person, id string, with func([]Comment) ([]Comment, error)) error {
	for {
		v, err := d.store.at(commentsBranch)
		if err != nil {
			return err
		}
		main, err := d.store.at(d.store.main)
		if err != nil {
			return err
		}
		if data, err := d.store.file(main, flowName(id)); err != nil || data == nil && !d.drafted(who, id) {
			return cmpErr(err, ErrNoText)
		}
		all, err := d.Comments(id)
		if err != nil {
			return err
		}
		if all, err = with(all); err != nil {
			return err
		}
		data, err := json.MarshalIndent(all, "", " ")
		if err != nil {
			return fmt.Errorf("writing comments: %w", err)
		}
		d.writing.Lock()
		_, err = d.store.commit(commentsBranch, v, main, change{files: map[string][]byte{commentFile(id): append(data, '\n')}, who: who, when: d.now().Truncate(time.Second), says: "comment: " + id})
		d.writing.Unlock()
		if !errors.Is(err, ErrMoved) {
			return err
		}
	}
}

// drafted tells whether a flow is new in a person's draft.
func (d *Desk) drafted(who Person, id string) bool {
	v, err := d.current(who.ID)
	if err != nil {
		return false
	}
	data, err := d.store.file(v, flowName(id))
	return err == nil && data != nil
}
