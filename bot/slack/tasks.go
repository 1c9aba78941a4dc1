package slack

import (
	"context"
	"sync"
)

// maxTasks is how many deliveries are in work at once. Who comes then is asked to come again.
const maxTasks = 2048

// tasks are the deliveries in work. One conversation's go one after the other, in the order in
// which they came. They belong to the channel: who delivered them need not wait.
type tasks struct {
	mu      sync.Mutex
	running int
	closed  bool
	last    map[string]chan struct{} // of each conversation: closed when its last delivery is done
	all     sync.WaitGroup
	once    sync.Once
	ctx     context.Context //nolint:containedctx // lives as long as the channel
	cancel  context.CancelFunc
}

// task is one delivery in work.
type task struct {
	mu   sync.Mutex
	kept bool // nobody will deliver it again: we go on until it is done
	over bool
	err  error
	done chan struct{}
}

// begin puts a delivery to work, behind those of the same conversation ("": behind none); nil if
// there are too many, or no more are taken.
func (t *tasks) begin(lane string, final bool, work func(context.Context, *task)) *task {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed || t.running >= maxTasks {
		return nil
	}
	t.init()
	t.running++
	before, mine := t.last[lane], make(chan struct{})
	if lane != "" {
		t.last[lane] = mine
	}
	job := &task{kept: final, done: make(chan struct{})}
	t.all.Go(func() {
		defer t.leave(lane, mine)
		if before != nil {
			<-before
		}
		ctx, cancel := context.WithTimeout(t.ctx, longest)
		defer cancel()
		work(ctx, job)
	})
	return job
}

// spawn lets something small go on by itself.
func (t *tasks) spawn(work func(context.Context)) {
	t.begin("", true, func(ctx context.Context, job *task) {
		work(ctx)
		job.end(nil)
	})
}

// init makes what a zero tasks lacks. The lock must be held.
func (t *tasks) init() {
	t.once.Do(func() {
		t.ctx, t.cancel = context.WithCancel(context.Background())
		t.last = map[string]chan struct{}{}
	})
}

func (t *tasks) leave(lane string, mine chan struct{}) {
	t.mu.Lock()
	defer t.mu.Unlock()
	close(mine)
	t.running--
	if t.last[lane] == mine {
		delete(t.last, lane)
	}
}

// wait takes no more and waits for what is in work; when ctx ends it is told to stop.
func (t *tasks) wait(ctx context.Context) {
	t.mu.Lock()
	t.closed = true
	t.init()
	t.mu.Unlock()
	finished := make(chan struct{})
	go func() {
		t.all.Wait()
		close(finished)
	}()
	select {
	case <-finished:
	case <-ctx.Done():
	}
	t.cancel()
	<-finished
}

// keep tells that the delivery was acknowledged before it was done: nobody will deliver it again.
// If it was done meanwhile it says how.
func (j *task) keep() (over bool, err error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.kept = true
	return j.over, j.err
}

// end tells how a try ended. It is false if we must go on: it failed, and nobody else will see to it.
func (j *task) end(err error) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if err != nil && j.kept {
		return false
	}
	j.err, j.over = err, true
	close(j.done)
	return true
}
