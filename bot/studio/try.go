package studio

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"staysafe/bot/transcript"
	"strings"

	"golang.org/x/tools/txtar"
)

// TryOut is a conversation that somebody of the staff tries with their draft: the real bot, without a network or a memory.
type TryOut struct {
	Talk     transcript.Talk
	Kind     transcript.Kind
	Result   transcript.Result
	Beside   *transcript.Result // the same in the other locale, nil where none was asked for
	Problem  string             // why it could not be played to its end
	Problems []Problem          // the draft has errors: nothing can be tried
}

// Try plays what a person would do with somebody's draft, and the same in another locale beside it, "" for none.
func (d *Desk) Try(who Person, talk transcript.Talk, kind transcript.Kind, beside string) (*TryOut, error) {
	k, err := d.candidate(who.ID)
	if err != nil {
		return nil, err
	}
	t := &TryOut{Talk: talk, Kind: kind}
	if k.content == nil {
		t.Problems = k.Problems
		return t, nil
	}
	if k.content.Directory().Country(talk.Country) == nil {
		talk.Country = ""
	}
	if t.Result, err = transcript.Play(k.content, talk, kind); err != nil {
		t.Problem = err.Error()
	}
	if slices.Contains(k.content.Written(), beside) {
		other, err := transcript.Play(k.content.Only(beside), talk.In(beside, t.Result), kind)
		if err != nil && t.Problem == "" {
			t.Problem = beside + ": " + err.Error()
		}
		t.Beside = &other
	}
	return t, nil
}

// NewTalk is a conversation that a draft adds to those that are played before each publication.
type NewTalk struct{ File, Name, Text string }

var talkName = regexp.MustCompile(`^[^\n\r]{1,80}$`)

// Keep writes a try-out into the conversations of the flow it ended in, in a person's draft. From then on no publication may
// make it impossible.
func (d *Desk) Keep(who Person, talk transcript.Talk) error {
	if !who.May(Translator) {
		return ErrMayNot
	}
	talk.Name = strings.Join(strings.Fields(talk.Name), " ")
	if !talkName.MatchString(talk.Name) || strings.Contains(talk.Name, "--") || len(talk.Turns) == 0 {
		return ErrName
	}
	k, err := d.candidate(who.ID)
	if err != nil {
		return err
	}
	if k.content == nil {
		return ErrBlocked
	}
	r, err := transcript.Play(k.content, talk, transcript.Kinds()[0])
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBlocked, err)
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		name, data, err := d.talkFile(from, r)
		if err != nil {
			return nil, "", err
		}
		if slices.ContainsFunc(txtar.Parse(data).Files, func(f txtar.File) bool { return f.Name == talk.Name }) {
			return nil, "", ErrName
		}
		now, err := transcript.Append(k.content, data, talk)
		if err != nil {
			return nil, "", fmt.Errorf("%w: %w", ErrBlocked, err)
		}
		return map[string][]byte{name: now}, "talk: " + talk.Name, nil
	})
}

// talkFile is where a talk is kept: with the flow it ended in that has such a file.
func (d *Desk) talkFile(v Version, r transcript.Result) (name string, data []byte, err error) {
	flows := []string{"start"}
	for _, f := range r.Session.State.Stack {
		flows = append(flows, f.Flow)
	}
	for _, id := range slices.Backward(flows) {
		name = "flows/" + id + ".txtar"
		if data, err = d.store.file(v, name); err != nil || data != nil {
			return name, data, err
		}
	}
	return "flows/start.txtar", nil, nil
}

// DropTalk takes a written conversation out, in a person's draft, that can't be played with it any more; of others it returns ErrNoText.
// The review shows that it goes.
func (d *Desk) DropTalk(who Person, file, name string) error {
	if !who.May(Editor) {
		return ErrMayNot
	}
	r, err := d.Review(who.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Talk == name && p.File == file && name != "" }) {
		return ErrNoText
	}
	return d.draft(who, who.ID, func(from Version) (map[string][]byte, string, error) {
		data, err := d.store.file(from, file)
		if err != nil {
			return nil, "", err
		}
		archive := txtar.Parse(data)
		at := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })
		if at < 0 {
			return nil, "", ErrNoText
		}
		archive.Files = slices.Delete(archive.Files, at, at+1)
		return map[string][]byte{file: txtar.Format(archive)}, "talk out: " + name, nil
	})
}

// talks are the conversations that a person's draft adds, and those it takes out.
func (d *Desk) talks(person string) (all, gone []NewTalk, err error) {
	own, err := d.ownDraft(person)
	if err != nil || own == nil {
		return nil, nil, err
	}
	for name, data := range own.changed {
		if path.Ext(name) != ".txtar" {
			continue
		}
		old, err := d.store.file(own.fork, name)
		if err != nil {
			return nil, nil, err
		}
		all, gone = append(all, newIn(name, data, old)...), append(gone, newIn(name, old, data)...)
	}
	byName := func(a, b NewTalk) int { return strings.Compare(a.File+a.Name, b.File+b.Name) }
	slices.SortFunc(all, byName)
	slices.SortFunc(gone, byName)
	return all, gone, nil
}

// newIn are the talks that a file has and another one has not.
func newIn(name string, data, other []byte) []NewTalk {
	known := map[string]bool{}
	for _, f := range txtar.Parse(other).Files {
		known[f.Name] = true
	}
	var all []NewTalk
	for _, f := range txtar.Parse(data).Files {
		if !known[f.Name] {
			all = append(all, NewTalk{name, f.Name, string(f.Data)})
		}
	}
	return all
}

// mergeTalks puts a draft's new conversations behind those that are published now, and takes out those it takes out.
func (d *Desk) mergeTalks(r *Review) error {
	for _, t := range r.Dropped {
		data, err := d.merging(r, t.File)
		if err != nil {
			return err
		}
		archive := txtar.Parse(data)
		archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == t.Name })
		r.files[t.File] = txtar.Format(archive)
	}
	for _, t := range r.Talks {
		data, err := d.merging(r, t.File)
		if err != nil {
			return err
		}
		archive := txtar.Parse(data)
		name := t.Name
		for n := 2; slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == name }); n++ {
			name = fmt.Sprintf("%s (%d)", t.Name, n) // somebody published one of the same name: both stay
		}
		archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(t.Text)})
		r.files[t.File] = txtar.Format(archive)
	}
	return nil
}
