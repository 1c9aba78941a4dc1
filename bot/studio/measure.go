package studio

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Measure is how the words of a locale are understood, as published and with a draft. Each line is heard by who has not learnt it.
type Measure struct {
	Figures  []Figure
	Topics   []Figure    // how many examples of a topic lead there, where that is otherwise with the draft
	Moved    []Moved     // lines that are new, then those that lead elsewhere with the draft, first those that led where they should
	More     int         // lines that moved beside those
	Confused []Confusion // with the draft, the most frequent first
	Missed   Lines       // with the draft: phrases of danger that are not heard as danger
	Alarmed  Lines       // with the draft: lines that sound dangerous, are not, and are heard as danger
}

// Figure is a share as published, and with a draft.
type Figure struct {
	Name     string // of a topic, or what is counted: one of the figures below
	Was, Now Share
}

// Better tells whether the draft makes a share more of what it should be.
func (f Figure) Better() bool { return f.change() > 0 }

// Worse tells whether the draft makes it less.
func (f Figure) Worse() bool { return f.change() < 0 }

func (f Figure) change() int {
	if f.Was.Of == 0 || f.Now.Of == 0 {
		return 0
	}
	change := cmp.Compare(f.Now.Some*f.Was.Of, f.Was.Some*f.Now.Of)
	if f.Name == figureAlarms {
		return -change
	}
	return change
}

// What is counted.
const (
	figureFirst   = "first"   // example questions that lead where they should
	figureThree   = "three"   // or that offer it among three
	figureCrisis  = "crisis"  // example questions of crisis that are heard for certain as danger
	figurePhrases = "phrases" // phrases of danger that are
	figureAlarms  = "alarms"  // lines that sound dangerous, are not, and are heard so all the same
	figureTalks   = "talks"   // first words of written conversations that lead there
)

// Share is how many of some.
type Share struct{ Some, Of int }

// Percent is a share of a hundred.
func (s Share) Percent() int {
	if s.Of == 0 {
		return 0
	}
	return (100*s.Some + s.Of/2) / s.Of
}

func (s *Share) count(yes bool) {
	s.Of++
	if yes {
		s.Some++
	}
}

// HeardLine is a line of a list.
type HeardLine struct{ List, Line string }

// Lines are some lines, and how many there are beside those.
type Lines struct {
	Some []HeardLine
	More int
}

func (l *Lines) add(line HeardLine) {
	if len(l.Some) == maxAlarmed {
		l.More++
		return
	}
	l.Some = append(l.Some, line)
}

// Moved is a line that leads elsewhere; Was is "" where it is new.
type Moved struct {
	HeardLine
	Was, Now      string
	Better, Worse bool
}

// Confusion is how often examples of a topic lead to another, and some of them.
type Confusion struct {
	Topic, As  string
	Was, Count int // as published, and with the draft
	Some       []string
}

// What a measurement shows at most.
const (
	maxMoved     = 60
	maxConfused  = 30
	maxConfusing = 3 // examples of each
	maxAlarmed   = 60
)

// Measure measures the words of a locale. It takes a second or two, once for each state of the words. It returns ErrBlocked where the draft can't be
// loaded.
func (d *Desk) Measure(person, locale string) (*Measure, error) {
	if _, err := d.Heard(person, locale); err != nil {
		return nil, err
	}
	var both [2]outcome
	for i, of := range []string{"", person} {
		k, err := d.candidate(of)
		if err != nil {
			return nil, err
		}
		if k.rough == nil {
			return nil, ErrBlocked
		}
		if len(k.all[heardFile(locale)]) == 0 {
			continue // a language that is new
		}
		if both[i], err = d.exams.of(k, locale); err != nil {
			return nil, err
		}
	}
	return compare(both[0], both[1]), nil
}

// compare is what a draft makes of how lines are heard.
func compare(was, now outcome) *Measure {
	m := &Measure{Figures: figures(was, now)}
	for _, f := range topicFigures(was, now) {
		if f.Was != f.Now {
			m.Topics = append(m.Topics, f)
		}
	}
	before := map[HeardLine]string{}
	confused := map[[2]string]*Confusion{}
	note := func(o heardSo) *Confusion {
		topic, question := strings.CutPrefix(o.list, "topics/")
		if !question || o.route[0] == topic {
			return nil
		}
		key := [2]string{topic, o.route[0]}
		if confused[key] == nil {
			confused[key] = &Confusion{Topic: topic, As: o.route[0]}
		}
		return confused[key]
	}
	for _, o := range was {
		before[HeardLine{o.list, o.line}] = o.route[0]
		if c := note(o); c != nil {
			c.Was++
		}
	}
	for _, o := range now {
		line := HeardLine{o.list, o.line}
		if c := note(o); c != nil {
			if c.Count++; len(c.Some) < maxConfusing {
				c.Some = append(c.Some, o.line)
			}
		}
		if led, known := before[line]; !known || led != o.route[0] {
			to := o.should()
			m.Moved = append(m.Moved, Moved{line, led, o.route[0], known && o.route[0] == to, known && led == to})
		}
		switch {
		case o.certain() && !o.danger:
			m.Missed.add(line)
		case o.calm() && o.danger:
			m.Alarmed.add(line)
		}
	}
	order := func(c Moved) int {
		switch {
		case c.Was == "":
			return 0
		case c.Worse:
			return 1
		case c.Better:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(m.Moved, func(a, b Moved) int { return cmp.Compare(order(a), order(b)) })
	m.More = max(0, len(m.Moved)-maxMoved)
	m.Moved = m.Moved[:len(m.Moved)-m.More]
	m.Confused = confusions(confused)
	return m
}

// confusions are the most frequent ones.
func confusions(all map[[2]string]*Confusion) []Confusion {
	var some []Confusion
	for _, c := range all {
		if c.Count > 0 {
			some = append(some, *c)
		}
	}
	slices.SortFunc(some, func(a, b Confusion) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Topic+" "+a.As, b.Topic+" "+b.As))
	})
	return some[:min(len(some), maxConfused)]
}

// should is where a line should lead, "" where that is not one topic.
func (o heardSo) should() string {
	for _, of := range []string{"topics/", "flows/"} {
		if topic, is := strings.CutPrefix(o.list, of); is {
			return topic
		}
	}
	return ""
}

// certain tells whether a line is a phrase of danger; calm, whether it sounds like one and is none.
func (o heardSo) certain() bool { return strings.HasSuffix(o.list, "/certain") }

func (o heardSo) calm() bool {
	return strings.HasSuffix(o.list, "/calm") || strings.HasSuffix(o.list, "/figurative")
}

// figures count what is counted of all lines.
func figures(was, now outcome) []Figure {
	names := []string{figureFirst, figureThree, figureCrisis, figurePhrases, figureAlarms, figureTalks}
	all := make([]Figure, len(names))
	for i, name := range names {
		all[i].Name = name
	}
	for _, of := range []struct {
		lines outcome
		share func(f *Figure) *Share
	}{{was, func(f *Figure) *Share { return &f.Was }}, {now, func(f *Figure) *Share { return &f.Now }}} {
		count := func(name string, yes bool) { of.share(&all[slices.Index(names, name)]).count(yes) }
		for _, o := range of.lines {
			topic, question := strings.CutPrefix(o.list, "topics/")
			switch {
			case question:
				count(figureFirst, o.route[0] == topic)
				count(figureThree, slices.Contains(o.route, topic))
				if topic == "crisis" {
					count(figureCrisis, o.danger)
				}
			case o.certain():
				count(figurePhrases, o.danger)
			case o.calm():
				count(figureAlarms, o.danger)
			case strings.HasPrefix(o.list, "flows/"):
				count(figureTalks, o.route[0] == o.should())
			}
		}
	}
	return all
}

// topicFigures count the example questions of each topic that lead there.
func topicFigures(was, now outcome) []Figure {
	by := map[string]*Figure{}
	figure := func(topic string) *Figure {
		if by[topic] == nil {
			by[topic] = &Figure{Name: topic}
		}
		return by[topic]
	}
	for _, o := range was {
		if topic, question := strings.CutPrefix(o.list, "topics/"); question {
			figure(topic).Was.count(o.route[0] == topic)
		}
	}
	for _, o := range now {
		if topic, question := strings.CutPrefix(o.list, "topics/"); question {
			figure(topic).Now.count(o.route[0] == topic)
		}
	}
	var all []Figure
	for _, topic := range slices.Sorted(maps.Keys(by)) {
		all = append(all, *by[topic])
	}
	return all
}
