package bot

import (
	"fmt"
	"net/url"
	"staysafe/bot/content"
	"strconv"
	"strings"
	"time"
)

// facts are the short true things about a service: what happens there, hours, cost, languages.
func (r renderer) facts(l content.Listed) []Fact {
	var all []Fact
	add := func(kind, text string) {
		if text != "" {
			all = append(all, Fact{kind, text})
		}
	}
	what := l.Kind
	if l.Country == content.World && (what == content.Crisis || what == content.ChildHelpline) {
		what = "finder" // a list of lines, not a line
	}
	if l.ForOwnBehaviour() {
		what = "own_behaviour"
	}
	add("about", r.text("help.what."+what, nil))
	if l.Area != "" {
		add("area", r.text("help.area", map[string]string{"Area": l.Area}))
	}
	add("hours", r.hours(l))
	if l.Free == "yes" && l.Dial != "" {
		add("cost", r.text("help.free", nil))
	} else if l.Free == "yes" {
		add("cost", r.text("help.free_use", nil))
	}
	if len(l.Languages) > 0 {
		var names []string
		for _, tag := range l.Languages {
			names = append(names, r.c.LanguageName(r.locale, tag))
		}
		add("language", r.text("help.languages", map[string]string{"Languages": strings.Join(names, ", ")}))
	}
	return all
}

// hours answers "open now" only where the opening times can be read by a machine; else the
// source's own words stand.
func (r renderer) hours(l content.Listed) string {
	switch {
	case l.Opening.Always() && !r.paper:
		return r.text("help.open_always", nil)
	case l.Now == content.OpenNow:
		return r.text("help.open_now", nil)
	case l.Now == content.ClosedNow && l.At.IsZero():
		return r.text("help.closed_now", nil)
	case l.Now == content.ClosedNow:
		day := strings.ToLower(l.At.Weekday().String()[:2])
		return r.text("help.opens", map[string]string{"Day": r.text("help.day."+day, nil), "Time": l.At.Format("15:04")})
	case l.Hours != "":
		return r.text("help.hours", map[string]string{"Hours": l.Hours})
	}
	return ""
}

// source says where a number comes from, with its dates as they are.
func (r renderer) source(s content.Service) string {
	site := s.Source.URL
	if u, err := url.Parse(site); err == nil && u.Host != "" {
		site = strings.TrimPrefix(u.Host, "www.")
	}
	args := map[string]string{"Site": site, "Read": r.date(s.Source.Checked)}
	text := r.text("help.source_undated", args)
	if s.Source.Date != "" {
		args["Date"] = r.date(s.Source.Date)
		text = r.text("help.source", args)
	}
	if s.Source.Verified != "" {
		return text + " " + r.text("help.verified", map[string]string{"Date": r.date(s.Source.Verified)})
	}
	if s.Kind == content.Emergency {
		return text // nobody tries an emergency number out
	}
	return text + " " + r.text("help.unverified", nil)
}

// date writes a year, a month or a day as exactly as it is known.
func (r renderer) date(s string) string {
	for layout, id := range map[string][2]string{time.DateOnly: {"help.date_day", "help.month_of"}, "2006-01": {"help.date_month", "help.month"}} {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		month := r.text(fmt.Sprintf("%s.%02d", id[1], int(t.Month())), nil)
		return r.text(id[0], map[string]string{"Day": strconv.Itoa(t.Day()), "Month": month, "Year": strconv.Itoa(t.Year())})
	}
	return s
}

// Day is a day as a locale writes it.
func Day(c *content.Content, locale string, at time.Time) string {
	return renderer{c: c, locale: c.Match(locale)}.date(at.Format(time.DateOnly))
}

// ReviewNote says who has not read the texts of a locale yet, "" if they may be trusted.
func ReviewNote(c *content.Content, locale string) string {
	return renderer{c: c, locale: c.Match(locale)}.note(true)
}
