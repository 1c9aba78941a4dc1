// Package locales holds the words: those in use (active), those waiting for a translator
// (translate), those we listen for (words), and who has reviewed what (review.toml).
package locales

import "embed"

// FS is this folder, as it was when the program was built.
//
//go:embed *.toml
var FS embed.FS
