package studio

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
	"unicode/utf8"
)

// LineChange is what a draft says of a help service otherwise than what is published.
type LineChange struct {
	Country, ID          string
	Before, Now          lineFields // nil where it is not there
	Verified, Confidence string     // "" where the draft does not change it; Verified is never where it does not work any more
	Reason               string     // why it was taken out
	By                   Person     // who changed it last
	Approved             string     // who approved it as it stands, "" for nobody
	Clash                bool       // somebody published it otherwise in the meantime
	edited               bool       // the draft does more than tell how it was to call it
}

// lineDifference is what a field of a help service was and is.
type lineDifference struct {
	Field    LineField
	Was, Now string
}

// Fields are what the change is about, in the order of the file.
func (c LineChange) Fields() []lineDifference {
	var all []lineDifference
	for _, key := range lineKeys() {
		if was, is := c.Before[key], c.Now[key]; was != is {
			all = append(all, lineDifference{key, was, is})
		}
	}
	return all
}

// Rewritten tells whether the change is more than that somebody called and how it was: then a second person has to read it, since children may
// dial it.
func (c LineChange) Rewritten() bool {
	return c.edited || slices.ContainsFunc(c.Fields(), func(f lineDifference) bool {
		return f.Field != "source/verified" && (f.Field != "confidence" || f.Now != failing)
	})
}

// failing is how sure a service is that somebody called in vain.
const failing = "low"

// Name is what the service is called.
func (c LineChange) Name() string { return cmp.Or(c.Now["name"], c.Before["name"]) }

// says is what the history tells of a change.
func (c LineChange) says() string {
	line := c.ID + ": changed"
	switch {
	case c.Now == nil:
		line = c.ID + ": removed"
	case c.Before == nil:
		line = c.ID + ": added"
	case !c.Rewritten() && c.Verified != "" && c.Verified != never:
		line = c.ID + calledOn + c.Verified
	case !c.Rewritten():
		line = c.ID + ": confidence " + c.Confidence
	}
	if c.By.Name != "" {
		line += " by " + c.By.Name
	}
	if c.Approved != "" {
		line += ", read by " + c.Approved
	}
	if c.Reason != "" {
		line += ": " + c.Reason
	}
	return line
}

// calledOn stands between the id of a service and the day on which somebody called it, in the history.
const calledOn = ": called or opened on "

// stamp tells whether a service still says what somebody saw.
func (f lineFields) stamp() Stamp {
	var all []string
	for _, key := range lineKeys() {
		all = append(all, string(key)+"="+f[key])
	}
	return Stamp(content.SourceHash(strings.Join(all, "\n"), ""))
}

// LineError is why a help service can't be as somebody wrote it: what the check says of it.
type LineError struct{ Issues []content.Issue }

// Error implements error.
func (e *LineError) Error() string {
	return fmt.Sprintf("the check refuses this help line: %v", e.Issues)
}

// LineForm is a help service as a person sees it, to be changed; with a country alone, an empty one.
func (d *Desk) LineForm(person, country, id string) (lineFields, Stamp, error) {
	v, err := d.current(person)
	if err != nil {
		return nil, "", err
	}
	data, err := d.store.file(v, lineFile(country))
	if err != nil {
		return nil, "", err
	}
	if data == nil {
		return nil, "", ErrNoText
	}
	if id == "" {
		return lineFields{}, "", nil
	}
	all, _, err := readLines(data)
	if err != nil {
		return nil, "", err
	}
	if all[id] == nil {
		return nil, "", ErrNoText
	}
	return all[id], all[id].stamp(), nil
}

// lineSeen is a help service of a file, if it still says what somebody saw. It returns ErrNoText or ErrMoved.
func lineSeen(data []byte, id string, seen Stamp) (lineFields, error) {
	all, _, err := readLines(data)
	switch {
	case err != nil:
		return nil, err
	case all[id] == nil:
		return nil, ErrNoText
	case all[id].stamp() != seen:
		return nil, ErrMoved
	}
	return all[id], nil
}

// reached are the fields by which people reach a service: where one changes, nobody has tried it yet.
func reached() []LineField { return []LineField{"dial", "sms", "whatsapp", "web", "chat_url"} }

// calledStill is when somebody called or opened a service, given what it said then: "" once it is reached in another way, since nobody has tried
// that yet.
func (f lineFields) calledStill(was lineFields) string {
	for _, key := range reached() {
		if f[key] != was[key] {
			return ""
		}
	}
	return was["source/verified"]
}

// EditLine changes what a help service says, in a person's draft. It returns a *LineError where the check refuses what it would say. Whoever called it
// before, called another number: that it was verified is taken away with the number.
func (d *Desk) EditLine(who Person, country, id string, seen Stamp, set lineFields) error {
	return d.editLines(who, country, func(data []byte) (lineEdit, error) {
		was, err := lineSeen(data, id, seen)
		if err != nil {
			return lineEdit{}, err
		}
		changed := lineFields{}
		for key, value := range set {
			if key != "id" && key != "source/verified" && value != was[key] {
				changed[key] = value
			}
		}
		if verified := was.with(changed).calledStill(was); verified != was["source/verified"] {
			changed["source/verified"] = verified
		}
		if len(changed) == 0 {
			return lineEdit{}, nil
		}
		now, err := setService(data, id, changed)
		return lineEdit{now, "line: " + id + " changed", was.with(changed).ownIssues(d.now())}, err
	})
}

// AddLine puts a help service into a country, and returns the id it was given. Without a rank it comes behind the others of its kind.
func (d *Desk) AddLine(who Person, country string, fields lineFields) (id string, err error) {
	id = lineID(country, fields)
	return id, d.editLines(who, country, func(data []byte) (lineEdit, error) {
		all, _, err := readLines(data)
		if err != nil {
			return lineEdit{}, err
		}
		if all[id] != nil {
			return lineEdit{}, ErrName
		}
		fields := fields.with(lineFields{"id": id, "source/verified": ""})
		if fields["rank"] == "" {
			fields["rank"] = strconv.Itoa(nextRank(all, fields["kind"]))
		}
		now, err := addLine(data, fields)
		return lineEdit{now, "line: " + id + " added", fields.ownIssues(d.now())}, err
	})
}

// lineID is the id of a new help service: by its name, or by its kind where that has no letters an id may have.
func lineID(country string, fields lineFields) string {
	if id := content.ServiceID(country, fields["name"]); !strings.HasSuffix(id, "-") {
		return id
	}
	return content.ServiceID(country, fields["kind"])
}

// RemoveLine takes a help service out of a country, for a reason. It returns ErrReason where there is none.
func (d *Desk) RemoveLine(who Person, country, id string, seen Stamp, reason string) error {
	if !who.May(Editor) && !who.May(Approver) {
		return ErrMayNot
	}
	if reason = strings.Join(strings.Fields(reason), " "); reason == "" || utf8.RuneCountInString(reason) > maxReason {
		return ErrReason
	}
	return d.editLines(who, country, func(data []byte) (lineEdit, error) {
		if _, err := lineSeen(data, id, seen); err != nil {
			return lineEdit{}, err
		}
		now, err := removeLine(data, id)
		return lineEdit{data: now, says: "line: " + id + removedFor + reason}, err
	})
}

// maxReason is how long the reason may be why a service is taken out, in characters.
const maxReason = 200

// removedFor stands between the id of a service and why it was taken out, in what a commit says.
const removedFor = " removed: "

// lineEdit is a country's file with a change, nil for none: what the commit says of it, and what speaks against it that the check of content can't know.
type lineEdit struct {
	data   []byte
	says   string
	issues []content.Issue
}

// editLines changes the file of a country in a person's draft, if nothing speaks against it.
func (d *Desk) editLines(who Person, country string, edit func(data []byte) (lineEdit, error)) error {
	if !who.May(Editor) && !who.May(Approver) {
		return ErrMayNot
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		name := lineFile(country)
		data, err := d.store.file(from, name)
		if err != nil {
			return nil, "", err
		}
		if data == nil {
			return nil, "", ErrNoText
		}
		now, err := edit(data)
		if err != nil || now.data == nil {
			return nil, "", err
		}
		issues, err := d.newIssues(from, map[string][]byte{name: now.data})
		if err == nil && len(issues)+len(now.issues) > 0 {
			err = &LineError{append(now.issues, issues...)}
		}
		return map[string][]byte{name: now.data}, strings.TrimSpace(now.says), err
	})
}

// refused is what the check says against a file of a version, if it is an error that the file did not have before.
func (d *Desk) refused(v Version, name string, data []byte) error {
	issues, err := d.newIssues(v, map[string][]byte{name: data})
	if err == nil && len(issues) > 0 {
		err = &LineError{issues}
	}
	return err
}

// newIssues is what the check says against changed files of a version: the errors that they did not have before.
func (d *Desk) newIssues(v Version, files map[string][]byte) ([]content.Issue, error) {
	errorsOf := func(with map[string][]byte) ([]content.Issue, error) {
		all, err := d.store.overlay(v, with)
		if err != nil {
			return nil, err
		}
		_, issues := d.loader.Files(all).Draft()
		return slices.DeleteFunc(issues, func(i content.Issue) bool { return files[i.File] == nil || i.Severity != content.Error }), nil
	}
	before, err := errorsOf(nil)
	if err != nil {
		return nil, err
	}
	now, err := errorsOf(files)
	return slices.DeleteFunc(now, func(i content.Issue) bool {
		return slices.ContainsFunc(before, func(o content.Issue) bool { return o.File == i.File && o.Code == i.Code && o.Message == i.Message })
	}), err
}

// ApproveLine says that a person has read a help service in somebody's draft, as it stands, and vouches for it. It returns ErrOwn where they changed
// it themselves.
func (d *Desk) ApproveLine(who Person, owner, id string, seen Stamp) error {
	return d.ApproveLines(who, owner, []Seen{{id, seen}})
}

// ApproveLines is ApproveLine of several: of all or of none.
func (d *Desk) ApproveLines(who Person, owner string, read []Seen) error {
	if !who.May(Approver) {
		return ErrMayNot
	}
	changes, err := d.lineChanges(owner)
	if err != nil {
		return err
	}
	var says []string
	for _, s := range read {
		at := slices.IndexFunc(changes, func(c LineChange) bool { return c.ID == s.ID })
		switch {
		case at < 0:
			return ErrNoText
		case changes[at].By.Email == who.Email:
			return ErrOwn
		case changes[at].Now.stamp() != s.Stamp:
			return ErrMoved
		}
		says = append(says, "approve: line "+s.ID+" "+string(s.Stamp))
	}
	if len(says) == 0 {
		return ErrNoText
	}
	return d.draft(who, owner, func(Version) (map[string][]byte, string, error) {
		return map[string][]byte{}, strings.Join(says, "\n"), nil
	})
}

// Stamp tells whether the service still says what somebody saw.
func (c LineChange) Stamp() Stamp { return c.Now.stamp() }

// lineChanges are what a person's draft says of lines.
func (d *Desk) lineChanges(person string) ([]LineChange, error) {
	own, err := d.ownDraft(person)
	if err != nil || own == nil {
		return nil, err
	}
	var all []LineChange
	for _, name := range slices.Sorted(maps.Keys(own.changed)) {
		if path.Dir(name) != "flows/help" || own.changed[name] == nil {
			continue
		}
		was, err := d.linesAt(own.fork, name)
		if err != nil {
			return nil, err
		}
		published, err := d.linesAt(own.main, name)
		if err != nil {
			return nil, err
		}
		now, _, err := readLines(own.changed[name])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		ids := slices.Collect(maps.Keys(now))
		for id := range was {
			if now[id] == nil {
				ids = append(ids, id)
			}
		}
		for _, id := range ids {
			if maps.Equal(was[id], now[id]) {
				continue
			}
			c := LineChange{Country: lineCountry(name), ID: id, Before: was[id], Now: now[id]}
			c.sign(own.mine)
			c.compare(published[id])
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b LineChange) int { return strings.Compare(a.ID, b.ID) })
	return all, nil
}

// linesAt are the help services of a file in a version.
func (d *Desk) linesAt(v Version, name string) (map[string]lineFields, error) {
	data, err := d.store.file(v, name)
	if err != nil {
		return nil, err
	}
	all, _, err := readLines(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return all, nil
}

// sign finds who changed a service last, and who approved it as it stands. The newest entry of the draft comes first.
func (c *LineChange) sign(mine []Entry) {
	for _, e := range mine {
		for line := range strings.SplitSeq(e.Says, "\n") {
			did, about := strings.CutPrefix(line, "line: "+c.ID+" ")
			if about {
				c.edited = c.edited || did != lineWorks && did != lineFails
			}
			switch {
			case c.By.Name == "" && about:
				c.By = e.Who
				if why, removed := strings.CutPrefix(line, "line: "+c.ID+removedFor); removed && c.Now == nil {
					c.Reason = why
				}
			case c.Approved == "" && line == "approve: line "+c.ID+" "+string(c.Now.stamp()):
				c.Approved = e.Who.Name
			}
		}
	}
}

// compare finds what is said of calls, and whether something else was published in the meantime.
func (c *LineChange) compare(published lineFields) {
	for _, f := range c.Fields() {
		switch f.Field {
		case "source/verified":
			c.Verified = cmp.Or(f.Now, never)
		case "confidence":
			c.Confidence = f.Now
		}
		c.Clash = c.Clash || published[f.Field] != f.Was && published[f.Field] != f.Now
	}
	c.Clash = c.Clash || (published == nil) != (c.Before == nil)
}

// mergeLines puts what a draft says of lines onto what is published now. Where both say something else of the same thing, that is for a person to
// settle.
func (d *Desk) mergeLines(r *Review) error {
	for _, c := range r.Lines {
		name := lineFile(c.Country)
		data, err := d.merging(r, name)
		if err != nil {
			return err
		}
		now, err := c.onto(data)
		if err != nil && !c.Clash {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err == nil {
			r.files[name] = now
		}
	}
	r.Problems = append(r.Problems, lineProblems(r.Lines)...)
	return nil
}

// onto is a country's file with the change.
func (c LineChange) onto(data []byte) ([]byte, error) {
	all, _, err := readLines(data)
	switch {
	case err != nil:
		return nil, err
	case c.Now == nil && all[c.ID] == nil:
		return data, nil
	case c.Now == nil:
		return removeLine(data, c.ID)
	case all[c.ID] == nil && c.Before == nil:
		return addLine(data, c.Now)
	case all[c.ID] == nil:
		return nil, errors.Join(ErrNoText, ErrMoved)
	}
	set := lineFields{}
	for _, f := range c.Fields() {
		if f.Now != "" || all[c.ID][f.Field] != "" {
			set[f.Field] = f.Now
		}
	}
	return setService(data, c.ID, set)
}

// lineProblems are what stands in the way of publishing help lines.
func lineProblems(changes []LineChange) []Problem {
	var all []Problem
	for _, c := range changes {
		issue := content.Issue{File: lineFile(c.Country), Severity: content.Error}
		switch {
		case c.Clash:
			issue.Code, issue.Message, issue.Fix = "changed-by-two", fmt.Sprintf("the help line %q was published otherwise in the meantime", c.Name()), "look at both, and make it what it should be"
		case c.Rewritten() && c.Approved == "":
			issue.Code, issue.Message, issue.Fix = "not-approved", fmt.Sprintf("children may dial %q, and nobody else has read it as it stands now", c.Name()), "ask a safeguarding lead to approve it"
		default:
			continue
		}
		all = append(all, Problem{Issue: issue})
	}
	return all
}
