package studio

import (
	"net/http"
	"strings"
	"testing"
)

// TestProblemsLeadToWhereTheyAreMended: each thing the check says of a draft has a link to the text, the step or the help line it is about.
func TestProblemsLeadToWhereTheyAreMended(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	put(t, o.desk, editor, "es", "act.after", "Hola {{.Nadie}}", false)
	v := o.signIn(editor)
	_, page := v.do(http.MethodGet, "/problems", nil)
	for _, want := range []string{`href="/words/es/act.after"`, `href="/lines?country=KM"`} {
		if !strings.Contains(page, want) {
			t.Errorf("there is no %s in %s", want, page)
		}
	}
	if i := strings.Index(page, "studio.hints"); !strings.Contains(page[:i], `href="/words/es/act.after"`) {
		t.Error("what stops a publication does not come first")
	}
	if _, page := o.signIn(staff(t)[0]).do(http.MethodGet, "/problems", nil); strings.Contains(page, "act.after") {
		t.Error("somebody else's draft is judged")
	}
}
