package studio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ErrTime means that something can't be published at a time: it is over, or too far away.
var ErrTime = errors.New("choose a time to come, within a year")

const (
	publishAt = "publish at: "
	// farthest is how far ahead a publication may be planned: content does not stay right for longer.
	farthest = 365 * 24 * time.Hour
)

// Plan says that a draft, as it stands, is to be published at a time. Whatever is changed in it afterwards takes the plan away: only
// what was looked at is published. It returns ErrBlocked where it could not be published now.
func (d *Desk) Plan(who Person, owner string, at time.Time) error {
	if !who.May(Publisher) {
		return ErrMayNot
	}
	if now := d.now(); !at.After(now) || at.After(now.Add(farthest)) {
		return ErrTime
	}
	r, err := d.Review(owner)
	if err != nil {
		return err
	}
	if r.Blocked() {
		return ErrBlocked
	}
	return d.draft(who, owner, func(Version) (map[string][]byte, string, error) {
		return map[string][]byte{}, publishAt + at.UTC().Format(time.RFC3339), nil
	})
}

// Unplan takes the plan of a draft away.
func (d *Desk) Unplan(who Person, owner string) error {
	if !who.May(Publisher) {
		return ErrMayNot
	}
	if _, planned, err := d.Planned(owner); err != nil || planned.IsZero() {
		return cmpErr(err, ErrNoText)
	}
	return d.draft(who, owner, func(Version) (map[string][]byte, string, error) {
		return map[string][]byte{}, "publish at no time", nil
	})
}

// Planned is who planned to publish a draft as it stands, and when; the zero time where nobody did.
func (d *Desk) Planned(owner string) (Person, time.Time, error) {
	_, own, err := d.base(owner)
	if err != nil || own.IsZero() {
		return Person{}, time.Time{}, err
	}
	head, err := d.store.log(own, 1, func(Version) bool { return false })
	if err != nil || len(head) == 0 {
		return Person{}, time.Time{}, err
	}
	text, is := strings.CutPrefix(head[0].Says, publishAt)
	if !is {
		return Person{}, time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return Person{}, time.Time{}, fmt.Errorf("reading when to publish: %w", err)
	}
	return head[0].Who, at, nil
}

// publishDue publishes the drafts whose time has come, in the name of who planned it, if they still may. It returns what
// could not be published; the plan of that is taken away, so that it is tried once.
func (d *Desk) publishDue(ctx context.Context, people []Person) error {
	owners, err := d.Drafts()
	if err != nil {
		return err
	}
	var failed []error
	for _, owner := range owners {
		who, at, err := d.Planned(owner)
		if err != nil || at.IsZero() || at.After(d.now()) {
			failed = append(failed, err)
			continue
		}
		i := slices.IndexFunc(people, func(p Person) bool { return p.Email == who.Email })
		if i < 0 {
			failed = append(failed, fmt.Errorf("publishing the draft of %s as planned: %w", owner, ErrMayNot))
			continue
		}
		if _, err := d.Publish(ctx, people[i], owner); err != nil {
			failed = append(failed, fmt.Errorf("publishing the draft of %s as planned: %w", owner, err), d.Unplan(people[i], owner))
		}
	}
	return errors.Join(failed...)
}

// PlanTick is how often Run should be asked to look whether a time has come.
const PlanTick = 20 * time.Second

// Run publishes what was planned, when its time has come at a tick, until ctx is done. It has what is published loaded, so that nobody waits
// for all languages to be read when they open a page.
func (s *Server) Run(ctx context.Context, tick <-chan time.Time) {
	for {
		if _, err := s.cfg.Desk.candidate(""); err != nil {
			s.cfg.Logger.WarnContext(ctx, "studio: what is published can't be loaded", "cause", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick:
			if err := s.cfg.Desk.CatchUp(ctx); err != nil {
				s.cfg.Logger.WarnContext(ctx, "studio: the content's home can't be reached", "cause", err)
			}
			if err := s.cfg.Desk.publishDue(ctx, s.people()); err != nil {
				s.cfg.Logger.ErrorContext(ctx, "studio: a planned publication failed", "cause", err)
			}
		}
	}
}
