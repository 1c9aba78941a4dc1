package studio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// TestTheGuideIsSeenWithADraft: its pages show what a draft says, each sentence leads to where it is changed, and drawings are pictures.
func TestTheGuideIsSeenWithADraft(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	k, err := o.desk.candidate("")
	if err != nil {
		t.Fatal(err)
	}
	b := k.content.Booklet()
	id := k.content.Part(b.Sections[1].Parts[0])[0]
	put(t, o.desk, editor, "es", id, "Una frase nueva.", false)
	v := o.signIn(editor)
	resp, page := v.do(http.MethodGet, "/guide?lang=es&for="+b.Sections[1].For[0], nil)
	if resp.StatusCode != http.StatusOK || !strings.Contains(page, ">Una frase nueva.</p>") || !strings.Contains(page, `href="/words/es/`+id+`"`) {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	if _, page := o.signIn(staff(t)[0]).do(http.MethodGet, "/guide?lang=es", nil); strings.Contains(page, "Una frase nueva") {
		t.Error("somebody else's draft is shown")
	}
	name := b.Cover.Name
	for _, s := range b.Sections {
		if s.Drawing.Name != "" {
			name = s.Drawing.Name
		}
	}
	resp, picture := v.do(http.MethodGet, "/guide/drawing/"+name, nil)
	if resp.Header.Get("Content-Type") != "image/svg+xml" || !strings.Contains(picture, "<svg") || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("%d %q", resp.StatusCode, picture)
	}
}

// TestVersionsHaveNames: a publication can be given a name, which the history shows; what is no name is refused and nothing is published.
func TestVersionsHaveNames(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has enough in the others")
	}
	o := newOffice(t)
	editor, publisher := staff(t)[2], staff(t)[4]
	put(t, o.desk, editor, "es", "about.checked", "Nadie lo ha revisado.", true)
	v := o.signIn(publisher)
	before := mustAt(t, o.desk)
	resp, page := v.do(http.MethodPost, "/changes/"+editor.ID+"/publish", url.Values{"name": {strings.Repeat("x", 90)}})
	if resp.StatusCode != http.StatusConflict || mustAt(t, o.desk) != before {
		t.Errorf("a name that is none: %d %s", resp.StatusCode, page)
	}
	if resp, page := v.do(http.MethodPost, "/changes/"+editor.ID+"/publish", url.Values{"name": {" Spring <b>edition</b>\n"}}); resp.StatusCode != http.StatusSeeOther {
		t.Fatalf("%d %s", resp.StatusCode, page)
	}
	if _, page := v.do(http.MethodGet, "/history", nil); !strings.Contains(page, `<span class="tag k">Spring &lt;b&gt;edition&lt;/b&gt;</span>`) {
		t.Error("the history does not show the name:", page)
	}
}

// TestTheGuideIsPrintedToBeLookedAt: with the draft, one at a time; what the printer says against it is told to who asked; and nothing is printed that is not
// there.
func TestTheGuideIsPrintedToBeLookedAt(t *testing.T) {
	o := newOffice(t)
	editor := staff(t)[2]
	k, err := o.desk.candidate("")
	if err != nil {
		t.Fatal(err)
	}
	id := k.content.Part(k.content.Booklet().Sections[0].Parts[0])[0]
	put(t, o.desk, editor, "es", id, "Una frase nueva.", false)
	var asked []string
	var refuses error
	printing, goOn := make(chan bool), make(chan bool)
	waits := false
	o.server.cfg.Print = func(_ context.Context, c *content.Content, locale, edition string) ([]byte, error) {
		if waits {
			printing <- true
			<-goOn
		}
		asked = append(asked, locale+" "+edition)
		return []byte("%PDF-" + c.Text(locale, id, nil)), refuses
	}
	v := o.signIn(editor)
	if _, page := v.do(http.MethodGet, "/guide?lang=es&for=young", nil); !strings.Contains(page, `href="/guide/pdf?lang=es&amp;for=young"`) {
		t.Error("there is no way to it")
	}
	resp, pdf := v.do(http.MethodGet, "/guide/pdf?lang=es&for=young", nil)
	if resp.Header.Get("Content-Type") != "application/pdf" || pdf != "%PDF-Una frase nueva." {
		t.Errorf("%d %q", resp.StatusCode, pdf)
	}
	for _, none := range []string{"lang=xx&for=young", "lang=es&for=nobody", "", "lang=../es&for=young"} {
		if resp, _ := v.do(http.MethodGet, "/guide/pdf?"+none, nil); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", none, resp.StatusCode)
		}
	}
	if len(asked) != 1 {
		t.Error(asked)
	}
	refuses = &PrintError{Says: "page <12> does not fit", Cause: errors.New("exit status 1")}
	if resp, page := v.do(http.MethodGet, "/guide/pdf?lang=es&for=young", nil); resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(page, "page &lt;12&gt; does not fit") {
		t.Errorf("%d %s", resp.StatusCode, page)
	}
	refuses, waits = nil, true
	done := make(chan int)
	go func() {
		resp, _ := v.do(http.MethodGet, "/guide/pdf?lang=es&for=young", nil)
		done <- resp.StatusCode
	}()
	<-printing
	if resp, page := o.signIn(staff(t)[1]).do(http.MethodGet, "/guide/pdf?lang=es&for=young", nil); resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(page, "studio.guide.busy") {
		t.Errorf("two at a time: %d", resp.StatusCode)
	}
	goOn <- true
	if code := <-done; code != http.StatusOK {
		t.Error("the first one is not printed:", code)
	}
}
