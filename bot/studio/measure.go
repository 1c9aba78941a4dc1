package studio

import (
	"cmp"
	"slices"
	"staysafe/bot"
	"staysafe/bot/content"
	"staysafe/bot/understand"
	"strings"
)

// Measure is how the examples of a locale are understood, with a draft and as it is published. They were learnt from: the figures flatter, but an
// example that is taken for something else although it was learnt speaks against its neighbours.
type Measure struct {
	Was, Now Figures
	Moved    []Moved     // examples that lead elsewhere with the draft, or that are new
	Confused []Confusion // with the draft, the most frequent first
	Alarmed  []string    // calm examples that the draft hears for certain as the danger they are not
}

// Figures count examples.
type Figures struct {
	Examples, Right int // example questions, and those that lead to their topic
	Calm, Alarms    int // calm examples, and those heard for certain as the danger they are not
}

// Percent is how many example questions lead to their topic.
func (f Figures) Percent() int {
	if f.Examples == 0 {
		return 0
	}
	return (100*f.Right + f.Examples/2) / f.Examples
}

// Moved is an example that leads elsewhere; Was is "" where it is new.
type Moved struct{ Topic, Phrase, Was, Now string }

// Confusion is how often examples of a topic lead to another, and some of them.
type Confusion struct {
	Topic, As string
	Count     int
	Some      []string
}

// What a measurement shows at most.
const (
	maxMoved     = 60
	maxConfused  = 30
	maxConfusing = 3 // examples of each
)

// Measure measures the examples of a locale. The first time after a change it has to learn, which takes some seconds. It returns ErrBlocked where the
// draft can't be loaded.
func (d *Desk) Measure(person, locale string) (*Measure, error) {
	m := &Measure{}
	led := map[string]string{}
	for _, of := range []struct {
		person string
		into   *Figures
	}{{"", &m.Was}, {person, &m.Now}} {
		lists, err := d.Heard(of.person, locale)
		if err != nil {
			return nil, err
		}
		k, err := d.candidate(of.person)
		if err != nil {
			return nil, err
		}
		if k.rough == nil {
			return nil, ErrBlocked
		}
		m.measure(k.rough, lists, of.into, led, of.into == &m.Now)
	}
	slices.SortStableFunc(m.Confused, func(a, b Confusion) int { return cmp.Compare(b.Count, a.Count) })
	m.Confused = m.Confused[:min(len(m.Confused), maxConfused)]
	return m, nil
}

// measure hears all examples once. led is where each led before: it is filled the first time.
func (m *Measure) measure(c *content.Content, lists heardLists, into *Figures, led map[string]string, compare bool) {
	for _, list := range lists.names() {
		topic, question := strings.CutPrefix(list, "topics/")
		for _, phrase := range lists[list] {
			t := bot.NewText(phrase)
			switch {
			case question:
				to, _ := bot.Route(c, t)
				into.Examples++
				if to[0] == topic {
					into.Right++
				}
				if compare {
					m.compare(topic, phrase, led[topic+"\n"+phrase], to[0])
				} else {
					led[topic+"\n"+phrase] = to[0]
				}
			case strings.HasSuffix(list, "/calm"):
				into.Calm++
				danger := c.Heard().Hear(t).Danger()
				if danger.Level != understand.Certain || "danger."+danger.List+"/calm" != list { // it may be calm of this, and tell of something else
					continue
				}
				into.Alarms++
				if compare {
					m.Alarmed = append(m.Alarmed, phrase)
				}
			}
		}
	}
}

func (m *Measure) compare(topic, phrase, was, now string) {
	if was != now && len(m.Moved) < maxMoved {
		m.Moved = append(m.Moved, Moved{topic, phrase, was, now})
	}
	if now == topic {
		return
	}
	at := slices.IndexFunc(m.Confused, func(c Confusion) bool { return c.Topic == topic && c.As == now })
	if at < 0 {
		at, m.Confused = len(m.Confused), append(m.Confused, Confusion{Topic: topic, As: now})
	}
	c := &m.Confused[at]
	if c.Count++; len(c.Some) < maxConfusing {
		c.Some = append(c.Some, phrase)
	}
}

// names are the lists, sorted.
func (l heardLists) names() []string {
	var all []string
	for name := range l {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
