package inmem

import (
	"container/list"
	"time"
)

// aging is a map of limited size whose values expire. What was put in longest ago makes room.
type aging[V any] struct {
	size  int
	byKey map[string]*list.Element
	order *list.List // of *aged[V], the oldest first
}

type aged[V any] struct {
	key   string
	value V
	until time.Time
}

func newAging[V any](size int) aging[V] {
	return aging[V]{size: size, byKey: map[string]*list.Element{}, order: list.New()}
}

// get returns what has not expired.
func (a *aging[V]) get(key string, now time.Time) (value V, ok bool) {
	e, ok := a.byKey[key]
	if !ok {
		return value, false
	}
	at := a.of(e)
	if !at.until.After(now) {
		a.delete(key)
		return value, false
	}
	return at.value, true
}

func (aging[V]) of(e *list.Element) *aged[V] { return e.Value.(*aged[V]) }

func (a *aging[V]) put(key string, value V, until time.Time) {
	a.delete(key)
	if a.order.Len() >= a.size {
		a.delete(a.of(a.order.Front()).key)
	}
	a.byKey[key] = a.order.PushBack(&aged[V]{key, value, until})
}

func (a *aging[V]) delete(key string) {
	if e, ok := a.byKey[key]; ok {
		a.order.Remove(e)
		delete(a.byKey, key)
	}
}

// sweep clears away what has expired, from the oldest on. A session whose day is over may stand
// behind a quiet one that has not expired yet: it can't be read any more, and goes a little later.
func (a *aging[V]) sweep(now time.Time) {
	for e := a.order.Front(); e != nil && !a.of(e).until.After(now); e = a.order.Front() {
		a.delete(a.of(e).key)
	}
}
