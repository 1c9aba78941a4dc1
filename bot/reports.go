package bot

import (
	"maps"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"sync"
)

// reportStep is the step in which reports are counted: nothing below it is ever told, so that no
// single tap can be seen.
const reportStep = 10

// Reports counts what people say did not work: by service, and by flow, never by person, language,
// country or campaign. The zero Reports is ready. It lives as long as the program.
type Reports struct {
	mu     sync.Mutex
	counts map[string]int
}

// Report is one line of the staff's call-list.
type Report struct {
	What    string // "number ke-childline", "answer sextortion"
	AtLeast int    // in steps of ten
}

// add counts what a choice reports of the place where it was tapped; other choices are none.
func (r *Reports) add(choice string, at flow.Frame) {
	what := ""
	switch service, failed := strings.CutPrefix(choice, flow.ToFailed); {
	case failed:
		what = "number " + service
	case choice == flow.WrongAnswer && at.Flow != "":
		what = "answer " + at.Flow
	default:
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.counts == nil {
		r.counts = map[string]int{}
	}
	r.counts[what]++
}

// List tells what was reported ten times or more, most first. What is not on it was reported fewer
// than ten times, or never.
func (r *Reports) List() []Report {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []Report
	for _, what := range slices.Sorted(maps.Keys(r.counts)) {
		if n := r.counts[what] / reportStep * reportStep; n > 0 {
			all = append(all, Report{what, n})
		}
	}
	slices.SortStableFunc(all, func(a, b Report) int { return b.AtLeast - a.AtLeast })
	return all
}
