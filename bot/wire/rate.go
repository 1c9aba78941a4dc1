package wire

import (
	"maps"
	"time"
)

// maxRates is how many rates of a kind are remembered. Those at rest are forgotten when there are
// more.
const maxRates = 8192

// Rate is one message every so often, with some ahead of time (GCRA: a rate's state is the time at
// which it is at rest again).
type Rate struct{ every, ahead time.Duration }

// RateOf is a rate of so many a second, with that many at once.
func RateOf(perSecond, burst int) Rate {
	every := time.Second / time.Duration(max(1, perSecond))
	return Rate{every: every, ahead: every * time.Duration(max(1, burst)-1)}
}

// rates are the states of one rate for each of many.
type rates struct {
	Rate
	due map[string]time.Time // when each is at rest again
}

// until is how long a message has to wait.
func (r *rates) until(key string, now time.Time) time.Duration {
	due := r.due[key]
	if !due.After(now) {
		return 0
	}
	return max(0, due.Sub(now)-r.ahead)
}

// count lets one message go.
func (r *rates) count(key string, now time.Time) {
	due := r.due[key]
	if due.Before(now) {
		due = now
	}
	r.set(key, due.Add(r.every), now)
}

// set remembers one state. When there are too many it forgets those at rest, and others until a
// quarter is free: at worst the network itself asks to wait.
func (r *rates) set(key string, due, now time.Time) {
	if _, known := r.due[key]; !known && len(r.due) >= maxRates {
		maps.DeleteFunc(r.due, func(_ string, due time.Time) bool { return !due.After(now) })
		for other := range r.due {
			if len(r.due) <= maxRates*3/4 {
				break
			}
			delete(r.due, other)
		}
	}
	r.due[key] = due
}
