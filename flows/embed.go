// Package flows holds the conversations, the directory of help services, the library of what others
// have written, and the drawings of the guide, as files.
package flows

import "embed"

// FS is this folder, as it was when the program was built.
//
//go:embed *.yaml help library drawings
var FS embed.FS
