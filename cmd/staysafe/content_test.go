package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// staff runs one command of those who write content.
func staff(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var b bytes.Buffer
	code = runOn(t.Context(), once, args, func(string) string { return "" }, strings.NewReader(""), &b, &b)
	return code, b.String()
}

func TestCheckShowsHowHardEachFlowIsToRead(t *testing.T) {
	code, out := staff(t, "check", "../..")
	if code != exitOK || !strings.Contains(out, "crisis") || !strings.Contains(out, "Flesch–Kincaid") || !strings.Contains(out, "is in order") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	code, out = staff(t, "check", "--json", "../..")
	var all struct {
		Issues   []content.Issue
		Readings []content.Reading
	}
	if err := json.Unmarshal([]byte(out), &all); code != exitOK || err != nil || all.Issues == nil || len(all.Readings) < 16 {
		t.Errorf("exit %d, %v, %d readings", code, err, len(all.Readings))
	}
}

// TestCheckNamesGuidesThatCantBeUsed: an organisation's own printed guides are checked like its words, and may
// be all that it brings.
func TestCheckNamesGuidesThatCantBeUsed(t *testing.T) {
	dir := t.TempDir()
	put := func(name, data string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Join(dir, "guides"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "guides", name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("guide-fr-young.pdf", "%PDF-ours")
	if code, out := staff(t, "check", dir); code != exitOK || !strings.Contains(out, "is in order") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	put("guide-es-young.pdf", "<html>")
	put("francais.pdf", "%PDF-ours")
	code, out := staff(t, "check", dir)
	for _, want := range []string{
		filepath.Join(dir, "guides", "guide-es-young.pdf") + ":1:1: error: bad-guide-file: it is not a PDF; export it as PDF",
		filepath.Join(dir, "guides", "francais.pdf") + ":1:1: error: bad-guide-file: no guide is called that; call it guide-LOCALE-EDITION.pdf",
	} {
		if code != exitFailed || !strings.Contains(out, want) {
			t.Errorf("exit %d, without %q:\n%s", code, want, out)
		}
	}
}

func TestRecordWritesReviewAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "locales"), os.DirFS("../../locales")); err != nil {
		t.Fatal(err)
	}
	esperanto := "[\"common.yes\"]\nother = \"Jes\"\n"
	if err := os.WriteFile(filepath.Join(dir, "locales", "active.eo.toml"), []byte(esperanto), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out := staff(t, "i18n", "record", "--lang", "eo", dir); code != exitOK || out != "" {
		t.Fatalf("exit %d: %s", code, out)
	}
	review, err := os.ReadFile(filepath.Join(dir, "locales", "review.toml"))
	if err != nil || !strings.Contains(string(review), "[texts.eo]\n\"common.yes\" = {hash = \"sha1-") {
		t.Errorf("Esperanto is not recorded (%v)", err)
	}
	if code, out := staff(t, "i18n", "status", "--lang", "eo", dir); code != exitOK || !strings.Contains(out, "not on offer") || !strings.Contains(out, "missing common.no\n") {
		t.Errorf("exit %d: %s", code, out)
	}
	for _, args := range [][]string{{"i18n", "record", "--lang", "fi", dir}, {"i18n", "status", "--lang", "fi", dir}} {
		if code, out := staff(t, args...); code != exitSetting {
			t.Errorf("%v: exit %d: %s", args, code, out)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, "locales", "active.eo.toml")); err != nil || string(got) != esperanto {
		t.Errorf("another file was written (%v): %s", err, got)
	}
}

// TestHelpForSaysWhyToStaff: what a young person sees comes without reasons; staff ask for them.
func TestHelpForSaysWhyToStaff(t *testing.T) {
	_, plain := staff(t, "help-for", "FR", "--topic", "abuse", "--at", "2026-11-26T02:00:00Z")
	code, why := staff(t, "help-for", "FR", "--topic", "abuse", "--at", "2026-11-26T02:00:00Z", "--why")
	if code != exitOK || strings.Contains(plain, "rank 1") || !strings.HasPrefix(why, plain) {
		t.Errorf("exit %d:\n%s", code, why)
	}
	for _, want := range []string{"1 of 3", "child_helpline, rank 1", "closed now", "not shown      Point de Contact: nobody answers at a form"} {
		if !strings.Contains(why, want) {
			t.Errorf("%q is not among\n%s", want, why)
		}
	}
}
