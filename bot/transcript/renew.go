package transcript

import (
	"path"
	"slices"
	"staysafe/bot/content"
	"strings"

	"golang.org/x/tools/txtar"
)

// Lost is a talk that can't be played any more, and why.
type Lost struct {
	Name string
	Err  error
}

// covering begins the names of talks that Cover made.
const covering = "every choice, "

// Renew plays all talks of a file and writes the bot's lines anew. Covering talks are made again where anew says so, and where they can't
// be played any more: nobody wrote them. Other talks that can't be played stay as they are and are returned.
func Renew(c *content.Content, file string, data []byte, anew bool) (now []byte, lost []Lost, err error) {
	id := strings.TrimSuffix(path.Base(file), path.Ext(file))
	cover := map[string]bool{}
	now, lost, err = replay(c, file, data)
	for _, name := range names(data) {
		if locale, is := coveringLocale(name); is && (anew || slices.ContainsFunc(lost, func(l Lost) bool { return l.Name == name })) {
			cover[locale] = true
		}
	}
	if err != nil || len(cover) == 0 || c.Flow(id) == nil {
		return now, lost, err
	}
	for _, locale := range c.Locales() { // in one order
		if cover[locale] {
			now, _ = Cover(c, id, locale, now)
		}
	}
	return replay(c, file, now)
}

func coveringLocale(name string) (string, bool) {
	rest, is := strings.CutPrefix(name, covering)
	locale, _, _ := strings.Cut(rest, " ")
	return locale, is
}

func names(data []byte) []string {
	var all []string
	for _, f := range txtar.Parse(data).Files {
		all = append(all, f.Name)
	}
	return all
}

// replay writes the bot's lines anew where a talk can be played.
func replay(c *content.Content, file string, data []byte) ([]byte, []Lost, error) {
	archive := txtar.Parse(data)
	talks, err := Parse(file, data)
	if err != nil {
		return data, nil, err
	}
	var lost []Lost
	for i, talk := range talks {
		r, err := Play(c, talk, Kinds()[0])
		if err != nil {
			lost = append(lost, Lost{archive.Files[i].Name, err})
			continue
		}
		archive.Files[i].Data = []byte(talk.text(r))
	}
	return txtar.Format(archive), lost, nil
}
