package wire

import (
	"maps"
	"sync"
)

// Counts is a small set of counters. The zero value is ready.
type Counts struct {
	mu sync.Mutex
	of map[string]uint64
}

// Add counts one more of a name. Names are a fixed set, never something that was delivered.
func (c *Counts) Add(name string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string]uint64{}
	}
	c.of[name]++
}

// All are the counts so far.
func (c *Counts) All() map[string]uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := make(map[string]uint64, len(c.of))
	maps.Copy(all, c.of)
	return all
}
