package studio

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"staysafe/bot/content"
	"staysafe/bot/translation"
	"strings"
	"testing"
)

// sendSheet posts a file of translations, as a browser does.
func (v *visitor) sendSheet(t *testing.T, lang, data string, read bool) (int, string) {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	fields := map[string]string{"lang": lang}
	if read {
		fields["read"] = "1"
	}
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile("sheet", "x.po")
	if err == nil {
		_, err = part.Write([]byte(data))
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return v.sendBody("/sheet", form.FormDataContentType(), &body)
}

// TestTranslatorsFiles: a file goes out with the draft, comes home into the draft of who brings it, says who read it, and is read by a second person like any
// other change; what cannot be taken is shown with the reason and its words, and what somebody changed since stays.
func TestTranslatorsFiles(t *testing.T) {
	o := newOffice(t)
	d, translator := o.desk, staff(t)[1]
	v := o.signIn(translator)
	resp, po := v.do(http.MethodGet, "/sheet/file?lang=es&format=po", nil)
	if !strings.Contains(resp.Header.Get("Content-Disposition"), `"staysafe.es.po"`) || !strings.Contains(po, "msgctxt \"act.after\"") {
		t.Fatalf("%v %.300s", resp.Header, po)
	}
	was, err := d.Text(translator.ID, "es", "act.after")
	if err != nil {
		t.Fatal(err)
	}
	label, err := d.Text(translator.ID, "es", "common.about_me")
	if err != nil {
		t.Fatal(err)
	}
	entry := func(x Text) string { return "\"" + strings.ReplaceAll(x.Words, "\"", "\\\"") + "\"" }
	sent := strings.Replace(po, "msgstr "+entry(was), "msgstr \"Algo nuevo <b>aquí</b>.\"", 1)
	sent = strings.Replace(sent, "msgstr "+entry(label), "msgstr \"Un botón que es demasiado largo\"", 1)
	code, page := v.sendSheet(t, "es", sent, true)
	if code != http.StatusOK || !strings.Contains(page, "studio.sheet.taken: <b>1</b>") || !strings.Contains(page, "Un botón que es demasiado largo") || !strings.Contains(page, `href="/words/es/common.about_me"`) {
		t.Fatalf("%d %s", code, page)
	}
	now, err := d.Text(translator.ID, "es", "act.after")
	if err != nil || now.Words != "Algo nuevo <b>aquí</b>." || now.State != content.Reviewed || now.By != translator.Name {
		t.Errorf("%+v %v", now, err)
	}
	changes, err := d.Changes(translator.ID)
	if err != nil || len(changes) < 2000 {
		t.Errorf("who read all of it vouches for %d texts, %v", len(changes), err)
	}
	for _, c := range changes {
		if c.Locale != "es" || c.By.Email != translator.Email || c.State != content.Reviewed || c.ID == "common.about_me" && c.Words != label.Words {
			t.Fatalf("%+v", c)
		}
	}
	if other, err := d.Text(staff(t)[2].ID, "es", "act.after"); err != nil || other.Words != was.Words {
		t.Errorf("it is in somebody else's draft: %+v %v", other, err)
	}
	put(t, d, translator, "es", "act.after", "Lo último.", false)
	if _, page := v.sendSheet(t, "es", strings.Replace(po, "msgstr "+entry(was), "msgstr \"Llega tarde.\"", 1), false); !strings.Contains(page, "Llega tarde.") || !strings.Contains(page, "Lo último.") {
		t.Error("what comes late is not shown beside what is newer")
	}
	if now, err := d.Text(translator.ID, "es", "act.after"); err != nil || now.Words != "Lo último." {
		t.Errorf("newer work is overwritten: %+v %v", now, err)
	}
	for name, c := range map[string]struct {
		lang, data string
		code       int
		says       string
	}{
		"nothing":       {"es", "", 400, "studio.import.none"},
		"no language":   {"xx", "id,source,translation\na,b,c\n", 404, ""},
		"the source":    {"en", "id,source,translation\na,b,c\n", 404, ""},
		"another place": {"../../x", "id,source,translation\na,b,c\n", 404, ""},
		"no sheet":      {"es", "hello\nworld\n", 200, "no column"},
		"markup":        {"es", "id,source,translation\n<script>,b,c\n", 200, "&lt;script&gt;"},
		"a flood":       {"es", strings.Repeat("x", translation.MaxSheet+maxForm), 413, "studio.sheet.too_large"},
	} {
		if code, page := v.sendSheet(t, c.lang, c.data, false); code != c.code || !strings.Contains(page, c.says) || strings.Contains(page, "<script>") {
			t.Errorf("%s: %d %.200s", name, code, page)
		}
	}
	if strings.Contains(o.log.String(), "ERROR") {
		t.Errorf("the log says %s", o.log)
	}
}
