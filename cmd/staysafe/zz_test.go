package main

import (
	"context"
	"os"
	"testing"
)

func TestImportTmp(t *testing.T) {
	if c := run(context.Background(), []string{"services", "import", "--into", "../../flows/help", "/work/shared/data/help/services.tsv"}, func(string) string { return "" }, nil, os.Stdout, os.Stderr); c != 0 {
		t.Fatal(c)
	}
}
