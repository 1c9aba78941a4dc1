package studio

import (
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strconv"
	"strings"
	"time"
)

// dayHours is one row of the editor of opening hours.
type dayHours struct {
	Name   string // as its message and its fields are called: "mo"
	Spans  []timeSpan
	Closed bool // on public holidays, which else are as any other day
}

// timeSpan is from when to when, as a form has it: "09:00".
type timeSpan struct{ From, To string }

// days are the rows of the editor, with their places in a week of the directory.
func days() (names []string, places []int) {
	return []string{"mo", "tu", "we", "th", "fr", "sa", "su", "ph"}, []int{1, 2, 3, 4, 5, 6, 0, 7}
}

// leastSpans is how many spans each row has at least: a morning and an afternoon.
const leastSpans = 2

// IsHoliday tells whether a row is about public holidays.
func (d dayHours) IsHoliday() bool { return d.Name == "ph" }

// hoursOf is the editor, filled in with what a service says.
func hoursOf(opening string) (rows []dayHours, always bool) {
	o, err := content.ParseOpening(opening)
	if err != nil {
		o = content.Opening{}
	}
	week, wide := o.Week(), leastSpans
	for _, spans := range week {
		wide = max(wide, len(spans))
	}
	names, places := days()
	for i, name := range names {
		row := dayHours{Name: name, Spans: make([]timeSpan, wide), Closed: name == "ph" && week[7] != nil && len(week[7]) == 0}
		for j, s := range week[places[i]] {
			row.Spans[j] = timeSpan{clock24(s.From), clock24(s.To)}
		}
		rows = append(rows, row)
	}
	return rows, o.Always()
}

// clock24 writes minutes after midnight as a field for a time holds them: midnight is 00:00 at both ends.
func clock24(minutes int) string {
	return time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
}

// typedHours is the editor as somebody filled it in.
func typedHours(form url.Values) (rows []dayHours, always bool) {
	names, _ := days()
	for _, name := range names {
		row := dayHours{Name: name, Closed: form.Has(name + "-closed")}
		for j := 0; j < leastSpans || form.Has(name+"-from-"+strconv.Itoa(j)) && j < maxSpans; j++ {
			at := strconv.Itoa(j)
			row.Spans = append(row.Spans, timeSpan{strings.TrimSpace(form.Get(name + "-from-" + at)), strings.TrimSpace(form.Get(name + "-to-" + at))})
		}
		rows = append(rows, row)
	}
	return rows, form.Has("always")
}

// maxSpans is how many spans of a day are read from a form.
const maxSpans = 12

// opening is what the editor says, as the file holds it. Hours that are the ones from before stay as they were written. Not ok are times that are
// none, a beginning without an end, and spans that overlap.
func opening(rows []dayHours, always bool, before string) (text string, ok bool) {
	if always {
		return "24/7", true
	}
	var week content.Week
	_, places := days()
	for i, row := range rows {
		if row.Closed && row.IsHoliday() {
			week[7] = []content.Span{}
		}
		for _, s := range row.Spans {
			if s == (timeSpan{}) {
				continue
			}
			span, ok := s.read()
			if !ok || row.Closed {
				return "", false
			}
			week[places[i]] = append(week[places[i]], span)
		}
		slices.SortFunc(week[places[i]], func(a, b content.Span) int { return a.From - b.From })
		for j := 1; j < len(week[places[i]]); j++ {
			if week[places[i]][j].From < week[places[i]][j-1].To {
				return "", false
			}
		}
	}
	if was, err := content.ParseOpening(before); err == nil && !was.Always() && was.Week().Same(week) {
		return before, true
	}
	return week.String(), true
}

// read is a span as the directory reckons with it. The whole day is from 00:00 to 00:00; else nobody opens and closes at the same minute.
func (s timeSpan) read() (content.Span, bool) {
	from, errFrom := time.Parse("15:04", s.From)
	to, errTo := time.Parse("15:04", s.To)
	if errFrom != nil || errTo != nil {
		return content.Span{}, false
	}
	minutes := func(t time.Time) int { return t.Hour()*60 + t.Minute() }
	span := content.Span{From: minutes(from), To: minutes(to)}
	if span.From == span.To && span.From != 0 {
		return span, false
	}
	if span.To <= span.From {
		span.To += 24 * 60
	}
	return span, true
}
