package flow

import "strings"

// Dest is where a step leads: "step", "call FLOW", "jump FLOW", "jump FLOW/step" or "end".
// The zero Dest is the following step.
type Dest struct {
	verb, name string
	pos        Pos
}

const (
	toStep = "step"
	toCall = "call"
	toJump = "jump"
	toEnd  = "end"
	toWait = "wait"
)

// waiting stops the turn: it is the person's move.
func waiting() Dest { return Dest{verb: toWait} }

// String writes the destination as it stands in a flow.
func (d Dest) String() string {
	switch d.verb {
	case toStep:
		return d.name
	case toCall, toJump:
		return d.verb + " " + d.name
	}
	return d.verb
}

// Entry is a way into a flow: a step of it, or its door.
type Entry struct{ Flow, Step string }

func (d Dest) refs(visit func(Ref)) {
	switch d.verb {
	case toStep:
		visit(Ref{RefStep, d.name, d.pos})
	case toCall, toJump:
		visit(Ref{RefFlow, d.name, d.pos})
	}
}

// ParseEntry reads "flow" or "flow/step".
func ParseEntry(s string) Entry {
	flow, step, _ := strings.Cut(s, "/")
	return Entry{flow, step}
}

// String writes an entry as ParseEntry reads it.
func (e Entry) String() string {
	if e.Step == "" {
		return e.Flow
	}
	return e.Flow + "/" + e.Step
}

// Calls tells which flow the destination comes back from, "" if none.
func (d Dest) Calls() string {
	if d.verb == toCall {
		return ParseEntry(d.name).Flow
	}
	return ""
}
