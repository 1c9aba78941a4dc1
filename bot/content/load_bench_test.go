package content

import (
	"os"
	"testing"
)

// BenchmarkLoad is what stands between the start of the program and the first answer.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if c, issues := Load(Folder{FS: os.DirFS("../..")}); c == nil {
			b.Fatal(issues)
		}
	}
}
