package flow

import "slices"

// enter starts a flow on top of the stack and runs it until it waits.
func (t *turn) enter(e Entry) {
	if !t.push(e) {
		t.front()
		return
	}
	t.arrive()
}

// push puts a flow on the stack. One that is there already is returned to instead, so that the
// stack is never deeper than the flows are many.
func (t *turn) push(e Entry) bool {
	f := t.lib.Flow(e.Flow)
	if f == nil || len(f.Steps) == 0 {
		return false
	}
	step := e.Step
	if f.Step(step) == nil {
		step = f.Door()
	}
	if at := t.s.on(e.Flow); at >= 0 {
		t.s.Stack = t.s.Stack[:at]
	}
	if len(t.s.Stack) >= maxDepth {
		t.s.Stack = slices.Delete(t.s.Stack, 0, 1)
	}
	t.s.Stack = append(t.s.Stack, Frame{Flow: e.Flow, Step: step})
	t.s.Care = t.s.Care || f.Care
	return true
}

// again asks the question that stands once more; a stranger gets the front door.
func (t *turn) again() {
	if len(t.s.Stack) == 0 {
		t.front()
		return
	}
	t.arrive()
}

// front is where everybody lands who stands nowhere.
func (t *turn) front() {
	f := t.lib.Flow(Front)
	if f == nil || t.left <= 0 {
		t.say("common.lifeline")
		return
	}
	t.s.Stack = []Frame{{Flow: Front, Step: f.Land()}}
	if t.stranger && len(t.outs) == 0 {
		t.s.Stack[0].Step = f.Door()
	}
	t.arrive()
}

// arrive enters the step on top of the stack. A step that has already spoken repeats only its
// last line: the question.
func (t *turn) arrive() {
	step := current(t.lib, t.s)
	if step == nil {
		t.mend()
		if step = current(t.lib, t.s); step == nil {
			t.front()
			return
		}
	}
	t.run(t.speak(step))
}

func (t *turn) speak(step *Step) Dest {
	top := &t.s.Stack[len(t.s.Stack)-1]
	say := step.Say
	if top.Waiting && len(say) > 1 {
		say = say[len(say)-1:]
	}
	for _, m := range say {
		t.say(m.ID)
	}
	t.left--
	if step.Do == nil {
		return step.Next
	}
	d := step.Do.enter(t)
	if d == (Dest{}) {
		return step.Next
	}
	return d
}

// run follows destinations until one waits for the person.
func (t *turn) run(d Dest) {
	for t.left > 0 {
		if d.verb == toWait {
			t.wait()
			return
		}
		if !t.move(d) {
			t.front()
			return
		}
		step := current(t.lib, t.s)
		if step == nil {
			t.mend()
			if step = current(t.lib, t.s); step == nil {
				t.front()
				return
			}
		}
		d = t.speak(step)
	}
	t.s.Stack = nil
	t.say("common.lifeline")
}

// wait leaves the person at the question, and remembers the one before it.
func (t *turn) wait() {
	n := len(t.s.Stack)
	if n == 0 {
		return
	}
	top := &t.s.Stack[n-1]
	if top.Step != top.Asked {
		top.Before, top.Asked = top.Asked, top.Step
	}
	top.Waiting = true
}

// move stands where a destination leads; false if nothing is left to stand on.
func (t *turn) move(d Dest) bool {
	switch d.verb {
	case toCall:
		t.toFollowing()
		return t.push(ParseEntry(d.name))
	case toJump:
		t.s.Stack = nil
		t.s.Help = ""
		t.clear()
		return t.push(ParseEntry(d.name))
	case toStep:
		t.stand(d.name)
		return true
	case toEnd:
		t.pop()
	default:
		t.toFollowing()
	}
	return len(t.s.Stack) > 0
}

func (t *turn) stand(step string) {
	top := &t.s.Stack[len(t.s.Stack)-1]
	*top = Frame{Flow: top.Flow, Step: step, Asked: top.Asked, Before: top.Before}
}

// toFollowing stands on the step after this one; after the last one the flow ends.
func (t *turn) toFollowing() {
	if len(t.s.Stack) == 0 {
		return
	}
	top := t.s.Top()
	f := t.lib.Flow(top.Flow)
	if f == nil {
		t.pop()
		return
	}
	i := f.index(top.Step)
	if next := f.Steps[i].Next; next.verb == toStep {
		t.stand(next.name)
		return
	} else if next.verb != "" || i+1 >= len(f.Steps) {
		t.pop()
		return
	}
	t.stand(f.Steps[i+1].ID)
}

func (t *turn) pop() {
	if n := len(t.s.Stack); n > 0 {
		t.s.Stack = t.s.Stack[:n-1]
	}
}
