// Package flows holds the conversations and the directory of help services, as files.
package flows

import "embed"

// FS is this folder, as it was when the program was built.
//
//go:embed *.yaml help
var FS embed.FS
