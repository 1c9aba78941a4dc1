package content

import "staysafe/bot/flow"

// checkGuide: the guide quotes what the chat says, word for word. A message of a flow's guide page is
// one that the flow says to everybody, not a label, and stands there once.
func checkGuide(c *Content, b *builder) {
	for _, f := range c.inOrder() {
		said := map[string]bool{}
		for i := range f.Steps {
			f.Steps[i].Refs(func(r flow.Ref) {
				if r.Kind == flow.RefMessage {
					said[r.ID] = true
				}
			})
		}
		for _, r := range f.Guide {
			if r.ID != "" && !said[r.ID] {
				b.error(f.file, r.Pos, "guide-not-said", "name a message that a step of this flow says, once", "the guide would say %q, which this flow does not say", r.ID)
			}
			delete(said, r.ID)
		}
	}
}
