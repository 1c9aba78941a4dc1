package content

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"staysafe/bot/flow"
	"strings"
	"time"

	"github.com/nyaruka/phonenumbers"
)

// checkDirectory: there is help, and no two rows are one. What stands in one file was checked with it: see checkCountry.
func checkDirectory(c *Content, b *builder) {
	if len(b.countries) == 0 {
		if b.brokenIn("flows/help/") {
			return
		}
		b.error("flows/help", flow.Pos{}, "no-directory", "put the country files back", "there is no help service at all")
		return
	}
	if c.directory.Country(World) == nil && !b.broken["flows/help/world.yaml"] {
		b.error("flows/help/world.yaml", flow.Pos{}, "no-world", "put the file back", "the services for the whole world are missing")
	}
	ids := map[string]string{}
	for _, country := range b.countries {
		for _, s := range country.Services {
			if other := ids[s.ID]; other != "" {
				b.error(country.file, s.Pos, "duplicate-service", "give it an id of its own", "the id %q stands in %s too", s.ID, other)
			}
			ids[s.ID] = country.file
		}
	}
}

// checkCountry: what stands in one country's file can be shown truthfully, and its order is clear.
func checkCountry(r *report, c *Country) {
	emergency := false
	for _, s := range c.Services {
		r.service(c.file, s)
		emergency = emergency || s.Kind == Emergency && s.Dial != ""
	}
	r.ranks(c.file, c)
	if !emergency && c.Note == "" && c.Code != World {
		r.error(c.file, flow.Pos{Line: 1, Col: 1}, "no-emergency", "add the number, or a note: that says why there is none", "%s has no emergency number", c.Code)
	}
}

// service checks one row.
func (r *report) service(file string, s Service) {
	wrong := func(code, fix, format string, args ...any) { r.error(file, s.Pos, code, fix, format, args...) }
	if s.ID == "" || s.Name == "" {
		wrong("unnamed-service", "add id: and name:", "a service has no id or no name")
	}
	if kindOrder(s.Kind) < 0 {
		wrong("unknown-kind", flow.DidYouMean(s.Kind, Kinds()), "%q is not a kind of service", s.Kind)
	}
	if !slices.Contains(LineAudiences(), s.Audience) && !strings.HasPrefix(s.Audience, "specific:") {
		wrong("unknown-audience", flow.DidYouMean(s.Audience, LineAudiences()), "%q is not an audience", s.Audience)
	}
	if s.Zone != "" {
		if _, err := time.LoadLocation(s.Zone); err != nil {
			wrong("unknown-zone", "write it like Africa/Nairobi", "%q is not a time zone", s.Zone)
		}
	}
	for _, address := range []string{s.Web, s.ChatURL, s.Source.URL} {
		if u, err := url.Parse(address); address != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
			wrong("not-https", "write the address with https://", "%q can't be opened safely", address)
		}
	}
	for _, date := range []string{s.Source.Date, s.Source.Checked, s.Source.Verified} {
		if date != "" && !isDate(date) {
			wrong("bad-date", "write 2026, 2026-11 or 2026-11-22, in quotes", "%q is not a date", date)
		}
	}
	if s.Source.URL == "" || s.Source.Checked == "" {
		wrong("no-source", "say where the row comes from and when it was read", "%q has no source or no day of reading", s.Name)
	}
	if !slices.Contains(Confidences(), s.Confidence) {
		wrong("unknown-confidence", "write high, medium or low", "%q is not a degree of confidence", s.Confidence)
	}
	if s.SMS != "" && !smsForm.MatchString(s.SMS) {
		wrong("bad-sms", "write the number, or WORD to number", "nobody can text %q", s.SMS)
	}
	if s.WhatsApp != "" && !numberForm.MatchString(s.WhatsApp) {
		wrong("bad-whatsapp", "write only the number, with its country code: +254 …", "%q is no number of WhatsApp", s.WhatsApp)
	}
	if strings.Trim(s.Dial, "0123456789 *#+-") != "" {
		wrong("bad-dial", "write only what is dialled: digits, blanks, * and #", "%q can't be dialled", s.Dial)
		return
	}
	r.dialable(file, s)
}

var (
	numberForm = regexp.MustCompile(`^\+?[0-9][0-9 -]*$`)
	smsForm    = regexp.MustCompile(`^([\pL\pN]+ to )?[+0-9*#][0-9 *#-]*$`)
)

func isDate(s string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

// dialable warns of numbers that libphonenumber does not know. It misses real help lines, so it
// never refuses; a row whose note says so is left alone.
func (r *report) dialable(file string, s Service) {
	if s.Dial == "" || s.Country == World || strings.Contains(s.Note, "unverified by libphonenumber") {
		return
	}
	if phonenumbers.IsEmergencyNumber(s.Dial, s.Country) {
		return
	}
	n, err := phonenumbers.Parse(s.Dial, s.Country)
	if err == nil && (phonenumbers.IsValidNumber(n) || phonenumbers.IsValidShortNumberForRegion(n, s.Country) || phonenumbers.IsPossibleShortNumberForRegion(n, s.Country)) {
		return
	}
	r.warn(file, s.Pos, "maybe-not-dialable", "call it, then note \"unverified by libphonenumber\" if it is right", "nobody knows the number %q in %s", s.Dial, s.Country)
}

// ranks checks that the order within each kind is clear: one first, no place taken twice.
func (r *report) ranks(file string, c *Country) {
	taken := map[string]string{}
	has := map[string]bool{}
	for _, s := range c.Services {
		if s.Rank < 1 || s.Rank > 9 {
			r.error(file, s.Pos, "bad-rank", "write a rank from 1 (first) to 9 (last resort)", "%d is not a rank", s.Rank)
			continue
		}
		place := fmt.Sprintf("%s %d", s.Kind, s.Rank)
		if other := taken[place]; other != "" && s.Rank < 9 {
			r.error(file, s.Pos, "same-place", "give one of them another rank", "%s and %s are both %s", other, s.ID, place)
		}
		taken[place] = s.ID
		has[s.Kind] = has[s.Kind] || s.Rank == 1
	}
	for i, s := range c.Services {
		first := i == slices.IndexFunc(c.Services, func(o Service) bool { return o.Kind == s.Kind })
		if first && !has[s.Kind] {
			r.error(file, s.Pos, "nobody-first", "give one of them rank 1", "no %s of %s has rank 1", s.Kind, c.Code)
		}
	}
}
