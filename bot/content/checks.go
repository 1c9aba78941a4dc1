package content

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
)

// checks are all checks that look at the whole content. Each has an example among
// testdata/refusals; a check without one fails the build.
func checks() []func(*Content, *builder) {
	return []func(*Content, *builder){
		checkHouse,
		checkNames, checkMoves,
		checkSteps,
		checkReach,
		checkCircles,
		checkRanks,
		checkKept,
		checkTexts,
		checkTranslations,
		checkGlossary,
		checkLabels,
		checkUnused,
		checkGuide,
		checkStyle,
		checkFirstLines,
		checkTurns,
		checkFirstHelp,
		checkEndings,
		checkReview,
		checkCanaries,
		checkWordLists,
		checkWordsAreWhole,
		checkDirectory,
		checkLibrary,
	}
}

// inOrder lists the flows by id, so that issues come out the same way each time.
func (c *Content) inOrder() []*flowFile {
	var all []*flowFile
	for _, id := range slices.Sorted(maps.Keys(c.flows)) {
		all = append(all, c.flows[id])
	}
	return all
}

// fileOf is the file a step stands in.
func (f *flowFile) fileOf(step string) string {
	if name := f.files[step]; name != "" {
		return name
	}
	return f.file
}

// refs visits all names a flow uses, with the file they stand in.
func (f *flowFile) refs(visit func(file string, r flow.Ref)) {
	head := *f.Flow
	head.Steps = nil
	head.Refs(func(r flow.Ref) { visit(f.file, r) })
	for i := range f.Steps {
		f.Steps[i].Refs(func(r flow.Ref) { visit(f.fileOf(f.Steps[i].ID), r) })
	}
}

// Required is what the house itself needs from content: the steps that Go code enters.
func required() []flow.Entry {
	return []flow.Entry{
		{Flow: flow.Front},
		{Flow: CrisisFlow},
		{Flow: "hotline"},
		{Flow: flow.Control, Step: "stop"},
		{Flow: flow.Control, Step: "delete"},
		{Flow: flow.Control, Step: "hide"},
		{Flow: flow.Control, Step: "resume"},
		{Flow: flow.Control, Step: "late"},
		{Flow: flow.Control, Step: "language"},
		{Flow: flow.Control, Step: "country"},
		{Flow: flow.Control, Step: "attachment"},
		{Flow: flow.Control, Step: "known"},
		{Flow: flow.Control, Step: "safeword"},
	}
}

// checkHouse: the flows and steps that the house itself enters are there.
func checkHouse(c *Content, b *builder) {
	for _, e := range required() {
		f := c.flows[e.Flow]
		if b.brokenIn("flows/" + e.Flow + ".yaml") {
			continue
		}
		if f == nil {
			b.error("flows/"+e.Flow+".yaml", flow.Pos{}, "missing-flow", "put the flow back", "the bot can't do without the flow %q", e.Flow)
			continue
		}
		if e.Step != "" && f.Step(e.Step) == nil {
			b.error(f.file, f.Pos, "missing-step", "put the step back", "the bot can't do without the step %q of %s", e.Step, e.Flow)
		}
	}
	if f := c.flows[CrisisFlow]; f != nil && !f.Care && !b.broken[f.file] {
		b.error(f.file, f.Pos, "crisis-without-care", "add care: true", "the crisis flow must be a flow of care")
	}
}

// checkMoves: what a step was is nothing else now.
func checkMoves(c *Content, b *builder) {
	claimed := map[flow.Entry]flow.Entry{}
	for _, f := range c.inOrder() {
		f.Moves(func(old, now flow.Entry, pos flow.Pos) {
			to := c.flows[old.Flow]
			other, twice := claimed[old]
			switch {
			case old.Flow == "", old == now:
			case to != nil && (old.Step == "" || to.Step(old.Step) != nil):
				b.error(f.file, pos, "still-there", "take the name away, or rename what has it now", "%q is said to have been %q, and that is still there", now, old)
			case twice && other != now:
				b.error(f.file, pos, "moved-twice", "only one place can be where people go on", "%q is said to be %q now, and %q too", old, other, now)
			}
			claimed[old] = now
		})
	}
}

// checkNames: everything a flow names exists.
func checkNames(c *Content, b *builder) {
	src := c.locales[SourceLocale]
	for _, f := range c.inOrder() {
		var steps []string
		for _, s := range f.Steps {
			steps = append(steps, s.ID)
		}
		f.refs(func(file string, r flow.Ref) {
			switch r.Kind {
			case flow.RefStep:
				if f.Step(r.ID) == nil {
					b.error(file, r.Pos, "unknown-step", flow.DidYouMean(r.ID, steps), "no step is called %q", r.ID)
				}
			case flow.RefFlow:
				e := flow.ParseEntry(r.ID)
				if b.brokenIn("flows/" + e.Flow + ".yaml") {
					return
				}
				if to := c.flows[e.Flow]; to == nil {
					b.error(file, r.Pos, "unknown-flow", flow.DidYouMean(e.Flow, c.Flows()), "no flow is called %q", e.Flow)
				} else if e.Step != "" && to.Step(e.Step) == nil {
					b.error(file, r.Pos, "unknown-step", "look into the file of that flow", "the flow %q has no step %q", e.Flow, e.Step)
				}
			case flow.RefMessage, flow.RefLabel:
				if r.ID != "" && src != nil && src.texts[r.ID] == nil && !b.brokenIn("locales/active."+SourceLocale) {
					b.error(file, r.Pos, "unknown-message", flow.DidYouMean(r.ID, slices.Sorted(maps.Keys(src.texts))), "no message is called %q", r.ID)
				}
			case flow.RefTopic:
				if r.ID != "" && !slices.Contains(HelpTopics(), r.ID) {
					b.error(file, r.Pos, "unknown-topic", flow.DidYouMean(r.ID, HelpTopics()), "the directory has no order for %q", r.ID)
				}
			case flow.RefShelf:
				if r.ID != "" && c.flows[r.ID] == nil && !b.brokenIn("flows/"+r.ID+".yaml") {
					b.error(file, r.Pos, "unknown-topic", flow.DidYouMean(r.ID, c.Flows()), "there is no flow for the topic %q", r.ID)
				}
			case flow.RefAudience:
				if r.ID != "" && !slices.Contains(Audiences(), r.ID) {
					b.error(file, r.Pos, "unknown-audience", flow.DidYouMean(r.ID, Audiences()), "%q is not an audience", r.ID)
				}
			case flow.RefWords:
				b.listExists(file, r)
			}
		})
	}
}

func (b *builder) listExists(file string, r flow.Ref) {
	var lists []string
	for _, w := range b.words {
		lists = append(lists, slices.Collect(maps.Keys(w.Danger))...)
		lists = append(lists, slices.Collect(maps.Keys(w.Commands))...)
	}
	slices.Sort(lists)
	lists = slices.Compact(lists)
	if r.ID != "" && !slices.Contains(lists, r.ID) && !b.brokenIn("locales/words.") {
		b.error(file, r.Pos, "unknown-words", flow.DidYouMean(r.ID, lists), "no word list is called %q", r.ID)
	}
}

// checkSteps: step names are unique within a flow.
func checkSteps(c *Content, b *builder) {
	for _, f := range c.inOrder() {
		seen := map[string]bool{}
		for _, s := range f.Steps {
			if s.ID != "" && seen[s.ID] {
				b.breaks(f.file, true)
				b.error(f.fileOf(s.ID), s.Pos, "duplicate-step", "give one of them another name", "two steps are called %q", s.ID)
			}
			seen[s.ID] = true
		}
	}
}

// checkRanks: no two word lists are heard at the same rank, and none starts two flows.
func checkRanks(c *Content, b *builder) {
	ranks, lists := map[int]string{}, map[string]string{}
	for _, f := range c.inOrder() {
		for _, in := range f.Interrupts {
			if other := ranks[in.Rank]; in.Rank > 0 && other != "" {
				b.error(f.file, in.Pos, "same-rank", "give it a rank of its own", "%s and %s have the same rank %d", other, in.Words, in.Rank)
			}
			if other := lists[in.Words]; in.Words != "" && other != "" {
				b.error(f.file, in.Pos, "same-words", "keep one of them", "the words %q already start the flow %s", in.Words, other)
			}
			ranks[in.Rank], lists[in.Words] = in.Words, f.ID
		}
	}
}

// checkKept: a branch looks at something that some step keeps.
func checkKept(c *Content, b *builder) {
	kept := []string{flow.KeptCountry, flow.KeptAudience}
	for _, f := range c.inOrder() {
		for _, s := range f.Steps {
			if a, ok := s.Do.(*flow.Ask); ok && a.Keep != "" {
				kept = append(kept, a.Keep)
			}
		}
	}
	for _, f := range c.inOrder() {
		f.refs(func(file string, r flow.Ref) {
			if r.Kind == flow.RefKept && r.ID != "" && !slices.Contains(kept, r.ID) {
				b.error(file, r.Pos, "never-kept", flow.DidYouMean(r.ID, kept), "no step keeps %q", r.ID)
			}
		})
	}
}
