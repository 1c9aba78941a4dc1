package content

import "fmt"

// Placed says of one service of a country why it stands where it does, for staff.
type Placed struct {
	Listed
	Place string // which place of the answer it fills, "" if none
	Why   string
}

// Why tells of all services of a country where they stand in an answer, and why: first those that the
// answer shows, in its order, then the others.
func (d *Directory) Why(n Need) []Placed {
	h := d.Help(n)
	var all []Placed
	seen := map[string]bool{}
	add := func(l Listed, place, why string) {
		if !seen[l.ID] {
			seen[l.ID] = true
			all = append(all, Placed{l, place, why})
		}
	}
	for _, l := range h.Emergency {
		add(l, "above the list", "emergency number")
	}
	shown := h.Shown()
	for i, l := range shown {
		add(l, fmt.Sprintf("%d of %d", i+1, len(shown)), d.reason(l, n))
	}
	c := d.countries[n.Country]
	if c == nil {
		return all
	}
	for _, l := range d.listed(c.Services, n) {
		add(l, "", d.leftOut(l, n, h))
	}
	return all
}

// reason is why a service is shown.
func (d *Directory) reason(l Listed, n Need) string {
	why := fmt.Sprintf("%s, rank %d; order for %s: %v", l.Kind, l.Rank, n.Topic, answerOrder(n.Topic, true))
	if l.Country == World {
		why = "for the whole world: the country has none for this place"
	}
	if l.Area != "" {
		why += "; only for " + l.Area + ", there is no national one"
	}
	switch l.tongue(n.Locale) {
	case tongueSpeaks:
		why += "; speaks " + n.Locale
	case tongueSilent:
		why += "; does not speak " + n.Locale + ", nor does any other of its kind"
	}
	if l.Now == ClosedNow {
		why += "; closed now"
	}
	if l.Outdated {
		why += "; shown with a mark: due for checking, or weak"
	}
	return why
}

// leftOut is why a service is not shown.
func (d *Directory) leftOut(l Listed, n Need, h Help) string {
	fits := false
	for _, s := range d.fitting(n.Country, n) {
		fits = fits || s.ID == l.ID
	}
	switch {
	case !fits:
		return "its audience is " + l.Audience
	case l.Kind != Emergency && l.Rank >= lastResort:
		return fmt.Sprintf("rank %d is the last resort", l.Rank)
	case l.Kind == Emergency:
		return "another emergency number stands above the list"
	case n.Topic == CrisisFlow || n.Topic == "abuse":
		if l.Kind == Hotline || l.Kind == Removal {
			return "nobody answers at a form, and this is urgent"
		}
	}
	if l.tongue(n.Locale) == tongueSilent {
		return "does not speak " + n.Locale + ", or others come first"
	}
	return fmt.Sprintf("others come first: %s, rank %d", l.Kind, l.Rank)
}
