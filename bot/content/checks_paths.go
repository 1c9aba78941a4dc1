package content

import (
	"staysafe/bot/flow"
)

// MaxTurn is how many texts may come before the person can choose (voice.md §2). Help cards are
// not counted: the orders of danger answers have their place for them (§5).
const MaxTurn = 3

// checkTurns: nowhere are more than MaxTurn texts said before a step waits, however the turn
// began: at an entry, after a choice, or when a called flow comes back.
func checkTurns(c *Content, b *builder) {
	over := map[flow.Entry]bool{}
	for _, from := range c.starts() {
		c.turn(from, func(f *flowFile, s *flow.Step, said int) bool {
			here := flow.Entry{Flow: f.ID, Step: s.ID}
			if said > MaxTurn && !over[here] && !b.broken[f.file] {
				over[here] = true
				b.error(f.fileOf(s.ID), s.Pos, "too-many-bubbles", "make pages of some of them, or ask sooner", "%d texts come one after another before anybody can choose (from %s on); %d at most", said, from.at, MaxTurn)
			}
			return said <= MaxTurn
		})
	}
}

// checkFirstHelp: in a flow of care, help comes within two bubbles of the first statement. From
// every entry (the door, and where words start or repeat it), on every way on, at the latest
// after two texts people who help are shown or a question is asked; the text of the question
// itself may be the third. "Help now" stands beside every question in care mode. In the crisis
// flow a question is not enough: the numbers come before it.
func checkFirstHelp(c *Content, b *builder) {
	for _, f := range c.inOrder() {
		if !f.Care || b.broken[f.file] {
			continue
		}
		late := map[string]bool{}
		for _, e := range c.entries(f) {
			c.turn(start{e, 0}, func(in *flowFile, s *flow.Step, said int) bool {
				_, helps := s.Do.(*flow.Help)
				waits := s.Waits()
				good := said <= MaxTurn && !s.Stops()
				switch {
				case helps:
					good = said < MaxTurn
				case waits && f.ID == CrisisFlow:
					good = false
				}
				if !good && !late[in.ID+s.ID] {
					late[in.ID+s.ID] = true
					b.error(in.fileOf(s.ID), s.Pos, "late-help", "show help, or ask, after two texts; in the crisis flow show help before asking", "whoever enters %s waits too long for help: none has come by the step %q", e, s.ID)
				}
				return good && !helps && !waits
			})
		}
	}
}

// checkEndings: whoever comes to the end of a flow has been offered a person on the way, and from
// every question the end can be reached.
//
// A person is offered by a step that shows people who help, and by a question with a choice that
// leads to them at once. It holds for flows that guide (see guides). A jump or a call into
// another such flow passes the duty on.
func checkEndings(c *Content, b *builder) {
	for _, f := range c.inOrder() {
		if b.broken[f.file] {
			continue
		}
		b.endsWithPerson(c, f)
		b.canBeEnded(f)
	}
}

func (b *builder) endsWithPerson(c *Content, f *flowFile) {
	if !b.guides(f) {
		return
	}
	seen := map[string]bool{}
	var walk func(e flow.Entry)
	walk = func(e flow.Entry) {
		s := f.Step(e.Step)
		if s == nil || seen[s.ID] {
			return
		}
		seen[s.ID] = true
		if c.offers(f, s) {
			return
		}
		for _, w := range f.Ways(s) {
			to := c.flows[w.To.Flow]
			if (w.Calls || w.Jumps) && (to == nil || b.guides(to) || c.helps(w.To)) {
				continue
			}
			if w.Ends() {
				b.error(f.fileOf(s.ID), s.Pos, "no-person", "show help on the way, or add a choice that leads to it", "the flow can end at %q without anybody having been offered a person", s.ID)
				return
			}
			next := w.To
			if w.Calls {
				next = w.Then
			}
			walk(next)
		}
	}
	for _, e := range c.entries(f) {
		walk(e)
	}
}

func (b *builder) canBeEnded(f *flowFile) {
	ends := map[string]bool{}
	for more := true; more; {
		more = false
		for i := range f.Steps {
			s := &f.Steps[i]
			if ends[s.ID] {
				continue
			}
			ok := s.Stops()
			for _, w := range f.Ways(s) {
				ok = ok || w.Ends() || w.To.Flow == f.ID && !w.Calls && ends[w.To.Step] || w.Calls && ends[w.Then.Step]
			}
			if ok {
				ends[s.ID], more = true, true
			}
		}
	}
	for i := range f.Steps {
		s := &f.Steps[i]
		a, asks := s.Do.(*flow.Ask)
		if s.Waits() && !ends[s.ID] && (!asks || leaves(a, s.ID)) {
			b.error(f.fileOf(s.ID), s.Pos, "no-way-back", "add a choice that leads to end", "from the question %q nobody ever comes to the end of %s", s.ID, f.ID)
			return
		}
	}
}
