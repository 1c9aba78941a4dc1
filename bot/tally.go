package bot

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// tallyStep is the step in which a Tally tells.
const tallyStep = 10

// Tally counts without anybody standing out (docs/counts.md). What it tells is a multiple of ten that is never
// more than the truth, moves at most once an hour, and is the same for none as for few. How far behind
// the truth each count stays is chance, drawn anew by each program: who adds taps of their own can't
// find out how many others there are. The true count can't be read by anybody.
type Tally struct {
	Since time.Time // when it began, to the hour

	mu     sync.Mutex
	random io.Reader
	counts map[string]int
	behind map[string]int
	told   map[string]int
	hour   time.Time
}

// NewTally makes a tally. random is read once for each thing that is counted.
func NewTally(now time.Time, random io.Reader) *Tally {
	hour := now.Truncate(time.Hour)
	return &Tally{Since: hour, random: random, counts: map[string]int{}, behind: map[string]int{}, told: map[string]int{}, hour: hour}
}

// Add counts one of something. Names are few and come from the content, never from people. A nil Tally
// counts nothing.
func (t *Tally) Add(now time.Time, what string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	if _, known := t.behind[what]; !known {
		t.behind[what] = t.draw()
	}
	t.counts[what]++
}

// AtLeast tells how many there were at the last full hour: 0 is fewer than ten, or none.
func (t *Tally) AtLeast(now time.Time, what string) int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	return t.told[what]
}

// turn tells anew when an hour has passed.
func (t *Tally) turn(now time.Time) {
	hour := now.Truncate(time.Hour)
	if !hour.After(t.hour) {
		return
	}
	t.hour = hour
	for what, n := range t.counts {
		t.told[what] = max(0, n-t.behind[what]) / tallyStep * tallyStep
	}
}

// draw is how far a count stays behind. Without chance it is the most: less is told, never more.
func (t *Tally) draw() int {
	var b [1]byte
	for range 64 {
		if _, err := io.ReadFull(t.random, b[:]); err != nil {
			break
		}
		if b[0] < 250 { // so that all are alike
			return int(b[0]) % tallyStep
		}
	}
	return tallyStep - 1
}

// String implements fmt.Stringer: nothing is told by accident.
func (t *Tally) String() string { return "tally" }

// GoString implements fmt.GoStringer.
func (t *Tally) GoString() string { return t.String() }

// Format implements fmt.Formatter.
func (t *Tally) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.String()) }
