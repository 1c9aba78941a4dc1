package transcript

import (
	"bytes"
	"fmt"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/flow"
	"strings"

	"golang.org/x/tools/txtar"
)

// Limits of the search for talks.
const (
	maxTalk  = 14    // new places in one talk: longer ones are hard to read
	maxPath  = 12    // taps from one new place to the next
	maxNodes = 20000 // states looked at for one path
)

// Cover replaces the covering talks of a flow in one language: together they stand at every question
// of the flow and make every choice there that taps from the front door lead to. Their bot's lines are
// still to be written (Rewrite). All other talks of the file stay. left names what no taps lead to.
func Cover(c *content.Content, id, locale string, data []byte) (out []byte, left []string) {
	archive := txtar.Parse(data)
	prefix := covering + locale
	archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return strings.HasPrefix(f.Name, prefix) })
	w := cover{c: c, id: id, todo: places(c, id)}
	for n := 1; len(w.todo) > 0; n++ {
		before := len(w.todo)
		lines := w.talk(locale)
		if len(w.todo) == before {
			break
		}
		archive.Files = append(archive.Files, txtar.File{
			Name: fmt.Sprintf("%s %d", prefix, n), Data: []byte("lang: " + locale + "\nstart:\n" + strings.Join(lines, "\n") + "\n\n"),
		})
	}
	for v := range w.todo {
		left = append(left, strings.TrimSpace(v.Flow+"/"+v.Step+" "+v.Choice))
	}
	slices.Sort(left)
	return bytes.TrimLeft(txtar.Format(archive), "\n"), left
}

// places are the questions of a flow and their choices.
func places(c *content.Content, id string) map[Visit]bool {
	all := map[Visit]bool{}
	f := c.Flow(id)
	for i := range f.Steps {
		step := &f.Steps[i]
		if !step.Waits() {
			continue
		}
		all[Visit{Flow: id, Step: step.ID}] = true
		if ask, ok := step.Do.(*flow.Ask); ok {
			for _, ch := range ask.Choices {
				all[Visit{id, step.ID, ch.Label.ID}] = true
			}
		}
	}
	return all
}

// cover is one flow on its way to being covered.
type cover struct {
	c    *content.Content
	id   string
	todo map[Visit]bool
}

// talk goes from the front door to new places, until it is long enough.
func (w *cover) talk(locale string) []string {
	s, _ := flow.Advance(w.c, flow.State{Locale: locale}, flow.Input{Start: true, Now: noon()})
	w.seen(s)
	var lines []string
	for range maxTalk {
		path := w.path(s)
		if path == nil {
			break
		}
		for _, choice := range path {
			lines = append(lines, Turn{Do: Tap, Arg: bot.Label(w.c, locale, choice)}.String())
			top := s.Top()
			delete(w.todo, Visit{top.Flow, top.Step, choice})
			s = w.tap(s, choice)
			w.seen(s)
		}
	}
	return lines
}

func (w *cover) tap(s flow.State, choice string) flow.State {
	top := s.Top()
	after, _ := flow.Advance(w.c, s, flow.Input{Tap: flow.Tap{Flow: top.Flow, Step: top.Step, Choice: choice}, Now: noon()})
	return after
}

// seen notes the questions where the person stands now, and those they come back to.
func (w *cover) seen(s flow.State) {
	for _, fr := range s.Stack {
		delete(w.todo, Visit{Flow: fr.Flow, Step: fr.Step})
	}
}

// path finds the fewest taps to a new place, nil if there is none near enough.
func (w *cover) path(from flow.State) []string {
	type node struct {
		s    flow.State
		path []string
	}
	known := map[string]bool{}
	for queue := []node{{from, nil}}; len(queue) > 0 && len(known) < maxNodes; queue = queue[1:] {
		n := queue[0]
		key := fmt.Sprint(n.s.Stack)
		if known[key] || len(n.path) > maxPath {
			continue
		}
		known[key] = true
		top := n.s.Top()
		for _, choice := range flow.Offers(w.c, n.s) {
			if flow.Standing(choice) || strings.HasPrefix(choice, flow.ToRegion) {
				continue
			}
			path := append(slices.Clone(n.path), choice)
			after := w.tap(n.s, choice)
			if w.todo[Visit{top.Flow, top.Step, choice}] || w.isNew(after) {
				return path
			}
			queue = append(queue, node{after, path})
		}
	}
	return nil
}

func (w *cover) isNew(s flow.State) bool {
	return slices.ContainsFunc(s.Stack, func(fr flow.Frame) bool { return w.todo[Visit{Flow: fr.Flow, Step: fr.Step}] })
}
