package content

import (
	"cmp"
	"fmt"
	"slices"
	"staysafe/bot/flow"
)

// Severity says whether content with this issue may go live.
type Severity string

// Severities. Content with an Error is not loaded.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
)

// Issue is one fault in the content, written to its author. Codes are stable names: the
// examples in testdata/refusals are the list of them.
type Issue struct {
	File     string   `json:"file"`
	Line     int      `json:"line"` // from 1; 0 is the whole file
	Col      int      `json:"col"`
	Severity Severity `json:"severity"`
	Code     string   `json:"code"`
	Message  string   `json:"message"`
	Fix      string   `json:"fix,omitempty"` // a way out
}

// String writes the issue in the form every editor can jump to.
func (i Issue) String() string {
	s := fmt.Sprintf("%s:%d:%d: %s: %s: %s", i.File, i.Line, i.Col, i.Severity, i.Code, i.Message)
	if i.Fix != "" {
		s += "; " + i.Fix
	}
	return s
}

// HasErrors tells whether content with these issues must not go live.
func HasErrors(issues []Issue) bool {
	return slices.ContainsFunc(issues, func(i Issue) bool { return i.Severity == Error })
}

func sortIssues(issues []Issue) []Issue {
	slices.SortStableFunc(issues, func(a, b Issue) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(issues)
}

// report collects issues while content is read and checked.
type report struct{ issues []Issue }

func (r *report) add(sev Severity, file string, p flow.Pos, code, fix, format string, args ...any) {
	r.issues = append(r.issues, Issue{file, p.Line, p.Col, sev, code, fmt.Sprintf(format, args...), fix})
}

func (r *report) error(file string, p flow.Pos, code, fix, format string, args ...any) {
	r.add(Error, file, p, code, fix, format, args...)
}

func (r *report) warn(file string, p flow.Pos, code, fix, format string, args ...any) {
	r.add(Warning, file, p, code, fix, format, args...)
}

func (r *report) problems(file string, ps []flow.Problem) {
	for _, p := range ps {
		r.error(file, p.Pos, p.Code, p.Fix, "%s", p.Message)
	}
}
