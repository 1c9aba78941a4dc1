package redis_test

import (
	"staysafe/bot/bottest"
	"testing"
)

func TestContractOnServer(t *testing.T) {
	bottest.TestStore(t, func(t *testing.T) bottest.Harness { return openServer(t) })
}

func TestContractOnMiniredis(t *testing.T) {
	bottest.TestStore(t, func(t *testing.T) bottest.Harness { return openMini(t) })
}

// TestContractOnCluster runs on one server for all tests, because a cluster takes seconds to
// begin; it is emptied in between.
func TestContractOnCluster(t *testing.T) {
	server := bottest.RedisCluster(t)
	bottest.TestStore(t, func(t *testing.T) bottest.Harness {
		if got := server.Do("FLUSHALL"); got != "+OK" {
			t.Fatalf("emptying redis-server: %s", got)
		}
		return open(t, "redis+cluster://"+server.Addr, server.Addr)
	})
}
