package redis

import goredis "github.com/redis/go-redis/v9"

// SealedSize is the length of every value.
const SealedSize = sealedSize

// AddHook puts a hook between the store and Redis.
func (st *Store) AddHook(h goredis.Hook) { st.client.AddHook(h) }
