package content

import (
	"os"
	"testing"
)

// BenchmarkLint is what the lint adds to the start of the program: every check over texts and
// paths, on the shipped content.
func BenchmarkLint(b *testing.B) {
	into := Read(Folder{FS: os.DirFS("../..")}).understood()
	c := into.link()
	for b.Loop() {
		for _, check := range []func(*Content, *builder){checkStyle, checkFirstLines, checkTurns, checkFirstHelp, checkEndings} {
			check(c, into)
		}
	}
}

// BenchmarkProofread is what only `staysafe check` pays.
func BenchmarkProofread(b *testing.B) {
	c, issues := Load(Folder{FS: os.DirFS("../..")})
	if c == nil {
		b.Fatal(issues)
	}
	for b.Loop() {
		c.Proofread()
	}
}
