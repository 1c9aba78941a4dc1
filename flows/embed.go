// Package flows holds the conversations, the directory of help services, and the library of what
// others have written, as files.
package flows

import "embed"

// FS is this folder, as it was when the program was built.
//
//go:embed *.yaml help library
var FS embed.FS
