package content

import (
	"embed"
	"staysafe/bot/understand"
	"strings"
)

// The canary phrases stand inside the program, not in the content: no edit and no pack can
// switch the safety layer off without the content being refused.
//
//go:embed canary/*.txt
var canaryFiles embed.FS

// Canaries is how many danger phrases of each locale must be heard by any content.
const Canaries = 20

// canaries are the phrases of one locale, nil if it has none.
func canaries(tag string) []string {
	data, err := canaryFiles.ReadFile("canary/" + tag + ".txt")
	if err != nil {
		return nil
	}
	var phrases []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			phrases = append(phrases, line)
		}
	}
	return phrases
}

// deaf lists the canary phrases of a locale that the index does not hear for certain.
func deaf(heard *understand.Index, tag string) []string {
	var missed []string
	for _, phrase := range canaries(tag) {
		if heard.Alarm(understand.NewText(phrase)).Level != understand.Certain {
			missed = append(missed, phrase)
		}
	}
	return missed
}
