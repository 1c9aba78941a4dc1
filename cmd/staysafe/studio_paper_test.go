package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"staysafe/bot/studio"
	"strings"
	"testing"
)

// script is a program of a few lines of shell.
func script(t *testing.T, lines string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "print")
	if err := os.WriteFile(name, []byte("#!/bin/sh\n"+lines+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestACommandPrintsTheGuide: it is given the guide and no inserts, and its PDF comes back; what it says against it is told, shortened; it can't fill the memory.
func TestACommandPrintsTheGuide(t *testing.T) {
	c, issues := loadContent(nil)
	if c == nil {
		t.Fatal(issues)
	}
	if paper(" ") != nil {
		t.Error("no command is a command")
	}
	read := filepath.Join(t.TempDir(), "read")
	pdf, err := paper(script(t, "cat >"+read+"; printf '%%PDF-1.7 done'"))(t.Context(), c, "es", "short")
	if err != nil || string(pdf) != "%PDF-1.7 done" {
		t.Fatalf("%q %v", pdf, err)
	}
	data, err := os.ReadFile(read)
	var got printing
	if err == nil {
		err = json.Unmarshal(data, &got)
	}
	if err != nil || len(got.Guides) != 1 || got.Guides[0].Locale != "es" || got.Guides[0].Edition != "short" || len(got.Guides[0].Pages) == 0 || len(got.Inserts) != 0 {
		t.Errorf("%+v %v", got, err)
	}
	for what, lines := range map[string]string{
		"refuses":     "cat >/dev/null; echo 'page 3 does not fit' >&2; exit 1",
		"no PDF":      "cat >/dev/null; echo 'page 3 does not fit' >&2; echo hello",
		"much to say": "cat >/dev/null; echo 'page 3 does not fit' >&2; head -c 100000 /dev/zero >&2; exit 1",
		"too much":    "cat >/dev/null; echo 'page 3 does not fit' >&2; printf '%%PDF-'; head -c 40000000 /dev/zero",
	} {
		_, err := paper(script(t, lines))(t.Context(), c, "es", "short")
		no := (*studio.PrintError)(nil)
		if !errors.As(err, &no) || !strings.HasPrefix(no.Says, "page 3 does not fit") || len(no.Says) > 4<<10 {
			t.Errorf("%s: %.300v", what, err)
		}
	}
	if _, err := paper(filepath.Join(t.TempDir(), "no-such"))(t.Context(), c, "es", "short"); err == nil {
		t.Error("a command that is not there prints")
	}
	if _, err := paper("true")(t.Context(), c, "es", "nobody"); !errors.Is(err, studio.ErrNoText) {
		t.Error(err)
	}
}
