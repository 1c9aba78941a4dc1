package studio

import "sync"

// kept keeps what was used last, at least room and at most twice as much of it. A nil one keeps nothing.
type kept[K comparable, V any] struct {
	room int
	size func(V) int

	mu     sync.Mutex
	recent map[K]V
	used   int     // the size of all that is recent
	before map[K]V // what was recent when there was room for no more
}

// get is what is kept under a key.
func (k *kept[K, V]) get(key K) (V, bool) {
	var v V
	if k == nil {
		return v, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.recent[key]
	if !ok {
		if v, ok = k.before[key]; ok {
			k.add(key, v)
		}
	}
	return v, ok
}

// put keeps something. It is shared from then on: nobody changes it.
func (k *kept[K, V]) put(key K, v V) {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.add(key, v)
}

func (k *kept[K, V]) add(key K, v V) {
	if k.used >= k.room || k.recent == nil {
		k.before, k.recent, k.used = k.recent, map[K]V{}, 0
	}
	k.recent[key] = v
	k.used += k.size(v)
}
