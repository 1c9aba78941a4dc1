package studio

import (
	"cmp"
	"slices"
	"strconv"
)

// lastRank is the last resort, which several services of a kind may have.
const lastRank = 9

// MoveLine puts a help service of a country before the one that comes before it among those of its kind, or behind the one behind it: they change
// places. Among those of the last rank there is no order: one comes up out of them, or goes down to them. It returns ErrNoText where there is no
// place to go.
func (d *Desk) MoveLine(who Person, country, id string, seen Stamp, up bool) error {
	return d.editLines(who, country, func(data []byte) (lineEdit, error) {
		all, order, err := readLines(data)
		if err != nil {
			return lineEdit{}, err
		}
		switch {
		case all[id] == nil:
			return lineEdit{}, ErrNoText
		case all[id].stamp() != seen:
			return lineEdit{}, ErrMoved
		}
		ranks, ok := moved(all, order, id, up)
		if !ok {
			return lineEdit{}, ErrNoText
		}
		says := ""
		for _, other := range order {
			rank, changes := ranks[other]
			if !changes {
				continue
			}
			if data, err = setService(data, other, lineFields{"rank": strconv.Itoa(rank)}); err != nil {
				return lineEdit{}, err
			}
			says += "line: " + other + " moved\n"
		}
		return lineEdit{data: data, says: says}, nil
	})
}

// moved are the ranks that change when a service goes up or down by one place among those of its kind.
func moved(all map[string]lineFields, order []string, id string, up bool) (ranks map[string]int, ok bool) {
	rank := func(id string) int {
		n, _ := strconv.Atoi(all[id]["rank"])
		return n
	}
	kind := slices.DeleteFunc(slices.Clone(order), func(other string) bool { return all[other]["kind"] != all[id]["kind"] })
	slices.SortStableFunc(kind, func(a, b string) int { return cmp.Compare(rank(a), rank(b)) })
	own := rank(id)
	before, after := "", ""
	for _, other := range kind {
		switch {
		case rank(other) < own:
			before = other
		case rank(other) > own && after == "":
			after = other
		}
	}
	switch {
	case up && before == "", !up && own == lastRank, !up && after == "" && own == 1:
		return nil, false
	case up && own == lastRank && rank(before)+1 < lastRank:
		return map[string]int{id: rank(before) + 1}, true
	case up:
		return map[string]int{id: rank(before), before: own}, true
	case after != "" && (rank(after) < lastRank || own == 1):
		return map[string]int{id: rank(after), after: own}, true
	}
	return map[string]int{id: lastRank}, true
}

// nextRank is the place behind all others of a kind but those of the last resort.
func nextRank(all map[string]lineFields, kind string) int {
	last := 0
	for _, f := range all {
		if n, _ := strconv.Atoi(f["rank"]); f["kind"] == kind && n < lastRank {
			last = max(last, n)
		}
	}
	return min(last+1, lastRank)
}
