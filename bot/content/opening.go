package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Opening is when a service answers: a small part of the OpenStreetMap opening_hours syntax, as
// in the directory's README. The zero value is unknown.
type Opening struct {
	text   string
	always bool
	days   Week
}

// Span is from when to when a service answers, in minutes after midnight; an end past 24:00 runs into the next day.
type Span struct{ From, To int }

// Week is when a service answers on each day: Sunday first, as time.Weekday; 7 is PH, public holidays. A day nothing is said of is nil.
type Week [8][]Span

func dayNames() []string { return []string{"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa", "PH"} }

// ParseOpening reads opening hours such as "24/7" or "Mo-Fr 09:00-13:00,15:00-18:00; PH off".
func ParseOpening(s string) (Opening, error) {
	o := Opening{text: s}
	if strings.TrimSpace(s) == "24/7" {
		o.always = true
		return o, nil
	}
	for rule := range strings.SplitSeq(s, ";") {
		if err := o.rule(strings.TrimSpace(rule)); err != nil {
			return Opening{}, fmt.Errorf("opening %q: %w", s, err)
		}
	}
	return o, nil
}

func (o *Opening) rule(rule string) error {
	days := []int{0, 1, 2, 3, 4, 5, 6}
	times := rule
	if head, rest, ok := strings.Cut(rule, " "); ok {
		var err error
		if days, err = parseDays(head); err != nil {
			return err
		}
		times = rest
	}
	spans := []Span{}
	if t := strings.TrimSpace(times); t != "off" {
		for part := range strings.SplitSeq(t, ",") {
			sp, err := parseSpan(strings.TrimSpace(part))
			if err != nil {
				return err
			}
			spans = append(spans, sp)
		}
	}
	for _, d := range days {
		o.days[d] = spans
	}
	return nil
}

func parseDays(s string) ([]int, error) {
	var days []int
	for part := range strings.SplitSeq(s, ",") {
		from, to, isSpan := strings.Cut(part, "-")
		a, z := slices.Index(dayNames(), from), slices.Index(dayNames(), to)
		switch {
		case a < 0 || isSpan && (z < 0 || a == 7 || z == 7):
			return nil, fmt.Errorf("%q is not a day; there are %s", part, strings.Join(dayNames(), " "))
		case !isSpan:
			days = append(days, a)
		default:
			for d := a; ; d = (d + 1) % 7 {
				days = append(days, d)
				if d == z {
					break
				}
			}
		}
	}
	return days, nil
}

func parseSpan(s string) (Span, error) {
	from, to, ok := strings.Cut(s, "-")
	a, errA := minutes(from)
	z, errZ := minutes(to)
	if !ok || errA != nil || errZ != nil || a >= 24*60 {
		return Span{}, fmt.Errorf("%q is not a span of time like 09:00-17:00", s)
	}
	if z <= a {
		z += 24 * 60
	}
	return Span{a, z}, nil
}

func minutes(s string) (int, error) {
	h, m, ok := strings.Cut(s, ":")
	hours, errH := strconv.Atoi(h)
	mins, errM := strconv.Atoi(m)
	if !ok || len(h) != 2 || len(m) != 2 || errH != nil || errM != nil || hours > 24 || mins > 59 || hours*60+mins > 24*60 || hours < 0 || mins < 0 {
		return 0, fmt.Errorf("%q is not a time like 09:00", s)
	}
	return hours*60 + mins, nil
}

// Known tells whether anything is known of the hours.
func (o Opening) Known() bool { return o.text != "" }

// Always tells whether the service answers day and night.
func (o Opening) Always() bool { return o.always }

// String is the text the hours were read from.
func (o Opening) String() string { return o.text }

// At tells whether the service is open at a time, given in the service's own zone. Public
// holidays are not known to us: they count as ordinary days.
func (o Opening) At(t time.Time) bool {
	if o.always {
		return true
	}
	now := t.Hour()*60 + t.Minute()
	for _, s := range o.days[t.Weekday()] {
		if now >= s.From && now < s.To {
			return true
		}
	}
	for _, s := range o.days[(t.Weekday()+6)%7] {
		if now+24*60 < s.To {
			return true
		}
	}
	return false
}

// Next is when the service opens next after a time, in the zone of that time; false if never.
func (o Opening) Next(t time.Time) (time.Time, bool) {
	for ahead := range 8 {
		day := time.Date(t.Year(), t.Month(), t.Day()+ahead, 0, 0, 0, 0, t.Location())
		best := time.Time{}
		for _, s := range o.days[day.Weekday()] {
			at := time.Date(day.Year(), day.Month(), day.Day(), s.From/60, s.From%60, 0, 0, t.Location())
			if at.After(t) && (best.IsZero() || at.Before(best)) {
				best = at
			}
		}
		if !best.IsZero() {
			return best, true
		}
	}
	return time.Time{}, false
}

// Week is when the service answers on each day.
func (o Opening) Week() Week { return o.days }

// Same tells whether two weeks say the same: a day nothing is said of is closed, but a public holiday may then be as any other day.
func (w Week) Same(other Week) bool {
	for d := range w {
		if !slices.Equal(sorted(w[d]), sorted(other[d])) {
			return false
		}
	}
	return (w[7] == nil) == (other[7] == nil)
}

func sorted(spans []Span) []Span {
	return slices.SortedFunc(slices.Values(spans), func(a, b Span) int { return a.From - b.From })
}

// String writes a week as ParseOpening reads it, days that are alike together; "" where there is no day on which somebody answers.
func (w Week) String() string {
	var rules []string
	done := [8]bool{}
	for _, d := range weekOrder() {
		if done[d] || len(w[d]) == 0 {
			continue
		}
		var alike []int
		for at, other := range weekOrder() {
			if slices.Equal(sorted(w[d]), sorted(w[other])) {
				alike, done[other] = append(alike, at), true
			}
		}
		var times []string
		for _, s := range sorted(w[d]) {
			times = append(times, clockTime(s.From)+"-"+clockTime(s.To))
		}
		rules = append(rules, dayRuns(alike)+" "+strings.Join(times, ","))
	}
	if len(rules) > 0 && w[7] != nil && len(w[7]) == 0 {
		rules = append(rules, "PH off")
	}
	return strings.Join(rules, "; ")
}

// weekOrder is the order in which people read a week: Monday first, public holidays last.
func weekOrder() []int { return []int{1, 2, 3, 4, 5, 6, 0, 7} }

// dayRuns writes days, given by their places in weekOrder: "Mo-Fr,Su".
func dayRuns(places []int) string {
	name := func(place int) string { return dayNames()[weekOrder()[place]] }
	var runs []string
	for i := 0; i < len(places); {
		last := i
		for last+1 < len(places) && places[last+1] == places[last]+1 && places[last+1] < 7 {
			last++
		}
		switch last - i {
		case 0:
			runs = append(runs, name(places[i]))
		case 1:
			runs = append(runs, name(places[i]), name(places[last]))
		default:
			runs = append(runs, name(places[i])+"-"+name(places[last]))
		}
		i = last + 1
	}
	return strings.Join(runs, ",")
}

// clockTime writes minutes after midnight, of this day or the next.
func clockTime(minutes int) string {
	if minutes > 24*60 {
		minutes -= 24 * 60
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}
