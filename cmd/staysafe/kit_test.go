package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestKit: a school's kit is made, its links hold a code that explains itself, the same code makes the same
// kit, and the school's name stands in the kit alone.
func TestKit(t *testing.T) {
	folder := t.TempDir()
	made := func(name string, args ...string) (string, map[string]string) {
		t.Helper()
		out := filepath.Join(folder, name)
		code, said, errOut := attempt(t, nil, append([]string{"kit", "--lang", "es", "--country", "mx", "--public-url", "https://chat.example.org/", "--telegram-name", "StaySafeBot", "--slack", "--name", "Escuela Juárez", "--out", out}, args...)...)
		if code != 0 {
			t.Fatalf("%d: %s", code, errOut)
		}
		data, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return said, files(t, data)
	}
	said, kit := made("one.zip")
	links := regexp.MustCompile(`^https://chat\.example\.org/c/([0-9A-Z]+)\nhttps://t\.me/StaySafeBot\?start=([0-9A-Z]+)\n.*/staysafe start ([0-9A-Z]+)\n$`).FindStringSubmatch(kit["links.txt"])
	if links == nil || links[1] != links[2] || links[1] != links[3] || strings.Contains(said, "Escuela") {
		t.Fatalf("links %q, said %q", kit["links.txt"], said)
	}
	poster := kit["poster-bold-a4.html"]
	for _, want := range []string{"Escuela Juárez", "México", "800 911 2000", "chat.example.org/c/" + links[1], `lang="es"`} {
		if !strings.Contains(poster, want) {
			t.Errorf("the poster lacks %q", want)
		}
	}
	if _, again := made("two.zip", "--code", strings.ToLower(links[1])); again["links.txt"] != kit["links.txt"] || again["poster-neutral-a4.html"] != kit["poster-neutral-a4.html"] {
		t.Error("the same code makes another kit")
	}
	if _, other := made("three.zip"); other["links.txt"] == kit["links.txt"] {
		t.Error("two schools have one code")
	}
	code, said, _ := attempt(t, nil, "kit", "--read", links[1])
	if code != 0 || !strings.Contains(said, "language es") || !strings.Contains(said, "country MX") {
		t.Errorf("it explains itself as %q", said)
	}
	if code, said, _ := attempt(t, nil, "kit", "--read", "school-7"); code != 1 || !strings.Contains(said, "school-7 is no code") {
		t.Errorf("a foreign code: %d %q", code, said)
	}
}
