package studio

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/understand"
	"strings"
	"unicode/utf8"
)

// HeardChange is a phrase that a draft listens for otherwise than what is published.
type HeardChange struct {
	Locale, List, Phrase string
	Added                bool
	Instead              string // of which phrase it is put in, "" for none
	By                   Person // who changed the words of this language last
	Approved             string // who approved them as they stand, "" for nobody
}

// says is what the history tells of a change.
func (c HeardChange) says() string {
	line := fmt.Sprintf("%s %s: %q taken out", c.Locale, c.List, c.Phrase)
	if c.Added {
		line = fmt.Sprintf("%s %s: %q put in", c.Locale, c.List, c.Phrase)
	}
	if c.Instead != "" {
		line += fmt.Sprintf(" instead of %q", c.Instead)
	}
	if c.By.Name != "" {
		line += " by " + c.By.Name
	}
	if c.Approved != "" {
		line += ", read by " + c.Approved
	}
	return line
}

// maxPhrase is how long a phrase is at most, in characters: young people write no longer sentences.
const maxPhrase = 300

// Heard are the lists of a locale as a person sees them.
func (d *Desk) Heard(person, locale string) (heardLists, error) {
	v, err := d.current(person)
	if err != nil {
		return nil, err
	}
	if !localeForm.MatchString(locale) {
		return nil, ErrNoText
	}
	data, err := d.store.file(v, heardFile(locale))
	if err != nil {
		return nil, err
	}
	if data == nil {
		return nil, ErrNoText
	}
	return readHeard(data)
}

// Listen puts a phrase into a list of a locale in a person's draft, or takes it out. What is heard decides whether a child in danger is answered, so
// a second person reads every such change before it is published. It returns a *LineError where the check refuses it: a pattern that can't be
// read, or danger that would not be heard any more.
func (d *Desk) Listen(who Person, locale, list, phrase string, add bool) error {
	done := "-"
	if add {
		done = "+"
	}
	return d.listen(who, locale, phrase, func(data []byte, phrase string) ([]byte, string, error) {
		now, err := setPhrase(data, list, phrase, add)
		return now, done + " " + list + " " + phrase, err
	})
}

// Rephrase puts a phrase of a list in the place of another, as Listen does. It returns ErrMoved where the other is not there any more.
func (d *Desk) Rephrase(who Person, locale, list, old, phrase string) error {
	return d.listen(who, locale, phrase, func(data []byte, phrase string) ([]byte, string, error) {
		now, err := changePhrase(data, list, old, phrase)
		return now, "- " + list + " " + old + "\n+ " + list + " " + phrase, err
	})
}

// listen changes what is listened for in a locale, in a person's draft.
func (d *Desk) listen(who Person, locale, phrase string, with func(data []byte, phrase string) (now []byte, says string, err error)) error {
	if !who.May(Translator) || locale == content.SourceLocale && !who.May(Editor) {
		return ErrMayNot
	}
	phrase = strings.Join(strings.Fields(phrase), " ")
	if !localeForm.MatchString(locale) || phrase == "" || utf8.RuneCountInString(phrase) > maxPhrase {
		return ErrName
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		name := heardFile(locale)
		data, err := d.store.file(from, name)
		if err != nil {
			return nil, "", err
		}
		if data == nil {
			return nil, "", ErrNoText
		}
		now, says, err := with(data, phrase)
		if err != nil || string(now) == string(data) {
			return nil, "", err
		}
		return map[string][]byte{name: now}, fmt.Sprintf("heard: %s\n\n%s", locale, says), d.refused(from, name, now)
	})
}

// ApproveHeard says that a person has read all that a draft changes of the words of a locale, as they stand, and vouches for it. It returns ErrOwn
// where they changed them themselves.
func (d *Desk) ApproveHeard(who Person, owner, locale string, seen Stamp) error {
	if !who.May(Approver) {
		return ErrMayNot
	}
	changes, err := d.heardChanges(owner)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(changes, func(c HeardChange) bool { return c.Locale == locale })
	switch {
	case at < 0:
		return ErrNoText
	case changes[at].By.Email == who.Email:
		return ErrOwn
	case heardStamp(changes, locale) != seen:
		return ErrMoved
	}
	return d.draft(who, owner, func(Version) (map[string][]byte, string, error) {
		return map[string][]byte{}, "approve: heard " + locale + " " + string(seen), nil
	})
}

// heardStamp tells whether the changes of a locale are still those that somebody saw.
func heardStamp(changes []HeardChange, locale string) Stamp {
	var all []string
	for _, c := range changes {
		if c.Locale == locale {
			all = append(all, fmt.Sprint(c.Added, c.List, " ", c.Phrase, "\t", c.Instead))
		}
	}
	return Stamp(content.SourceHash(strings.Join(all, "\n"), locale))
}

// heardChanges are what a person's draft listens for otherwise.
func (d *Desk) heardChanges(person string) ([]HeardChange, error) {
	main, own, err := d.base(person)
	if err != nil || own.IsZero() {
		return nil, err
	}
	fork, mine, err := d.forks(main, own)
	if err != nil {
		return nil, err
	}
	changed, err := d.store.differ(fork, own)
	if err != nil {
		return nil, err
	}
	var all []HeardChange
	for _, name := range slices.Sorted(maps.Keys(changed)) {
		locale, is := strings.CutPrefix(name, "locales/words.")
		locale, toml := strings.CutSuffix(locale, ".toml")
		if !is || !toml || changed[name] == nil {
			continue
		}
		old, err := d.store.file(fork, name)
		if err != nil {
			return nil, err
		}
		was, err := readHeard(old)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		now, err := readHeard(changed[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path.Base(name), err)
		}
		var own []HeardChange
		for _, list := range slices.Sorted(maps.Keys(now)) {
			instead := inPlaceOf(was[list], now[list])
			for _, p := range less(was[list], now[list]) {
				if !slices.Contains(slices.Collect(maps.Values(instead)), p) {
					own = append(own, HeardChange{Locale: locale, List: list, Phrase: p})
				}
			}
			for _, p := range less(now[list], was[list]) {
				own = append(own, HeardChange{Locale: locale, List: list, Phrase: p, Added: true, Instead: instead[p]})
			}
		}
		by, approved := signedHeard(mine, locale, heardStamp(own, locale))
		for i := range own {
			own[i].By, own[i].Approved = by, approved
		}
		all = append(all, own...)
	}
	return all, nil
}

// less are the phrases that one list has and another has not.
func less(a, b []string) []string {
	has := map[string]bool{}
	for _, p := range b {
		has[p] = true
	}
	var out []string
	for _, p := range a {
		if !has[p] {
			out = append(out, p)
		}
	}
	return out
}

// inPlaceOf are the phrases of a list that stand where another one stood, and which.
func inPlaceOf(was, now []string) map[string]string {
	place, had := map[string]int{}, map[string]bool{}
	for i, p := range now {
		place[p] = i + 1
	}
	for _, p := range was {
		had[p] = true
	}
	all, at := map[string]string{}, 0
	for _, p := range was {
		switch {
		case place[p] > 0:
			at = place[p]
		case at < len(now) && !had[now[at]]:
			all[now[at]] = p
			at++
		}
	}
	return all
}

func signedHeard(mine []Entry, locale string, stamp Stamp) (by Person, approved string) {
	for _, e := range mine {
		lines := strings.Split(e.Says, "\n")
		switch {
		case by.Name == "" && slices.Contains(lines, "heard: "+locale):
			by = e.Who
		case approved == "" && slices.Contains(lines, "approve: heard "+locale+" "+string(stamp)):
			approved = e.Who.Name
		}
	}
	return by, approved
}

// mergeHeard puts what a draft listens for onto what is published now.
func (d *Desk) mergeHeard(r *Review) error {
	for _, c := range r.Heard {
		name := heardFile(c.Locale)
		data, changed := r.files[name]
		if !changed {
			var err error
			if data, err = d.store.file(r.main, name); err != nil {
				return err
			}
		}
		now, err := c.on(data)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		r.files[name] = now
		issue := content.Issue{File: name, Severity: content.Error, Code: "not-approved", Message: "what is heard decides who is answered in danger, and nobody else has read these changes as they stand", Fix: "ask a safeguarding lead to approve them"}
		if c.Approved == "" && !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Issue == issue }) {
			r.Problems = append(r.Problems, Problem{Issue: issue})
		}
	}
	return nil
}

// on makes a change in a file.
func (c HeardChange) on(data []byte) ([]byte, error) {
	if c.Instead != "" {
		now, err := changePhrase(data, c.List, c.Instead, c.Phrase)
		if !errors.Is(err, ErrMoved) { // the other one was taken out in the meantime: this one is put in all the same
			return now, err
		}
	}
	return setPhrase(data, c.List, c.Phrase, c.Added)
}

// Hearing is what a sentence is taken for. The sentence is not in it.
type Hearing struct {
	Danger string // which list heard danger, "" for none
	Sure   bool   // and for certain
	By     string // the phrase that heard it, "" where the examples did
	Route  []string
	Topics []Guessed
}

// Guessed is a topic a sentence may be about, and what in it speaks for that.
type Guessed struct {
	Topic   string
	Percent int
	For     []string
}

// Hear is what a sentence would be taken for: as it is published, and with a person's draft. The sentence is kept nowhere. It returns ErrBlocked where
// the draft can't be loaded.
func (d *Desk) Hear(person, sentence string) (published, drafted Hearing, err error) {
	for _, h := range []struct {
		person string
		into   *Hearing
	}{{"", &published}, {person, &drafted}} {
		k, err := d.candidate(h.person)
		if err != nil {
			return published, drafted, err
		}
		if k.rough == nil {
			return published, drafted, ErrBlocked
		}
		*h.into = hearing(k.rough, sentence)
	}
	return published, drafted, nil
}

func hearing(c *content.Content, sentence string) Hearing {
	t := bot.NewText(sentence)
	heard := c.Heard().Hear(t)
	danger := heard.Danger()
	h := Hearing{Sure: danger.Level == understand.Certain, By: danger.Pattern}
	if danger.Level != understand.Calm {
		h.Danger = danger.List
	}
	for _, g := range heard.Topics() {
		guess := Guessed{Topic: g.Topic, Percent: int(100*g.Score + 0.5)}
		for _, r := range heard.Why(g.Topic) {
			guess.For = append(guess.For, r.What)
		}
		h.Topics = append(h.Topics, guess)
	}
	h.Route, _ = bot.Route(c, t)
	return h
}
