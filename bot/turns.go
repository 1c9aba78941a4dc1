package bot

import (
	"staysafe/bot/flow"
	"sync"
	"time"
)

const (
	// TurnsWindow is how long a turn is counted for.
	TurnsWindow = 30 * time.Minute
	turnsSlots  = 6
	turnsStep   = 10 // nothing below it is ever told, so that nobody can be seen
)

// Turns counts, in memory, after how many turns of the last half hour somebody stood at a step: so that staff know whether a step they
// are about to change is in use. It knows no person, language, country or campaign. The zero Turns is ready.
type Turns struct {
	mu    sync.Mutex
	slots [turnsSlots]turnsSlot
}

type turnsSlot struct {
	began time.Time
	at    map[flow.Entry]int
}

// slotTime is how much one slot holds.
const slotTime = TurnsWindow / turnsSlots

func (t *Turns) add(now time.Time, at flow.Frame) {
	if at.Flow == "" {
		return
	}
	began := now.Truncate(slotTime)
	t.mu.Lock()
	defer t.mu.Unlock()
	slot := &t.slots[began.Unix()/int64(slotTime/time.Second)%turnsSlots]
	if !slot.began.Equal(began) {
		*slot = turnsSlot{began, map[flow.Entry]int{}}
	}
	slot.at[flow.Entry{Flow: at.Flow, Step: at.Step}]++
}

// Recent is after how many turns of the half hour before now somebody stood at one of these steps, at least: in steps of ten, 0 for fewer.
func (t *Turns) Recent(now time.Time, steps ...flow.Entry) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for _, slot := range t.slots {
		if now.Sub(slot.began) >= TurnsWindow || slot.began.After(now) {
			continue
		}
		for _, at := range steps {
			n += slot.at[at]
		}
	}
	return n / turnsStep * turnsStep
}
