package studio

import (
	"fmt"
	"net/url"
	"slices"
	"staysafe/bot/content"
	"strings"
	"time"
)

// ownIssues are what speaks against a help service before it stands in a file: what the check of content can't know, since it has no clock.
func (f lineFields) ownIssues(now time.Time) []content.Issue {
	var all []content.Issue
	today := now.UTC().Add(14 * time.Hour).Format(time.DateOnly) // where the day begins first, it may be tomorrow already
	for _, key := range []LineField{"source/date", "source/checked"} {
		if date := f[key]; dateForm(date) && date > today[:len(date)] {
			all = append(all, content.Issue{
				Severity: content.Error, Code: "date-in-future", Message: fmt.Sprintf("%q is still to come", date), Fix: "write the day on which it was read, or the page's own",
			})
		}
	}
	if len(all) == 0 && f["source/checked"] != "" && len(f["source/checked"]) < len(time.DateOnly) {
		all = append(all, content.Issue{
			Severity: content.Error, Code: "no-day", Message: fmt.Sprintf("%q is no day", f["source/checked"]), Fix: "write the day on which it was read: 2026-11-22",
		})
	}
	return all
}

// dateForm tells whether a date is written as the directory writes them: a year, a month or a day.
func dateForm(date string) bool {
	return slices.ContainsFunc([]string{"2006", "2006-01", time.DateOnly}, func(layout string) bool {
		_, err := time.Parse(layout, date)
		return err == nil
	})
}

// fault is something wrong with a field, to be shown there.
type fault struct {
	Text    string // id of the message that says it and what to do, "" where there is none
	English string // what the check says, where there is no message
	Warning bool   // it may stay so
}

// faults sorts what the check says of a service to the fields it is about; what is about none comes under "".
func faults(issues []content.Issue, f lineFields) map[LineField][]fault {
	all := map[LineField][]fault{}
	for _, i := range issues {
		one := fault{Text: "studio.line.fix." + strings.ReplaceAll(i.Code, "-", "_"), Warning: i.Severity == content.Warning}
		if !slices.Contains(explained(), i.Code) {
			one = fault{English: strings.TrimSuffix(i.Message+"; "+i.Fix, "; "), Warning: one.Warning}
		}
		for _, key := range fieldsOf(i, f) {
			all[key] = append(all[key], one)
		}
	}
	return all
}

// explained are the faults there is a message for.
func explained() []string {
	return []string{
		"unnamed-service", "unknown-kind", "unknown-audience", "unknown-zone", "not-https", "bad-date", "date-in-future", "no-day", "no-source", "unknown-confidence", "bad-sms",
		"bad-whatsapp", "bad-dial", "maybe-not-dialable", "bad-rank", "same-place", "nobody-first", "bad-opening", "no-emergency",
	}
}

// fieldsOf are the fields that a fault is about.
func fieldsOf(i content.Issue, f lineFields) []LineField {
	only := func(wrong func(value string) bool, keys ...LineField) []LineField {
		return slices.DeleteFunc(keys, func(key LineField) bool { return !wrong(f[key]) })
	}
	var keys []LineField
	switch i.Code {
	case "unnamed-service":
		keys = []LineField{"name"}
	case "unknown-kind":
		keys = []LineField{"kind"}
	case "unknown-audience":
		keys = []LineField{"audience"}
	case "unknown-confidence":
		keys = []LineField{"confidence"}
	case "unknown-zone":
		keys = []LineField{"zone"}
	case "bad-opening":
		keys = []LineField{"opening"}
	case "bad-sms":
		keys = []LineField{"sms"}
	case "bad-whatsapp":
		keys = []LineField{"whatsapp"}
	case "bad-dial", "maybe-not-dialable":
		keys = []LineField{"dial"}
	case "bad-rank", "same-place", "nobody-first":
		keys = []LineField{"rank"}
	case "no-day":
		keys = []LineField{"source/checked"}
	case "no-source":
		keys = only(func(v string) bool { return v == "" }, "source/url", "source/checked")
	case "bad-date", "date-in-future":
		keys = only(func(v string) bool { return v != "" && strings.Contains(i.Message, fmt.Sprintf("%q", v)) }, "source/date", "source/checked")
	case "not-https":
		keys = only(func(v string) bool {
			u, err := url.Parse(v)
			return v != "" && (err != nil || u.Scheme != "https" || u.Host == "")
		}, "web", "chat_url", "source/url")
	}
	if len(keys) == 0 {
		return []LineField{""}
	}
	return keys
}
