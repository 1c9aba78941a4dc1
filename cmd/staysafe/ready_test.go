package main

import (
	"bytes"
	"os"
	"path/filepath"
	"staysafe/bot/content"
	"strings"
	"testing"
)

// TestContentIsKeptReady: what was prepared once is not loaded again, whatever is damaged is, and few
// versions are kept.
func TestContentIsKeptReady(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ready")
	loads := 0
	ask := func(folder string) string {
		t.Helper()
		var out bytes.Buffer
		load := func(dirs []string) (*content.Content, []content.Issue) {
			loads++
			return once(dirs)
		}
		code := runOn(t.Context(), load, []string{"ask", "--cache", folder, "he wants pics of me"}, func(string) string { return "" }, strings.NewReader(""), &out, &out)
		if code != exitOK {
			t.Fatalf("exit %d: %s", code, out.String())
		}
		return out.String()
	}
	fresh := ask(off)
	if _, err := os.Stat(dir); err == nil || loads != 1 {
		t.Fatalf("loaded %d times, %v", loads, err)
	}
	if got := ask(dir); got != fresh || loads != 2 {
		t.Errorf("loaded %d times: %s", loads, got)
	}
	if got := ask(dir); got != fresh || loads != 2 {
		t.Errorf("what is ready was loaded again, or speaks otherwise: %d times: %s", loads, got)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 || !strings.HasSuffix(files[0].Name(), readySuffix) {
		t.Fatalf("there are %v, %v", files, err)
	}
	path := filepath.Join(dir, files[0].Name())
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	if err := os.Truncate(path, info.Size()/2); err != nil {
		t.Fatal(err)
	}
	if got := ask(dir); got != fresh || loads != 3 {
		t.Errorf("damage was not seen: loaded %d times: %s", loads, got)
	}
	if got := ask(dir); got != fresh || loads != 3 {
		t.Errorf("damage was not mended: loaded %d times: %s", loads, got)
	}

	for _, old := range []string{"1", "2", "3", "4"} {
		name := filepath.Join(dir, old+readySuffix)
		if err := os.WriteFile(name, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, info.ModTime().Add(-1e9), info.ModTime().Add(-1e9)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	ask(dir)
	if files, _ = os.ReadDir(dir); len(files) != maxReady {
		t.Errorf("%d versions are kept, want %d", len(files), maxReady)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the newest was taken away: %v", err)
	}
}

// TestPrepareSaysWhatIsWrong: no folder, a folder that can't be written, and what it does when it can.
func TestPrepareSaysWhatIsWrong(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"prepare"}, exitSetting, "STAYSAFE_CACHE"},
		{[]string{"prepare", "--cache", file}, exitFailed, "keeping content ready"},
		{[]string{"prepare", "--cache", filepath.Join(t.TempDir(), "new")}, exitOK, "is ready in"},
	} {
		if code, out := staff(t, c.args...); code != c.code || !strings.Contains(out, c.says) {
			t.Errorf("%v: exit %d: %s", c.args, code, out)
		}
	}
}
