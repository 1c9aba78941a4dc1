package redis

import (
	"context"
	"slices"
	"sync"

	goredis "github.com/redis/go-redis/v9"
)

// batcher sends commands that wait at the same time in one pipeline: with 64 callers that takes
// half the time of a connection for each. It has no goroutine of its own: whoever finds it idle
// sends at once, and one of those who came meanwhile sends for all of them.
type batcher struct {
	client goredis.UniversalClient

	mu      sync.Mutex
	busy    bool // somebody is sending, or was asked to
	waiting *batch
}

// batch is what will be sent next.
type batch struct {
	cmds []goredis.Cmder
	lead chan struct{} // holds a token while somebody is asked to send it
	done chan struct{} // closed when all commands are answered
}

// do sends a command and waits for its answer, which the command then holds. Its context must
// have a deadline. Who sends for others as well waits for their answers, even when cancelled.
func (b *batcher) do(ctx context.Context, cmd goredis.Cmder) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	if !b.busy {
		b.busy = true
		b.mu.Unlock()
		defer b.next()
		return b.client.Process(ctx, cmd)
	}
	if b.waiting == nil {
		b.waiting = &batch{lead: make(chan struct{}, 1), done: make(chan struct{})}
	}
	mine := b.waiting
	mine.cmds = append(mine.cmds, cmd)
	b.mu.Unlock()

	select {
	case <-mine.done:
		return cmd.Err()
	case <-mine.lead:
		b.send(ctx, mine)
		return cmd.Err()
	case <-ctx.Done():
		b.leave(mine, cmd)
		return ctx.Err()
	}
}

// leave takes a command back, if it is not on its way already: nobody waits for it.
func (b *batcher) leave(mine *batch, cmd goredis.Cmder) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == mine {
		mine.cmds = slices.DeleteFunc(mine.cmds, func(c goredis.Cmder) bool { return c == cmd })
	}
}

// send sends a batch that nobody can join any more.
func (b *batcher) send(ctx context.Context, mine *batch) {
	b.mu.Lock()
	b.waiting = nil
	b.mu.Unlock()
	defer b.next()
	defer close(mine.done)
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(context.WithoutCancel(ctx), deadline)
		defer cancel()
	}
	pipe := b.client.Pipeline()
	_ = pipe.BatchProcess(ctx, mine.cmds...) // can't fail: nothing is sent yet
	_, _ = pipe.Exec(ctx)                    // each command holds its own error
}

// next asks one of those who wait to send. If all of them give up meanwhile, the token waits
// for whoever joins them.
func (b *batcher) next() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.waiting == nil {
		b.busy = false
		return
	}
	b.waiting.lead <- struct{}{}
}
