package flow

import "strings"

// Moves visits the places that places of this flow were, and where that is said: steps say what they were called, and a whole flow may say so.
// People who stand there, and buttons that lead there, are not told: nothing changed for them.
func (f *Flow) Moves(visit func(old, now Entry, pos Pos)) {
	for i := range f.Steps {
		s := &f.Steps[i]
		now := Entry{f.ID, s.ID}
		for _, w := range s.Was {
			old := ParseEntry(w.ID)
			if !strings.Contains(w.ID, "/") {
				old = Entry{f.ID, w.ID}
			}
			visit(old, now, w.Pos)
			for _, was := range f.Was {
				if old.Flow == f.ID {
					visit(Entry{was.ID, old.Step}, now, was.Pos)
				}
			}
		}
		for _, was := range f.Was {
			visit(Entry{was.ID, s.ID}, now, was.Pos)
		}
	}
	for _, was := range f.Was {
		visit(Entry{Flow: was.ID}, Entry{Flow: f.ID}, was.Pos)
	}
}

// moved is where a place is now.
func moved(lib Library, e Entry) Entry {
	if now, ok := lib.Moved(e); ok {
		return now
	}
	return e
}

// follow takes people to where the places they stand at, and those their input names, are now.
func (t *turn) follow(in Input) Input {
	for i := range t.s.Stack {
		fr := &t.s.Stack[i]
		now := moved(t.lib, Entry{fr.Flow, fr.Step})
		for _, q := range []*string{&fr.Asked, &fr.Before} {
			if *q == "" {
				continue
			}
			at := moved(t.lib, Entry{fr.Flow, *q})
			if *q = at.Step; at.Flow != now.Flow {
				*q = "" // it stayed in the other flow: there is no way back to it from here
			}
		}
		fr.Flow, fr.Step = now.Flow, now.Step
	}
	in.Interrupt = moved(t.lib, in.Interrupt)
	at := moved(t.lib, Entry{in.Tap.Flow, in.Tap.Step})
	in.Tap.Flow, in.Tap.Step = at.Flow, at.Step
	if to, is := strings.CutPrefix(in.Tap.Choice, GoTo); is {
		in.Tap.Choice = GoTo + moved(t.lib, ParseEntry(to)).String()
	}
	return in
}
