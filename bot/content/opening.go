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
	days   [8][]span // Sunday first, as time.Weekday; 7 is PH, public holidays
	set    [8]bool
}

// span is minutes after midnight; an end past 24:00 runs into the next day.
type span struct{ from, to int }

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
	var spans []span
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
		o.days[d], o.set[d] = spans, true
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

func parseSpan(s string) (span, error) {
	from, to, ok := strings.Cut(s, "-")
	a, errA := minutes(from)
	z, errZ := minutes(to)
	if !ok || errA != nil || errZ != nil || a >= 24*60 {
		return span{}, fmt.Errorf("%q is not a span of time like 09:00-17:00", s)
	}
	if z <= a {
		z += 24 * 60
	}
	return span{a, z}, nil
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
		if now >= s.from && now < s.to {
			return true
		}
	}
	for _, s := range o.days[(t.Weekday()+6)%7] {
		if now+24*60 < s.to {
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
			at := time.Date(day.Year(), day.Month(), day.Day(), s.from/60, s.from%60, 0, 0, t.Location())
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
