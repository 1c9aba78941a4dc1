package bot

import (
	"slices"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"
)

// What is said where others, such as the owners of a workspace, may read along
// (Capabilities.OwnersMayRead).
const (
	ownersMayRead = "common.owners_may_read" // one more line in the first answer
	ownersCare    = "common.owners_care"     // before a talk goes into what hurts
	ownersLink    = "common.owners_link"     // the way to a chat that they don't own
)

// warned adds to the answer that others may read along: a line in the first turn, and more where
// the talk turns to care. It is part of what was said, so that a turn sent again says it again.
func warned(can Capabilities, outs []flow.Out, first, caring bool) []flow.Out {
	if !can.OwnersMayRead || len(outs) == 0 || !first && !caring {
		return outs
	}
	if caring {
		return slices.Insert(slices.Clone(outs), afterAcknowledgement(outs), flow.Out{Message: ownersCare})
	}
	return slices.Insert(slices.Clone(outs), 1, flow.Out{Message: ownersMayRead})
}

// afterAcknowledgement is where a warning may stand in a turn of care: after the numbers, where
// there are any, else after the first line that is no remark of the house's own.
func afterAcknowledgement(outs []flow.Out) int {
	at := 0
	for i, o := range outs {
		if o.Help != "" {
			at = i + 1
		}
	}
	if at > 0 {
		return at
	}
	for at < len(outs) && strings.HasPrefix(outs[at].Message, "common.") {
		at++
	}
	return min(at+1, len(outs))
}

// careWarning is the warning of a talk that turns to care. It leads to the web chat where there is one.
func (r renderer) careWarning() string {
	s := r.text(ownersCare, nil)
	if r.public != "" {
		s += "\n" + r.text(ownersLink, map[string]string{"Address": r.public})
	}
	return s
}

// addLine adds a line to what was said before, so that it takes no bubble of its own; where that
// would be too long, or there is none to add to, it does.
func (r renderer) addLine(all []Message, s string) []Message {
	last := len(all) - 1
	if last < 0 || all[last].Card != nil {
		return append(all, Message{Text: s})
	}
	longer := all[last].Text + "\n" + s
	if len([]rune(longer)) > content.MaxBubble || !r.can.Text.Fits(longer) {
		return append(all, Message{Text: s})
	}
	all[last].Text = longer
	return all
}
