package slack

import (
	"regexp"
	"staysafe/bot"
	"staysafe/bot/wire"
	"strings"
)

var (
	sequence = regexp.MustCompile(`<([^<>|]*)(?:\|([^<>]*))?>`)
	flag     = regexp.MustCompile(`:flag-([a-z]{2}):`)
)

// plain and escaped turn the three characters that mean something to Slack from its form and back.
func plain(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

func escaped(s string) string {
	return strings.NewReplacer("<", "&lt;", ">", "&gt;", "&", "&amp;").Replace(s)
}

// written is what a person wrote, without Slack's own marks: links are told as they were typed,
// people by nothing, flags as such.
func written(text string) string {
	var b strings.Builder
	at := 0
	for _, m := range sequence.FindAllStringSubmatchIndex(text, -1) {
		b.WriteString(plain(text[at:m[0]]))
		label := ""
		if m[4] >= 0 {
			label = text[m[4]:m[5]]
		}
		b.WriteString(plain(named(text[m[2]:m[3]], label)))
		at = m[1]
	}
	b.WriteString(plain(text[at:]))
	return strings.TrimSpace(flag.ReplaceAllStringFunc(b.String(), flagOf))
}

// named is what stands for one of Slack's marks.
func named(target, label string) string {
	switch {
	case target == "":
		return label
	case strings.HasPrefix(target, "@"): // somebody's id
		return ""
	case strings.HasPrefix(target, "#"):
		return label
	case strings.HasPrefix(target, "!"):
		return strings.TrimPrefix(label, "@")
	}
	target = strings.TrimPrefix(strings.TrimPrefix(target, "mailto:"), "tel:")
	switch {
	case label == "":
		return target
	case strings.HasSuffix(target, label):
		return label
	}
	return label + " " + target
}

// flagOf makes a flag of Slack's name for it: people answer with flags where they are asked for a
// country.
func flagOf(name string) string {
	code := flag.FindStringSubmatch(name)[1]
	const first = '🇦'
	return string([]rune{first + rune(code[0]-'a'), first + rune(code[1]-'a')})
}

// heard is everything in a message that the person wrote, or brought along from elsewhere.
func heard(m wire.Fields) string {
	words := written(m.Text("text"))
	for _, a := range m.List("attachments") {
		if a.Has("from_url") && !a.Is("is_share") && !a.Is("is_msg_unfurl") { // a preview that Slack made of a link
			continue
		}
		if more := written(a.Text("text")); more != "" {
			words = strings.TrimSpace(words + "\n" + more)
		}
	}
	return words
}

// shown is a text that Slack shows as it is.
func shown(text string) string { return escaped(bot.Balance(text)) }
