package telegram

import "sync"

// maxDeliveries is how many deliveries are remembered, to know them when they come again.
const maxDeliveries = 4096

// deliveries remembers what became of the latest ones, by update_id. It is forgotten with the
// process; the house's own marks are what outlives it.
type deliveries struct {
	mu     sync.Mutex
	all    map[int64]*delivery
	oldest []int64
}

type delivery struct {
	tries          int
	answered, over bool
}

// of finds a delivery, or begins to remember it. The lock must be held.
func (d *deliveries) of(id int64) *delivery {
	if known, ok := d.all[id]; ok {
		return known
	}
	if d.all == nil {
		d.all = map[int64]*delivery{}
	}
	if len(d.oldest) >= maxDeliveries {
		delete(d.all, d.oldest[0])
		d.oldest = d.oldest[1:]
	}
	d.oldest = append(d.oldest, id)
	d.all[id] = &delivery{}
	return d.all[id]
}

// firstAnswer tells whether the tap of this delivery is still to be confirmed. It says so once.
func (d *deliveries) firstAnswer(id int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := d.of(id)
	first := !known.answered
	known.answered = true
	return first
}

// done tells whether a delivery was finished before.
func (d *deliveries) done(id int64) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.of(id).over
}

// finish marks a delivery as one that needs nothing more.
func (d *deliveries) finish(id int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.of(id).over = true
}

// tries tells how often handling a delivery has failed.
func (d *deliveries) tries(id int64) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.of(id).tries
}

// try counts a failure, and tells how many there were.
func (d *deliveries) try(id int64) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	known := d.of(id)
	known.tries++
	return known.tries
}
