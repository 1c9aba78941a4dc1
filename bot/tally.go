package bot

import (
	"container/list"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"sync"
	"time"
)

// tallyStep is the step in which a Tally tells.
const tallyStep = 10

// Tally counts without anybody standing out (docs/counts.md). What it tells is a multiple of ten that is never
// more than the truth, moves at most once an hour, and is the same for none as for few. How far behind
// the truth a step comes is chance, for each count and each step anew: who adds taps of their own can't find
// out how many others there are, nor when the next one comes. The true count can't be read by anybody.
type Tally struct {
	Since time.Time // when it began, to the hour

	mu     sync.Mutex
	chance []byte // a key, nil without chance
	room   int    // how many things are counted, 0 for any number
	counts map[string]*tallied
	silent *list.List // of those that tell nothing, if room is limited: the longest untouched last
	hour   time.Time
}

// tallied is one thing that is counted.
type tallied struct {
	what    string
	n, told int
	silent  *list.Element
}

// NewTally makes a tally of things that are few. random is read once.
func NewTally(now time.Time, random io.Reader) *Tally { return NewTallyOf(0, now, random) }

// NewTallyOf makes a tally that counts so many things at once. When there are more, the one that was not
// added to for longest gives way, of those that tell nothing; if all tell something, the new one is not counted. So
// nobody who invents things to count makes it grow, or takes away what somebody was told.
func NewTallyOf(room int, now time.Time, random io.Reader) *Tally {
	hour := now.Truncate(time.Hour)
	t := &Tally{Since: hour, room: room, counts: map[string]*tallied{}, silent: list.New(), hour: hour}
	key := make([]byte, sha256.Size)
	if _, err := io.ReadFull(random, key); err == nil {
		t.chance = key
	}
	return t
}

// Add counts one of something. A nil Tally counts nothing.
func (t *Tally) Add(now time.Time, what string) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	one := t.counts[what]
	if one == nil {
		if one = t.take(what); one == nil {
			return
		}
	}
	one.n++
	if one.silent != nil {
		t.silent.MoveToFront(one.silent)
	}
}

// take makes room for one more thing; nil if there is none.
func (t *Tally) take(what string) *tallied {
	one := &tallied{what: what}
	if t.room > 0 {
		if len(t.counts) >= t.room {
			last := t.silent.Back()
			if last == nil {
				return nil
			}
			delete(t.counts, t.silent.Remove(last).(string)) //nolint:forcetypeassert // nothing else is put there
		}
		one.silent = t.silent.PushFront(what)
	}
	t.counts[what] = one
	return one
}

// AtLeast tells how many there were at the last full hour: 0 is fewer than ten, or none.
func (t *Tally) AtLeast(now time.Time, what string) int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	if one := t.counts[what]; one != nil {
		return one.told
	}
	return 0
}

// Told are all of which ten or more can be told.
func (t *Tally) Told(now time.Time) map[string]int {
	if t == nil {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn(now)
	all := map[string]int{}
	for what, one := range t.counts {
		if one.told > 0 {
			all[what] = one.told
		}
	}
	return all
}

// turn tells anew when an hour has passed.
func (t *Tally) turn(now time.Time) {
	hour := now.Truncate(time.Hour)
	if !hour.After(t.hour) {
		return
	}
	t.hour = hour
	for _, one := range t.counts {
		for next := one.told + tallyStep; one.n >= next+t.behind(one.what, next); next += tallyStep {
			one.told = next
		}
		if one.told > 0 && one.silent != nil {
			t.silent.Remove(one.silent)
			one.silent = nil
		}
	}
}

// behind is by how many a step comes late, 0 to 9: the same for the same count and step of one program, and
// a guess for everybody else. Without chance it is the most: less is told, never more.
func (t *Tally) behind(what string, step int) int {
	if t.chance == nil {
		return tallyStep - 1
	}
	h := hmac.New(sha256.New, t.chance)
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(step)))
	h.Write([]byte(what))
	return int(binary.BigEndian.Uint64(h.Sum(nil)) % tallyStep)
}

// String implements fmt.Stringer: nothing is told by accident.
func (t *Tally) String() string { return "tally" }

// GoString implements fmt.GoStringer.
func (t *Tally) GoString() string { return t.String() }

// Format implements fmt.Formatter.
func (t *Tally) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, t.String()) }
