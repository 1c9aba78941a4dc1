package content

import "sync"

// memo keeps what was worked out from some files, for as long as they are loaded again and again. What is kept is never changed by
// anybody. A nil memo keeps nothing.
type memo struct {
	mu    sync.Mutex
	kept  map[memoKey]*kept
	round int
}

// memoKey names what was worked out, and the sum of all that it was worked out from.
type memoKey struct{ what, from string }

type kept struct {
	once  sync.Once
	value any
	used  int // the last round in which somebody asked for it
}

// keepRounds is how many loads a result stays that nobody asks for: a few people change a few drafts in turn.
const keepRounds = 12

// begin lets go of what nobody has asked for in a while.
func (m *memo) begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.round++
	for key, k := range m.kept {
		if k.used < m.round-keepRounds {
			delete(m.kept, key)
		}
	}
}

// remembered is what was worked out before from the same, or works it out now.
func remembered[T any](m *memo, what, from string, work func() T) T {
	if m == nil {
		return work()
	}
	key := memoKey{what, from}
	m.mu.Lock()
	k := m.kept[key]
	if k == nil {
		k = &kept{}
		m.kept[key] = k
	}
	k.used = m.round
	m.mu.Unlock()
	k.once.Do(func() { k.value = work() })
	value, _ := k.value.(T) // each what has one type
	return value
}
